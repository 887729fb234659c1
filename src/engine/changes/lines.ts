/** A change that waits for a device. */
interface Waiting {
	readonly id: string;
	readonly seq: number;
	readonly urgent: boolean;
}

/** The changes that wait for each device, the one under way first: as they were asked for, restores before all. */
export function createLines() {
	const lines = new Map<string, readonly Waiting[]>();
	return {
		has: (key: string): boolean => lines.has(key),
		/** Puts one before a device that nobody waits for. */
		begin: (key: string, one: Waiting): void => void lines.set(key, [one]),
		first: (key: string): string | undefined => lines.get(key)?.[0]?.id,
		/** Whether it is its turn. */
		join(key: string, one: Waiting): boolean {
			const line = lines.get(key) ?? [];
			const joined = line.some(({ id }) => id === one.id) ? line : [...line, one];
			lines.set(
				key,
				joined.toSorted((left, right) => Number(right.urgent) - Number(left.urgent) || left.seq - right.seq),
			);
			return this.first(key) === one.id;
		},
		/** Gives the one whose turn it is then. */
		leave(key: string, id: string): string | undefined {
			const line = (lines.get(key) ?? []).filter((one) => one.id !== id);
			if (line.length > 0) lines.set(key, line);
			else lines.delete(key);
			return line[0]?.id;
		},
	};
}
