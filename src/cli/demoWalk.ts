import type { z } from "zod";
import { CertusError } from "../lib/errors.ts";
import type { Certification, Discovery } from "../shared/certification.ts";
import type { Device } from "../shared/devices.ts";
import type { StoredFile } from "../shared/files.ts";
import type { Operation } from "../shared/operations.ts";
import type { Workflow } from "../shared/proof.ts";
import { type Client, clientOf } from "./client.ts";
import { followRuns } from "./proofProgress.ts";

const POLL_MS = 300;
const STEP_DEADLINE_MS = 60_000;
/** What the canary exercises on every device of its scope. */
const EXERCISES: readonly { readonly workflow: Workflow; readonly kind: string; readonly input: object }[] = [
	{ workflow: "inventory", kind: "read", input: { paths: ["Device.DeviceInfo.", "Device.Hosts."] } },
	{
		workflow: "diagnostics",
		kind: "diagnostic",
		input: { diagnostic: "ipPing", parameters: { NumberOfRepetitions: 2 } },
	},
	{ workflow: "reboot", kind: "reboot", input: {} },
];
const IN_SCOPE: readonly Workflow[] = ["inventory", "hostsWifi", "diagnostics", "reboot"];

export interface Images {
	readonly firmwareFileId: string;
	readonly returnFirmwareFileId: string;
}

/** Two images for a model: another version, and the one that it has. The lab reads an image's version from its first line. */
export async function addImages(client: Client, tenant: string, device: Device): Promise<Images> {
	const image = async (version: string): Promise<string> => {
		const form = new FormData();
		const fields = {
			tenant,
			kind: "firmware",
			vendor: device.vendor,
			model: device.model,
			hardwareVersions: "*",
			version,
		};
		for (const [name, value] of Object.entries(fields)) form.append(name, value);
		const name = `${device.productClass.replace(/\W/g, "")}-${version}.bin`;
		form.append("file", new Blob([`version=${version}\n`.padEnd(64 * 1024, "\0")]), name);
		return (await client.upload<StoredFile>("/files", form)).id;
	};
	const version = device.softwareVersion ?? "1.0.0";
	return { firmwareFileId: await image(`${version}-next`), returnFirmwareFileId: await image(version) };
}

/**
 * One model taken the whole way, from intake to certified: discovery, verification, a canary over all its devices, and
 * the approval of somebody else.
 */
export async function certify(
	client: Client,
	tenant: string,
	devices: readonly Device[],
	inputs: object,
	tell: (line: string) => void,
): Promise<void> {
	const [subject] = devices;
	if (!subject) throw new CertusError(1, "demo.fleet", "there is no device to certify");
	const { vendor, model, productClass, hardwareVersion, softwareVersion } = subject;
	const firmwareRange = { versions: [softwareVersion ?? ""] };
	const name = `${vendor} ${model}`;
	const step = <T>(path: string, body: object): Promise<T> =>
		client.send<T>("POST", `/certifications${path}`, { tenant, ...body });
	const { id } = await step<Certification>("", {
		...{ vendor, model, productClass, hardwareVersion, firmwareRange, transport: "http", workflows: IN_SCOPE },
	});
	tell(`${name}: intake`);

	await step(`/${id}/discovery`, { deviceId: subject.id });
	const discovery = await until("the discovery", async () => {
		const found = await client.get<z.infer<typeof Discovery>>(`/certifications/${id}/discovery?tenant=${tenant}`);
		return found.status === "running" ? null : found;
	});
	tell(`${name}: discovery ${discovery.status}`);

	const { proofRunId } = await step<{ proofRunId: string }>(`/${id}/verification`, { deviceId: subject.id, inputs });
	await followRuns(client, [{ id: proofRunId, name: `${name}, verification` }], tenant, tell, tell);

	const { name: owner } = await client.get<{ name: string }>("/me");
	await step(`/${id}/canary`, {
		...{ model, firmwareRange, deviceIds: devices.map((device) => device.id), durationMinutes: 10, successFloor: 0.9 },
		...{ rollbackOwner: owner, minOperations: devices.length, minDevices: devices.length },
	});
	tell(`${name}: a canary over ${devices.length} devices`);
	for (const { kind, input } of EXERCISES) {
		await Promise.all(devices.map((device) => exercise(client, tenant, device, kind, input)));
	}
	await until("the canary", async () => {
		const { canary } = await client.get<Certification>(`/certifications/${id}?tenant=${tenant}`);
		if (canary?.status === "stopped") throw new CertusError(1, "demo.canary", `the canary stopped: ${canary.reason}`);
		return canary?.status === "passed" ? canary : null;
	});

	// Who started the verification can't give the approval.
	const { token } = await client.send<{ token: string }>("POST", "/tokens", {
		...{ name: "demo approver", tenant, role: "approver" },
	});
	const approver = clientOf(client.url, token, null);
	await approver.send("POST", `/certifications/${id}/approve`, { tenant, comment: "seen in the demo" });
	tell(`${name}: certified`);
}

async function exercise(client: Client, tenant: string, device: Device, kind: string, input: object): Promise<void> {
	const { id } = await client.send<Operation>("POST", `/devices/${device.id}/operations`, { tenant, kind, input });
	await until(`${kind} on ${device.serialNumber}`, async () => {
		const { status, reason } = await client.get<Operation>(`/operations/${id}?tenant=${tenant}`);
		if (status === "succeeded") return true;
		if (status === "queued" || status === "running") return null;
		throw new CertusError(1, "demo.operation", `${kind} on ${device.serialNumber} ${status}: ${reason ?? "no reason"}`);
	});
}

async function until<T>(what: string, look: () => Promise<T | null>): Promise<T> {
	const deadline = Date.now() + STEP_DEADLINE_MS;
	for (;;) {
		const found = await look();
		if (found !== null) return found;
		if (Date.now() > deadline) throw new CertusError(1, "demo.deadline", `${what} took too long`);
		await new Promise((resolve) => setTimeout(resolve, POLL_MS));
	}
}
