import type { Change } from "../../../src/shared/changes.ts";
import type { MaintenanceWindow, Rollout, RolloutReport } from "../../../src/shared/rollouts.ts";
import { Mark } from "../../components/badges.tsx";
import { type Fact, Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Loaded } from "../../components/Loaded.tsx";
import { Section } from "../../components/Page.tsx";
import { At } from "../../components/Time.tsx";
import type { Tone } from "../../components/vocabulary.ts";
import { adviceFor } from "../changes/advice.ts";
import { Progress } from "./Progress.tsx";
import { useReport } from "./queries.ts";
import { WaveTable } from "./WaveTable.tsx";
import { deadlineOf, hoursWords, isOpenAt, stopWords, wavesWords, windowWords } from "./words.ts";

/** How a change goes over its devices: what holds it, how far it is, and what was agreed to. */
export function RolloutSection({ change, rollout }: { readonly change: Change; readonly rollout: Rollout }) {
	const query = useReport(change);
	return (
		<Section title="Rollout">
			<Held change={change} />
			{change.rollingBack && <p>It is being rolled back: a device waits until it is as it was before.</p>}
			<Loaded query={query} lines={4}>
				{(report) => (
					<>
						<Overall change={change} report={report} />
						<div className="wide-facts">
							<Facts items={factsOf(change, rollout, report)} />
						</div>
						<WaveTable
							waves={report.waves}
							current={change.state === "applying" && !change.rollingBack ? change.wave : null}
						/>
					</>
				)}
			</Loaded>
		</Section>
	);
}

/** Why nothing begins at the moment, and what there is to do. */
function Held({ change: { paused, pausedReason } }: { readonly change: Change }) {
	if (!paused) return null;
	const advice = adviceFor(pausedReason?.code ?? "");
	return (
		<div className="held" role="status">
			<p>
				<b>Paused: no further device begins.</b> Those under way come to their end.
			</p>
			{pausedReason !== null && (
				<p>
					<InertText text={pausedReason.detail} /> <code>{pausedReason.code}</code>
				</p>
			)}
			{advice !== null && <p className="advice">{advice}</p>}
		</div>
	);
}

function Overall({ change: { wave, waves }, report }: { readonly change: Change; readonly report: RolloutReport }) {
	const { devices, applied, failed, rolledBack, skipped } = report.total;
	const done = applied + failed + rolledBack + skipped;
	return (
		<div className="rollout-progress">
			<p>
				<b className="numeric">
					{done.toLocaleString("en")} of {devices.toLocaleString("en")}
				</b>{" "}
				devices are through
				{wave !== null && waves !== null && (
					<>
						; wave {wave} of {waves}
					</>
				)}
				.
			</p>
			<Progress counts={report.total} />
		</div>
	);
}

function factsOf(change: Change, rollout: Rollout, { waves, recent }: RolloutReport): Fact[] {
	const { state, rollingBack, wave } = change;
	const { stop, deadlineHours, window, concurrency, pauseMinutes } = rollout;
	const current = waves.find((one) => one.wave === wave);
	const isOn = state === "applying" && !rollingBack && current?.startedAt && current.finishedAt === null;
	return [
		{ name: "Waves", value: wavesWords(rollout, change) },
		{
			name: "Stop rule",
			value: (
				<>
					{stopWords(stop)}
					{recent !== null && recent.ended > 0 && <Nearness stop={stop} recent={recent} />}
				</>
			),
		},
		{
			name: "Deadline",
			value: (
				<>
					a device may be away for {hoursWords(deadlineHours)} of its wave
					{isOn && current.startedAt && (
						<>
							; this one's is over at <At at={deadlineOf(current.startedAt, deadlineHours)} />, later if it was paused
						</>
					)}
				</>
			),
		},
		{
			name: "Maintenance window",
			value:
				window === null ? (
					"at any time"
				) : (
					<>
						{windowWords(window)}
						{isOn && <Openness window={window} />}
					</>
				),
		},
		{
			name: "At the same time",
			value: `${concurrency.toLocaleString("en")} ${concurrency === 1 ? "device" : "devices"}`,
		},
		{ name: "Between two waves", value: pauseMinutes === 0 ? "no pause" : `${pauseMinutes} min` },
	];
}

function Openness({ window }: { readonly window: MaintenanceWindow }) {
	const isOpen = isOpenAt(window, new Date());
	return (
		<span className="nearness">
			<Mark
				tone={isOpen ? "green" : "unproven"}
				title={`By the clock of ${window.timeZone ?? "UTC"}; where a subscriber or a device has a time zone of its own, by that one.`}
				quiet
			>
				{isOpen ? "open now" : "closed now: nothing begins"}
			</Mark>
		</span>
	);
}

interface NearnessProps {
	readonly stop: Rollout["stop"];
	readonly recent: NonNullable<RolloutReport["recent"]>;
}

/** How many failures the rule counts by now. */
function Nearness({ stop, recent: { ended, failed } }: NearnessProps) {
	const left = stop.failures - failed;
	const tone: Tone = left <= 0 ? "red" : left === 1 && failed > 0 ? "yellow" : "green";
	return (
		<span className="nearness">
			<Mark tone={tone} quiet>
				{failed} of the last {ended} failed
				{left > 0 && `; ${left} more and it pauses`}
			</Mark>
		</span>
	);
}
