import { expect, test } from "vitest";
import { createOneAtATime } from "../../src/engine/oneAtATime.ts";

/** An act that is let go by hand. */
function held() {
	const begun: number[] = [];
	const releases: (() => void)[] = [];
	const act = () =>
		new Promise<void>((resolve) => {
			begun.push(begun.length);
			releases.push(resolve);
		});
	return { act, begun, release: () => releases.shift()?.() };
}

test("many who come at once make two rounds, one after the other", async () => {
	const oneAtATime = createOneAtATime();
	const { act, begun, release } = held();
	const waiting = [1, 2, 3, 4].map(() => oneAtATime("a", act));
	expect(begun).toHaveLength(1);
	release();
	await waiting[0];
	await Promise.resolve();
	expect(begun).toHaveLength(2);
	release();
	await Promise.all(waiting);
	expect(begun).toHaveLength(2);
});

test("who comes while the second round waits is served by it, and who comes during it by a third", async () => {
	const oneAtATime = createOneAtATime();
	const { act, begun, release } = held();
	const first = oneAtATime("a", act);
	const second = oneAtATime("a", act);
	expect(oneAtATime("a", act)).toBe(second);
	release();
	await first;
	await Promise.resolve();
	expect(begun).toHaveLength(2);
	const third = oneAtATime("a", act);
	expect(third).not.toBe(second);
	release();
	await second;
	await Promise.resolve();
	release();
	await third;
	expect(begun).toHaveLength(3);
});

test("keys don't wait for one another, and a failure is its own round's", async () => {
	const oneAtATime = createOneAtATime();
	const { act, begun, release } = held();
	const other = oneAtATime("b", act);
	const failing = oneAtATime("a", () => Promise.reject(new Error("no")));
	const after = oneAtATime("a", async () => undefined);
	await expect(failing).rejects.toThrow("no");
	await after;
	expect(begun).toHaveLength(1);
	release();
	await other;
});
