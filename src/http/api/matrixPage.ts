import { createHash } from "node:crypto";
import { SUBTREES } from "../../proof/subtrees.ts";
import { type Cell, type CellStatus, type MatrixRow, WORKFLOWS, type Workflow } from "../../shared/proof.ts";
import type { Tenant } from "../../store/tenants.ts";
import { type Html, html, trusted } from "./html.ts";
import { SCRIPT, STYLE } from "./matrixPageAssets.ts";
import { STATUSES, VERDICT_MEANINGS, WORKFLOW_NAMES } from "./matrixWords.ts";

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const SOURCES = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; base-uri 'none'; form-action 'none'`;

/** Only the page's own style and script, by their digests. */
export const PAGE_POLICY = `${SOURCES}; frame-ancestors 'none'`;

/** The matrix as one page that can be kept, mailed or published as it is. */
export function matrixPage(rows: readonly MatrixRow[], tenant: Tenant, now: Date): string {
	return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="content-security-policy" content="${SOURCES}">
<title>Compatibility matrix: ${tenant.name}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header>
<h1>Compatibility matrix</h1>
<p class="dim">Tenant <bdi>${tenant.name}</bdi> (${tenant.slug}), generated at <time datetime="${now.toISOString()}">${now.toISOString()}</time></p>
${tenant.simulated ? html`<p class="notice" role="note">Simulated: every row here was proven on virtual CPEs, and says nothing of a real device.</p>` : ""}
</header>
<main>
<form hidden role="search" aria-label="Filter the matrix">
<label>Search<input name="q" type="search" autocomplete="off"></label>
<label>Status<select name="status"><option value="">All</option>${statuses().map((status) => html`<option>${status}</option>`)}</select></label>
<output class="dim" aria-live="polite"></output>
</form>
${rows.length === 0 ? html`<p>No model has been seen in this tenant yet.</p>` : tableOf(rows)}
${legend()}
</main>
<footer>Made by Certus. Colours are computed from proof runs; a row holds for the firmware that it names.</footer>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`.html;
}

function statuses(): CellStatus[] {
	return Object.keys(STATUSES) as CellStatus[];
}

function tableOf(rows: readonly MatrixRow[]): Html {
	const heads = ["Model", "Status", ...WORKFLOWS.map((workflow) => WORKFLOW_NAMES[workflow])];
	return html`<div class="scroll"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
${rows.map((row) => bodyOf(row, heads.length))}
</table></div>`;
}

function bodyOf(row: MatrixRow, columns: number): Html {
	return html`<tbody id="${row.id}" data-status="${row.status}">
<tr>
<th scope="row"><bdi>${row.vendor} ${row.model}</bdi>${row.simulated ? html` <span class="mark">simulated</span>` : ""}
<div class="dim"><bdi>${row.productClass}</bdi></div><div class="dim">hardware <bdi>${row.hardwareVersions.join(", ")}</bdi></div><div class="dim">firmware <bdi>${row.firmwareRange.versions.join(", ")}</bdi></div></th>
<td data-name="Status">${plate(row.status)}</td>
${WORKFLOWS.map((workflow) => cellOf(workflow, row.workflows[workflow]))}
</tr>
<tr><td colspan="${columns}"><details><summary>Limitations, coverage and evidence</summary>${detailsOf(row)}</details></td></tr>
</tbody>`;
}

function cellOf(workflow: Workflow, { status, verdict }: Cell): Html {
	return html`<td data-name="${WORKFLOW_NAMES[workflow]}">${plate(status)}${verdict === null ? "" : html`<span class="verdict">${verdict}</span>`}</td>`;
}

function plate(status: CellStatus): Html {
	return html`<span class="status ${status}"><span aria-hidden="true">${STATUSES[status].shape}</span> ${status}</span>`;
}

function detailsOf(row: MatrixRow): Html {
	const coverage = Object.keys(SUBTREES).flatMap((name) => {
		const percent = row.coverage[name] ?? null;
		return percent === null ? [] : [[name, `${percent} %`] as const];
	});
	const evidence = WORKFLOWS.flatMap((workflow) =>
		row.workflows[workflow].evidence.map(
			({ digest, url }) =>
				html`<li>${WORKFLOW_NAMES[workflow]}: <a href="${url}" rel="noreferrer"><code>${digest}</code></a></li>`,
		),
	);
	const limitations = row.limitations.map(
		({ code, workflow, text }) => html`<li><code>${code}</code> (${workflow}): <bdi>${text}</bdi></li>`,
	);
	const facts: readonly (readonly [name: string, value: string])[] = [
		["Parameter root", row.parameterRoot ?? "unknown"],
		["CWMP", row.cwmpVersion ?? "unknown"],
		["OUIs", row.ouis.join(", ")],
		["Stage", row.stage],
		["Fault behaviour", row.traits.faultBehaviour?.verdict ?? "not measured"],
		["Updated at", row.updatedAt],
	];
	return html`<div class="parts">
<section><h2>Limitations</h2>${listOf(limitations, "None is known.")}</section>
<section><h2>Readable, per cent</h2>${termsOf(coverage)}</section>
<section><h2>Row</h2>${termsOf(facts)}<p><a href="${row.evidenceUrl}" rel="noreferrer">This row in Certus</a></p></section>
<section><h2>Evidence</h2>${listOf(evidence, "Nothing was proven here.")}</section>
</div>`;
}

function listOf(items: readonly Html[], otherwise: string): Html {
	return items.length === 0 ? html`<p class="dim">${otherwise}</p>` : html`<ul>${items}</ul>`;
}

function termsOf(terms: readonly (readonly [name: string, value: string])[]): Html {
	if (terms.length === 0) return html`<p class="dim">Nothing was read here.</p>`;
	return html`<dl>${terms.map(([name, value]) => html`<div><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>`)}</dl>`;
}

function legend(): Html {
	const verdicts = Object.entries(VERDICT_MEANINGS);
	return html`<section class="legend"><h2>Legend</h2><div class="parts">
<dl>${statuses().map((status) => html`<div><dt>${plate(status)}</dt><dd>${STATUSES[status].means}</dd></div>`)}</dl>
<dl>${verdicts.map(([verdict, means]) => html`<div><dt>${verdict}</dt><dd>${means}</dd></div>`)}</dl>
</div></section>`;
}
