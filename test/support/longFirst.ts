import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The longest, begun first, so that no worker is left with one at the end. */
const LONG = [
	"system/labTruth.test.ts",
	"browser/console.test.ts",
	"system/kill.test.ts",
	"system/dumps.test.ts",
	"browser/changes.test.ts",
	"browser/fleet.test.ts",
	"system/rollouts.test.ts",
	"system/canary.test.ts",
	"system/proofRuns.test.ts",
	"system/lateReturn.test.ts",
	"system/pipeline.test.ts",
	"system/operations.test.ts",
	"system/hostile.test.ts",
	"system/sessions.test.ts",
];

/** The order of the test files. */
export class LongFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const rank = ({ moduleId }: TestSpecification) => {
			const index = LONG.findIndex((name) => moduleId.endsWith(name));
			return index < 0 ? LONG.length : index;
		};
		return (await super.sort(files)).sort((left, right) => rank(left) - rank(right));
	}
}
