import { z } from "zod";

/** What XML 1.0 has no way to write (production 2, Char), not as a reference either. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** Whether a device can be sent this text as it is. */
function canBeSent(text: string): boolean {
	return text.isWellFormed() && !NOT_IN_XML.test(text);
}

/** Text that goes out to a device: another would come to it than was asked for. */
export const DeviceText = z
	.string()
	.refine(
		canBeSent,
		"has a character that XML 1.0 can't carry: a control character, half a surrogate pair, U+FFFE or U+FFFF",
	);
