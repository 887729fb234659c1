import { isSecretName, isSecretVariable, REDACTED } from "../../cwmp/redact.ts";
import { isActionName } from "../../device/actions.ts";
import { risksOfValue } from "../../device/changeRisks.ts";
import { parseTemplate, type Template, variableNamed } from "../../device/provisioning/template.ts";
import { givenParameters, openParameters, sealParameters, shownParameters } from "../../device/sealedProvisioning.ts";
import type { EnginePort } from "../../engine/ports.ts";
import { CertusError } from "../../lib/errors.ts";
import type { NewProvisioningProfile, ProvisioningProfilePatch } from "../../shared/provisioning.ts";
import {
	findProvisioningProfile,
	forgetStops,
	insertProvisioningProfile,
	type ProvisioningProfileRow,
	removeProvisioningProfile,
	updateProvisioningProfile,
} from "../../store/provisioningProfiles.ts";
import { notFound } from "../admission.ts";
import type { Command } from "../command.ts";
import { orTaken } from "../conflicts.ts";

const NAME_TAKEN = "another provisioning profile of this tenant has this name";

export async function createProvisioningProfile(
	command: Command,
	engine: EnginePort,
	wanted: Omit<NewProvisioningProfile, "tenant">,
): Promise<ProvisioningProfileRow> {
	refuseFaults(wanted.parameters);
	const { now, random, scope, vault } = command;
	const parameters = sealParameters(vault, scope.tenant, wanted.parameters);
	const row = { ...wanted, parameters, id: random.uuid(), createdAt: now, updatedAt: now };
	await orTaken(insertProvisioningProfile(scope, row), "name", NAME_TAKEN);
	await tell(command, engine, "create", row);
	return { ...row, stoppedDevices: 0 };
}

/** What is not given stays; `parameters` and `selector` take the place of all that were there. */
export async function patchProvisioningProfile(
	command: Command,
	engine: EnginePort,
	id: string,
	patch: Omit<ProvisioningProfilePatch, "tenant">,
): Promise<ProvisioningProfileRow> {
	const { scope, now, vault } = command;
	const before = await requireProvisioningProfile(command, id);
	const own = openParameters(vault, scope.tenant, before.parameters);
	const parameters = patch.parameters && givenParameters(patch.parameters, own);
	if (parameters) refuseFaults(parameters);
	const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
	const row: ProvisioningProfileRow = {
		...before,
		...given,
		parameters: sealParameters(vault, scope.tenant, parameters ?? own),
		...{ updatedAt: now, stoppedDevices: 0 },
	};
	await orTaken(updateProvisioningProfile(scope, row), "name", NAME_TAKEN);
	await forgetStops(scope, id);
	await tell(command, engine, "patch", row);
	return row;
}

export async function deleteProvisioningProfile(command: Command, engine: EnginePort, id: string): Promise<void> {
	const row = await requireProvisioningProfile(command, id);
	await removeProvisioningProfile(command.scope, id);
	await tell(command, engine, "delete", row);
}

export async function requireProvisioningProfile(
	{ scope }: Pick<Command, "scope">,
	id: string,
): Promise<ProvisioningProfileRow> {
	const profile = await findProvisioningProfile(scope, id);
	if (!profile) throw notFound("provisioning profile");
	return profile;
}

type Parameters = NewProvisioningProfile["parameters"];

/** What could never be filled in, or is nothing to wish for. */
export function refuseFaults(parameters: Parameters): void {
	const errors = parameters.flatMap(({ path, value, type }, index) => {
		const template = parseTemplate(value);
		if ("fault" in template) return [{ pointer: `/parameters/${index}/value`, detail: template.fault }];
		const fault = faultOfPath(path, value, type) ?? faultOfNames(path, template);
		return fault === null ? [] : [{ pointer: `/parameters/${index}/path`, detail: fault }];
	});
	if (errors.length > 0) throw new CertusError(422, "invalidBody", "these parameters can't be wished for", { errors });
}

function faultOfPath(path: string, value: string, type: string | undefined): string | null {
	if (!/^(Device|InternetGatewayDevice)\.[^{}]*[^{}.]$/.test(path)) return `${path} is no parameter's path`;
	if (isActionName(path)) return `${path} makes a device do something: it holds no setting`;
	// Of a secret that is there it stood for that, and was put in its place before this.
	if (value === REDACTED) return "this is what is shown in the place of secrets: give the value itself";
	return risksOfValue(path, value, type, undefined).includes("losesManagement")
		? `${path} may cut a device off from its ACS: that is a change of one device`
		: null;
}

/** A secret that is filled in where devices don't hide it, and nobody marks it, would be shown. */
function faultOfNames(path: string, template: Template): string | null {
	const [secret] = template.flatMap((part) => {
		const variable = typeof part === "string" ? null : variableNamed(part.name);
		return variable !== null && isSecretVariable(variable) ? [variable] : [];
	});
	return secret === undefined || isSecretName(path) ? null : `${secret} is a secret, and ${path} is shown to everybody`;
}

async function tell(
	command: Command,
	engine: EnginePort,
	what: "create" | "patch" | "delete",
	row: Pick<ProvisioningProfileRow, "id" | "name" | "priority" | "enabled" | "selector" | "parameters" | "onDrift">,
): Promise<void> {
	const { id, name, priority, enabled, selector, onDrift } = row;
	const detail = {
		profileId: id,
		name,
		priority,
		enabled,
		selector,
		onDrift,
		parameters: shownParameters(row.parameters),
	};
	const { person, makers } = command.actor;
	// Whoever set it is an author of what it asks others to agree to.
	await command.audit(`provisioningProfile.${what}`, { detail: { ...detail, people: [person, ...makers] } });
	command.afterCommit(() => engine.provisioningChanged());
}
