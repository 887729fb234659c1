import type { Certification } from "../../../src/shared/certification.ts";
import { Mark } from "../../components/badges.tsx";
import { STAGE_MEANS, STAGES, type Tone } from "../../components/vocabulary.ts";
import { stepsOf } from "./pipeline.ts";

/** The stage in a word, with as many of five bars filled. */
export function StageTrail({ certification }: { readonly certification: Certification }) {
	const { stage } = certification;
	return (
		<span className="stage-trail">
			<Mark tone={stageTone(certification)} title={STAGE_MEANS[stage]} quiet>
				{STAGES[stage]}
			</Mark>
			<span className="stage-bars" aria-hidden="true">
				{stepsOf(certification).map(({ stage: each, state }) => (
					<span key={each} className={`stage-bar is-${state}`} />
				))}
			</span>
		</span>
	);
}

/** Green only for what is certified; what has stopped and asks for somebody is yellow. */
export function stageTone({ stage, canary, history }: Certification): Tone {
	if (stage === "certified") return "green";
	if (stage === "canary") return canary?.status === "running" ? "busy" : "yellow";
	return history.at(-1)?.action === "setback" ? "yellow" : "unproven";
}
