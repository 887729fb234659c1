import { type Scope, statement } from "./db.ts";

const DOCUMENT = statement("trees.document", `select document from device_tree where tenant = $1 and device = $2`);

/** A device's last known tree, as `device/tree` packs it; `null` before anything was read. */
export async function readTreeDocument(scope: Scope, device: string): Promise<Uint8Array | null> {
	return (await scope.query<{ document: Uint8Array }>(DOCUMENT, [device]))[0]?.document ?? null;
}
