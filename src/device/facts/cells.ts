import type { ModelProfile } from "../profiles/profile.ts";
import { rowsOf, type Values } from "./rows.ts";

/** A small cell of a mobile network. */
export interface Cell {
	readonly path: string;
	readonly enabled: boolean | null;
	readonly operational: boolean | null;
	readonly transmitting: boolean | null;
	/** For the operator's own use; barred: for nobody's. */
	readonly reserved: boolean | null;
	readonly barred: boolean | null;
}

export function cellsOf(values: Values, profile: ModelProfile): Cell[] {
	return rowsOf(values, profile, "cells").map(({ path, fields }) => {
		const { enabled, operational, transmitting, reserved, barred } = fields;
		return { path, enabled, operational, transmitting, reserved, barred };
	});
}
