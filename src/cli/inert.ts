/** What devices said, as it may go to a terminal: control and direction characters are shown, not obeyed. */
export function inert(text: string): string {
	return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\uFFFD");
}
