import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Allowance, type Attempts, countAttempt, giveBack, spendAttempt } from "../../src/gate/signInLimits.ts";

const BEGIN = Date.UTC(2026, 2, 1, 12);
const at = (seconds: number) => new Date(BEGIN + seconds * 1000);

/** Attempts that are counted one after another, each as soon as the lock before it has ended. */
function locksInSeconds(attempts: number): number[] {
	let known: Attempts | null = null;
	let now = at(0);
	const locks: number[] = [];
	for (let i = 0; i < attempts; i++) {
		const counted = countAttempt(known, now);
		if (!counted.allowed) throw new Error("was locked");
		known = counted.next;
		const until: Date = known.lockedUntil ?? now;
		locks.push((until.getTime() - now.getTime()) / 1000);
		now = until;
	}
	return locks;
}

describe("attempts as one user", () => {
	test("four are free, then each costs twice the pause of the one before, to a quarter of an hour", () => {
		expect(locksInSeconds(12)).toEqual([0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
		expect(locksInSeconds(200).at(-1)).toBe(900);
	});

	test.each([
		["while locked it is refused, with the seconds that remain", 10, { allowed: false, retryAfterSeconds: 20 }],
		["a part of a second is a whole one", 29.5, { allowed: false, retryAfterSeconds: 1 }],
		["when the lock ends it is counted on", 30, { allowed: true, next: { attempts: 6 } }],
		["a day later it is forgotten", 86_400 + 30, { allowed: true, next: { attempts: 1, lockedUntil: null } }],
	])("%s", (_title, seconds, expected) => {
		expect(countAttempt({ attempts: 5, lastAt: at(0), lockedUntil: at(30) }, at(seconds))).toMatchObject(expected);
	});
});

describe("attempts from one address", () => {
	const spend = (known: Allowance | null, count: number, now: Date) => {
		const spent = [];
		let left = known;
		for (let i = 0; i < count; i++) {
			const one = spendAttempt(left, now);
			spent.push(one);
			left = one.next;
		}
		return { spent, left: left as Allowance };
	};

	test("thirty at once, then one each ten seconds; of a row of refusals one is the first", () => {
		const { spent, left } = spend(null, 32, at(0));
		expect(spent.map(({ allowed }) => allowed).indexOf(false)).toBe(30);
		expect(spent[30]).toMatchObject({ retryAfterSeconds: 10, first: true });
		expect(spent[31]).toMatchObject({ retryAfterSeconds: 10, first: false });
		expect(spendAttempt(left, at(4))).toMatchObject({ allowed: false, retryAfterSeconds: 6 });
		const again = spendAttempt(left, at(10));
		expect(again.allowed).toBe(true);
		expect(spendAttempt(again.next, at(10))).toMatchObject({ allowed: false, first: true });
	});

	test("success costs nothing", () => {
		let known: Allowance | null = null;
		for (let i = 0; i < 100; i++) {
			const spent = spendAttempt(known, at(0));
			expect(spent.allowed).toBe(true);
			known = giveBack(spent.next, at(0));
		}
	});

	test("however attempts come, never more go through than the burst and what was refilled, also when a clock goes back", () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: -5, max: 15 }), { maxLength: 200 }), (pauses) => {
				let now = 0;
				let passed = 0;
				let forward = 0;
				let known: Allowance | null = null;
				for (const pause of pauses) {
					now += pause;
					forward += Math.max(0, pause);
					const spent = spendAttempt(known, at(now));
					known = spent.next;
					if (spent.allowed) passed++;
				}
				expect(passed).toBeLessThanOrEqual(30 + forward / 10 + 1e-6);
			}),
		);
	});
});
