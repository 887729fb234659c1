/** How the lab's virtual CPEs introduce themselves, so that nobody takes one for a device (contract, section 5). */
export const VIRTUAL_AGENT = "certus-lab";

/** By the `User-Agent` of an HTTP request. */
export function isVirtual(userAgent: string | undefined): boolean {
	return userAgent?.startsWith(VIRTUAL_AGENT) === true;
}
