import type { Limitation } from "../../src/shared/proof.ts";
import { InertText } from "./InertText.tsx";
import { workflowName } from "./vocabulary.ts";

interface Props {
	readonly items: readonly Limitation[];
	readonly none: string;
}

export function Limitations({ items, none }: Props) {
	if (items.length === 0) return <p className="muted">{none}</p>;
	return (
		<ul className="limitations">
			{items.map(({ code, workflow, text }, index) => (
				<li key={index}>
					<span className="limitation-workflow">{workflowName(workflow)}</span>
					<span className="limitation-text">
						<InertText text={text} /> <code className="muted">{code}</code>
					</span>
				</li>
			))}
		</ul>
	);
}
