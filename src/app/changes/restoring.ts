import { differing, goneSince } from "../../device/goingBack.ts";
import { isBelow, movedReferences, rowsBelow, standsElsewhere } from "../../device/madeAnew.ts";
import { parentOf } from "../../device/profiles/paths.ts";
import { type Tree, unpackTree } from "../../device/tree.ts";
import type { EnginePort, ValueRead } from "../../engine/ports.ts";
import { CertusError } from "../../lib/errors.ts";
import { readTreeDocument } from "../../store/trees.ts";
import type { Asker } from "./rules.ts";
import type { WantedAction } from "./wanted.ts";

type Live = ReadonlyMap<string, ValueRead>;

/** What the restore of a backup asks its device, before anything is stored. */
export interface RestoreAsk {
	/** The change's. */
	readonly id: string;
	readonly device: string;
	/** What the device has answered of the backup's paths; `undefined`: it did not come. */
	readonly live: Live | undefined;
	readonly timeoutMs: number;
}

/**
 * Of a backup what goes back: the values that the device has otherwise; of objects that are gone all, where the device lets
 * them be added again; and what names those.
 */
export async function whatGoesBack(
	{ scope, tenant, actor }: Asker,
	engine: EnginePort,
	whole: WantedAction,
	{ id, device, live, timeoutMs }: RestoreAsk,
): Promise<WantedAction> {
	if (!live) throw deviceAway();
	const { back = { values: [], standing: [], leaves: [] } } = whole;
	const changed = differing(back, live);
	const missing = goneSince(back, live);
	const document = missing.length > 0 ? await readTreeDocument(scope, device) : null;
	const addable = goneObjects(missing, live, document ? unpackTree(document) : new Map());
	const tables = [...new Set(addable.map(parentOf))];
	const asks = tables.length > 0 ? [{ device, paths: tables, place: "tables" }] : [];
	// By its paths alone a row that is there may seem gone.
	const rows =
		tables.length === 0
			? new Map<string, ValueRead>()
			: (await engine.previewChange(tenant.tenant, id, asks, actor.name, timeoutMs)).get(device);
	if (!rows) throw deviceAway();
	const before = new Map(back.values.map(({ path, value, type }) => [path, { value, type }]));
	const isBack = (object: string) => standsElsewhere(object, before, rows) !== null;
	const absent = addable.filter((object) => ![...rows.keys()].some((path) => isBelow(path, object)));
	const gone = absent.filter((object) => !isBack(object));
	const isOf = (path: string, objects: readonly string[]) => objects.some((object) => isBelow(path, object));
	const added = back.values.filter(({ path }) => isOf(path, gone));
	const left = missing.filter((path) => !isOf(path, absent));
	const moved = gone.map((path) => ({ path, now: path }));
	// They may be called otherwise by then.
	const references = back.values.filter(
		(one) => live.has(one.path) && !changed.includes(one) && movedReferences(one.value, moved) !== null,
	);
	if (changed.length + gone.length === 0) throw nothingToRestore(left, back.leaves);
	const values = [...changed, ...references, ...added];
	return {
		...whole,
		input: { values, ...(gone.length > 0 && { gone }) },
		back: { ...back, leaves: [...back.leaves, ...left] },
	};
}

/** The rows that are gone with all that was in them, and whose tables the device says that they take new ones. */
function goneObjects(missing: readonly string[], live: Live, tree: Tree): string[] {
	const isThere = (row: string) => [...live.keys()].some((path) => isBelow(path, row));
	const outermost: string[] = [];
	for (const row of rowsBelow(missing, "")) {
		if (isThere(row) || outermost.some((other) => isBelow(row, other))) continue;
		outermost.push(row);
	}
	return outermost.filter((row) => tree.get(parentOf(row))?.writable === true);
}

function deviceAway(): CertusError {
	return new CertusError(409, "deviceAway", "the device did not come to be compared with its backup");
}

function nothingToRestore(missing: readonly string[], leaves: readonly string[]): CertusError {
	const left = leaves.length === 0 ? "" : `; left as they are: ${leaves.join(", ")}`;
	if (missing.length === 0) {
		return new CertusError(409, "nothingToRestore", `the device stands as its backup has it${left}`);
	}
	const objects = [...new Set(missing.map(parentOf))].join(", ");
	const detail = `the device has no longer what its backup holds of ${objects}, and does not let it be added again`;
	return new CertusError(409, "nothingToRestore", `${detail}; all else stands as its backup has it${left}`);
}
