import type { Random } from "../lib/edges.ts";
import { type SealedBody, seal, unseal } from "./seal.ts";

const PURPOSE = "certus webhook";
/** Standard Webhooks takes 24 to 64. */
const SECRET_BYTES = 32;

/** As Standard Webhooks writes it. */
export function newSecret(random: Random): string {
	return `whsec_${Buffer.from(random.bytes(SECRET_BYTES)).toString("base64")}`;
}

export function sealSecret(secret: string, sealKey: string): SealedBody {
	return seal(secret, sealKey, PURPOSE);
}

export function openSecret(sealed: object, sealKey: string): string {
	return unseal(sealed as SealedBody, sealKey, PURPOSE) as string;
}
