import type { Change } from "../../../src/shared/changes.ts";
import { CHANGE_STATES } from "../../components/changeVocabulary.ts";
import { InertText } from "../../components/InertText.tsx";
import { ToneMark } from "../../components/icons.tsx";
import { Ago } from "../../components/Time.tsx";
import type { Tone } from "../../components/vocabulary.ts";
import { stepsOf } from "./steps.ts";

const PLACES = { done: "done", current: "it is here", ahead: "ahead" } as const;

/** The states as steps, each with who brought it there. */
export function ChangeSteps({ change }: { readonly change: Change }) {
	return (
		<ol className="stages" aria-label="Steps">
			{stepsOf(change).map(({ state, place, by, at }) => {
				const { name, means, tone } = CHANGE_STATES[state];
				const shown: Tone = place === "done" ? "green" : place === "ahead" ? "unproven" : tone;
				return (
					<li
						key={state}
						className={`stage is-${place} tone-${shown}`}
						aria-current={place === "current" ? "step" : undefined}
					>
						<span className="stage-name">
							<ToneMark tone={shown === "busy" ? "unproven" : shown} />
							<span>{name}</span>
							<span className="stage-state">{PLACES[place]}</span>
						</span>
						<span className="stage-means">{means}</span>
						{(by !== null || at !== null) && (
							<span className="stage-entry">
								{by !== null && (
									<>
										by <InertText text={by} max={40} plain />
										{at !== null && ", "}
									</>
								)}
								{at !== null && <Ago at={at} />}
							</span>
						)}
					</li>
				);
			})}
		</ol>
	);
}
