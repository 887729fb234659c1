import { storableText } from "./text.ts";

const plain = /^[\u0020-\u007e]*$/;
const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;" };

/** Text as it may stand in an element; characters that XML cannot hold are replaced. */
export function escapeXml(text: string): string {
	const clean = plain.test(text) ? text : storableText(text);
	return /[&<>\r]/.test(clean) ? clean.replace(/[&<>\r]/g, (character) => escapes[character] ?? "") : clean;
}

/** Text as it may stand in an attribute with double quotes around it. */
export function escapeAttribute(text: string): string {
	return escapeXml(text).replaceAll('"', "&quot;");
}

/** An element with text in it. */
export function element(name: string, text: string): string {
	return `<${name}>${escapeXml(text)}</${name}>`;
}
