import { isSecretName, REDACTED } from "../cwmp/redact.ts";
import { CertusError } from "../lib/errors.ts";
import { findFile } from "../store/files.ts";
import type { Json } from "../store/operations.ts";
import type { Command } from "./command.ts";

export async function requireFile(command: Command, id: string, pointer: string): Promise<void> {
	const file = await findFile(command.scope, id);
	if (file && file.device === null) return;
	throw new CertusError(422, "fileNotFound", "there is no such file", {
		errors: [{ pointer, detail: "there is no such file" }],
	});
}

/** An operation's input without the values of parameters that are secrets: for the trail, and for whoever reads along. */
export function withoutSecrets(input: Json): Json {
	if (!Array.isArray(input.values)) return input;
	return {
		...input,
		values: input.values.map((entry: { path?: unknown }) =>
			typeof entry?.path === "string" && isSecretName(entry.path) ? { ...entry, value: REDACTED } : entry,
		),
	};
}
