import type { ParameterValue } from "../cwmp/messages.ts";
import type { Random } from "../lib/edges.ts";
import type { DeviceFacts, DeviceSetup } from "../store/effects.ts";
import { call, type ProgramContext, type Step, type StepResult } from "./operations/program.ts";
import { readValues } from "./operations/readValues.ts";

/** What first contact concluded: goes to the device's facts. */
export interface FirstContactResult {
	readonly facts: Pick<
		DeviceFacts,
		| "setup"
		| "connectionRequestUsername"
		| "connectionRequestPassword"
		| "previousConnectionRequest"
		| "informIntervalSeconds"
		| "parameterKey"
	>;
	readonly written: Written;
}

/** What was set, and what was refused with which fault; `null` where no answer came. */
export interface Written {
	readonly set: ParameterValue[];
	readonly refused: { readonly path: string; readonly code: number | null }[];
}

export type SystemProgram<Result> = Generator<Step, Result, StepResult>;

interface Known {
	readonly id: string;
	readonly informIntervalSeconds: number;
	readonly setup: DeviceSetup;
	readonly previous: { readonly username: string; readonly password: string } | null;
}

const IDENTITY = [
	"DeviceInfo.Manufacturer",
	"DeviceInfo.ManufacturerOUI",
	"DeviceInfo.ModelName",
	"DeviceInfo.ProductClass",
	"DeviceInfo.SerialNumber",
	"DeviceInfo.HardwareVersion",
	"DeviceInfo.SoftwareVersion",
	"ManagementServer.ConnectionRequestURL",
] as const;
/**
 * Request denied, internal error, resources exceeded (TR-069, A.5.1): what a device answers whose configuration can't be
 * written yet, for some ten minutes after its boot (quirk 16).
 */
const PASSING: readonly (number | null)[] = [9001, 9002, 9004];
/** After a minute, then each time after twice as long: the last time half an hour later. */
const MAX_AGAIN = 6;
const FIRST_AGAIN_MS = 60_000;
/** 16 to 24 letters and digits (contract, section 3). */
const CREDENTIAL_LENGTH = 20;

/**
 * First contact (contract, section 3): its own ConnectionRequest credentials, the periodic Inform spread over the fleet,
 * attributes again after a BOOTSTRAP, then identity. Written in one set; a device that refuses it is asked one by one.
 */
export function* firstContact(
	device: Known,
	context: ProgramContext,
	random: Random,
): SystemProgram<FirstContactResult> {
	const root = context.roots[0] as string;
	const username = random.alphanumeric(CREDENTIAL_LENGTH);
	const password = random.alphanumeric(CREDENTIAL_LENGTH);
	const server = `${root}ManagementServer.`;
	const credentials: ParameterValue[] = [
		{ path: `${server}ConnectionRequestUsername`, value: username, type: "xsd:string" },
		{ path: `${server}ConnectionRequestPassword`, value: password, type: "xsd:string" },
	];
	const cadence: ParameterValue[] = [
		{ path: `${server}PeriodicInformEnable`, value: "1", type: "xsd:boolean" },
		{ path: `${server}PeriodicInformInterval`, value: String(device.informIntervalSeconds), type: "xsd:unsignedInt" },
		{ path: `${server}PeriodicInformTime`, value: spreadTime(device), type: "xsd:dateTime" },
	];
	const parameterKey = device.id.replaceAll("-", "").slice(0, 16);
	let written: Written = { set: [], refused: [] };
	let ownCredentials = true;
	let ownCadence = true;
	if (!(yield* setAll([...credentials, ...cadence], parameterKey, written))) {
		written = { set: [], refused: [] };
		// The credentials belong together: half of a pair would lock the ACS out.
		ownCredentials = yield* setAll(credentials, parameterKey, written);
		ownCadence = false;
		for (const parameter of cadence) {
			const set = yield* setAll([parameter], parameterKey, written);
			if (parameter.path.endsWith("Interval")) ownCadence = set;
		}
	}
	const attributes = device.setup.attributes ?? {};
	if (Object.keys(attributes).length > 0) {
		const parameters = Object.entries(attributes).map(([path, notification]) => ({ path, notification }));
		yield* call<"SetParameterAttributes">(
			{ kind: "request", rpc: "SetParameterAttributes", body: { parameters } },
			true,
		);
	}
	const read = yield* readValues(
		IDENTITY.map((name) => root + name),
		context.hints,
	);
	const { again: before, ...setup } = device.setup;
	const again = ownCredentials ? null : nextTry(written, before?.times ?? 0, context.now());
	const facts: FirstContactResult["facts"] = {
		parameterKey,
		setup: {
			...setup,
			settings: ownCredentials ? "done" : "refused",
			identity: read.values.length > 0 ? "done" : "refused",
			...(again && { again }),
		},
		...(ownCredentials && {
			connectionRequestUsername: username,
			connectionRequestPassword: password,
			previousConnectionRequest: device.previous,
		}),
		...(ownCadence && { informIntervalSeconds: device.informIntervalSeconds }),
	};
	return { facts, written };
}

/** `null`: what was refused is not asked for again. */
function nextTry({ refused }: Written, times: number, now: Date): DeviceSetup["again"] | null {
	if (times >= MAX_AGAIN || !refused.some(({ code }) => PASSING.includes(code))) return null;
	return { times: times + 1, at: new Date(now.getTime() + FIRST_AGAIN_MS * 2 ** times).toISOString() };
}

/** Whether a device is to be set up in a session that begins now. */
export function isDueAgain({ again }: DeviceSetup, now: Date): boolean {
	return again !== undefined && Date.parse(again.at) <= now.getTime();
}

function* setAll(
	parameters: readonly ParameterValue[],
	parameterKey: string,
	written: Written,
): SystemProgram<boolean> {
	const answer = yield* call<"SetParameterValues">(
		{ kind: "request", rpc: "SetParameterValues", body: { parameters, parameterKey } },
		true,
	);
	if (answer.kind === "response") written.set.push(...parameters);
	else {
		const code = answer.kind === "fault" ? answer.fault.code : null;
		written.refused.push(...parameters.map(({ path }) => ({ path, code })));
	}
	return answer.kind === "response";
}

/** A moment that is the device's own within the interval, so that the fleet does not inform at once. */
function spreadTime(device: Known): string {
	const offset = Number.parseInt(device.id.replaceAll("-", "").slice(-8), 16) % device.informIntervalSeconds;
	return new Date(Date.UTC(2020, 0, 1) + offset * 1000).toISOString().replace(".000Z", "Z");
}
