import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	type Anchors,
	BEFORE_FIRST,
	type ChainVerdict,
	chainVerifier,
	hashOfEntry,
	lineOfEntry,
	RETENTION_ACTION,
} from "../../src/lib/auditChain.ts";

interface Link {
	readonly entry: Readonly<Record<string, unknown>>;
	readonly hash: string;
}

const facts = (n: number) => ({ action: `act ${n}`, actor: "someone", detail: { n, text: 'ä "hash":"x",\\' } });

/** A whole chain; the entries of `cuts` say what retention took off the beginning after them. */
function chainOf(length: number, cuts: ReadonlyMap<number, number> = new Map()): Link[] {
	const links: Link[] = [];
	for (let seq = 1; seq <= length; seq++) {
		const throughSeq = cuts.get(seq);
		const cut = throughSeq && {
			action: RETENTION_ACTION,
			detail: { throughSeq, throughHash: links[throughSeq - 1]?.hash },
		};
		links.push(linked({ ...facts(seq), ...cut, seq, previousHash: links.at(-1)?.hash ?? BEFORE_FIRST }));
	}
	return links;
}

const linked = (entry: Record<string, unknown>): Link => ({ entry, hash: hashOfEntry(entry) });

function verify(links: readonly Link[], anchors?: Anchors): ChainVerdict {
	const verifier = chainVerifier(anchors);
	for (const { entry, hash } of links) verifier.add(entry, hash);
	const verdict = verifier.end();
	expect(
		verifyLines(
			links.map(({ entry, hash }) => lineOfEntry(entry, hash)),
			anchors,
		),
	).toEqual(verdict);
	return verdict;
}

function verifyLines(lines: readonly string[], anchors?: Anchors): ChainVerdict {
	const verifier = chainVerifier(anchors);
	for (const line of lines) verifier.addLine(line);
	return verifier.end();
}

const LENGTH = 12;
const whole = chainOf(LENGTH);
const head = whole.at(-1)?.hash as string;
/** Entries 1 to 4 were cut by retention, which entries 6 and 9 tell of: first 1 to 2, then 1 to 4. */
const trimmed = chainOf(
	LENGTH,
	new Map([
		[6, 2],
		[9, 4],
	]),
).slice(4);

/** Both begin at an index of their own; each place of either is tried. */
const chains = fc.constantFrom(whole, trimmed);
const places = (links: readonly Link[], below = links.length) => fc.integer({ min: 0, max: below - 1 });
const inChain = <T>(of: (links: readonly Link[]) => fc.Arbitrary<T>) =>
	chains.chain((links) => of(links).map((value) => ({ links, value })));
const seqAt = (links: readonly Link[], index: number): number => (links[0]?.entry.seq as number) + index;

describe("a chain that is whole", () => {
	test("is intact, whatever its length", () => {
		expect(verify([])).toEqual({ ok: true, entries: 0, from: BEFORE_FIRST, head: BEFORE_FIRST });
		expect(verify(whole)).toEqual({ ok: true, entries: LENGTH, from: BEFORE_FIRST, head });
	});

	test("may begin where retention cut it, since one of its entries says so", () => {
		const from = trimmed[0]?.entry.previousHash;
		expect(verify(trimmed)).toEqual({ ok: true, entries: 8, from, head: trimmed.at(-1)?.hash });
	});

	test("holds the hashes that were noted of it, or follows them", () => {
		for (const { hash } of whole) expect(verify(whole, { from: hash, head: hash }).ok).toBe(true);
		const before = whole[4]?.hash as string;
		expect(verify(whole.slice(5), { from: before, head: before }).ok).toBe(true);
		expect(verify([], { from: BEFORE_FIRST, head: BEFORE_FIRST }).ok).toBe(true);
	});
});

