/** One order to the load generator with the CPU that the server took for it. */
import type { LoadReport, Order } from "./load.ts";
import type { Cpu, Load, Server } from "./system.ts";

export interface Measured extends LoadReport {
	/** CPU-seconds per 1,000 sessions. */
	readonly perThousand: Cpu & { readonly total: number };
}

export async function measure(load: Load, server: Server, order: Order): Promise<Measured> {
	const before = server.cpu();
	const report = await load.run(order);
	const after = server.cpu();
	const thousands = report.sessions / 1000;
	const own = (after.server - before.server) / thousands;
	const database = (after.database - before.database) / thousands;
	return { ...report, perThousand: { server: own, database, total: own + database } };
}
