import { useSyncExternalStore } from "react";
import { formatAgo, formatDuration, formatTime } from "./time.ts";

const TICK_MS = 10_000;
let now = Date.now();
const listeners = new Set<() => void>();
let ticker: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	ticker ??= setInterval(() => {
		now = Date.now();
		for (const each of listeners) each();
	}, TICK_MS);
	return () => {
		listeners.delete(listener);
		if (listeners.size > 0) return;
		clearInterval(ticker);
		ticker = undefined;
	};
}

/** `3 min ago`, with the exact time on hover. */
export function Ago({ at, never = "never" }: { readonly at: string | null; readonly never?: string }) {
	const current = useSyncExternalStore(subscribe, () => now);
	if (at === null) return <span className="muted">{never}</span>;
	return (
		<time dateTime={at} title={formatTime(at)} className="nowrap">
			{formatAgo(at, Math.max(current, Date.parse(at)))}
		</time>
	);
}

export function At({ at, never = "–" }: { readonly at: string | null; readonly never?: string }) {
	if (at === null) return <span className="muted">{never}</span>;
	return (
		<time dateTime={at} title={at} className="nowrap numeric">
			{formatTime(at)}
		</time>
	);
}

export function Took({ from, to }: { readonly from: string; readonly to: string }) {
	return <span className="nowrap numeric">{formatDuration(Date.parse(to) - Date.parse(from))}</span>;
}
