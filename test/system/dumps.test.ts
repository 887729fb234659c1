/** Trees of real devices, put on virtual CPEs: what the whole way from the wire to the API makes of them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelFromDump, parseCsv } from "../../lab/csv.ts";
import { createLab, type Lab } from "../../lab/lab.ts";
import { keptValue } from "../../src/cwmp/redact.ts";
import type { CheckEvidence, ProofRun } from "../../src/shared/proof.ts";
import { type Device, type Operation, openSystem, type ParameterView, type TestSystem, until } from "./support.ts";

const TENANT = "lab";
/** For a dump whose own serial number is no evidence of any one device. */
const STAND_IN_SERIAL = "DUMP00000001";
const DISCOVERY_MS = 60_000;
const RUN_MS = 60_000;

/** Of truth.json, what is compared here. */
interface Known {
	readonly file: string;
	readonly root: string;
	readonly identity: {
		readonly manufacturer: string;
		readonly productClass: string;
		readonly oui: string;
		readonly hardware: string;
		readonly software: string;
	};
	readonly counts: { readonly parameters: number; readonly objects: number };
	readonly subtrees: Readonly<Record<string, { readonly state: string; readonly leaves: number }>>;
	readonly violations: Readonly<
		Record<"wrongType" | "badLexical", { readonly kinds: number; readonly top: readonly [string, ...unknown[]][] }>
	>;
}

interface Dumped {
	readonly path: string;
	readonly writable: boolean;
	readonly type: string;
	readonly value: string;
}

const folder = new URL("../../../shared/devices/", import.meta.url);
const isThere = existsSync(folder);
const read = (file: string): string => readFileSync(new URL(file, folder), "utf8");
const truth: readonly Known[] = isThere ? JSON.parse(read("truth.json")) : [];

/** What a lab CPE fills in itself, and what the ACS sets at first contact: there, but not with the dump's value. */
const OWN_VALUES =
	/^(Device|InternetGatewayDevice)\.(DeviceInfo\.(UpTime|SerialNumber)|ManagementServer\.(URL|ParameterKey|ConnectionRequest(URL|Username|Password)|PeriodicInform(Enable|Interval|Time)))$/;
/** What the protocol needs, and a lab CPE adds where a dump has it not. */
const ADDED =
	/^(Device|InternetGatewayDevice)\.ManagementServer\.(URL|Username|Password|ParameterKey|ConnectionRequest(URL|Username|Password)|PeriodicInform(Enable|Interval|Time))$/;

/**
 * The expected subtrees of the contract, section 5 (`coverage`), by what the two standard models call them. Without
 * voice: its types stand in a model of its own (TR-104).
 */
const TYPED_SUBTREES: readonly RegExp[] = [
	/^(Device|InternetGatewayDevice)\.(DeviceInfo|ManagementServer|Time|Firewall)\./,
	/^Device\.(IP|PPP|DSL|Cellular|DHCPv4|Ethernet|Bridging|Hosts|WiFi|NAT|Routing|Optical)\./,
	/^InternetGatewayDevice\.(WANDevice|Layer3Forwarding|(IPPing|TraceRoute|Download|Upload)Diagnostics)\./,
	/^InternetGatewayDevice\.LANDevice\.\{i\}\.(LANHostConfigManagement|LANEthernetInterfaceConfig|Hosts|WLANConfiguration)\./,
];

/** The kinds of parameters whose type or form truth.json says is wrong, by path, within the expected subtrees. */
function wrongKinds({ violations: { wrongType, badLexical } }: Known): string[] {
	const kinds = [...wrongType.top, ...badLexical.top]
		// Earlier versions of the model have its counters 32 bits wide.
		.filter(([text]) => !text.endsWith("model unsignedLong, device unsignedInt"))
		.map(([text]) => text.slice(0, text.indexOf(": ")));
	return [...new Set(kinds)].filter((path) => TYPED_SUBTREES.some((expression) => expression.test(path)));
}

function dumpOf(file: string): Dumped[] {
	return parseCsv(read(file))
		.slice(1)
		.map(([path = "", writable, type = "", value = ""]) => ({ path, writable: writable === "1", type, value }));
}

