import { canonicalJson } from "./canonicalJson.ts";
import { digestOf } from "./hash.ts";

/** What the first entry of a chain has before it. */
export const BEFORE_FIRST = `sha256:${"0".repeat(64)}`;

/** The action of the entries that say what retention has cut off the beginning, `detail` being a `Cut`. */
export const RETENTION_ACTION = "audit.retention";

/** The last entry that retention has cut. */
export interface Cut {
	readonly throughSeq: number;
	readonly throughHash: string;
}

/** The hash of an entry: over its RFC 8785 form without `hash`. */
export function hashOfEntry(entry: object): string {
	return digestOf(canonicalJson(entry));
}

/** An entry as it is exported: RFC 8785 with its hash, which stands among its members by name. */
export function lineOfEntry(entry: object, hash: string): string {
	return canonicalJson({ ...entry, hash });
}

export type Tampering = "changed" | "removed" | "reordered" | "inserted";

export type ChainVerdict =
	| {
			readonly ok: true;
			readonly entries: number;
			/** Hash of the entry before the first one: `BEFORE_FIRST`, or that of the last one that retention has cut. */
			readonly from: string;
			/** Hash of the last entry. */
			readonly head: string;
	  }
	| {
			readonly ok: false;
			readonly entries: number;
			/** The first place that is not as it was written, and what happened there. */
			readonly seq: number;
			readonly tampering: Tampering;
			readonly detail: string;
	  };

/** Hashes that were noted down elsewhere, and must occur in the chain, or right before it. */
export interface Anchors {
	/** The trail must go on from here; what stood before may be gone. */
	readonly from?: string | null;
	/** The trail must reach up to here. */
	readonly head?: string | null;
}

interface Linked {
	readonly seq: number;
	readonly previousHash: string;
	readonly action?: unknown;
	readonly detail?: unknown;
}

interface Fault {
	tampering: Tampering;
	seq: number;
	/** The entry that stands where `seq` belongs. */
	found?: number;
	readonly reason?: string;
	/** The entry that did not fit to `seq`, until the next one has shown whether it was put in. */
	unfit?: number | undefined;
}

/** Reads a chain entry by entry, in memory that does not grow with it. */
export interface ChainVerifier {
	/** An entry without its hash, and the hash that stands with it. */
	add(entry: unknown, hash: string): void;
	/** A line of an export: its very bytes count, not only what they mean. */
	addLine(line: string): void;
	end(): ChainVerdict;
}

/**
 * Finds the first place where an entry was changed, removed, reordered or inserted. A chain may begin later than with
 * entry 1 where one of its own entries says that retention cut it there. What it can't show by itself is that its end is
 * missing, or that all of it was written anew from some entry on: for that there are `Anchors`.
 */
export function chainVerifier({ from = null, head = null }: Anchors = {}): ChainVerifier {
	let entries = 0;
	let first: Linked | null = null;
	let last: { readonly seq: number; readonly hash: string } | null = null;
	let cut: Cut | null = null;
	let fault: Fault | null = null;
	const sought = new Set([from, head]);

	const refuse = (seq: unknown, reason: string): void => {
		fault ??= { tampering: "changed", seq: last ? last.seq + 1 : isNumber(seq) ? seq : 1, reason };
	};
	const take = (entry: unknown, hash: string, digest: string | null): void => {
		entries++;
		const { seq } = (entry ?? {}) as { readonly seq?: unknown };
		if (digest !== hash) refuse(seq, "its hash is not that of what it says");
		else if (!isLinked(entry)) refuse(seq, "it has no place in a chain");
		else follow(entry, hash);
	};
	const follow = (entry: Linked, hash: string): void => {
		if (fault) explain(fault, entry.seq, first?.seq ?? 1);
		else if (last && first) fault = misfit(entry, last, first.seq);
		else if (entry.seq === 1 && entry.previousHash !== BEFORE_FIRST) refuse(1, "it names an entry before the first");
		if (!first) {
			first = entry;
			sought.delete(entry.previousHash);
		}
		last = { seq: entry.seq, hash };
		sought.delete(hash);
		cut = laterCut(cut, entry, first.seq);
	};
	const missing = (): Fault | null => {
		// Nothing at all goes on from before the first entry, and reaches up to there.
		if (!first || !last) sought.delete(BEFORE_FIRST);
		if (from !== null && sought.has(from)) {
			const seq = Math.max(1, (first?.seq ?? 1) - 1);
			return {
				tampering: "removed",
				seq,
				reason: "the entry that it is to go on from is not in it, nor right before it",
			};
		}
		const lost = from === null && first ? unaccounted(first, cut) : null;
		if (lost || head === null || !sought.has(head)) return lost;
		const seq = (last?.seq ?? 0) + 1;
		return { tampering: "removed", seq, reason: `it ends before entry ${seq} and does not hold the head given` };
	};

	return {
		add: (entry, hash) => take(entry, hash, hashIfAny(entry)),
		addLine(line) {
			const exported = readLine(line);
			if (exported) take(exported.entry, exported.hash, digestOf(exported.text));
			else refuse(null, `line ${++entries} is not an entry as it is exported`);
		},
		end() {
			const wrong = fault ?? missing();
			if (wrong) return { ok: false, entries, seq: wrong.seq, tampering: wrong.tampering, detail: inWords(wrong) };
			return { ok: true, entries, from: first?.previousHash ?? BEFORE_FIRST, head: last?.hash ?? BEFORE_FIRST };
		},
	};
}

