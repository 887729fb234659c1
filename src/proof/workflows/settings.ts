import { sameValue } from "../../device/sameValue.ts";
import { type CheckContext, type OperationEnd, operate, type ProofAnswer, type ProofStep } from "../check.ts";

export interface Setting {
	readonly path: string;
	readonly value: string;
}

/** Settings as they were read in one session. */
export interface SettingsRead {
	readonly end: OperationEnd;
	/** Each with what stands on the device; `null` where it was not in the answer. */
	readonly read: readonly (Setting & { readonly stands: string | null; readonly same: boolean })[];
	readonly softwareVersion: string | null;
}

/** Reads back what was set, by type, with the software version beside it: something that every device can be read by. */
export function* readSettings(
	settings: readonly Setting[],
	context: CheckContext,
): Generator<ProofStep, SettingsRead, ProofAnswer> {
	const version = `${rootFor(context)}DeviceInfo.SoftwareVersion`;
	const paths = [...settings.map(({ path }) => path), version];
	const end = yield* operate("read", { paths }, context.inputs.timeoutSeconds);
	const values = (end.result?.values ?? []) as readonly Setting[];
	const read = settings.map(({ path, value }) => {
		const found = values.find((one) => one.path === path);
		const same = found !== undefined && sameValue(found.value, value, typeOf(path));
		return { path, value, stands: found?.value ?? null, same };
	});
	return { end, read, softwareVersion: values.find(({ path }) => path === version)?.value ?? null };
}

/** What first contact sets has these types (TR-181, TR-098), whatever a device says. */
function typeOf(path: string): string {
	if (path.endsWith("Enable")) return "boolean";
	if (path.endsWith("Interval")) return "unsignedInt";
	return path.endsWith("Time") ? "dateTime" : "string";
}

/** The root below which a device is asked; devices with both keep them in step. */
export function rootFor({ root }: Pick<CheckContext, "root">): string {
	return root === "InternetGatewayDevice." ? root : "Device.";
}
