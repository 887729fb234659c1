import { isSecretName, isSecretVariable, keptValue, REDACTED } from "../cwmp/redact.ts";
import { CertusError } from "../lib/errors.ts";
import {
	type ProfileParameter,
	type SealedParameters,
	type SealedVariables,
	secretContext,
	type Vault,
} from "../lib/vault.ts";

/** A subscriber's variables by name. */
export type Variables = Readonly<Record<string, string>>;

const PLACEHOLDER = /\{\{[^{}]*\}\}/g;

export function sealVariables(vault: Vault, tenant: string, variables: Variables): SealedVariables {
	const context = secretContext(tenant, "subscriber.variable");
	return withVariables(variables, (value) => vault.seal(value, context)) as SealedVariables;
}

export function openVariables(vault: Vault, tenant: string, variables: Variables): Variables {
	const context = secretContext(tenant, "subscriber.variable");
	return withVariables(variables, (value) => vault.read(value, context));
}

/** A device with its subscriber, as profiles are filled in for it. */
export function openSubject<Subject extends { readonly subscriber: { readonly variables: Variables } | null }>(
	vault: Vault,
	tenant: string,
	subject: Subject,
): Subject {
	const { subscriber } = subject;
	if (subscriber === null) return subject;
	return { ...subject, subscriber: { ...subscriber, variables: openVariables(vault, tenant, subscriber.variables) } };
}

/** Secrets are not shown: only that they are there. */
export function shownVariables(variables: Variables): Variables {
	return withVariables(variables, () => REDACTED);
}

/** What was shown in the place of a secret, sent back, stands for the secret that is there. */
export function givenVariables(given: Variables, before: Variables): Variables {
	return withVariables(given, (value, name) => {
		if (value !== REDACTED) return value;
		const own = Object.hasOwn(before, name) ? before[name] : undefined;
		if (own !== undefined) return own;
		throw new CertusError(422, "redactedValue", `${REDACTED} only stands for a value that is there: give ${name}`, {
			errors: [{ pointer: `/variables/${name}`, detail: "there is no value yet that this could stand for" }],
		});
	});
}

/** Those whose values are not empty, and secret by their names. */
function withVariables(variables: Variables, change: (value: string, name: string) => string): Variables {
	return Object.fromEntries(
		Object.entries(variables).map(([name, value]) => [
			name,
			value !== "" && isSecretVariable(name) ? change(value, name) : value,
		]),
	);
}

export function sealParameters(
	vault: Vault,
	tenant: string,
	parameters: readonly ProfileParameter[],
): SealedParameters {
	const context = secretContext(tenant, "provisioning.value");
	const sealed: readonly ProfileParameter[] = withParameters(parameters, ({ value }) => vault.seal(value, context));
	return sealed as SealedParameters;
}

export function openParameters(
	vault: Vault,
	tenant: string,
	parameters: readonly ProfileParameter[],
): ProfileParameter[] {
	const context = secretContext(tenant, "provisioning.value");
	return withParameters(parameters, ({ value }) => vault.read(value, context));
}

/** Secrets are not shown; where they come from is. */
export function shownParameters(parameters: readonly ProfileParameter[]): ProfileParameter[] {
	return withParameters(parameters, ({ path, value }) => keptValue(path, value));
}

/** What was shown in the place of a secret, sent back, stands for the secret at its path. */
export function givenParameters(
	given: readonly ProfileParameter[],
	before: readonly ProfileParameter[],
): ProfileParameter[] {
	const own = new Map(before.map(({ path, value }) => [path, value]));
	return withParameters(given, ({ path, value }) => (value === REDACTED ? (own.get(path) ?? value) : value));
}

/** Those whose values have more in them than where a secret comes from. */
function withParameters(
	parameters: readonly ProfileParameter[],
	change: (parameter: ProfileParameter) => string,
): ProfileParameter[] {
	return parameters.map((one) =>
		isSecretName(one.path) && one.value.replace(PLACEHOLDER, "") !== "" ? { ...one, value: change(one) } : { ...one },
	);
}
