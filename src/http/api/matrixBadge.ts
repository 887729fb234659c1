import type { CellStatus, MatrixRow, Workflow } from "../../shared/proof.ts";
import { html } from "./html.ts";
import { STATUSES, WORKFLOW_NAMES } from "./matrixWords.ts";

/** Dark enough for white words. */
const COLOURS: Readonly<Record<CellStatus, string>> = {
	green: "#17683a",
	yellow: "#7d5200",
	red: "#a8231f",
	unproven: "#586473",
};
const CHARACTER_WIDTH = 6.6;
const PADDING = 8;
const MAX_LABEL = 48;

/** A row's status in one line: model and firmware, shape, word and colour. */
export function badge(row: MatrixRow, workflow: Workflow | undefined): string {
	const { status } = workflow === undefined ? row : row.workflows[workflow];
	const { versions } = row.firmwareRange;
	const firmware = versions.length > 1 ? `${versions[0]} … ${versions.at(-1)}` : (versions[0] ?? "");
	const whole = [row.model, firmware, ...(workflow === undefined ? [] : [WORKFLOW_NAMES[workflow]])].join(" ").trim();
	const label = [...whole].length > MAX_LABEL ? `${[...whole].slice(0, MAX_LABEL).join("")}…` : whole;
	const value = `${STATUSES[status].shape} ${status}${row.simulated ? " (simulated)" : ""}`;
	const [left, right] = [label, value].map((text) => Math.ceil([...text].length * CHARACTER_WIDTH) + 2 * PADDING) as [
		number,
		number,
	];
	const text = (from: number, width: number, words: string) =>
		html`<text x="${from + PADDING}" y="14" textLength="${width - 2 * PADDING}" lengthAdjust="spacingAndGlyphs">${words}</text>`;
	return html`<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-labelledby="title">
<title id="title">${row.vendor} ${whole}: ${status}, ${STATUSES[status].means}${row.simulated ? " (simulated)" : ""}</title>
<rect width="${left}" height="20" fill="#2d3540"/><rect x="${left}" width="${right}" height="20" fill="${COLOURS[status]}"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">${text(0, left, label)}${text(left, right, value)}</g>
</svg>
`.html;
}