describe("found at exactly the first place", () => {
	test("a change of anything in an entry", () => {
		const changes = fc.constantFrom<Record<string, unknown>>(
			{ actor: "nobody" },
			{ detail: {} },
			{ seq: 99 },
			{ seq: null },
			{ previousHash: BEFORE_FIRST.replace("0", "1") },
			{ added: true },
		);
		fc.assert(
			fc.property(inChain(places), changes, ({ links, value: i }, change) => {
				const tampered = links.map((link, at) => (at === i ? { ...link, entry: { ...link.entry, ...change } } : link));
				expect(verify(tampered)).toMatchObject({ ok: false, tampering: "changed", seq: seqAtFirst(links, i, change) });
			}),
		);
	});

	test("a change with a new hash, by the entry that follows", () => {
		fc.assert(
			fc.property(
				inChain((links) => places(links, links.length - 1)),
				({ links, value: i }) => {
					const tampered = links.map((link, at) => (at === i ? linked({ ...link.entry, actor: "nobody" }) : link));
					expect(verify(tampered)).toMatchObject({ ok: false, tampering: "changed", seq: seqAt(links, i) });
				},
			),
		);
	});

	test("entries that were removed, one or many", () => {
		const stretch = (links: readonly Link[]) =>
			fc.tuple(places(links, links.length - 1), fc.integer({ min: 1, max: 4 }));
		fc.assert(
			fc.property(inChain(stretch), ({ links, value: [i, count] }) => {
				const last = Math.min(i + count, links.length - 1);
				// A chain that has lost the entry that tells of its cut can't tell how far it went.
				fc.pre(!(links === trimmed && i === 0 && last > 4));
				const tampered = links.filter((_, at) => at < i || at >= last);
				expect(verify(tampered)).toMatchObject({ ok: false, tampering: "removed", seq: seqAt(links, i) });
			}),
		);
	});

	test("two entries that changed places", () => {
		const two = (links: readonly Link[]) => fc.uniqueArray(places(links), { minLength: 2, maxLength: 2 });
		fc.assert(
			fc.property(inChain(two), ({ links, value }) => {
				const [i, j] = value.toSorted((a, b) => a - b) as [number, number];
				const tampered = [...links];
				[tampered[i], tampered[j]] = [links[j] as Link, links[i] as Link];
				expect(verify(tampered)).toMatchObject({ ok: false, tampering: "reordered", seq: seqAt(links, i) });
			}),
		);
	});

	test("any other order", () => {
		const order = (links: readonly Link[]) => fc.shuffledSubarray([...links], { minLength: links.length });
		fc.assert(
			fc.property(inChain(order), ({ links, value }) => {
				const i = value.findIndex((link, at) => link !== links[at]);
				fc.pre(i >= 0);
				expect(verify(value)).toMatchObject({ ok: false, tampering: "reordered", seq: seqAt(links, i) });
			}),
		);
	});

	test("a copy of an entry put in", () => {
		const copy = (links: readonly Link[]) => fc.tuple(places(links), places(links, links.length + 1));
		fc.assert(
			fc.property(inChain(copy), ({ links, value: [i, at] }) => {
				const tampered = links.toSpliced(at, 0, links[i] as Link);
				const seq = at === i + 1 ? seqAt(links, i) : seqAt(links, at);
				expect(verify(tampered)).toMatchObject({ ok: false, tampering: "inserted", seq });
			}),
		);
	});

	test("a forged entry put in, linked to the one before or not", () => {
		fc.assert(
			fc.property(
				inChain((links) => places(links, links.length - 1)),
				fc.boolean(),
				({ links, value }, fits) => {
					const at = value + 1;
					const previousHash = fits ? links[at - 1]?.hash : BEFORE_FIRST;
					const forged = linked({ ...facts(0), seq: seqAt(links, at), previousHash });
					const tampered = links.toSpliced(at, 0, forged);
					expect(verify(tampered)).toMatchObject({ ok: false, tampering: "inserted", seq: seqAt(links, at) });
				},
			),
		);
	});

	test("any byte of an export that is not as it was written", () => {
		const lines = whole.map(({ entry, hash }) => lineOfEntry(entry, hash));
		fc.assert(
			fc.property(places(whole), fc.nat(), fc.string({ maxLength: 2 }), fc.nat(1), (i, offset, put, taken) => {
				const line = lines[i] as string;
				const at = offset % line.length;
				const changed = line.slice(0, at) + put + line.slice(at + taken);
				fc.pre(changed !== line);
				const verdict = verifyLines(lines.with(i, changed));
				expect(verdict).toMatchObject({ ok: false, tampering: "changed", seq: i + 1 });
			}),
			{ numRuns: 2_000 },
		);
	});
});

