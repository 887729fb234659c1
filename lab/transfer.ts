/** Download and Upload (A.3.2.8, A.4.1.5): the files really travel, and the new version is what the file says. */
import type { InformEvent, Rpcs, TransferFault } from "../src/cwmp/messages.ts";
import { applyConfigText, configText, logText } from "./config-file.ts";
import type { Cpe } from "./cpe.ts";
import { type Answer, fault, faultText, send } from "./faults.ts";
import { fetchFile, putFile } from "./files.ts";

/** A transfer that was asked for and is not yet over. */
export interface Transfer {
	readonly kind: "download" | "upload";
	readonly commandKey: string;
	readonly fileType: string;
	readonly url: string;
	readonly username: string;
	readonly password: string;
	readonly delaySeconds: number;
	started: boolean;
}

/** A transfer that is over and that the ACS does not know of yet. */
export interface Completion {
	readonly commandKey: string;
	readonly fault: TransferFault;
	readonly startTime: string;
	readonly completeTime: string;
}

/** From the boot to a report that does not come with it. */
const REPORT_SECONDS = 45;
const UNKNOWN_TIME = "0001-01-01T00:00:00Z";
const NO_FAULT: TransferFault = { code: 0, message: "" };

/** The version that an image of this name made where it was recorded. */
function imageOf({ model }: Cpe, url: string): string | undefined {
	return model.images?.get(new URL(url).pathname.split("/").at(-1) ?? "");
}

/** The version that an image makes: its first line `version=…`, else what its name ends with: `acme-2.1.0.bin`. */
export function versionOf(url: string, text: string): string | null {
	const line = /^version=(\S+)/.exec(text);
	if (line?.[1] !== undefined) return line[1];
	const name = decodeURIComponent(new URL(url).pathname).split("/").at(-1) ?? "";
	return /(\d+(?:\.\d+)+(?:-\w+)*)(?:\.[a-z]\w*)*$/i.exec(name)?.[1] ?? null;
}

