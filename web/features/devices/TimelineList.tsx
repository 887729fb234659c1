import { Link } from "@tanstack/react-router";
import type { TimelineEntry } from "../../../src/shared/devices.ts";
import { InertText } from "../../components/InertText.tsx";
import { At } from "../../components/Time.tsx";
import { DeviceLink } from "../changes/parts.tsx";
import { useLinked } from "./queries.ts";
import { type Behind, type Linked, openSentence, type Sentence, sentenceOf } from "./timelineWords.ts";

interface Props<Entry extends TimelineEntry> {
	readonly label: string;
	readonly entries: readonly Entry[];
	/** `null`: of no single device. */
	readonly deviceIdOf: (entry: Entry) => string | null;
	/** The devices whose changes that are not over yet stand above all. */
	readonly openOn: readonly string[];
	/** Of several devices: each line says of which. */
	readonly isOfMany?: boolean;
}

/** What happened, newest first: each line a sentence that says who did what, and what came of it. */
export function TimelineList<Entry extends TimelineEntry>({
	label,
	entries,
	deviceIdOf,
	openOn,
	isOfMany = false,
}: Props<Entry>) {
	return (
		<>
			{openOn.map((deviceId) => (
				<Open key={deviceId} deviceId={deviceId} isOfMany={isOfMany} />
			))}
			<ol className="timeline timeline-told" aria-label={label}>
				{entries.map((entry, index) => (
					<li key={`${entry.at} ${index}`}>
						<At at={entry.at} />
						<Told entry={entry} deviceId={deviceIdOf(entry)} isOfMany={isOfMany} />
					</li>
				))}
			</ol>
		</>
	);
}

interface OfDevice {
	readonly deviceId: string;
	readonly isOfMany: boolean;
}

interface MaybeOfDevice {
	readonly deviceId: string | null;
	readonly isOfMany: boolean;
}

/** Changes that wait for somebody, or are on their way: the timeline tells of them only when they are over. */
function Open({ deviceId, isOfMany }: OfDevice) {
	const { changes } = useLinked(deviceId);
	const open = [...changes.values()].flatMap((change) => {
		const sentence = openSentence(change);
		return sentence === null ? [] : [{ change, sentence }];
	});
	if (open.length === 0) return null;
	return (
		<ol className="timeline timeline-told timeline-open" aria-label="Not over yet">
			{open.map(({ change, sentence }) => (
				<li key={change.id}>
					<At at={change.createdAt} />
					<Line sentence={sentence} deviceId={deviceId} isOfMany={isOfMany} />
				</li>
			))}
		</ol>
	);
}

const NOTHING_LINKED: Linked = { changes: new Map(), operations: new Map() };

function Told({ entry, deviceId, isOfMany }: MaybeOfDevice & { readonly entry: TimelineEntry }) {
	return deviceId === null ? (
		<Line sentence={sentenceOf(entry, NOTHING_LINKED)} deviceId={null} isOfMany={isOfMany} />
	) : (
		<ToldOf entry={entry} deviceId={deviceId} isOfMany={isOfMany} />
	);
}

function ToldOf({ entry, deviceId, isOfMany }: OfDevice & { readonly entry: TimelineEntry }) {
	const linked = useLinked(deviceId);
	return <Line sentence={sentenceOf(entry, linked)} deviceId={deviceId} isOfMany={isOfMany} />;
}

const MAX_PATHS = 3;

function Line({ sentence, deviceId, isOfMany }: MaybeOfDevice & { readonly sentence: Sentence }) {
	const { text, paths, outcome, isBad, reason, behind } = sentence;
	return (
		<span>
			{isOfMany && deviceId !== null && (
				<>
					<DeviceLink id={deviceId} />:{" "}
				</>
			)}
			<InertText text={text} max={200} plain />
			{paths.slice(0, MAX_PATHS).map((path, index) => (
				<span key={path}>
					{index === 0 ? " " : ", "}
					<InertText text={path} max={160} mono plain />
				</span>
			))}
			{paths.length > MAX_PATHS && <span className="muted"> and {paths.length - MAX_PATHS} more</span>}
			{outcome !== "" && (
				<>
					:{" "}
					<b className={isBad ? "tone-text-red" : undefined}>
						<InertText text={outcome} max={200} plain />
					</b>
				</>
			)}
			{reason !== "" && (
				<span className="muted">
					{" "}
					– <InertText text={reason} max={240} />
				</span>
			)}
			{behind !== null && deviceId !== null && (
				<>
					{" "}
					<BehindLink behind={behind} deviceId={deviceId} />
				</>
			)}
		</span>
	);
}

function BehindLink({ behind, deviceId }: { readonly behind: Behind; readonly deviceId: string }) {
	switch (behind.to) {
		case "change":
			return (
				<Link to="/changes/$id" params={{ id: behind.id }}>
					change <span className="mono">{behind.id.slice(0, 8)}</span>
				</Link>
			);
		case "proofRun":
			return (
				<Link to="/proof-runs/$id" params={{ id: behind.id }}>
					proof run <span className="mono">{behind.id.slice(0, 8)}</span>
				</Link>
			);
		default:
			return (
				<Link to="/devices/$id" params={{ id: deviceId }} search={{ tab: behind.to }} hash={behind.id}>
					{behind.to === "operations" ? "operation" : "session"}
				</Link>
			);
	}
}
