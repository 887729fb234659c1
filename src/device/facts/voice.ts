import type { ModelProfile } from "../profiles/profile.ts";
import { rowsOf, type Values } from "./rows.ts";

export interface VoiceLine {
	readonly path: string;
	readonly enabled: boolean | null;
	readonly status: string | null;
	readonly number: string | null;
	readonly callState: string | null;
}

export function voiceLinesOf(values: Values, profile: ModelProfile): VoiceLine[] {
	return rowsOf(values, profile, "voiceLines").map(({ path, fields }) => {
		const { enabled, status, number, callState } = fields;
		return { path, enabled, status, number, callState };
	});
}
