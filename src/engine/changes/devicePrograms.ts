import { openInput } from "../../device/sealedInput.ts";
import type { Risk } from "../../shared/changes.ts";
import type { ChangeDeviceRow } from "../../store/changeDevices.ts";
import { findSuspension } from "../../store/suspensions.ts";
import type { Execution } from "./deviceSteps.ts";
import { applyTo, undo } from "./program.ts";
import { provisionDevice } from "./provision.ts";
import { restoreSuspended } from "./restore.ts";
import type { DeviceOutcome, DevicePlan, Steps } from "./steps.ts";
import { type ResolveDependencies, resolveSuspend } from "./suspends.ts";

const CUTTING_OFF: readonly Risk[] = ["losesManagement", "losesConnectivity"];

/** What is done on one device of a change; the outcome itself where there is nothing to do. */
export async function programFor(
	deps: ResolveDependencies,
	execution: Execution,
	row: ChangeDeviceRow,
): Promise<Steps<DeviceOutcome> | DeviceOutcome> {
	const { change, scope, device, tenant } = execution;
	if (change.action === "restore") return restoreSuspended((await findSuspension(scope, device))?.changed ?? []);
	const { input, items, live } = row;
	const own = change.action === "suspend" ? await resolveSuspend(deps, execution, row) : { input, items };
	if ("state" in own) return own;
	// What somebody only asked for, and nobody had to look at, is compared with nothing; nor is what a suspend finds.
	const compares = change.action !== "suspend" && (change.operation === null || change.approvalsNeeded > 0);
	const wanted = openInput(deps.vault, { tenant, input: own.input ?? change.input });
	// A suspend is held to what leaves the device in reach, and is not taken back by itself.
	const isTakenBack = change.action !== "suspend" && !change.isProvisioning;
	const mayCutOff = isTakenBack && own.items.some(({ risks }) => risks.some((risk) => CUTTING_OFF.includes(risk)));
	const plan: DevicePlan = {
		...{ kind: change.kind, input: wanted, items: own.items, compares, live, mayCutOff },
		...(Array.isArray(wanted.gone) && {
			goesBack: { gone: wanted.gone, leaves: row.leftAlone, broughtBack: row.broughtBack },
		}),
	};
	if (change.rollingBack) return undo(plan);
	if (!change.isProvisioning) return applyTo(plan);
	// Asked for before a suspend, and agreed to after it: what that holds is not lifted.
	const held = (await findSuspension(scope, device))?.changed.map(({ path }) => path) ?? [];
	return provisionDevice(plan, held);
}
