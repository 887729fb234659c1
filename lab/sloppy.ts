/** What sloppy firmware does to an envelope, done to the text of a right one. */
import type { Behaviour } from "./model.ts";

type Transform = (xml: string) => string;

/** Applies to the tags alone, not to what stands between them. */
function inTags(xml: string, change: Transform): string {
	return xml.replace(/<[^>]*>/g, change);
}

function withSoapPrefix(prefix: string): Transform {
	return (xml) => {
		const own = /<(\w[\w-]*):Envelope/.exec(xml)?.[1];
		if (own === undefined) return xml;
		const names = new RegExp(`(</?|xmlns:|\\s)${own}(?=[:=])`, "g");
		return inTags(xml, (tag) => tag.replace(names, `$1${prefix}`));
	};
}

const withCdata: Transform = (xml) =>
	xml.replace(/(<Value[^>]*>)([^<]+)(<\/Value>)/g, (_all, open: string, escaped: string, close: string) => {
		const value = escaped
			.replace(/&lt;/g, "<")
			.replace(/&gt;/g, ">")
			.replace(/&quot;/g, '"')
			.replace(/&apos;/g, "'")
			.replace(/&#(\d+);/g, (_reference, code: string) => String.fromCodePoint(Number(code)))
			.replace(/&#x([\da-f]+);/gi, (_reference, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
			.replace(/&amp;/g, "&");
		return `${open}<![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>")}]]>${close}`;
	});

const withoutId: Transform = (xml) => xml.replace(/<([\w-]+:)?ID\b[^>]*>[^<]*<\/\1?ID>/, "");

const withoutTypes: Transform = (xml) => xml.replace(/(<Value)\s+[\w-]+:type=("[^"]*"|'[^']*')/g, "$1");

function reporting(type: string): Transform {
	return (xml) => xml.replace(/(<Value\s+[\w-]+:type=)("[^"]*"|'[^']*')/g, `$1"${type}"`);
}

function withCounts(counts: "wrong" | "padded"): Transform {
	const say = (count: string) => (counts === "wrong" ? String(Number(count) + 7) : count.padStart(4, "0"));
	return (xml) => inTags(xml, (tag) => tag.replace(/\[(\d+)\]/, (_all, count: string) => `[${say(count)}]`));
}

const withoutDetail: Transform = (xml) => xml.replace(/<detail\b[\s\S]*?<\/detail>/, "");

export function withDeviations(xml: string, how: Behaviour["xml"], faults: Behaviour["faults"]): string {
	const transforms: Transform[] = [];
	if (how.reportsType !== null) transforms.push(reporting(how.reportsType));
	if (how.omitsTypes) transforms.push(withoutTypes);
	if (how.arrayCounts !== "right") transforms.push(withCounts(how.arrayCounts));
	if (how.cdata) transforms.push(withCdata);
	if (how.omitsId) transforms.push(withoutId);
	if (!faults.detail) transforms.push(withoutDetail);
	if (how.soapPrefix !== null) transforms.push(withSoapPrefix(how.soapPrefix));
	return transforms.reduce((text, transform) => transform(text), xml);
}