export async function download(cpe: Cpe, body: Rpcs["Download"]["request"]): Promise<Answer> {
	const { outcome, rejectedCode, statusZero } = cpe.behaviour.download;
	if (outcome === "rejected") return fault(rejectedCode);
	const { commandKey, fileType, url, username, password, delaySeconds } = body;
	if (!/^https?:\/\//.test(url)) return fault(9013);
	const transfer: Transfer = {
		...{ kind: "download", commandKey, fileType, url, username, password, delaySeconds },
		started: false,
	};
	return statusZero ? await atOnce(cpe, transfer) : accept(cpe, transfer, () => begin(cpe, transfer));
}

export async function upload(cpe: Cpe, body: Rpcs["Upload"]["request"]): Promise<Answer> {
	const { commandKey, fileType, url, username, password, delaySeconds } = body;
	if (!/^https?:\/\//.test(url)) return fault(9013);
	const transfer: Transfer = {
		...{ kind: "upload", commandKey, fileType, url, username, password, delaySeconds },
		started: false,
	};
	const { statusZero } = cpe.behaviour.download;
	return statusZero ? await atOnce(cpe, transfer) : accept(cpe, transfer, () => begin(cpe, transfer));
}

/** Done before it is answered: Status 0, and no TransferComplete. */
async function atOnce(cpe: Cpe, transfer: Transfer): Promise<Answer> {
	const startTime = cpe.timestamp();
	const result = await perform(cpe, transfer);
	if (result.fault.code !== 0) return fault(result.fault.code);
	const times = { startTime, completeTime: cpe.timestamp() };
	const after = result.version === null ? undefined : () => cpe.install(result.version ?? "", []);
	return send({ kind: "response", rpc: rpcOf(transfer), body: { status: 0, ...times } }, after);
}

function rpcOf({ kind }: Transfer): "Download" | "Upload" {
	return kind === "download" ? "Download" : "Upload";
}

function accept(cpe: Cpe, transfer: Transfer, after: () => void): Answer {
	cpe.transfers.push(transfer);
	const body = { status: 1, startTime: UNKNOWN_TIME, completeTime: UNKNOWN_TIME };
	return send({ kind: "response", rpc: rpcOf(transfer), body }, after);
}

export function cancelTransfer(cpe: Cpe, commandKey: string): Answer {
	const open = cpe.transfers.filter((transfer) => transfer.commandKey === commandKey);
	if (open.some(({ started }) => started)) return fault(9021);
	cpe.transfers = cpe.transfers.filter((transfer) => !open.includes(transfer));
	return send({ kind: "response", rpc: "CancelTransfer", body: {} });
}

export function queuedTransfers(cpe: Cpe, rpc: "GetQueuedTransfers" | "GetAllQueuedTransfers"): Answer {
	const transfers = cpe.transfers.map((transfer) => ({
		commandKey: transfer.commandKey,
		state: transfer.started ? 2 : 1,
		isDownload: transfer.kind === "download",
		fileType: transfer.fileType,
		fileSizeBytes: 0,
		targetFileName: "",
	}));
	return rpc === "GetQueuedTransfers"
		? send({
				kind: "response",
				rpc,
				body: { transfers: transfers.map(({ commandKey, state }) => ({ commandKey, state })) },
			})
		: send({ kind: "response", rpc, body: { transfers } });
}

function begin(cpe: Cpe, transfer: Transfer): void {
	if (transfer.kind === "download" && cpe.behaviour.download.outcome === "stalled") return;
	cpe.later(transfer.delaySeconds * 1000, async () => {
		if (!cpe.transfers.includes(transfer)) return;
		transfer.started = true;
		const startTime = cpe.timestamp();
		const result = await perform(cpe, transfer);
		cpe.transfers = cpe.transfers.filter((other) => other !== transfer);
		if (cpe.isOn) finish(cpe, transfer, result, startTime);
	});
}

interface Result {
	readonly fault: TransferFault;
	/** Of the image that was fetched; null where there is nothing to install. */
	readonly version: string | null;
}

function failed(code: number, why = ""): Result {
	return { fault: { code, message: why === "" ? faultText(code) : `${faultText(code)}: ${why}` }, version: null };
}

async function perform(cpe: Cpe, transfer: Transfer): Promise<Result> {
	const { url, fileType } = transfer;
	const options = { timeoutMs: cpe.lab.timeoutMs, ca: cpe.lab.ca, signal: cpe.signal };
	const { failsFirst, outcome } = cpe.behaviour.download;
	const isFirst = transfer.kind === "download" && cpe.downloads++ === 0;
	if (isFirst && failsFirst) return failed(9010);
	try {
		if (transfer.kind === "upload") {
			const content = fileType.startsWith("2") ? logText(cpe) : configText(cpe);
			const { status } = await putFile(url, Buffer.from(content), transfer, options);
			return status < 300 ? { fault: NO_FAULT, version: null } : failed(9011, `HTTP ${status}`);
		}
		const { status, text, sizeBytes } = await fetchFile(url, transfer, options);
		cpe.report({ type: "fetched", url, status, sizeBytes });
		if (status >= 300) return failed(9016, `HTTP ${status}`);
		if (fileType.startsWith("3")) {
			applyConfigText(cpe, text);
			return { fault: NO_FAULT, version: null };
		}
		const version = outcome === "invalid" ? null : (imageOf(cpe, url) ?? versionOf(url, text));
		return version === null ? failed(9018) : { fault: NO_FAULT, version };
	} catch (error) {
		return failed(9015, error instanceof Error ? error.message : "");
	}
}

function finish(cpe: Cpe, transfer: Transfer, result: Result, startTime: string): void {
	const { transferComplete, reportsFailure, reported, outcome } = cpe.behaviour.download;
	if (result.version !== null && outcome === "hangs") return;
	if (result.version !== null && outcome === "noReturn") {
		cpe.goDark();
		return;
	}
	const isTold = transferComplete && (reportsFailure || result.fault.code === 0);
	const commandKey = keyOf(cpe, transfer);
	const completion = { commandKey, fault: result.fault, startTime, completeTime: cpe.timestamp() };
	const events: InformEvent[] = isTold
		? [
				{ code: "7 TRANSFER COMPLETE", commandKey: "" },
				{ code: transfer.kind === "download" ? "M Download" : "M Upload", commandKey },
			]
		: [];
	const tell = () => {
		cpe.completions.push(completion);
		cpe.informLater(events);
	};
	if (result.version === null) {
		if (isTold) tell();
		return;
	}
	const atOnce = reported === "atOnce";
	if (isTold && atOnce) cpe.completions.push(completion);
	else if (isTold) cpe.atBoot(() => cpe.later(cpe.scaled(REPORT_SECONDS), tell));
	cpe.install(outcome === "falseSuccess" ? cpe.softwareVersion : result.version, atOnce ? events : []);
}

function keyOf(cpe: Cpe, { commandKey }: Transfer): string {
	return { kept: commandKey, empty: "", another: "upgrade" }[cpe.behaviour.download.commandKey];
}
