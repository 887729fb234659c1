import { array, boolean, integer, nothing, type Struct, strings, struct, token } from "../fields.ts";
import type { Rpcs } from "../messages.ts";
import { defineRpc } from "../rpc.ts";

type Change = Rpcs["SetParameterAttributes"]["request"]["parameters"][number];

const written = struct({
	path: token("Name"),
	notificationChange: boolean("NotificationChange"),
	notification: integer("Notification"),
	accessListChange: boolean("AccessListChange"),
	accessList: strings("AccessList"),
});

/** On the wire a flag says whether a value counts; here what does not count is absent. */
const change: Struct<Change> = {
	absent: { path: "" },
	read: (reader) => {
		const { path, notificationChange, notification, accessListChange, accessList } = written.read(reader);
		return { path, ...(notificationChange && { notification }), ...(accessListChange && { accessList }) };
	},
	write: ({ path, notification, accessList }) =>
		written.write({
			path,
			notificationChange: notification !== undefined,
			notification: notification ?? 0,
			accessListChange: accessList !== undefined,
			accessList: accessList ?? [],
		}),
};

export const setParameterAttributes = defineRpc({
	name: "SetParameterAttributes",
	clause: "A.3.2.4",
	request: struct({ parameters: array("ParameterList", "SetParameterAttributesStruct", change) }),
	response: nothing,
});
