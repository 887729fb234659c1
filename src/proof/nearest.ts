import { type MatrixRow, WORKFLOWS } from "../shared/proof.ts";
import type { Pair } from "./cells.ts";
import type { PairState } from "./matrix.ts";
import { compareVersions } from "./versions.ts";

/**
 * Of pairs with evidence the nearest to one without: on the same hardware where there is one, the next older
 * software before the next newer. Neighbours suggest, they never prove (design, rules of proof, 9).
 */
export function nearestOf(pair: Pair, proven: readonly PairState[]): PairState | null {
	const sameHardware = proven.filter(({ hardwareVersion }) => hardwareVersion === pair.hardwareVersion);
	const candidates = (sameHardware.length > 0 ? sameHardware : proven).toSorted(
		(left, right) =>
			compareVersions(left.softwareVersion, right.softwareVersion) ||
			compareVersions(left.hardwareVersion, right.hardwareVersion),
	);
	const older = candidates.findLast((one) => compareVersions(one.softwareVersion, pair.softwareVersion) <= 0);
	return older ?? candidates[0] ?? null;
}

export function suggestionFrom(nearest: PairState, rowId: string): NonNullable<MatrixRow["suggestion"]> {
	const { hardwareVersion, softwareVersion, cells } = nearest;
	return {
		rowId,
		hardwareVersion,
		softwareVersion,
		nearest: Object.fromEntries(
			WORKFLOWS.map((workflow) => [workflow, { status: cells[workflow].status, verdict: cells[workflow].verdict }]),
		) as NonNullable<MatrixRow["suggestion"]>["nearest"],
		text: `Nothing is proven on this version. The nearest with evidence is ${softwareVersion} on hardware ${hardwareVersion}: its cells suggest what to expect, and prove nothing here.`,
	};
}
