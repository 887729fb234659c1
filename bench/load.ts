/** The load generator, a process of its own: does one thing at a time, as `bench/main.ts` tells it. */
import { createLab } from "../lab/lab.ts";
import { largeGateway } from "../lab/models/large-gateway.ts";
import { answerTo } from "./answerer.ts";
import { BOOTSTRAP, INFORM_PARAMETERS, informOf, type Parameter, PERIODIC, post, ROOT } from "./messages.ts";
import { Connection, type Reply } from "./raw.ts";

/** Devices that are taken one after the other, with a step, and again from the start. */
export interface Devices {
	readonly from: number;
	readonly count: number;
	readonly step: number;
}

export type Order =
	/** One session of each device that answers all it is asked. */
	| { readonly do: "introduce"; readonly port: number; readonly devices: Devices; readonly inFlight: number }
	/** Sessions of an Inform and an empty POST; anything but 204 after them is an error. */
	| {
			readonly do: "informs";
			readonly port: number;
			readonly devices: Devices;
			readonly sessions: number;
			readonly inFlight: number;
			readonly upTime?: number;
	  }
	/** Opens sessions and leaves them open. */
	| { readonly do: "hold"; readonly port: number; readonly devices: Devices }
	| { readonly do: "release" }
	/** New devices of the lab's large model, each of a class and version of its own, so that each is walked whole. */
	| { readonly do: "contact"; readonly port: number; readonly count: number; readonly inFlight: number }
	/** One device that answers a read with a tree of so many values. */
	| { readonly do: "large"; readonly port: number; readonly device: number; readonly parameters: number }
	/** Begins a session every few milliseconds, whatever the answers take. */
	| { readonly do: "pulse"; readonly port: number; readonly devices: Devices; readonly everyMs: number }
	| { readonly do: "endPulse" };

export interface LoadReport {
	readonly sessions: number;
	readonly seconds: number;
	/** Of whole sessions. */
	readonly medianMs: number;
	readonly p99Ms: number;
	readonly bytesPerSession: number;
	readonly rpcs: number;
	/** For `pulse`: every exchange. For `large`: the one with the large body. Milliseconds since the epoch. */
	readonly exchanges: readonly (readonly [start: number, end: number])[];
}

let ordinal = 0;

class Run {
	rpcs = 0;
	bytes = 0;
	readonly durations: number[] = [];
	readonly exchanges: (readonly [number, number])[] = [];
	readonly #started = performance.now();