/** What is wrong where this entry follows the last one. */
function misfit(
	{ seq, previousHash }: Linked,
	last: { readonly seq: number; readonly hash: string },
	firstSeq: number,
): Fault | null {
	const expected = last.seq + 1;
	if (seq > expected) return { tampering: "removed", seq: expected, found: seq };
	// What belongs before the first of them: another stands in its place.
	if (seq < firstSeq) return { tampering: "reordered", seq, found: firstSeq };
	if (seq < expected) return { tampering: "inserted", seq: seq === last.seq ? seq : expected, found: seq };
	if (previousHash === last.hash) return null;
	const reason = `its hash is not the one that entry ${seq} has recorded of it`;
	return { tampering: "changed", seq: last.seq, reason, unfit: seq };
}

/** What comes later tells what happened at the place of the fault. */
function explain(fault: Fault, seq: number, firstSeq: number): void {
	if (fault.unfit === seq) {
		fault.tampering = "inserted";
		fault.seq = seq;
	}
	fault.unfit = undefined;
	if (seq < firstSeq && fault.found !== undefined) {
		// It belongs before all of them, so that the first was out of its place already.
		fault.seq = fault.found === firstSeq ? Math.min(fault.seq, seq) : seq;
		fault.found = firstSeq;
		fault.tampering = "reordered";
	} else if (fault.tampering === "removed" && seq === fault.seq) fault.tampering = "reordered";
	else if (fault.tampering === "reordered" && seq === fault.found) fault.tampering = "inserted";
}

/** A chain that begins after entry 1: was all that is missing cut by retention? */
function unaccounted({ seq, previousHash }: Linked, cut: Cut | null): Fault | null {
	const through = cut?.throughSeq ?? 0;
	if (through < seq - 1) return { tampering: "removed", seq: through + 1, found: seq };
	if (cut === null || cut.throughHash === previousHash) return null;
	return { tampering: "changed", seq, reason: "it does not follow the entry up to which retention cut" };
}

/** Of the cuts that are told of, the last one before the chain's beginning. */
function laterCut(known: Cut | null, { action, detail }: Linked, firstSeq: number): Cut | null {
	if (action !== RETENTION_ACTION) return known;
	const { throughSeq, throughHash } = (detail ?? {}) as Partial<Cut>;
	if (!isNumber(throughSeq) || typeof throughHash !== "string") return known;
	return throughSeq < firstSeq && throughSeq >= (known?.throughSeq ?? 0) ? { throughSeq, throughHash } : known;
}

function inWords({ tampering, seq, found, reason }: Fault): string {
	if (tampering === "changed") return `entry ${seq} was changed: ${reason}`;
	if (tampering === "reordered") return `entry ${found} stands where entry ${seq} belongs: they were reordered`;
	if (tampering === "inserted") {
		return found === undefined || found === seq
			? `there are two of entry ${seq}: one was inserted`
			: `a second entry ${found} was inserted where entry ${seq} belongs`;
	}
	if (found === undefined) return `the trail is not whole: ${reason}`;
	return found - seq === 1 ? `entry ${seq} was removed` : `entries ${seq} to ${found - 1} were removed`;
}

function isNumber(seq: unknown): seq is number {
	return Number.isSafeInteger(seq) && (seq as number) >= 1;
}

function isLinked(entry: unknown): entry is Linked {
	const { seq, previousHash } = (entry ?? {}) as Partial<Linked>;
	return isNumber(seq) && typeof previousHash === "string";
}

/** `null` for what has no RFC 8785 form. */
function hashIfAny(entry: unknown): string | null {
	try {
		return hashOfEntry(entry as object);
	} catch {
		return null;
	}
}

/** By their names in RFC 8785 order `hash` comes after `detail`, and nothing after it holds members of its own. */
const MEMBER = ',"hash":"';
const MEMBER_LENGTH = MEMBER.length + BEFORE_FIRST.length + 1;

/** The entry of a line, and the text that its hash is over: the line without that member. */
function readLine(line: string): { readonly entry: object; readonly hash: string; readonly text: string } | null {
	const at = line.lastIndexOf(MEMBER);
	const end = at + MEMBER_LENGTH;
	if (at < 0 || line[end - 1] !== '"') return null;
	const text = line.slice(0, at) + line.slice(end);
	try {
		const entry = JSON.parse(text) as unknown;
		if (typeof entry !== "object" || entry === null || "hash" in entry) return null;
		return { entry, hash: line.slice(at + MEMBER.length, end - 1), text };
	} catch {
		return null;
	}
}
