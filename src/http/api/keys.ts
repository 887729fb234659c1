import { z } from "zod";
import { page, pageQuery } from "../../shared/common.ts";
import { SigningKey } from "../../shared/proof.ts";
import { readCursor } from "./cursors.ts";
import { addRead, type Kit } from "./route.ts";

export function addKeysRoute(kit: Kit): void {
	const { keyId, algorithm, publicKey } = kit.deps.signer;
	addRead(kit, {
		url: "/keys",
		summary: "The public keys with which this installation's evidence is verified",
		tag: "evidence",
		permission: "read",
		query: z.strictObject(pageQuery),
		answer: page(SigningKey),
		async handle({ query }) {
			// All keys are one page: no cursor was ever given out.
			readCursor(z.never(), query.cursor);
			return { items: [{ keyId, algorithm, publicKey }], nextCursor: null };
		},
	});
}