	report(): LoadReport {
		const sorted = this.durations.toSorted((a, b) => a - b);
		const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
		return {
			sessions: sorted.length,
			seconds: (performance.now() - this.#started) / 1000,
			medianMs: at(0.5),
			p99Ms: at(0.99),
			bytesPerSession: this.bytes / Math.max(1, sorted.length),
			rpcs: this.rpcs,
			exchanges: this.exchanges,
		};
	}
}

/** The number of the nth device. A step without a common divisor with the count comes to each once in a round. */
function deviceAt({ from, count, step }: Devices, index: number): number {
	return from + ((index * step) % count);
}

/** How many sessions each server has had, so that the next order goes on where the last one ended. */
const taken = new Map<number, number>();

async function inParallel(count: number, inFlight: number, work: (index: number) => Promise<void>): Promise<void> {
	let next = 0;
	const worker = async (): Promise<void> => {
		while (next < count) await work(next++);
	};
	await Promise.all(Array.from({ length: Math.min(inFlight, count) }, worker));
}

async function session(
	run: Run,
	port: number,
	inform: string,
	answer: ((request: string) => string) | null,
	withExchanges = false,
): Promise<void> {
	const started = performance.now();
	const connection = new Connection(port);
	const host = `127.0.0.1:${port}`;
	let cookie = "";
	const send = async (body: string): Promise<Reply> => {
		const sentAt = Date.now();
		const reply = await connection.exchange(post(host, body, cookie));
		if (withExchanges) run.exchanges.push([sentAt, Date.now()]);
		if (reply.status !== 200 && reply.status !== 204) throw new Error(`the ACS answered HTTP ${reply.status}`);
		if (reply.cookie !== "") cookie = reply.cookie;
		return reply;
	};
	await send(inform);
	let reply = await send("");
	while (reply.status === 200) {
		if (!answer) throw new Error(`the ACS asked for something: ${reply.body.slice(-400)}`);
		run.rpcs++;
		reply = await send(answer(reply.body));
	}
	connection.end();
	run.bytes += connection.bytesSent;
	run.durations.push(performance.now() - started);
}

let held: Connection[] = [];

async function hold(port: number, devices: Devices): Promise<void> {
	const informs = informOf(PERIODIC);
	await inParallel(devices.count, 50, async (index) => {
		const connection = new Connection(port);
		const body = informs(deviceAt(devices, index));
		const reply = await connection.exchange(post(`127.0.0.1:${port}`, body, ""));
		if (reply.status !== 200) throw new Error(`the ACS answered HTTP ${reply.status}`);
		held.push(connection);
	});
}

async function release(): Promise<void> {
	await inParallel(held.length, 50, async (index) => {
		const connection = held[index] as Connection;
		await connection.exchange(post("127.0.0.1", "", ""));
		connection.end();
	});
	held = [];
}

async function contact(run: Run, port: number, count: number, inFlight: number): Promise<void> {
	const lab = await createLab({ acsUrl: `http://127.0.0.1:${port}/cwmp/lab` });
	await inParallel(count, inFlight, async () => {
		ordinal++;
		const identity = { ...largeGateway.identity, productClass: `HG-L-${ordinal}` };
		const cpe = lab.add({ ...largeGateway, identity }, { serialNumber: `BENCHL${String(ordinal).padStart(6, "0")}` });
		cpe.softwareVersion = `1.0.${ordinal}`;
		const started = performance.now();
		const record = await cpe.powerOn();
		if (record.error !== null) throw new Error(record.error);
		run.durations.push(performance.now() - started);
		run.rpcs += record.messages.filter(({ by, message }) => by === "acs" && message?.kind === "request").length;
		run.bytes += record.messages.reduce((sum, { by, text }) => sum + (by === "cpe" ? text.length : 0), 0);
		cpe.powerOff();
	});
	await lab.close();
}

function largeTree(parameters: number): Parameter[] {
	const tree = [...INFORM_PARAMETERS];
	for (let i = 1; tree.length < parameters; i++) {
		const entry = `${ROOT}WANDevice.1.WANConnectionDevice.1.WANPPPConnection.1.PortMapping.${i}.`;
		tree.push(
			{ path: `${entry}PortMappingEnabled`, value: "1", type: "boolean" },
			{
				path: `${entry}PortMappingDescription`,
				value: `${"A rule with a description ".repeat(12)}${i}`,
				type: "string",
			},
			{ path: `${entry}InternalClient`, value: `desktop-${i}.a-household-of-some-size.example.net`, type: "string" },
			{ path: `${entry}ExternalPort`, value: String(20_000 + i), type: "unsignedInt" },
		);
	}
	return tree.slice(0, parameters);
}

/** The large answer is made before the session, so that this process has nothing to do while it is sent. */
async function large(run: Run, port: number, device: number, parameters: number): Promise<void> {
	const tree = largeTree(parameters);
	const informs = informOf("6 CONNECTION REQUEST");
	const host = `127.0.0.1:${port}`;
	const started = performance.now();
	const connection = new Connection(port);
	const opened = await connection.exchange(post(host, informs(device), ""));
	const cookie = opened.cookie;
	let reply = await connection.exchange(post(host, "", cookie));
	while (reply.status === 200) {
		run.rpcs++;
		const bytes = Buffer.from(post(host, answerTo(reply.body, tree), cookie), "latin1");
		const sentAt = Date.now();
		reply = await connection.exchange(bytes);
		if (bytes.length > 100_000) {
			run.exchanges.push([sentAt, Date.now()]);
			run.bytes = bytes.length;
		}
	}
	if (reply.status !== 204) throw new Error(`the ACS answered HTTP ${reply.status}`);
	connection.end();
	run.durations.push(performance.now() - started);
}

let endPulse: (() => void) | null = null;

/** Resolves when it was told to end and all its sessions have. */
function pulse(run: Run, port: number, devices: Devices, everyMs: number): Promise<void> {
	const informs = informOf(PERIODIC);
	const open = new Set<Promise<void>>();
	let index = 0;
	return new Promise((resolve, reject) => {
		const timer = setInterval(() => {
			const one = session(run, port, informs(deviceAt(devices, index++)), null, true);
			open.add(one);
			one.then(() => open.delete(one), reject);
		}, everyMs);
		endPulse = () => {
			clearInterval(timer);
			Promise.all(open).then(() => resolve(), reject);
		};
	});
}

async function obey(order: Order): Promise<LoadReport> {
	const run = new Run();
	switch (order.do) {
		case "introduce": {
			const informs = informOf(BOOTSTRAP);
			const answer = (request: string) => answerTo(request, INFORM_PARAMETERS);
			await inParallel(order.devices.count, order.inFlight, (index) =>
				session(run, order.port, informs(deviceAt(order.devices, index)), answer),
			);
			break;
		}
		case "informs": {
			const informs = informOf(PERIODIC, order.upTime);
			const first = taken.get(order.port) ?? 0;
			taken.set(order.port, first + order.sessions);
			await inParallel(order.sessions, order.inFlight, (index) =>
				session(run, order.port, informs(deviceAt(order.devices, first + index)), null),
			);
			break;
		}
		case "hold":
			await hold(order.port, order.devices);
			break;
		case "release":
			await release();
			break;
		case "contact":
			await contact(run, order.port, order.count, order.inFlight);
			break;
		case "large":
			await large(run, order.port, order.device, order.parameters);
			break;
		case "pulse":
			await pulse(run, order.port, order.devices, order.everyMs);
			break;
		case "endPulse":
			endPulse?.();
			break;
	}
	return run.report();
}

process.on("message", ({ id, order }: { id: number; order: Order }) => {
	obey(order).then(
		(report) => process.send?.({ id, report }),
		(error: Error) => process.send?.({ id, error: error.message }),
	);
});
process.on("disconnect", () => process.exit(0));
