import type { Clock, Random } from "../lib/edges.ts";
import { CertusError } from "../lib/errors.ts";
import { appendAudit } from "../store/audit.ts";
import type { Database } from "../store/db.ts";
import { readTenants } from "../store/tenants.ts";
import { resealAll, type Sealing } from "./sealStored.ts";
import { newSecret, readSecrets, type SecretsKeys, vaultOf, writeSecrets } from "./secretsKey.ts";
import { DEFAULT_SLUG } from "./tenants.ts";

/** EX_USAGE of sysexits(3). */
const EXIT_USAGE = 64;

export interface Rotation {
	readonly keys: SecretsKeys;
	/** A file with the key to be; `null`: one is made. */
	readonly newKeyFile: string | null;
	readonly random: Random;
	readonly clock: Clock;
	readonly batch?: number;
	readonly onBatch?: Sealing["onBatch"];
}

/**
 * Seals everything with a new key. It stands before the old one in the key file until nothing is sealed by that any more:
 * ended in the middle, the next one goes on, and a start meanwhile has both.
 */
export async function rotateSecrets(
	database: Database,
	{ keys, newKeyFile, random, clock, ...batches }: Rotation,
): Promise<{ readonly keyId: string; readonly sealed: number }> {
	const secrets = begun(keys, newKeyFile, random);
	const vault = vaultOf({ secrets }, random);
	const sealed = await resealAll(database, { vault, keys: { secrets, earlier: keys.earlier }, ...batches });
	await tell(database, clock, { keyId: vault.currentKeyId, sealed });
	if (keys.path !== null) writeSecrets(keys.path, secrets.slice(0, 1));
	return { keyId: vault.currentKeyId, sealed };
}

/** The secrets with the new one first. */
function begun({ secrets, path }: SecretsKeys, newKeyFile: string | null, random: Random): SecretsKeys["secrets"] {
	const given = newKeyFile === null ? null : readSecrets(newKeyFile)[0];
	if (secrets.length > 1) {
		if (given === null || given === secrets[0]) return secrets;
		throw refusal("a rotation to another key was begun: end that first, without --new-key-file");
	}
	if (path === null) {
		throw refusal("CERTUS_SECRETS_KEY holds one key: put the new one before it, with a comma between, and rotate then");
	}
	const fresh = given ?? newSecret(random);
	if (fresh === secrets[0]) throw refusal("the new key is the one in use");
	const all = [fresh, ...secrets] as const;
	writeSecrets(path, all);
	return all;
}

function refusal(message: string): CertusError {
	return new CertusError(EXIT_USAGE, "rotation", message);
}

async function tell(database: Database, clock: Clock, detail: { keyId: string; sealed: number }): Promise<void> {
	const tenant = (await readTenants(database)).find(({ slug }) => slug === DEFAULT_SLUG);
	if (!tenant) return;
	await database.transaction((tx) =>
		appendAudit(tx.scope(tenant.tenant), {
			at: clock(),
			tenant: tenant.slug,
			actor: "certus",
			actorId: null,
			action: "secrets.rotated",
			outcome: "done",
			detail,
		}),
	);
}
