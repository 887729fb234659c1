import type { MatrixParameter } from "../../../src/shared/proof.ts";

export type ParameterKind = "all" | "readable" | "unreadable" | "writable" | "readOnly" | "proven";

const TAKES: Record<ParameterKind, (parameter: MatrixParameter) => boolean> = {
	all: () => true,
	readable: ({ readable }) => readable,
	unreadable: ({ readable }) => !readable,
	writable: ({ writable }) => writable === true,
	// Where the device did not say, it is neither.
	readOnly: ({ writable }) => writable === false,
	proven: ({ provenToSet }) => provenToSet,
};

/** Those whose path holds all of the words. */
export function filterParameters(
	parameters: readonly MatrixParameter[],
	text: string,
	kind: ParameterKind,
): MatrixParameter[] {
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	return parameters.filter((parameter) => {
		if (!TAKES[kind](parameter)) return false;
		const path = parameter.path.toLowerCase();
		return words.every((word) => path.includes(word));
	});
}
