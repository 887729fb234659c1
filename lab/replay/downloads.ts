/** What a recorded device did with firmware images. */
import type { RequestOf, TransferFault } from "../../src/cwmp/messages.ts";
import type { Evidence } from "../bundle.ts";
import type { Behaviour } from "../model.ts";
import { bootsIn } from "./boots.ts";
import { transfersSeen, valuesOf } from "./checks.ts";
import type { Conversation, Exchange } from "./conversation.ts";
import { type Reading, readingsOf } from "./readings.ts";

type Download = RequestOf<"Download">["body"];

/** One image that was offered, and what followed until the next. */
interface Try {
	readonly at: number;
	readonly request: Download;
	readonly answer: Exchange["answer"];
	/** TransferComplete, with its session. */
	readonly told: { readonly sessionId: string; readonly commandKey: string; readonly fault: TransferFault } | null;
	/** The version that the device came to have; `null` where it kept the old one. */
	readonly version: Reading | null;
	/** Its first sign of a boot; `null` where there was none. */
	readonly bootAt: number | null;
	readonly hasReturned: boolean;
	readonly check: string;
}

const CORRUPTED = 9018;
const TRY_AGAIN = 9010;
/** What the ACS calls an image that is not there, to see whether a failure is told. */
const ABSENT = "absent.bin";

export function recordedDownload(evidence: Evidence, conversation: Conversation): Partial<Behaviour["download"]> {
	const tries = triesIn(conversation);
	const image = tries.find(({ request }) => nameOf(request.url) !== ABSENT);
	const absent = tries.find(({ request }) => nameOf(request.url) === ABSENT);
	return {
		...(image && outcomeOf(image, evidence, absent === undefined)),
		...(image?.told?.fault.code === TRY_AGAIN && { failsFirst: true }),
		...(absent?.answer?.kind === "response" && { reportsFailure: absent.told !== null }),
	};
}

/** The versions that images made, by their file names. */
export function recordedImages(conversation: Conversation): ReadonlyMap<string, string> {
	return new Map(
		triesIn(conversation).flatMap(({ request, version }) =>
			version === null ? [] : [[nameOf(request.url), version.value] as const],
		),
	);
}

function outcomeOf(image: Try, { checks }: Evidence, isLast: boolean): Partial<Behaviour["download"]> {
	const { answer, told, version, bootAt, at, request } = image;
	if (answer === null) return {};
	if (answer.kind === "fault") return { outcome: "rejected", rejectedCode: answer.fault.code };
	const statusZero = answer.rpc === "Download" && answer.body.status === 0;
	// What called while it still fetched the image has not come back from it.
	const isGone = isLast && valuesOf(checks, "firmware/recovers")?.noReturn === true;
	if (isGone || !image.hasReturned) return { statusZero, outcome: "noReturn" };
	if (told !== null && told.fault.code === CORRUPTED) return { statusZero, outcome: "invalid" };
	if (version === null && told === null)
		return {
			statusZero,
			outcome: transfersSeen(checks, image.check)?.some(({ requests }) => requests > 0) ? "hangs" : "stalled",
		};
	const installed = version?.at ?? bootAt;
	return {
		statusZero,
		outcome: version === null && told?.fault.code === 0 ? "falseSuccess" : "normal",
		transferComplete: told !== null || statusZero,
		...(told && {
			commandKey: told.commandKey === request.commandKey ? "kept" : told.commandKey === "" ? "empty" : "another",
		}),
		...(installed !== null && { installSeconds: (installed - at) / 1000 }),
	};
}

function triesIn(conversation: Conversation): Try[] {
	const { exchanges, reports } = conversation;
	const boots = bootsIn(conversation);
	const versions =
		[...readingsOf(conversation)].find(([path]) => path.endsWith(".DeviceInfo.SoftwareVersion"))?.[1] ?? [];
	const asked = exchanges.flatMap((exchange) =>
		exchange.request.rpc === "Download" && exchange.request.body.fileType.startsWith("1")
			? [{ exchange, request: exchange.request.body }]
			: [],
	);
	return asked.map(({ exchange: { at, answer, check }, request }, index) => {
		const until = asked[index + 1]?.exchange.at ?? Infinity;
		const within = (one: { readonly at: number }) => one.at > at && one.at < until;
		const told = reports.find((report) => within(report) && report.message.rpc === "TransferComplete");
		const before = versions.findLast((version) => version.at <= at);
		return {
			...{ at, request, answer, check },
			told:
				told?.message.rpc === "TransferComplete"
					? { sessionId: told.sessionId, commandKey: told.message.body.commandKey, fault: told.message.body.fault }
					: null,
			version: versions.find((version) => within(version) && version.value !== before?.value) ?? null,
			bootAt: boots.find((boot) => boot > at && boot < until) ?? null,
			hasReturned: reports.some(within) || exchanges.some((other) => within(other) && other.answer !== null),
		};
	});
}

function nameOf(url: string): string {
	return URL.canParse(url) ? (new URL(url).pathname.split("/").at(-1) ?? "") : "";
}
