/** In binary units: `12.3 KiB`. */
export function formatSize(bytes: number): string {
	if (bytes < 1_024) return `${bytes} B`;
	const units = ["KiB", "MiB", "GiB"] as const;
	const step = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
	return `${(bytes / 1_024 ** step).toFixed(1)} ${units[step - 1]}`;
}