function isZeroSerial({ path, value }: Dumped): boolean {
	return path.endsWith(".DeviceInfo.SerialNumber") && value === "0";
}

test.runIf(process.env.CI === "true")("the dumps of ../shared/devices are there in CI", () => {
	expect(isThere).toBe(true);
});

test.skipIf(!isThere)("every dump of ../shared/devices is known to truth.json", () => {
	const files = readdirSync(folder).filter((file) => file.endsWith(".csv"));
	expect(files.sort()).toEqual(truth.map(({ file }) => file).sort());
});

describe.skipIf(!isThere)("the dumps of ../shared/devices, on the whole system", () => {
	let certus: TestSystem;
	let lab: Lab;

	interface Seen {
		readonly device: Device;
		readonly discovery: Operation;
		readonly parameters: ReadonlyMap<string, ParameterView>;
		readonly run: ProofRun;
	}
	const seen = new Map<string, Seen>();
	const of = (file: string): Seen => {
		const found = seen.get(file);
		if (!found) throw new Error(`${file} was not seen`);
		return found;
	};

	beforeAll(async () => {
		certus = await openSystem();
		lab = await createLab({ acsUrl: certus.cwmpUrl(TENANT) });
		await Promise.all(truth.map(({ file }) => walk(file)));
	}, 180_000);

	afterAll(async () => {
		await lab?.close();
		await certus?.[Symbol.asyncDispose]();
	});

	/** First contact, a whole discovery, then an inventory run; and the tree as it stood between the two. */
	async function walk(file: string): Promise<void> {
		const { api } = certus;
		const model = modelFromDump(file, read(file));
		const isPlaceholder = /^0*$/.test(model.identity.serialPattern);
		const cpe = lab.add(model, isPlaceholder ? { serialNumber: STAND_IN_SERIAL } : {});
		void cpe.powerOn();
		const device = await api.device(TENANT, cpe.serialNumber);
		const id = await api.queue(TENANT, device.id, "discover", { path: "" });
		const discovery = await api.reaches(TENANT, id, "succeeded", DISCOVERY_MS);
		const parameters = await allParameters(device.id);
		const { id: runId } = await api.must<ProofRun>("POST", "/proof-runs", {
			tenant: TENANT,
			deviceId: device.id,
			workflows: ["inventory"],
			inputs: { timeoutSeconds: 40 },
		});
		const run = await until(
			`the run on ${file}`,
			async () => {
				const now = await api.get<ProofRun>(`/proof-runs/${runId}?tenant=${TENANT}`);
				return now.status === "finished" ? now : null;
			},
			RUN_MS,
		);
		const known = await api.get<Device>(`/devices/${device.id}?tenant=${TENANT}`);
		seen.set(file, { device: known, discovery, parameters, run });
	}

	async function allParameters(deviceId: string): Promise<Map<string, ParameterView>> {
		const all = new Map<string, ParameterView>();
		for (let cursor: string | null = null; ; ) {
			const next: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
			const page: { items: ParameterView[]; nextCursor: string | null } = await certus.api.get(
				`/devices/${deviceId}/parameters?tenant=${TENANT}&limit=500${next}`,
			);
			for (const item of page.items) {
				expect(all.has(item.path), `${item.path} comes once`).toBe(false);
				all.set(item.path, item);
			}
			if (page.nextCursor === null) return all;
			cursor = page.nextCursor;
		}
	}

	async function evidenceOf(run: ProofRun, checkId: string): Promise<CheckEvidence> {
		const check = run.workflows.flatMap(({ checks }) => checks).find(({ id }) => id === checkId);
		return certus.api.get<CheckEvidence>(`/evidence/${check?.evidence[0]}?tenant=${TENANT}`);
	}

	test("a dump with the serial number 0 is taken, and kept apart: that names no one device", async () => {
		const file = truth.find((known) => dumpOf(known.file).some(isZeroSerial))?.file as string;
		const cpe = lab.add(modelFromDump(file, read(file)), { serialNumber: "0" });
		await cpe.powerOn();
		const device = await certus.api.device(TENANT, "0");
		expect(device).toMatchObject({ quarantined: true, oui: truth.find((known) => known.file === file)?.identity.oui });
		cpe.powerOff();
	});

	describe.each(truth.map((known) => [known.file, known] as const))("%s", (file, known) => {
		test("its device is who the dump says, with its root", () => {
			const { device } = of(file);
			const { identity } = known;
			expect(device).toMatchObject({
				parameterRoot: known.root,
				softwareVersion: identity.software,
				hardwareVersion: identity.hardware,
				oui: identity.oui,
				productClass: identity.productClass,
				vendor: identity.manufacturer,
			});
		});

		test("every parameter and object is there with its value, type and writability", () => {
			const { parameters } = of(file);
			const wrong: object[] = [];
			for (const { path, writable, type, value } of dumpOf(file)) {
				const isObject = path.endsWith(".");
				const is = parameters.get(path);
				const right = isObject
					? { path, value: null, type: "object", writable }
					: { path, value: OWN_VALUES.test(path) ? is?.value : keptValue(path, value), type: `xsd:${type}`, writable };
				const same =
					is &&
					is.value === right.value &&
					is.type === right.type &&
					is.writable === right.writable &&
					is.readAt !== null;
				if (!same) wrong.push({ right, is });
			}
			expect(wrong).toEqual([]);
		});

		test("nothing is there that the dump lacks, but what the protocol needs", () => {
			const dumped = new Set(dumpOf(file).map(({ path }) => path));
			const added = [...of(file).parameters.keys()].filter((path) => !dumped.has(path) && !ADDED.test(path));
			expect(added).toEqual([]);
		});

		test("the counts are truth.json's", () => {
			const { parameters, discovery } = of(file);
			const paths = [...parameters.keys()];
			const dumped = new Set(dumpOf(file).map(({ path }) => path));
			const own = paths.filter((path) => !dumped.has(path)).length;
			const objects = paths.filter((path) => path.endsWith(".")).length;
			expect({ parameters: paths.length - objects - own, objects }).toEqual({
				parameters: known.counts.parameters,
				objects: known.counts.objects,
			});
			expect(discovery.result).toMatchObject({
				parameters: known.counts.parameters + own,

				objects: known.counts.objects,
				missing: [],
				refused: [],
			});
		});

		test("its inventory is judged as its tree deserves", async () => {
			const { run } = of(file);
			const kinds = wrongKinds(known);
			const [inventory] = run.workflows;
			const outcomes = Object.fromEntries((inventory?.checks ?? []).map(({ id, outcome }) => [id, outcome]));
			expect(outcomes).toEqual({
				rootResolved: "pass",
				subtreesReadable: "pass",
				identityComplete: "pass",
				typesValid: kinds.length > 0 ? "fail" : "pass",
			});
			expect(inventory?.verdict).toBe(kinds.length > 0 ? "partial" : "proven");
			const codes = run.limitations.filter(({ workflow }) => workflow === "inventory").map(({ code }) => code);
			expect(codes).toEqual(kinds.length > 0 ? ["inventory.typeMismatch"] : []);
		});

		test("the wrong types that truth.json knows are among those that the evidence names", async () => {
			const { values } = await evidenceOf(of(file).run, "typesValid");
			const { wrong = 0, examples = [] } = values as {
				wrong?: number;
				examples?: { path: string; deviation: string }[];
			};
			const named = examples.map(({ path }) => path);
			// The evidence names the first fifty kinds.
			if (wrong === named.length) expect(named).toEqual(expect.arrayContaining(wrongKinds(known)));
			else expect(named.length).toBe(50);
		});

		test("the coverage says which subtrees there are", async () => {
			const { values } = await evidenceOf(of(file).run, "subtreesReadable");
			const { subtrees } = known;
			const states = {
				deviceInfo: subtrees.deviceInfo,
				managementServer: subtrees.managementServer,
				time: subtrees.time,
			};
			const tables = { hosts: subtrees.hosts, wifi: subtrees.wifi, voice: subtrees.voice, optical: subtrees.optical };
			const right = Object.fromEntries(
				Object.entries({ ...states, ...tables }).map(([name, subtree]) => [
					name,
					(subtree?.leaves ?? 0) > 0 ? 100 : null,
				]),
			);
			expect(values.coverage).toMatchObject(right);
		});
	});
});
