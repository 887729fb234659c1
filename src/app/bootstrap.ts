import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock, Random } from "../lib/edges.ts";
import { sha256 } from "../lib/hash.ts";
import { secretContext, type Vault } from "../lib/vault.ts";
import type { Database } from "../store/db.ts";
import { insertTenant, readTenants } from "../store/tenants.ts";
import { putAdminToken } from "../store/tokens.ts";
import { writePrivately } from "./privateFile.ts";

const ADMIN_TOKEN_ID = "ce271500-0000-4000-8000-000000000001";
const INFORM_INTERVAL_SECONDS = 300;

const FIRST_TENANTS = [
	{ slug: "default", name: "Default", lab: false, simulated: false },
	{ slug: "lab", name: "Lab", lab: true, simulated: true },
] as const;

export interface BootstrapOptions {
	/** CERTUS_ADMIN_TOKEN; `null`: the one in the data directory, made where there is none. */
	readonly adminToken: string | null;
	readonly dataDir: string;
	readonly random: Random;
	readonly clock: Clock;
	readonly vault: Vault;
}

/** Makes what every installation has: two tenants with CPE credentials, and a token to begin with. May run at any start. */
export async function bootstrap(database: Database, options: BootstrapOptions): Promise<void> {
	const { adminToken, dataDir, random, clock, vault } = options;
	mkdirSync(dataDir, { recursive: true });
	for (const first of FIRST_TENANTS) {
		const id = random.uuid();
		await insertTenant(database, {
			...first,
			id,
			unknownDevices: "accept",
			informIntervalSeconds: INFORM_INTERVAL_SECONDS,
			...sealedCpeCredentials(random, vault, id),
		});
	}
	await writeCredentials(database, vault, join(dataDir, "cpe-credentials"));
	const secret = adminToken ?? tokenOf(join(dataDir, "admin-token"), random);
	await putAdminToken(database, ADMIN_TOKEN_ID, sha256(secret), clock());
}

/** Letters and digits, 16 to 24 of them (contract, section 3). */
export function cpeCredentials(random: Random): { readonly cpeUsername: string; readonly cpePassword: string } {
	return { cpeUsername: random.alphanumeric(16), cpePassword: random.alphanumeric(24) };
}

/** The same as a tenant's row has them. */
export function sealedCpeCredentials(
	random: Random,
	vault: Vault,
	tenant: string,
): { readonly cpeUsername: string; readonly cpePassword: string } {
	const { cpeUsername, cpePassword } = cpeCredentials(random);
	return { cpeUsername, cpePassword: vault.seal(cpePassword, secretContext(tenant, "tenant.cpePassword")) };
}

export function newToken(random: Random): string {
	return `certus_${random.alphanumeric(40)}`;
}

/** Written once: rotated credentials are answered to whoever rotates them, and stand in no file. */
async function writeCredentials(database: Database, vault: Vault, path: string): Promise<void> {
	if (existsSync(path)) return;
	const lines = (await readTenants(database)).map(({ tenant, slug, cpeUsername, cpePassword }) =>
		[slug, cpeUsername, vault.read(cpePassword, secretContext(tenant, "tenant.cpePassword"))].join(" "),
	);
	writePrivately(path, `# tenant username password: as first generated\n${lines.join("\n")}\n`);
}

function tokenOf(path: string, random: Random): string {
	if (existsSync(path)) {
		const known = readFileSync(path, "utf8").trim();
		if (known !== "") return known;
	}
	const token = newToken(random);
	writePrivately(path, `${token}\n`);
	return token;
}