/** An entry whose number is not its own any more is looked for at its place, but for the first, which has no other. */
function seqAtFirst(links: readonly Link[], i: number, change: Record<string, unknown>): unknown {
	return i === 0 && "seq" in change ? (change.seq ?? 1) : seqAt(links, i);
}

describe("what a chain can't show by itself", () => {
	test("is that its end is missing: the head that was noted does", () => {
		for (let length = 0; length < LENGTH; length++) {
			const rest = whole.slice(0, length);
			expect(verify(rest).ok).toBe(true);
			expect(verify(rest, { head })).toMatchObject({ ok: false, tampering: "removed", seq: length + 1 });
		}
	});

	test("is how much was removed before its beginning: the hash of the entry before does", () => {
		const from = whole[3]?.hash as string;
		expect(verify(whole.slice(4), { from }).ok).toBe(true);
		expect(verify(whole.slice(5), { from })).toMatchObject({ ok: false, tampering: "removed", seq: 5 });
		expect(verify(whole.slice(5), { from: BEFORE_FIRST })).toMatchObject({ ok: false, tampering: "removed" });
	});

	test("is that all of it was written anew: it does not hold what was noted before", () => {
		const other = chainOf(LENGTH, new Map([[3, 1]]));
		expect(verify(other, { head }).ok).toBe(false);
		expect(verify(other, { from: whole[2]?.hash as string }).ok).toBe(false);
	});
});

describe("a cut beginning", () => {
	test("counts as removed without an entry that tells of it, and from where the last one told", () => {
		expect(verify(whole.slice(4))).toMatchObject({ ok: false, tampering: "removed", seq: 1 });
		expect(verify(trimmed.slice(1))).toMatchObject({
			...{ ok: false, tampering: "removed", seq: 5 },
			detail: "entry 5 was removed",
		});
		expect(verify(trimmed.slice(3))).toMatchObject({ seq: 5, detail: "entries 5 to 7 were removed" });
	});

	test("is not vouched for by a cut at another entry of the same number", () => {
		const cut = { throughSeq: 4, throughHash: BEFORE_FIRST };
		const tail = linked({ action: RETENTION_ACTION, detail: cut, seq: LENGTH + 1, previousHash: head });
		expect(verify([...whole.slice(4), tail])).toMatchObject({ ok: false, tampering: "changed", seq: 5 });
	});
});

describe("an entry 1", () => {
	test("has nothing before it", () => {
		const first = linked({ ...facts(1), seq: 1, previousHash: head });
		expect(verify([first])).toMatchObject({ ok: false, tampering: "changed", seq: 1 });
	});
});

test.each([
	["", "line 2 is not an entry"],
	["{}", "line 2 is not an entry"],
	["null", "line 2 is not an entry"],
	[`{"a":1,"hash":"sha256:${"0".repeat(64)}"}`, "its hash is not that"],
])("what is no entry at all is a change: %s", (line, reason) => {
	const lines = whole.map(({ entry, hash }) => lineOfEntry(entry, hash));
	const verdict = verifyLines(lines.with(1, line));
	expect(verdict).toMatchObject({ ok: false, seq: 2, tampering: "changed", detail: expect.stringContaining(reason) });
});
