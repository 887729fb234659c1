import type { z } from "zod";
import { CertusError } from "../../lib/errors.ts";

/** A cursor is opaque to its reader: where a page ended, as base64url JSON. */
export function writeCursor(place: unknown): string {
	return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** `null` where none was given; anything that we did not write is an error. */
export function readCursor<Schema extends z.ZodType>(
	schema: Schema,
	cursor: string | undefined,
): z.output<Schema> | null {
	if (cursor === undefined) return null;
	try {
		return schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
	} catch (cause) {
		const errors = [{ pointer: "/cursor", detail: "is not a cursor of this list" }];
		throw new CertusError(400, "invalidCursor", "the cursor is not one of this list's", { errors }, cause);
	}
}

/** The rows of a page, read with one more than asked for, and the cursor of the next. */
export function pageOf<Row>(
	rows: readonly Row[],
	limit: number,
	placeOf: (row: Row) => unknown,
): { readonly rows: readonly Row[]; readonly nextCursor: string | null } {
	const last = rows[limit - 1];
	if (rows.length <= limit || !last) return { rows, nextCursor: null };
	return { rows: rows.slice(0, limit), nextCursor: writeCursor(placeOf(last)) };
}
