/** CWMP versions, their namespaces, and how one is agreed on (TR-069 Amendment 6, 3.6.2 and A.6). */

export const soapEnvelopeNamespace = "http://schemas.xmlsoap.org/soap/envelope/";
export const soapEncodingNamespace = "http://schemas.xmlsoap.org/soap/encoding/";
export const defaultNamespace = "urn:dslforum-org:cwmp-1-0";

/** What Certus speaks, lowest first. */
export const knownVersions = ["1.0", "1.1", "1.2", "1.3", "1.4"] as const;
export type CwmpVersion = (typeof knownVersions)[number];

/** Quirk 42: 1.3 and 1.4 keep the namespace of 1.2, but devices write others too. */
export function isCwmpNamespace(namespace: string): boolean {
	return /^urn:dslforum-org:cwmp-1-\d{1,3}$/.test(namespace);
}

/** The version that a namespace speaks of: at most the one it is numbered after. */
export function versionOf(namespace: string): CwmpVersion {
	const written = `1.${/^urn:dslforum-org:cwmp-1-(\d{1,3})$/.exec(namespace)?.[1] ?? "0"}`;
	return knownVersions.find((version) => version === written) ?? "1.4";
}

/** The namespace that messages of a version carry. */
export function namespaceFor(version: CwmpVersion): string {
	return `urn:dslforum-org:cwmp-1-${Math.min(2, Number(version.slice(2)))}`;
}

/** `null` without a SupportedCWMPVersions header: the namespace decides then. Otherwise the highest of both sides. */
export function negotiateVersion(supported: readonly string[] | null, namespace: string): CwmpVersion {
	const common = knownVersions.findLast((version) => supported?.includes(version));
	return common ?? versionOf(namespace);
}

export function parseVersions(header: string): readonly string[] {
	return header.split(/[\s,;]+/).filter((version) => version !== "");
}
