import { keptValue, REDACTED, redactBody } from "../cwmp/redact.ts";
import { packTranscript, unpackTranscript } from "../cwmp/transcript.ts";
import { isSealedInput, openInput, sealInput } from "../device/sealedInput.ts";
import {
	openParameters,
	openVariables,
	sealParameters,
	sealVariables,
	shownParameters,
	shownVariables,
	type Variables,
} from "../device/sealedProvisioning.ts";
import { packTree, unpackTree } from "../device/tree.ts";
import type { Clock } from "../lib/edges.ts";
import { CertusError } from "../lib/errors.ts";
import { type ProfileParameter, secretContext, type Vault } from "../lib/vault.ts";
import type { Database } from "../store/db.ts";
import {
	markSealed,
	readSealed,
	readSealedState,
	SEALED_PLACES,
	type SealedPlace,
	type SealedRow,
	writeSealed,
} from "../store/sealedTexts.ts";
import { type DocumentKind, readDocuments, type StoredDocument, writeDocument } from "../store/storedDocuments.ts";
import { readTenants } from "../store/tenants.ts";
import { type SealedBody, unseal } from "./seal.ts";
import type { SecretsKeys } from "./secretsKey.ts";

/** EX_CONFIG: the start ends with one line (contract, section 2). */
const EXIT_CONFIG = 78;
const BATCH = 500;
/** Each may take megabytes. */
const DOCUMENT_BATCH = 20;
/** What earlier versions sealed second factors for. */
const TOTP_PURPOSE = "certus totp";

export interface Sealing {
	readonly vault: Vault;
	readonly keys: Pick<SecretsKeys, "secrets" | "earlier">;
	readonly batch?: number;
	/** Told of each batch that is durable, with how many texts were sealed in it. */
	readonly onBatch?: ((sealed: number) => void) | undefined;
}

/** Ends the start where the database was sealed by keys that are not here. */
export async function requireFittingKeys(database: Database, vault: Vault): Promise<void> {
	for (const { tenant, cpePassword } of await readTenants(database)) {
		try {
			vault.read(cpePassword, secretContext(tenant, "tenant.cpePassword"));
		} catch (error) {
			const why = (error as Error).message;
			const message = `the database's secrets can't be read: ${why}; give it by CERTUS_SECRETS_KEY_FILE`;
			throw new CertusError(EXIT_CONFIG, "secretsKey", message, {}, error);
		}
	}
}

/** Once an installation: what earlier versions stored in clear is sealed or taken out. Begun again, it goes on. */
export async function sealWhatWasStored(database: Database, clock: Clock, sealing: Sealing): Promise<void> {
	const { texts, documents } = await readSealedState(database);
	if (!texts) {
		await resealAll(database, sealing);
		await markSealed(database, "texts", clock());
	}
	if (documents) return;
	await rewriteDocuments(database, "tree", treeWithoutSecrets, sealing.batch);
	await rewriteDocuments(database, "transcript", transcriptWithoutSecrets, sealing.batch);
	await markSealed(database, "documents", clock());
}

/**
 * Seals with the newest key whatever is in clear or under another one; gives how many texts. Each batch is durable by
 * itself, and what is sealed by the newest key already is left as it is, so that it may be begun again at any time.
 */
export async function resealAll(database: Database, { batch = BATCH, onBatch, ...sealing }: Sealing): Promise<number> {
	let total = 0;
	for (const place of SEALED_PLACES) {
		const limit = Math.min(batch, place.batch ?? batch);
		let last: SealedRow | null = null;
		do {
			const after: SealedRow | null = last;
			const { sealed, next } = await database.transaction(async (tx) => {
				const rows = await readSealed(tx, place, after, limit);
				let count = 0;
				for (const row of rows) {
					const text = resealed(place, row, sealing);
					if (text === null) continue;
					await writeSealed(tx, place, row, text);
					count++;
				}
				return { sealed: count, next: rows.length < limit ? null : (rows.at(-1) ?? null) };
			});
			total += sealed;
			last = next;
			onBatch?.(sealed);
		} while (last !== null);
	}
	return total;
}

