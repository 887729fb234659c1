import { arrayLiteral, bytesArray, integerArray, textArray, timeArray, uuidArray, xidArray } from "./binaryArrays.ts";
import { statement, type TenantId } from "./db.ts";
import type { InformRecord, LiveEvent, SessionEffect, SessionEnd } from "./effects.ts";

/** The number of arrays in each section of `certus_session_group`. */
const UNENDED = 2;
const INFORMS = 10;
const ENDS = 11;
const HAPPENINGS = 2;

const PARAMETERS = Array.from({ length: UNENDED + INFORMS + ENDS + HAPPENINGS }, (_, i) => `$${i + 1}`).join(", ");

export const SESSION_GROUP = statement(
	"effects.sessionGroup",
	`select certus_session_group(${PARAMETERS})::text as version`,
);

interface Of {
	readonly tenant: TenantId;
	readonly device: string;
}

/** The parameters of `SESSION_GROUP`. */
export function sessionGroupOf(effects: readonly SessionEffect[]): (Buffer | null)[] {
	const unended: Of[] = [];
	/** By device: of several in one group the newest counts. */
	const informs = new Map<string, Of & { readonly inform: InformRecord }>();
	/** By slot: of two that took the same one in a group the newer stands. */
	const ends = new Map<string, Of & { readonly end: SessionEnd }>();
	const happenings = new Map<TenantId, LiveEvent[]>();
	for (const { tenant, device, inform, sessionEnd: end, events } of effects) {
		if (inform?.session?.afterUnended) unended.push({ tenant, device });
		if (inform) informs.set(device, { tenant, device, inform });
		if (end) ends.set(`${device} ${end.slot}`, { tenant, device, end });
		if (!events?.length) continue;
		const list = happenings.get(tenant);
		if (list) list.push(...events);
		else happenings.set(tenant, [...events]);
	}
	return [
		...section(UNENDED, unended, whose),
		...section(INFORMS, [...informs.values()], informColumns),
		...section(ENDS, [...ends.values()], endColumns),
		// One outbox row a tenant and group: the cost of live events does not grow with the Informs.
		...section(HAPPENINGS, [...happenings], (rows) => [
			uuidArray(rows.map(([tenant]) => tenant)),
			textArray(rows.map(([, events]) => JSON.stringify(events))),
		]),
	];
}

function section<Row>(
	columns: number,
	rows: readonly Row[],
	encode: (rows: readonly Row[]) => Buffer[],
): (Buffer | null)[] {
	return rows.length === 0 ? new Array(columns).fill(null) : encode(rows);
}

function whose(rows: readonly Of[]): Buffer[] {
	return [uuidArray(rows.map(({ tenant }) => tenant)), uuidArray(rows.map(({ device }) => device))];
}

function informColumns(rows: readonly (Of & { readonly inform: InformRecord })[]): Buffer[] {
	return [
		...whose(rows),
		timeArray(rows.map(({ inform }) => inform.at)),
		textArray(rows.map(({ inform }) => arrayLiteral(inform.events))),
		integerArray(rows.map(({ inform }) => inform.count)),
		textArray(rows.map(({ inform }) => inform.parameters && JSON.stringify(inform.parameters))),
		uuidArray(rows.map(({ inform }) => inform.session?.id ?? null)),
		integerArray(rows.map(({ inform }) => inform.session?.slot ?? null)),
		textArray(rows.map(({ inform }) => inform.session?.remoteAddress ?? null)),
		xidArray(rows.map(({ inform }) => inform.version ?? null)),
	];
}

function endColumns(rows: readonly (Of & { readonly end: SessionEnd })[]): Buffer[] {
	return [
		...whose(rows),
		integerArray(rows.map(({ end }) => end.slot)),
		uuidArray(rows.map(({ end }) => end.id)),
		timeArray(rows.map(({ end }) => end.startedAt)),
		timeArray(rows.map(({ end }) => end.endedAt)),
		textArray(rows.map(({ end }) => end.outcome)),
		textArray(rows.map(({ end }) => arrayLiteral(end.events))),
		textArray(rows.map(({ end }) => end.remoteAddress)),
		integerArray(rows.map(({ end }) => end.rpcs)),
		bytesArray(rows.map(({ end }) => end.transcript)),
	];
}
