import { createReadStream, createWriteStream, renameSync, rmSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { type Anchors, BEFORE_FIRST, type ChainVerdict } from "../lib/auditChain.ts";
import { CertusError } from "../lib/errors.ts";
import { EXIT } from "../settings.ts";
import { Digest } from "../shared/common.ts";
import { verifyExport } from "./auditLines.ts";
import { type Client, CONNECTION_HELP, CONNECTION_OPTIONS, connect } from "./client.ts";
import { inert } from "./inert.ts";

export const help = `certus audit: a tenant's audit trail, in which every entry holds the hash of the one before

  certus audit verify [FILE]      checks an exported trail, offline; without FILE that of a running Certus
    --head sha256:…               a hash that was noted of the trail: it must still reach up to there, so that a
                                  missing end is noticed
    --from sha256:…               the trail must hold this entry or follow it, as an earlier export ended; what
                                  stood before may be missing
  certus audit export [FILE]      writes the whole trail of a running Certus, a line of JSON an entry, oldest first

verify prints the last entry's hash, to be noted for --head and --from. It exits 0 if the trail is intact, else 1 with
the first entry that was changed, removed, reordered or inserted. A trail whose beginning was cut by its tenant's
retention is intact: one of its entries says up to where.
${CONNECTION_HELP}`;

const USAGE = "certus audit takes: verify [FILE] [--head HASH] [--from HASH], or export [FILE]";

export async function run(argv: readonly string[]): Promise<void> {
	const { values, positionals } = readArguments(argv);
	const [action, file, ...rest] = positionals;
	const anchors = { head: hashOf("head", values.head), from: hashOf("from", values.from) };
	if (rest.length > 0 || (action !== "verify" && action !== "export"))
		throw new CertusError(EXIT.usage, "usage", USAGE);
	if (action === "export" && (anchors.head ?? anchors.from) !== null) throw new CertusError(EXIT.usage, "usage", USAGE);
	if (action === "verify" && file !== undefined) return report(file, await verifyFile(file, anchors));
	const client = connect(values);
	const path = `/audit.jsonl${values.tenant === undefined ? "" : `?tenant=${encodeURIComponent(values.tenant)}`}`;
	if (action === "export") return exportTrail(client, path, file);
	return report("the trail", await verifyRunning(client, path, anchors));
}

function readArguments(argv: readonly string[]) {
	try {
		return parseArgs({
			args: [...argv],
			options: { ...CONNECTION_OPTIONS, head: { type: "string" }, from: { type: "string" } },
			allowPositionals: true,
		});
	} catch (error) {
		throw new CertusError(EXIT.usage, "usage", `${(error as Error).message} (certus audit --help tells more)`);
	}
}

function hashOf(option: string, value: string | undefined): string | null {
	if (value === undefined) return null;
	if (Digest.safeParse(value).success) return value;
	throw new CertusError(EXIT.usage, "usage", `--${option} takes a hash: sha256: and 64 hexadecimal digits`);
}

async function verifyFile(file: string, anchors: Anchors): Promise<ChainVerdict> {
	try {
		return await verifyExport(createReadStream(file, { highWaterMark: 1024 * 1024 }), anchors);
	} catch (error) {
		if (error instanceof CertusError) throw error;
		throw new CertusError(1, "cli.file", `${file} can't be read: ${(error as Error).message}`, {}, error);
	}
}

/** Judged here, not there; its end is where the database says that it ends, unless it was noted elsewhere. */
async function verifyRunning(client: Client, path: string, { head, from }: Anchors): Promise<ChainVerdict> {
	const { headers, chunks } = await client.getStream(path);
	return verifyExport(chunks, { from: from ?? null, head: head ?? headers.get("certus-audit-head") });
}

function report(what: string, verdict: ChainVerdict): void {
	if (!verdict.ok) {
		const { tampering, seq, detail } = verdict;
		throw new CertusError(1, "audit.broken", inert(`${what} is not intact: ${tampering} at entry ${seq}: ${detail}`));
	}
	console.log(`intact: ${verdict.entries} ${verdict.entries === 1 ? "entry" : "entries"}`);
	if (verdict.from !== BEFORE_FIRST) console.log(`from ${verdict.from}`);
	console.log(`head ${verdict.head}`);
}

/** Into a file that takes its name when it is whole, or to standard output. */
async function exportTrail(client: Client, path: string, file: string | undefined): Promise<void> {
	const { headers, chunks } = await client.getStream(path);
	const source = Readable.from(chunks, { objectMode: false });
	if (file === undefined) {
		await pipeline(source, process.stdout, { end: false });
		return;
	}
	const part = `${file}.part`;
	try {
		await pipeline(source, createWriteStream(part));
		renameSync(part, file);
	} catch (error) {
		rmSync(part, { force: true });
		if (error instanceof CertusError) throw error;
		throw new CertusError(1, "cli.file", `${file} can't be written: ${(error as Error).message}`, {}, error);
	}
	console.log(`head ${headers.get("certus-audit-head")}`);
}
