import { nothing, strings, struct } from "../fields.ts";
import { defineRpc } from "../rpc.ts";

export const setVouchers = defineRpc({
	name: "SetVouchers",
	clause: "A.4.1.3",
	request: struct({ vouchers: strings("VoucherList", "base64", "soapenc:base64") }),
	response: nothing,
});
