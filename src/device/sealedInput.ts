import { isSecretName, REDACTED } from "../cwmp/redact.ts";
import { CertusError } from "../lib/errors.ts";
import { type SealedInput, secretContext, type Vault } from "../lib/vault.ts";

type Input = Readonly<Record<string, unknown>>;

/** An operation's input as it is stored: until they are sent, the values of secret parameters are sealed. */
export function sealInput(vault: Vault, tenant: string, input: Input): SealedInput {
	const context = secretContext(tenant, "operation.value");
	return withValues(input, ({ path, value }) =>
		isSecretName(path) ? vault.seal(value, context) : value,
	) as SealedInput;
}

/** The same for who may not read them, with marks in their places. */
export function withoutSecretsOf(input: Input): Input {
	return withValues(input, ({ path, value }) => (isSecretName(path) ? REDACTED : value));
}

/** The mark that is shown in the place of a secret is none: it would be set on the device. */
export function refuseMarks(input: Input): void {
	withValues(input, ({ path, value }) => {
		if (value === REDACTED && isSecretName(path)) {
			throw new CertusError(422, "redactedValue", `${REDACTED} only stands for the value of ${path}: give the value`);
		}
		return value;
	});
}

/** The input as it was asked for. */
export function openInput(vault: Vault, { tenant, input }: { readonly tenant: string; readonly input: Input }): Input {
	const context = secretContext(tenant, "operation.value");
	return withValues(input, ({ path, value }) => (isSecretName(path) ? vault.read(value, context) : value));
}

/** Whether nothing in it is in clear or under an older key. */
export function isSealedInput(vault: Vault, input: Input): boolean {
	let isSealed = true;
	withValues(input, ({ path, value }) => {
		if (isSecretName(path) && vault.keyIdOf(value) !== vault.currentKeyId) isSealed = false;
		return value;
	});
	return isSealed;
}

function withValues(input: Input, change: (entry: { path: string; value: string }) => string): Input {
	if (!Array.isArray(input.values)) return input;
	return {
		...input,
		values: input.values.map((entry: { path?: unknown; value?: unknown }) =>
			typeof entry?.path === "string" && typeof entry.value === "string"
				? { ...entry, value: change({ path: entry.path, value: entry.value }) }
				: entry,
		),
	};
}
