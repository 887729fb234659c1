/** Of a text beside itself: its key, and its place in the map. */
const OVERHEAD_BYTES = 160;
/** Of so many that find no place, one takes that of the one that was put in first. */
const PUSHES_OUT = 16;

export type PackedTexts<Text extends string> = ReturnType<typeof createPackedTexts<Text>>;

/**
 * Texts by key, up to a sum of bytes (they are Latin-1 as a rule). What is full stays as it is: devices come round in
 * turn, one period after the other, and if who has not been here for the longest had to go it would always be who comes
 * next, so that a fleet a little larger than the store would find nothing in it. A few do push out the oldest, so that
 * devices that never come again don't fill it for good.
 */
export function createPackedTexts<Text extends string>(maxBytes: number) {
	const texts = new Map<string, Text>();
	let bytes = 0;
	let turnedAway = 0;

	function take(key: string): Text | null {
		const text = texts.get(key);
		if (text === undefined) return null;
		texts.delete(key);
		bytes -= text.length + OVERHEAD_BYTES;
		return text;
	}

	return {
		take,
		put(key: string, text: Text): void {
			take(key);
			const needed = text.length + OVERHEAD_BYTES;
			if (needed > maxBytes) return;
			if (bytes + needed > maxBytes && ++turnedAway % PUSHES_OUT !== 0) return;
			while (bytes + needed > maxBytes) take(texts.keys().next().value as string);
			texts.set(key, text);
			bytes += needed;
		},
	};
}
