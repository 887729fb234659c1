import { type System, startSystem } from "../compose.ts";
import { readSettings, settingsHelp } from "../settings.ts";

const STOP_MS = 10_000;

export const help = `certus serve: starts the whole system

Settings, each a flag or an environment variable:
${settingsHelp()}`;

/** Serves until it is told to stop. */
export async function run(argv: readonly string[]): Promise<void> {
	const system = await startSystem(readSettings(process.env, argv), (error) => {
		console.error(`certus: ${error.message}`);
		process.exit(70);
	});
	const { log, ports, cwmpUrl, apiUrl } = system;
	log.info({ ports, cwmpUrl, apiUrl }, `Certus is ready: CPEs at ${cwmpUrl}, console at ${apiUrl}`);
	stopOnSignal(system);
}

/** SIGTERM and SIGINT end sessions in flight cleanly, commit, and exit 0 within ten seconds. */
export function stopOnSignal(system: System, also: () => Promise<void> = async () => undefined): void {
	let stopping = false;
	const stop = (signal: string): void => {
		if (stopping) return;
		stopping = true;
		system.log.info({ signal }, "stopping");
		setTimeout(() => process.exit(1), STOP_MS).unref();
		also()
			.then(() => system.stop())
			.then(
				() => process.exit(0),
				(error: Error) => {
					console.error(`certus: ${error.message}`);
					process.exit(1);
				},
			);
	};
	process.on("SIGTERM", stop);
	process.on("SIGINT", stop);
}
