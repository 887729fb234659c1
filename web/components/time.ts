const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** In the reader's own zone, sortable by eye: `2026-11-23 05:10:03`. */
export function formatTime(at: string): string {
	const date = new Date(at);
	if (Number.isNaN(date.getTime())) return at;
	const two = (n: number) => String(n).padStart(2, "0");
	const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
	return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** With milliseconds, for the messages of one session. */
export function formatClock(at: string): string {
	const date = new Date(at);
	return Number.isNaN(date.getTime())
		? at
		: `${formatTime(at).slice(11)}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

export function formatAgo(at: string, now: number): string {
	const age = now - Date.parse(at);
	if (Number.isNaN(age)) return at;
	if (age < 10_000) return "just now";
	if (age < MINUTE) return `${Math.floor(age / 1000)} s ago`;
	if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
	if (age < 2 * DAY) return `${Math.floor(age / HOUR)} h ago`;
	return `${Math.floor(age / DAY)} days ago`;
}

export function formatDuration(ms: number): string {
	if (Number.isNaN(ms)) return "–";
	if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
	if (ms < MINUTE) return `${(ms / 1_000).toFixed(1)} s`;
	if (ms >= HOUR) return `${Math.floor(ms / HOUR)} h ${Math.floor((ms % HOUR) / MINUTE)} min`;
	const minutes = Math.floor(ms / MINUTE);
	const seconds = Math.round((ms % MINUTE) / 1_000);
	return seconds === 60 ? `${minutes + 1} min 0 s` : `${minutes} min ${seconds} s`;
}
