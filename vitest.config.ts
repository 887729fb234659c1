import { defineConfig } from "vitest/config";
import { LongFirst } from "./test/support/longFirst.ts";

/** These start processes, browsers or whole systems: each file has its worker's modules to itself. */
const OWN = ["test/system/**/*.test.ts", "test/browser/**/*.test.ts"];
const SETUP = ["test/support/globalSetup.ts"];

// vitest reads its configuration from a default export.
// biome-ignore lint/style/noDefaultExport: the tool's interface
export default defineConfig({
	test: {
		testTimeout: 30_000,
		hookTimeout: 60_000,
		maxWorkers: 2,
		sequence: { sequencer: LongFirst },
		projects: [
			{ extends: true, test: { name: "whole", include: OWN, globalSetup: SETUP } },
			// Loading modules anew for every file takes these longer than their tests.
			{
				extends: true,
				test: {
					name: "parts",
					include: ["{src,lab,bench,test,scripts}/**/*.test.ts"],
					exclude: OWN,
					globalSetup: SETUP,
					isolate: false,
				},
			},
		],
	},
});
