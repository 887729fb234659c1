const ESCAPES: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&#39;",
};

/** Text in HTML that is safe as it stands. */
export interface Html {
	readonly html: string;
}

export function trusted(text: string): Html {
	return { html: text };
}

type Part = Html | string | number | readonly Html[];

/** A template whose values are escaped unless they are HTML already: what devices said stays text. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
	return trusted(strings.reduce((text, part, index) => text + inHtml(parts[index - 1] ?? "") + part));
}

function inHtml(part: Part): string {
	if (typeof part !== "object") return escapeHtml(String(part));
	return "html" in part ? part.html : part.map(({ html: text }) => text).join("");
}

/** Also good for XML: characters that neither can hold are replaced. */
function escapeHtml(text: string): string {
	return text
		.toWellFormed()
		.replace(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu, "\uFFFD")
		.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? "");
}
