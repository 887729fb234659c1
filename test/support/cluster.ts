/**
 * Runs the embedded cluster of a test run as a process of its own: prints its URL, and ends with its standard input,
 * so that nothing is left behind however the run ends. (In vitest's own process modules can't resolve packages by URL.)
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "../../src/store/embedded/cluster.ts";
import { migrate } from "../../src/store/migrate.ts";

const template = process.argv[2] ?? "certus_template";
const dataDir = mkdtempSync(join(tmpdir(), "certus-test-"));
// Root hands the cluster to an unprivileged user, who must be able to walk down to it.
chmodSync(dataDir, 0o755);
const cluster = await startEmbedded(
	dataDir,
	(error) => {
		throw error;
	},
	template,
	// Many systems have their databases here, and nothing of it outlives the run.
	{ max_connections: "200", fsync: "off", full_page_writes: "off" },
);
await migrate(cluster.url);
process.stdout.write(`${cluster.url}\n`);

process.on("SIGINT", () => undefined);
process.stdin.resume().once("end", async () => {
	await cluster.stop();
	rmSync(dataDir, { recursive: true, force: true });
	process.exit(0);
});
