import { type Field, listAfter, noEntries, nothing, optionalText, type Struct, struct, text } from "../fields.ts";
import type { DuOperation } from "../messages.ts";
import { defineRpc } from "../rpc.ts";
import { countItem, fail, type Reader } from "../xml/state.ts";

/** Every element of the three structs; each kind writes its own, in its own order. */
const anyOperation = struct({
	uuid: optionalText("UUID"),
	version: optionalText("Version"),
	url: optionalText("URL"),
	username: optionalText("Username"),
	password: optionalText("Password"),
	executionEnvRef: optionalText("ExecutionEnvRef"),
});

const install = struct({
	url: text("URL"),
	uuid: optionalText("UUID"),
	username: optionalText("Username"),
	password: optionalText("Password"),
	executionEnvRef: optionalText("ExecutionEnvRef"),
});
const update = struct({
	uuid: optionalText("UUID"),
	version: optionalText("Version"),
	url: optionalText("URL"),
	username: optionalText("Username"),
	password: optionalText("Password"),
});
const uninstall = struct({
	uuid: text("UUID"),
	version: optionalText("Version"),
	executionEnvRef: optionalText("ExecutionEnvRef"),
});

function read(reader: Reader): DuOperation {
	countItem(reader);
	const type = reader.type?.slice(reader.type.indexOf(":") + 1) ?? null;
	const { uuid, version, url, username, password, executionEnvRef } = anyOperation.read(reader);
	switch (type) {
		case "InstallOpStruct":
			return { operation: "install", url, uuid, username, password, executionEnvRef };
		case "UpdateOpStruct":
			return { operation: "update", uuid, version, url, username, password };
		case "UninstallOpStruct":
			return { operation: "uninstall", uuid, version, executionEnvRef };
		default:
			return fail("rpc.invalid", `an operation of type ${type ?? "none"}`);
	}
}

function write(operation: DuOperation): string {
	switch (operation.operation) {
		case "install":
			return wrap("InstallOpStruct", install.write(operation));
		case "update":
			return wrap("UpdateOpStruct", update.write(operation));
		case "uninstall":
			return wrap("UninstallOpStruct", uninstall.write(operation));
	}
}

function wrap(type: string, inner: string): string {
	return `<Operations xsi:type="cwmp:${type}">${inner}</Operations>`;
}

/** The kind of an operation stands in its xsi:type. */
const operations: Field<readonly DuOperation[]> = {
	element: "Operations",
	absent: noEntries,
	optional: false,
	read: (reader, before) => {
		const list = listAfter(before);
		list.push(read(reader));
		return list;
	},
	write: (list) => list.map(write).join(""),
};

const request: Struct<{ readonly operations: readonly DuOperation[]; readonly commandKey: string }> = struct({
	operations,
	commandKey: { ...text("CommandKey"), optional: true },
});

export const changeDuState = defineRpc({
	name: "ChangeDUState",
	clause: "A.4.1.10",
	request,
	response: nothing,
});
