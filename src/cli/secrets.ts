import { parseArgs } from "node:util";
import { rotateSecrets } from "../app/rotateSecrets.ts";
import { requireFittingKeys } from "../app/sealStored.ts";
import { openSecretsKeys, vaultOf } from "../app/secretsKey.ts";
import { CertusError } from "../lib/errors.ts";
import { EXIT, readSettings } from "../settings.ts";
import { openDatabase } from "../store/db.ts";
import { startEmbedded } from "../store/embedded/cluster.ts";
import { migrate } from "../store/migrate.ts";
import { holdAlone } from "../store/servingLock.ts";
import { systemClock, systemRandom } from "../systemEdges.ts";

export const help = `certus secrets: the key that seals credentials and secrets in the database

  certus secrets rotate           seals everything with a new key, while no Certus serves on the database; ended in the
                                  middle, the same again goes on
    --new-key-file FILE           the new key: 32 random bytes as base64 or hexadecimal; one is made where it is missing
    --data-dir DIR                CERTUS_DATA_DIR (./data)
    --database-url URL            CERTUS_DATABASE_URL (the embedded one)
    --secrets-key-file FILE       CERTUS_SECRETS_KEY_FILE (<data dir>/secrets-key)

The key file holds the new key and the old one until nothing is sealed by the old one any more. Where the key stands in
CERTUS_SECRETS_KEY, put the new one before the old one, with a comma between; when this is done the old one may go.`;

/** Those of `certus serve` that say where the database and the key are. */
const SETTINGS = {
	"data-dir": { type: "string" },
	"database-url": { type: "string" },
	"secrets-key-file": { type: "string" },
} as const;

export async function run(argv: readonly string[]): Promise<void> {
	const { newKeyFile, settings } = readArguments(argv);
	const keys = openSecretsKeys(settings.secretsKey, systemRandom);
	const closing: (() => Promise<void>)[] = [];
	try {
		const embedded =
			settings.databaseUrl === null
				? await startEmbedded(settings.dataDir, (error) => {
						throw error;
					})
				: null;
		if (embedded) closing.push(() => embedded.stop());
		const url = embedded?.url ?? (settings.databaseUrl as string);
		await migrate(url);
		const database = await openDatabase(url);
		closing.push(() => database.close());
		closing.push(await holdAlone(database));
		await requireFittingKeys(database, vaultOf(keys, systemRandom));
		const { keyId, sealed } = await rotateSecrets(database, {
			keys,
			newKeyFile,
			random: systemRandom,
			clock: systemClock,
		});
		console.log(`${sealed} secrets are sealed by the key ${keyId} now`);
		if (keys.path === null) console.log("the older keys in CERTUS_SECRETS_KEY open nothing any more: they may go");
	} finally {
		for (const close of closing.reverse()) await close();
	}
}

function readArguments(argv: readonly string[]) {
	const { values, positionals } = parse(argv);
	if (positionals.length !== 1 || positionals[0] !== "rotate") {
		throw new CertusError(EXIT.usage, "usage", "certus secrets takes: rotate [--new-key-file FILE]");
	}
	const { "new-key-file": newKeyFile = null, ...where } = values;
	const flags = Object.entries(where).map(([flag, value]) => `--${flag}=${value}`);
	return { newKeyFile, settings: readSettings(process.env, flags) };
}

function parse(argv: readonly string[]) {
	try {
		return parseArgs({
			args: [...argv],
			options: { ...SETTINGS, "new-key-file": { type: "string" } },
			allowPositionals: true,
		});
	} catch (error) {
		throw new CertusError(EXIT.usage, "usage", `${(error as Error).message} (certus secrets --help tells more)`);
	}
}
