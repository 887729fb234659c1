/** The page's whole appearance: nothing is fetched from anywhere. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#f5f7f9;--surface:#fff;--line:#dde2e8;--ink:#17202c;--dim:#56616f;--link:#1f4b8f;
--green:#17683a;--green-plate:#e2f3e8;--yellow:#7d5200;--yellow-plate:#fdf1d3;--red:#a8231f;--red-plate:#fde8e6;--unproven:#586473;--unproven-plate:#f3f5f7}
@media(prefers-color-scheme:dark){:root{--ground:#12161c;--surface:#1a1f27;--line:#2d3540;--ink:#e3e8ee;--dim:#9aa6b4;--link:#8bb0e6;
--green:#7ed3a0;--green-plate:#163323;--yellow:#eec262;--yellow-plate:#382c10;--red:#ff9d94;--red-plate:#421d1b;--unproven:#a4afbc;--unproven-plate:#222933}}
*{box-sizing:border-box}[hidden]{display:none!important}
body{margin:0;padding:16px;background:var(--ground);color:var(--ink);font:14px/1.45 system-ui,sans-serif}
h1{font-size:1.35rem;margin:0 0 4px}h2{font-size:1rem;margin:0 0 6px}
a{color:var(--link)}.dim{color:var(--dim)}code{font-size:.92em;overflow-wrap:anywhere}
.notice{border:1px solid var(--yellow);background:var(--yellow-plate);color:var(--yellow);padding:6px 10px;border-radius:5px;margin:8px 0}
form{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:end;margin:12px 0}
label{display:flex;flex-direction:column;gap:2px;font-size:.8125rem;color:var(--dim)}
input,select{font:inherit;color:var(--ink);background:var(--surface);border:1px solid var(--line);border-radius:5px;padding:6px 8px;min-height:36px}
.scroll{overflow-x:auto;background:var(--surface);border:1px solid var(--line);border-radius:5px}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:6px 8px;border-bottom:1px solid var(--line)}
thead th{font-size:.8125rem;color:var(--dim);font-weight:550;white-space:nowrap}
tbody th{font-weight:550;min-width:11em}tbody th div{font-weight:400}tbody th bdi{overflow-wrap:anywhere}
.status{display:inline-block;border-radius:4px;padding:1px 7px;white-space:nowrap;font-weight:550}
.verdict{display:block;font-size:.8125rem;color:var(--dim);padding:1px 7px}
.green{color:var(--green);background:var(--green-plate)}.yellow{color:var(--yellow);background:var(--yellow-plate)}
.red{color:var(--red);background:var(--red-plate)}.unproven{color:var(--unproven);background:var(--unproven-plate)}
.mark{display:inline-block;border:1px solid currentColor;border-radius:4px;padding:0 6px;font-size:.8125rem;font-weight:550;color:var(--yellow)}
details>summary{cursor:pointer;padding:4px 0;color:var(--link)}
.parts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(300px,100%),1fr));gap:12px 28px;padding:6px 0 10px}
ul,dl{margin:0;padding-left:18px}dl{padding:0}dl>div{display:flex;gap:8px;padding:1px 0}dt{min-width:11em;color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
.legend{margin-top:20px}footer{margin-top:16px;font-size:.8125rem;color:var(--dim)}
@media(max-width:760px){thead{position:absolute;left:-9999px}table,tbody,tr,th,td{display:block}
tbody{border-bottom:3px solid var(--line);padding:6px 0}th,td{border:0;padding:4px 10px}
td[data-name]{display:grid;grid-template-columns:9.5em 1fr;align-items:start;justify-items:start}td[data-name]::before{content:attr(data-name);color:var(--dim)}
td[data-name] .verdict{grid-column:2}}
@media print{form{display:none}}
`;

/** Hides the rows that the filter does not ask for. Reads what stands in the page, and writes nothing into it. */
export const SCRIPT = `
"use strict";
const form = document.querySelector("form");
const rows = [...document.querySelectorAll("tbody")];
const count = document.querySelector("output");
function apply() {
	const words = form.elements.q.value.toLowerCase().split(/\\s+/).filter(Boolean);
	const status = form.elements.status.value;
	let shown = 0;
	for (const row of rows) {
		const text = row.textContent.toLowerCase();
		const fits = (status === "" || row.dataset.status === status) && words.every((word) => text.includes(word));
		row.hidden = !fits;
		if (fits) shown++;
	}
	count.textContent = shown + " of " + rows.length;
}
form.hidden = false;
form.addEventListener("input", apply);
form.addEventListener("submit", (event) => event.preventDefault());
apply();
`;
