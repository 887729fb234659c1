/**
 * Does one thing a key at a time. Who comes while it is under way waits for one more round, which begins after that and
 * sees all that they saw; so many who come at once make two rounds, not as many as they are.
 */
export function createOneAtATime() {
	const current = new Map<string, Promise<void>>();
	const next = new Map<string, Promise<void>>();

	function begin(key: string, act: () => Promise<void>): Promise<void> {
		const round = act().finally(() => {
			if (current.get(key) === round) current.delete(key);
		});
		current.set(key, round);
		return round;
	}

	return function oneAtATime(key: string, act: () => Promise<void>): Promise<void> {
		const before = current.get(key);
		if (before === undefined) return begin(key, act);
		const waiting = next.get(key);
		if (waiting !== undefined) return waiting;
		const round = before.then(noMatter, noMatter).then(() => {
			next.delete(key);
			return begin(key, act);
		});
		next.set(key, round);
		return round;
	};
}

function noMatter(): void {}
