import { defineConfig } from "vitest/config";
import { LongFirst } from "./test/support/longFirst.ts";

// vitest reads its configuration from a default export.
// biome-ignore lint/style/noDefaultExport: the tool's interface
export default defineConfig({
	test: {
		testTimeout: 30_000,
		hookTimeout: 60_000,
		maxWorkers: 2,
		sequence: { sequencer: LongFirst },
		include: ["{src,lab,bench,test,scripts}/**/*.test.ts"],
		globalSetup: ["test/support/globalSetup.ts"],
		// Loading modules anew for every file takes most files longer than their tests.
		isolate: false,
	},
});