/** `null` where it stays as it is. */
function resealed({ kind }: SealedPlace, { owner, text }: SealedRow, { vault, keys }: Sealing): string | null {
	if (kind === "operation.value") return resealedInput(vault, owner, text);
	if (kind === "subscriber.variable") {
		const variables = JSON.parse(text) as Variables;
		const shown = Object.entries(shownVariables(variables));
		const secrets = shown.flatMap(([name, value]) => (value === REDACTED ? [variables[name] as string] : []));
		if (secrets.every((value) => vault.keyIdOf(value) === vault.currentKeyId)) return null;
		return JSON.stringify(sealVariables(vault, owner, openVariables(vault, owner, variables)));
	}
	if (kind === "provisioning.value") {
		const parameters = JSON.parse(text) as ProfileParameter[];
		const secrets = shownParameters(parameters).flatMap(({ value }, i) =>
			value === REDACTED ? [parameters[i]?.value] : [],
		);
		if (secrets.every((value) => value !== undefined && vault.keyIdOf(value) === vault.currentKeyId)) return null;
		return JSON.stringify(sealParameters(vault, owner, openParameters(vault, owner, parameters)));
	}
	if (kind === "account.totp") return resealedTotp(vault, keys, owner, text);
	if (vault.keyIdOf(text) === vault.currentKeyId) return null;
	const context = secretContext(owner, kind);
	return vault.seal(vault.read(text, context), context);
}

function resealedInput(vault: Vault, tenant: string, text: string): string | null {
	const input = JSON.parse(text) as Record<string, unknown>;
	if (isSealedInput(vault, input)) return null;
	return JSON.stringify(sealInput(vault, tenant, openInput(vault, { tenant, input })));
}

function resealedTotp(vault: Vault, keys: Sealing["keys"], account: string, text: string): string | null {
	const stored = JSON.parse(text) as string | SealedBody;
	const context = secretContext(account, "account.totp");
	if (typeof stored === "string") {
		if (vault.keyIdOf(stored) === vault.currentKeyId) return null;
		return JSON.stringify(vault.seal(vault.open(stored, context), context));
	}
	for (const secret of [...keys.secrets, ...(keys.earlier === null ? [] : [keys.earlier])]) {
		try {
			return JSON.stringify(vault.seal(unseal(stored, secret, TOTP_PURPOSE) as string, context));
		} catch {
			// Another one's, or nobody's any more: then signing in says what to do.
		}
	}
	return null;
}

async function rewriteDocuments(
	database: Database,
	kind: DocumentKind,
	rewrite: (document: Uint8Array) => Uint8Array | null,
	batch = DOCUMENT_BATCH,
): Promise<void> {
	let last: StoredDocument | null = null;
	do {
		const after: StoredDocument | null = last;
		last = await database.transaction(async (tx) => {
			const found = await readDocuments(tx, kind, after, batch);
			for (const one of found) {
				const document = rewrite(one.document);
				if (document) await writeDocument(tx, kind, { ...one, document });
			}
			return found.length < batch ? null : (found.at(-1) ?? null);
		});
	} while (last !== null);
}

function treeWithoutSecrets(document: Uint8Array): Uint8Array | null {
	const tree = unpackTree(document);
	let isOther = false;
	for (const [path, node] of tree) {
		if (node.value === null) continue;
		const value = keptValue(path, node.value);
		if (value === node.value) continue;
		tree.set(path, { ...node, value });
		isOther = true;
	}
	return isOther ? packTree(tree) : null;
}

function transcriptWithoutSecrets(document: Uint8Array): Uint8Array | null {
	const messages = unpackTranscript(document);
	const kept = messages.map((message) => ({ ...message, body: redactBody(message.body) }));
	return kept.some(({ body }, i) => body !== messages[i]?.body) ? packTranscript(kept) : null;
}
