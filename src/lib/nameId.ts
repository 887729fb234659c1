import { hash } from "node:crypto";

/** The namespace of the last call: one tenant's devices come one after the other. */
let namespace = "";
let prefix: Buffer = Buffer.alloc(0);

/** A UUIDv5 (RFC 9562, 5.5), in one call of the hash: made for every Inform. */
export function nameId(name: string, inNamespace: string): string {
	if (inNamespace !== namespace) {
		prefix = Buffer.from(inNamespace.replaceAll("-", ""), "hex");
		if (prefix.length !== 16) throw new Error(`${inNamespace} is no UUID`);
		namespace = inNamespace;
	}
	const room = Buffer.allocUnsafe(16 + name.length * 3);
	prefix.copy(room);
	const digest = hash("sha1", room.subarray(0, 16 + room.write(name, 16)), "hex");
	// Version 5, and the variant of RFC 9562 in the two highest bits.
	const variant = "89ab"[Number.parseInt(digest.charAt(16), 16) & 3];
	return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}
