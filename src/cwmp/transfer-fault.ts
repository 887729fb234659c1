import { integer, struct, text } from "./fields.ts";
import type { TransferFault } from "./messages.ts";

/** FaultStruct of the transfer and deployment RPCs; code 0 with an empty text is success. */
export const transferFault = struct<TransferFault>({
	code: integer("FaultCode"),
	message: { ...text("FaultString"), optional: true },
});
