// ATTENTION (to be removed by the engine's author): at 05:23 the API's author overwrote an earlier version of this file by
// mistake, while both were being written. Whatever else stood here must be put back; `readTreeDocument` may be renamed.
import { type Scope, statement } from "./db.ts";

const DOCUMENT = statement("trees.document", `select document from device_tree where tenant = $1 and device = $2`);

/** A device's last known tree, as `device/tree` packs it; `null` before anything was read. */
export async function readTreeDocument(scope: Scope, device: string): Promise<Uint8Array | null> {
	return (await scope.query<{ document: Uint8Array }>(DOCUMENT, [device]))[0]?.document ?? null;
}
