/** What a provisioning profile would change in a fleet of 100,000 devices, each at its subscriber's. */
import { Agent, request } from "node:http";
import { ROOT } from "./messages.ts";
import { figure, note } from "./report.ts";
import { seedDevices, seedTrees, settle } from "./seed.ts";
import { type Certus, startCertus } from "./system.ts";

const DEVICES = 100_000;
const VALUES = 300;
const ROUNDS = 2;
const SECONDS = 10;

const SUBSCRIBERS = `with made as (
		insert into subscriber (tenant, id, external_id, name, plan, created_at)
		select tenant, id, serial_number, 'a subscriber', 'gold', now() from device where tenant = $1 returning tenant, id
	), homes as (
		insert into site (tenant, id, subscriber_id, name, created_at) select tenant, id, id, 'home', now() from made
	)
	update device set subscriber_id = id, site_id = id where tenant = $1`;

export async function benchProvisioning(): Promise<void> {
	const certus = await startCertus();
	await seedDevices(certus, DEVICES);
	await certus.database.query(SUBSCRIBERS, [certus.tenant]);
	await settle(certus);
	note(`  ${DEVICES} devices, each with a site and a subscriber`);
	await measure(certus, "carried by Informs", `${ROOT}DeviceInfo.ProvisioningCode`, DEVICES);
	await seedTrees(certus, VALUES);
	note(`  each with a tree of ${VALUES} values`);
	await measure(certus, "in trees alone", `${ROOT}LANDevice.1.Hosts.Host.7.HostName`, DEVICES);
	await certus.stop();
}

async function measure(certus: Certus, where: string, path: string, expected: number): Promise<void> {
	const body = {
		...{ name: "bench", selector: { plan: "gold" } },
		parameters: [{ path, value: "{{subscriber.externalId}}" }],
	};
	const times: number[] = [];
	let longestMs = 0;
	const cpuBefore = certus.cpu();
	for (let round = 0; round < ROUNDS; round++) {
		await certus.ask("watch");
		const started = performance.now();
		const { counts } = await preview(certus, body);
		times.push((performance.now() - started) / 1000);
		longestMs = Math.max(longestMs, (await certus.ask("blocked")).longestBlockMs);
		if (counts.total !== expected || counts.changes !== expected) throw new Error(JSON.stringify(counts));
	}
	const cpu = certus.cpu();
	const cpuSeconds = (cpu.server + cpu.database - cpuBefore.server - cpuBefore.database) / ROUNDS;
	const part = "provisioning";
	const median = times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] as number;
	const bound = where === "carried by Informs" ? { atMost: SECONDS } : {};
	figure({ part, name: `preview, values ${where}`, value: median, unit: "s", digits: 1, ...bound });
	figure({ part, name: "  its CPU, database included", value: cpuSeconds, unit: "s", digits: 1 });
	figure({ part, name: "  the event loop stood still at most", value: longestMs, unit: "ms" });
}

function preview(certus: Certus, body: object): Promise<{ counts: Record<string, number> }> {
	const text = JSON.stringify(body);
	return new Promise((resolve, reject) => {
		const headers = { authorization: `Bearer ${certus.adminToken}`, "content-type": "application/json" };
		const url = `http://127.0.0.1:${certus.apiPort}/api/v1/provisioning-profiles/preview?limit=50`;
		const asked = request(url, { method: "POST", headers, agent: new Agent() }, (response) => {
			let answer = "";
			response.setEncoding("utf8").on("data", (chunk) => {
				answer += chunk;
			});
			response.on("end", () => {
				if (response.statusCode === 200) resolve(JSON.parse(answer));
				else reject(new Error(`${response.statusCode} ${answer}`));
			});
		});
		asked.on("error", reject).end(text);
	});
}
