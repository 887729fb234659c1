const SESSION_COOKIE = "certus";

/** Every session cookie of a request: quoted or not, separated by semicolon or comma, sent once or twice (quirks 2, 110). */
export function sessionCookies(header: string | undefined): string[] {
	if (header === undefined) return [];
	return [...header.matchAll(/(?:^|[;,\s])certus="?([A-Za-z0-9]+)"?/g)].map((match) => match[1] as string);
}

/** Nothing but the name, the value and the path: more than that confuses some CPEs (quirk 1). */
export function setCookie(value: string): string {
	return `${SESSION_COOKIE}=${value}; Path=/`;
}
