import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CertusError } from "../lib/errors.ts";
import { EXIT } from "../settings.ts";
import { type Client, connect } from "./client.ts";

export const help = `certus lab: puts virtual CPEs on a running Certus, in its simulated tenant

  --tenant SLUG       a tenant with \`simulated: true\` (lab)
  --data-dir DIR      data directory of the running Certus ($CERTUS_DATA_DIR, else ./data)
  --model NAME[:N]    a built-in model, or a parameter dump FILE.csv[:N]; may be repeated (the whole fleet)
  --from-bundle FILE  a virtual CPE that behaves as the device did whose evidence it is (certus prove --bundle FILE),
                      faults and silences included; may be repeated
  --list              lists the built-in models

and every other option of the lab itself: node lab/main.ts --help`;

const LAB = fileURLToPath(new URL("../../lab/main.ts", import.meta.url));
const OWN_OPTIONS = ["--tenant", "--data-dir", "--url", "--token"];

export async function run(argv: readonly string[]): Promise<void> {
	if (argv.includes("--list")) return await launch(["--list"]);
	const { own, rest } = split(argv);
	const client = connect({ "data-dir": own["--data-dir"], url: own["--url"], token: own["--token"] });
	const acs = await simulatedTenantUrl(client, own["--tenant"] ?? "lab");
	await launch(["--acs", acs, ...rest]);
}

/** Where the virtual CPEs of a tenant go; only a simulated one may have them (contract, section 5). */
export async function simulatedTenantUrl(client: Client, slug: string): Promise<string> {
	const tenant = await client.get<{ simulated: boolean }>(`/tenants/${encodeURIComponent(slug)}`);
	if (!tenant.simulated) {
		throw new CertusError(EXIT.usage, "lab.tenant", `the tenant ${slug} is not simulated: virtual CPEs stay out of it`);
	}
	if (client.cwmpUrl === null) {
		throw new CertusError(EXIT.usage, "lab.remote", "the lab runs beside Certus: give its --data-dir");
	}
	return `${client.cwmpUrl}/cwmp/${slug}`;
}

function split(argv: readonly string[]): { own: Record<string, string | undefined>; rest: string[] } {
	const own: Record<string, string | undefined> = {};
	const rest: string[] = [];
	for (let i = 0; i < argv.length; i++) {
		const word = argv[i] as string;
		const [name = "", value] = word.split(/=(.*)/s);
		if (!OWN_OPTIONS.includes(name)) rest.push(word);
		else own[name] = value ?? argv[++i];
	}
	return { own, rest };
}

/** The lab as a process of its own; ends with it. */
async function launch(argv: readonly string[]): Promise<void> {
	const child = spawn(process.execPath, [LAB, ...argv], { stdio: "inherit" });
	for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
	process.exitCode = await new Promise<number>((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
}
