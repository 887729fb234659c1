import { z } from "zod";
import { notFound } from "../../app/admission.ts";
import { bytesToText } from "../../cwmp/charset.ts";
import { redactXml } from "../../cwmp/redact.ts";
import { unpackTranscript } from "../../cwmp/transcript.ts";
import { page, pageQuery, Time } from "../../shared/common.ts";
import { Session, type SessionMessage, TimelineEntry } from "../../shared/devices.ts";
import type { Scope } from "../../store/db.ts";
import { findDevice } from "../../store/devices.ts";
import { listSessions, type SessionRow } from "../../store/sessions.ts";
import { listTimeline } from "../../store/timeline.ts";
import { pageOf, readCursor, writeCursor } from "./cursors.ts";
import { ById } from "./params.ts";
import { addRead, type Kit } from "./route.ts";

const SessionPlace = z.tuple([Time, z.uuid()]);
/** Time and key of an entry, as its store makes them. */
export const TimelinePlace = z.tuple([
	Time,
	z.string().regex(/^([at]0{3}\d{16}|[is][\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})$/),
]);

/** Sessions are read a few at a time, until a page has as many as were asked for or this much of text. */
const CHUNK = 10;
const MAX_PAGE_CHARACTERS = 16 * 1024 * 1024;

export function addDeviceHistoryRoutes(kit: Kit): void {
	addRead(kit, {
		url: "/devices/:id/sessions",
		summary: "CWMP sessions with their messages, newest first",
		tag: "devices",
		permission: "read",
		params: ById,
		query: z.strictObject(pageQuery),
		answer: page(Session),
		async handle({ params, query, scope }) {
			const place = readCursor(SessionPlace, query.cursor);
			await requireDevice(scope, params.id);
			return readSessions(scope, params.id, place && { at: new Date(place[0]), id: place[1] }, query.limit);
		},
	});

	addRead(kit, {
		url: "/devices/:id/timeline",
		summary: "Everything that happened to a device, newest first",
		tag: "devices",
		permission: "read",
		params: ById,
		query: z.strictObject(pageQuery),
		answer: page(TimelineEntry),
		async handle({ params, query, scope }) {
			const place = readCursor(TimelinePlace, query.cursor);
			await requireDevice(scope, params.id);
			const before = place && { at: new Date(place[0]), key: place[1] };
			const found = await listTimeline(scope, params.id, { before, limit: query.limit + 1 });
			const { rows, nextCursor } = pageOf(found, query.limit, ({ at, key }) => [at, key]);
			const items = rows.map(({ at, type, detail }) => ({ at: at.toISOString(), type, detail }));
			return { items, nextCursor };
		},
	});
}

async function requireDevice(scope: Scope, id: string): Promise<void> {
	if (!(await findDevice(scope, id))) throw notFound("device");
}

async function readSessions(
	scope: Scope,
	device: string,
	start: { readonly at: Date; readonly id: string } | null,
	limit: number,
): Promise<{ items: Session[]; nextCursor: string | null }> {
	const items: Session[] = [];
	let before = start;
	let characters = 0;
	for (;;) {
		const rows = await listSessions(scope, device, { before, limit: CHUNK });
		for (const row of rows) {
			if (items.length === limit || (items.length > 0 && characters > MAX_PAGE_CHARACTERS)) {
				return { items, nextCursor: before && writeCursor([before.at, before.id]) };
			}
			const session = presentSession(row);
			items.push(session);
			characters += session.messages.reduce((sum, { body }) => sum + body.length, 0);
			before = { at: row.startedAt, id: row.id };
		}
		if (rows.length < CHUNK) return { items, nextCursor: null };
	}
}

function presentSession({ startedAt, endedAt, transcript, events, ...row }: SessionRow): Session {
	return {
		...row,
		startedAt: startedAt.toISOString(),
		endedAt: endedAt?.toISOString() ?? null,
		events: [...events],
		messages: transcript ? presentMessages(transcript) : [],
	};
}

/** Bodies as text, without the secrets in them. */
function presentMessages(transcript: Uint8Array): SessionMessage[] {
	return unpackTranscript(transcript).map(({ at, direction, name, httpStatus, body, warnings }) => ({
		at: new Date(at).toISOString(),
		direction,
		name,
		httpStatus,
		body: redactXml(bytesToText(body, undefined, () => undefined)),
		warnings: warnings.map(({ code, detail }) => ({ code, detail })),
	}));
}
