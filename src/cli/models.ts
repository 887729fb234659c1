import { existsSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import { lintProfiles } from "../device/profiles/lint.ts";
import { profileFor } from "../device/profiles/match.ts";
import { profileJsonSchema } from "../device/profiles/schema.ts";
import { suggestProfile } from "../device/profiles/suggest.ts";
import { CertusError } from "../lib/errors.ts";
import { loadProfiles, MODELS_FOLDER, readProfiles } from "../modelProfiles.ts";
import { EXIT } from "../settings.ts";
import type { Device, Parameter } from "../shared/devices.ts";
import { type Client, CONNECTION_HELP, CONNECTION_OPTIONS, connect, listAll } from "./client.ts";
import { inert } from "./inert.ts";

export const help = `certus models: what is known of model families

  certus models check [DIR]       lints the profiles of a folder (those of Certus)
  certus models suggest DEVICE    drafts a profile from what was read of a device, by its id or serial number;
                                  what the readings do not show is left as unknown
  certus models schema            prints the JSON schema that profiles are validated by
${CONNECTION_HELP}`;

export async function run(argv: readonly string[]): Promise<void> {
	const { values, positionals } = parseArgs({ args: [...argv], options: CONNECTION_OPTIONS, allowPositionals: true });
	const [action, subject, ...rest] = positionals;
	if (rest.length === 0 && action === "check") return check(resolve(subject ?? MODELS_FOLDER));
	if (rest.length === 0 && action === "schema" && subject === undefined) {
		console.log(JSON.stringify(profileJsonSchema(), null, "\t"));
		return;
	}
	if (rest.length === 0 && action === "suggest" && subject !== undefined) {
		return suggest(connect(values), values.tenant ?? "default", subject);
	}
	throw new CertusError(EXIT.usage, "usage", "certus models takes check [DIR], suggest DEVICE or schema");
}

function check(folder: string): void {
	if (!existsSync(folder) || !statSync(folder).isDirectory()) {
		throw new CertusError(EXIT.usage, "usage", `there is no folder ${folder}`);
	}
	const { complaints, unknowns, families, generics } = lintProfiles(readProfiles(folder));
	const place = relative(process.cwd(), folder) || ".";
	for (const { file, at, message } of complaints) {
		console.error(inert(`${place}/${file}: ${at === "" ? "" : `${at}: `}${message}`));
	}
	for (const [file, open] of Object.entries(unknowns)) console.log(`${place}/${file}: unknown: ${open.join(", ")}`);
	const faults = complaints.length === 1 ? "1 fault" : `${complaints.length} faults`;
	console.log(`${families} families, ${generics} generic profiles, ${faults}`);
	process.exitCode = complaints.length === 0 ? 0 : 1;
}

async function suggest(client: Client, tenant: string, subject: string): Promise<void> {
	const device = await findDevice(client, tenant, subject);
	const parameters = await listAll<Parameter>(client, `/devices/${device.id}/parameters?tenant=${tenant}`);
	const values = new Map(parameters.flatMap(({ path, value }) => (value === null ? [] : [[path, value] as const])));
	if (values.size === 0) {
		throw new CertusError(1, "models.unread", `nothing was read of ${subject} yet: a discovery of it comes first`);
	}
	const lookup = { ...device, softwareVersion: device.softwareVersion ?? "", root: device.parameterRoot };
	const generics = loadProfiles().filter(({ generic }) => generic);
	const modelName = [...values].find(([path]) => /^[A-Za-z]+\.DeviceInfo\.ModelName$/.test(path))?.[1] ?? null;
	const draft = suggestProfile(profileFor(generics, lookup), {
		subject: lookup,
		values,
		writable: new Set(parameters.filter(({ writable }) => writable).map(({ path }) => path)),
		modelName,
		source: `drafted from the readings of one device, ${device.softwareVersion ?? "version unknown"}; to be looked through`,
	});
	const lines = stringify(draft, { lineWidth: 110 }).trimEnd().split("\n");
	console.log(["# yaml-language-server: $schema=./schema.json", ...lines.map(inert)].join("\n"));
}

async function findDevice(client: Client, tenant: string, subject: string): Promise<Device> {
	if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(subject)) {
		return client.get<Device>(`/devices/${subject}?tenant=${tenant}`);
	}
	const serial = encodeURIComponent(subject);
	const { items } = await client.get<{ items: Device[] }>(`/devices?tenant=${tenant}&serialNumber=${serial}`);
	const [device] = items;
	if (!device) throw new CertusError(1, "models.noDevice", `the tenant ${tenant} knows no device ${subject}`);
	return device;
}
