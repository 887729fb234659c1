import type { RolloutReport } from "../../../src/shared/rollouts.ts";
import { ToneMark } from "../../components/icons.tsx";
import type { Tone } from "../../components/vocabulary.ts";

export type Counts = RolloutReport["total"];

const PARTS: readonly { readonly name: string; readonly tone: Tone; readonly count: (counts: Counts) => number }[] = [
	{ name: "applied", tone: "green", count: ({ applied }) => applied },
	{ name: "failed", tone: "red", count: ({ failed }) => failed },
	{ name: "rolled back", tone: "red", count: ({ rolledBack }) => rolledBack },
	{ name: "skipped", tone: "yellow", count: ({ skipped }) => skipped },
	{ name: "under way", tone: "busy", count: ({ running }) => running },
	{ name: "waiting", tone: "unproven", count: ({ waiting }) => waiting },
];

/** A bar of what the devices have come to, and the same in words. */
export function Progress({ counts }: { readonly counts: Counts }) {
	const parts = PARTS.map(({ name, tone, count }) => ({ name, tone, count: count(counts) })).filter(
		({ count }) => count > 0,
	);
	return (
		<span className="progress">
			<span className="progress-bar" aria-hidden="true">
				{parts.map(({ name, tone, count }) => (
					<span key={name} className={`progress-part tone-${tone}`} style={{ flexGrow: count }} />
				))}
			</span>
			<span className="progress-words">
				{parts.map(({ name, tone, count }) => (
					<span key={name} className={`progress-word tone-${tone}`}>
						<ToneMark tone={tone === "busy" ? "unproven" : tone} />
						<span>
							<span className="numeric">{count.toLocaleString("en")}</span> {name}
						</span>
					</span>
				))}
			</span>
		</span>
	);
}
