import type { Certification } from "../../../src/shared/certification.ts";
import { InertText } from "../../components/InertText.tsx";
import { ToneMark } from "../../components/icons.tsx";
import { Ago } from "../../components/Time.tsx";
import { CERTIFICATION_ACTIONS, STAGE_MEANS, STAGES, type Tone } from "../../components/vocabulary.ts";
import { type StageState, stepsOf } from "./pipeline.ts";
import { stageTone } from "./StageTrail.tsx";

const STATE_NAMES: Record<StageState, string> = { done: "done", current: "it is here", ahead: "ahead" };

/** The five stages as steps, each with who brought it there. */
export function StageSteps({ certification }: { readonly certification: Certification }) {
	const tones: Record<StageState, Tone> = {
		done: "green",
		current: stageTone(certification) === "yellow" ? "yellow" : "busy",
		ahead: "unproven",
	};
	return (
		<ol className="stages" aria-label="Stages">
			{stepsOf(certification).map(({ stage, state, entry }) => (
				<li
					key={stage}
					className={`stage is-${state} tone-${tones[state]}`}
					aria-current={state === "current" ? "step" : undefined}
				>
					<span className="stage-name">
						<ToneMark tone={tones[state] === "busy" ? "unproven" : tones[state]} />
						{STAGES[stage]}
						<span className="stage-state">{STATE_NAMES[state]}</span>
					</span>
					<span className="stage-means">{STAGE_MEANS[stage]}</span>
					{entry !== null && (
						<span className="stage-entry">
							{CERTIFICATION_ACTIONS[entry.action]} by <InertText text={entry.by} max={40} plain />,{" "}
							<Ago at={entry.at} />
						</span>
					)}
				</li>
			))}
		</ol>
	);
}
