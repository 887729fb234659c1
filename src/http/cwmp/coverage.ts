/** Bytes from `start` to `end`, both included. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

/** Transfers that are followed at once; the one longest without a request is forgotten first. */
const MAX_TRANSFERS = 1_000;
/** Parts of one that hang apart; a device that resumes, or fetches part after part, has one or two. */
const MAX_SPANS = 256;

/** The spans and one more, sorted, with those that overlap or touch made one. */
export function covering(spans: readonly Span[], more: Span): Span[] {
	let { start, end } = more;
	const apart: Span[] = [];
	for (const span of spans) {
		if (span.end < start - 1 || span.start > end + 1) apart.push(span);
		else [start, end] = [Math.min(start, span.start), Math.max(end, span.end)];
	}
	return [...apart, { start, end }].sort((left, right) => left.start - right.start);
}

/**
 * What has been sent of each transfer, by its token's digest, in whatever order and however often its parts were asked for.
 * It is kept in memory alone: what is forgotten, here or with the process, has to be sent again before a transfer is whole.
 */
export function createCoverage() {
	const sent = new Map<string, readonly Span[]>();
	return {
		add(transfer: string, span: Span): void {
			const spans = covering(sent.get(transfer) ?? [], span).slice(0, MAX_SPANS);
			sent.delete(transfer);
			sent.set(transfer, spans);
			const [oldest] = sent.keys();
			if (sent.size > MAX_TRANSFERS && oldest !== undefined) sent.delete(oldest);
		},
		isWhole(transfer: string, size: number): boolean {
			return (sent.get(transfer) ?? []).some(({ start, end }) => start === 0 && end >= size - 1);
		},
	};
}
