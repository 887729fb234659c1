import { isScalar, parseDocument, visit } from "yaml";
import { CertusError } from "../../lib/errors.ts";

/** Aliases that stand for more than this are a bomb. */
const MAX_ALIASES = 100;

/**
 * A body in YAML 1.2. What is not one of `typed` keys is text as it was written, so that `1.10` stays a version and
 * `0` a parameter's value.
 */
export function parseYaml(text: string, typed: readonly string[]): unknown {
	const document = parseDocument(text, { schema: "core", logLevel: "silent" });
	const [error] = document.errors;
	if (error) throw malformed(error.message.split("\n")[0] ?? "it can't be read", error);
	visit(document, {
		Pair(_, { key, value }) {
			if (!isScalar(key) || typed.includes(String(key.value))) return;
			if (isScalar(value) && typeof value.value !== "string" && value.value !== null && value.source !== undefined) {
				value.value = value.source;
			}
		},
	});
	try {
		return document.toJS({ maxAliasCount: MAX_ALIASES });
	} catch (cause) {
		throw malformed((cause as Error).message, cause);
	}
}

function malformed(why: string, cause: unknown): CertusError {
	return new CertusError(400, "malformedYaml", `the body is not YAML: ${why}`, {}, cause);
}
