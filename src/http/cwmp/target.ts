/** Of a request target in origin or absolute form (RFC 9112, 3.2), without its query; repeated slashes mean one. */
export function pathOf(target: string): string {
	const path = target.split("?", 1)[0] as string;
	if (path.startsWith("/") && !path.includes("//")) return path;
	return path.replace(/^https?:\/\/[^/]*/i, "").replace(/\/{2,}/g, "/");
}
