import { array, boolean, dateTime, integer, optionalText, struct, text } from "../fields.ts";
import type { VoucherOption } from "../messages.ts";
import { defineRpc } from "../rpc.ts";

export const getOptions = defineRpc({
	name: "GetOptions",
	clause: "A.4.1.4",
	request: struct({ optionName: text("OptionName") }),
	response: struct({
		options: array(
			"OptionList",
			"OptionStruct",
			struct<VoucherOption>({
				optionName: text("OptionName"),
				voucherSerial: integer("VoucherSN"),
				state: integer("State"),
				mode: integer("Mode"),
				startDate: dateTime("StartDate"),
				expirationDate: optionalText("ExpirationDate"),
				// An int in the schema, but 0 or 1.
				isTransferable: boolean("IsTransferable"),
			}),
		),
	}),
});
