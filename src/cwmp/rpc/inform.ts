import { array, dateTime, type Field, identifier, integer, listAfter, nested, struct, text, token } from "../fields.ts";
import type { InformEvent } from "../messages.ts";
import { parameterList } from "../parameter-list.ts";
import { defineRpc } from "../rpc.ts";
import { nextChild, readText } from "../xml/reader.ts";
import { countItem, type Reader } from "../xml/state.ts";

const event = struct<InformEvent>({ code: token("EventCode"), commandKey: text("CommandKey") });

const request = struct({
	device: nested(
		"DeviceId",
		struct({
			manufacturer: identifier("Manufacturer"),
			oui: identifier("OUI"),
			productClass: identifier("ProductClass"),
			serialNumber: identifier("SerialNumber"),
		}),
	),
	events: lenientEvents(array("Event", "EventStruct", event)),
	maxEnvelopes: integer("MaxEnvelopes"),
	currentTime: dateTime("CurrentTime"),
	retryCount: integer("RetryCount"),
	parameters: parameterList("ParameterList"),
});

/** What an Inform says is kept for long, so its texts are copied out of the body. */
const copied: typeof request = {
	...request,
	read: (reader) => {
		reader.copies = true;
		return request.read(reader);
	},
};

export const inform = defineRpc({
	name: "Inform",
	clause: "A.3.3.1",
	request: copied,
	response: struct({ maxEnvelopes: integer("MaxEnvelopes") }),
});

/** Some devices leave the EventStruct out and write its fields right into the list. */
function lenientEvents(field: Field<readonly InformEvent[]>): Field<readonly InformEvent[]> {
	return {
		...field,
		read: (reader, before) => {
			const list = listAfter(before);
			while (nextChild(reader)) {
				countItem(reader);
				if (reader.name === "EventCode") list.push({ code: readText(reader).trim(), commandKey: "" });
				else if (reader.name === "CommandKey") keyOfLast(reader, list);
				else list.push(event.read(reader));
			}
			return list;
		},
	};
}

function keyOfLast(reader: Reader, list: InformEvent[]): void {
	const commandKey = readText(reader);
	const last = list.pop();
	if (last !== undefined) list.push({ code: last.code, commandKey });
}
