import { InertText } from "../../components/InertText.tsx";
import { workflowName } from "../../components/vocabulary.ts";
import { useSuspects } from "./queries.ts";

/** Checks that fail on every model: shown where their colours are, since it may be the checks that are wrong. */
export function Suspects() {
	const { data } = useSuspects();
	if (data === undefined || data.items.length === 0) return null;
	return (
		<section className="suspects tone-yellow" aria-label="Suspect checks">
			<h2>
				{data.items.length === 1 ? "A check is suspect itself" : `${data.items.length} checks are suspect themselves`}
			</h2>
			<ul>
				{data.items.map(({ workflow, check, runs, text }) => (
					<li key={`${workflow} ${check}`}>
						<b>{workflowName(workflow)}</b> <code>{check}</code>: <InertText text={text} />{" "}
						<span className="muted">
							{runs.toLocaleString("en")} {runs === 1 ? "run" : "runs"}
						</span>
					</li>
				))}
			</ul>
		</section>
	);
}
