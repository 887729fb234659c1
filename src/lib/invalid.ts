import { CertusError } from "./errors.ts";

/** What a schema found wrong, in the form that zod gives it. */
export interface Issues {
	readonly issues: readonly {
		readonly path: readonly PropertyKey[];
		readonly message: string;
		readonly code?: string | undefined;
		readonly keys?: readonly string[];
	}[];
}

/** A value that its schema refused: each issue with the JSON pointer (RFC 6901) of where it is. */
export function invalid(status: number, code: string, message: string, { issues }: Issues, prefix = ""): CertusError {
	const errors = issues.flatMap((issue) =>
		issue.code === "unrecognized_keys" && issue.keys
			? issue.keys.map((key) => ({ pointer: pointerTo([...issue.path, key], prefix), detail: `${key} is not known` }))
			: [{ pointer: pointerTo(issue.path, prefix), detail: issue.message }],
	);
	return new CertusError(status, code, message, { errors });
}

function pointerTo(path: readonly PropertyKey[], prefix: string): string {
	return prefix + path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
