import { isSecretName } from "../../cwmp/redact.ts";
import { isActionName } from "../../device/actions.ts";
import { risksOfValue } from "../../device/changeRisks.ts";
import { canBeWished } from "../../device/wishes.ts";
import { CertusError } from "../../lib/errors.ts";
import type { NewServiceProfile } from "../../shared/service.ts";
import {
	findServiceProfile,
	putServiceProfile,
	removeServiceProfile,
	type ServiceProfileRow,
} from "../../store/serviceProfiles.ts";
import { notFound } from "../admission.ts";
import type { Command } from "../command.ts";

/** Sets how the command's tenant suspends; what stands suspended goes back as it was recorded. */
export async function setServiceProfile(
	command: Command,
	{ suspend, preApproved }: Omit<NewServiceProfile, "tenant">,
): Promise<ServiceProfileRow> {
	const errors = suspend.flatMap(({ path, value, type }, index) => {
		const fault = faultOf(path, value, type);
		return fault === null ? [] : [{ pointer: `/suspend/${index}/path`, detail: fault }];
	});
	if (errors.length > 0) {
		throw new CertusError(422, "invalidBody", "a suspend by this could not be taken back, or not be made", { errors });
	}
	const row = { suspend, preApproved, updatedAt: command.now };
	await putServiceProfile(command.scope, row);
	await command.audit("tenant.serviceProfile", { detail: { suspend, preApproved } });
	return row;
}

/** What a restore could not put back, or would not reach the device for, is no way to suspend. */
function faultOf(path: string, value: string, type: string | undefined): string | null {
	if (!canBeWished(path)) return `${path} is no parameter's path and no normalised fact`;
	if (isSecretName(path)) return `devices hide ${path}: what it was could not be put back`;
	if (isActionName(path)) return `${path} makes a device do something: that can't be taken back`;
	if (risksOfValue(path, value, type, undefined).includes("losesManagement")) {
		return `${path} may cut a device off from its ACS: then it could not be restored`;
	}
	return null;
}

export async function deleteServiceProfile(command: Command): Promise<void> {
	if (!(await removeServiceProfile(command.scope))) throw notFound("service profile");
	await command.audit("tenant.serviceProfile", { outcome: "removed" });
}

export async function requireServiceProfile({ scope }: Pick<Command, "scope">): Promise<ServiceProfileRow> {
	const profile = await findServiceProfile(scope);
	if (!profile) throw notFound("service profile");
	return profile;
}
