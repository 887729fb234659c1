import { isSecretName } from "../cwmp/redact.ts";
import {
	canBeHeld,
	hasAlias,
	isLoginName,
	isOwnOfAcs,
	namesBeside,
	objectsOf,
	replacedBy,
} from "../device/heldSecrets.ts";
import { parentOf } from "../device/profiles/paths.ts";
import { type Tree, withCarried } from "../device/tree.ts";
import { isImage } from "../gate/image.ts";
import { secretContext, type Vault } from "../lib/vault.ts";
import type { OperationInput } from "../shared/operations.ts";
import type { Database } from "../store/db.ts";
import type { KnownDevice } from "../store/devices.ts";
import { findFile } from "../store/files.ts";
import type { SecretsMeant, SecretWord } from "../store/heldSecrets.ts";
import type { QueuedOperation } from "../store/queue.ts";
import type { Outcome } from "./operations/program.ts";

export interface HeldSecretsDependencies {
	readonly database: Database;
	readonly vault: Vault;
	readonly treeOf: (device: KnownDevice) => Promise<Tree>;
}

const ALL: SecretsMeant = { under: "" };

/** Which instance an alias means is the device's to say. */
function objectAt(path: string): SecretsMeant {
	return hasAlias(path) ? ALL : { under: path };
}

function otherRootOf(path: string): string {
	return path.startsWith("Device.") ? "InternetGatewayDevice." : "Device.";
}

/**
 * What operations do to the secrets that Certus holds of their devices. Where it is not known what stands there, nothing is
 * held for sure: a wrong password would cut a subscriber off.
 */
export function createHeldSecrets({ database, vault, treeOf }: HeldSecretsDependencies) {
	/** Before it is sent: until its end is known, what it may replace is not sure. */
	async function asSent(operation: QueuedOperation): Promise<SecretWord[]> {
		const meant = await meantBy(operation);
		return meant ? [{ word: "sent", operation: operation.id, meant }] : [];
	}

	/** With its end; `device`: as it is known where a session saw it. */
	async function asEnded(
		operation: QueuedOperation,
		outcome: Outcome,
		device: KnownDevice | null,
		at: string,
	): Promise<SecretWord[]> {
		const { id, request, kind, inverse } = operation;
		if (kind === "addObject" && outcome.status === "succeeded") {
			const { path } = outcome.result;
			return typeof path === "string" ? [{ word: "forgotten", meant: objectAt(path) }] : [];
		}
		const meant = await meantBy(operation);
		const named = outcome.status === "succeeded" ? namesSet(operation) : [];
		if (!meant) return named;
		if (isUntouched(operation, outcome)) return [{ word: "untouched", operation: id }];
		const unsure: SecretWord = { word: "unsure", operation: id, why: request };
		if (outcome.status !== "succeeded" && (kind === "set" || kind === "deleteObject")) return [unsure];
		if (kind !== "set") return [{ word: "forgotten", meant }];
		const secrets = await secretsSet(operation, device);
		// The others that it may have replaced with them.
		const related: SecretWord = { ...unsure, why: "related" };
		return [...named, { word: "set", request, inverse, at, secrets }, related, ...overtaken(operation, secrets)];
	}

	/** The secrets that an operation may replace; `null` where it touches none. */
	async function meantBy({ tenant, kind, input }: QueuedOperation): Promise<SecretsMeant | null> {
		switch (kind) {
			case "set": {
				const replaced = objectsReplaced(input);
				const paths = valuesOf(input).flatMap(({ path }) => (isSecretName(path) && !isOwnOfAcs(path) ? [path] : []));
				if (paths.length + replaced.length === 0) return null;
				// One passphrase may have several names: in objects of one another (TR-098, KeyPassphrase), and under the other root.
				if ([...paths, ...replaced].some(hasAlias)) return ALL;
				return { paths, objects: [...objectsOf(paths), ...replaced, ...[...paths, ...replaced].map(otherRootOf)] };
			}
			case "deleteObject":
				return objectAt((input as OperationInput<"deleteObject">).path);
			case "factoryReset":
				return ALL;
			case "download": {
				const file = await findFile(database.scope(tenant), (input as OperationInput<"download">).fileId);
				// An image leaves the configuration as it is, or the device tells of a bootstrap.
				return file && isImage(file) ? null : ALL;
			}
			default:
				return null;
		}
	}

	async function secretsSet({ tenant, input }: QueuedOperation, device: KnownDevice | null) {
		const values = valuesOf(input);
		const secrets = values.filter(({ path }) => canBeHeld(path));
		const tree = device
			? withCarried(await treeOf(device), device.informParameters, device.informParametersAt)
			: new Map<string, { readonly value: string | null }>();
		const known = new Map([...tree].map(([path, { value }]) => [path, value] as const));
		for (const { path, value } of values) known.set(path, value);
		const names = namesBeside(
			secrets.map(({ path }) => path),
			known,
		);
		const context = secretContext(tenant, "device.secret");
		return secrets.map(({ path, value }) => {
			const [object = path] = objectsOf([path]);
			return { path, value: vault.seal(value, context), object, names: names.get(object) ?? {} };
		});
	}

	return { asSent, asEnded };
}

/** Login names that Certus itself has set: what stands beside them goes with the new ones. */
function namesSet({ kind, input }: QueuedOperation): SecretWord[] {
	if (kind !== "set") return [];
	const byObject = Map.groupBy(
		valuesOf(input).filter(({ path }) => isLoginName(path)),
		({ path }) => parentOf(path),
	);
	const names = [...byObject].map(([object, values]) => ({
		object,
		names: Object.fromEntries(values.map(({ path, value }) => [path, value])),
	}));
	return names.length > 0 ? [{ word: "named", names }] : [];
}

function objectsReplaced(input: QueuedOperation["input"]): string[] {
	return valuesOf(input).flatMap(({ path }) => replacedBy(path) ?? []);
}

/** What was set together with what makes the device choose anew: which of both came last is not known. */
function overtaken({ input, request }: QueuedOperation, secrets: readonly { readonly path: string }[]): SecretWord[] {
	const objects = objectsReplaced(input);
	const paths = secrets.map(({ path }) => path).filter((path) => objects.some((object) => path.startsWith(object)));
	return paths.length > 0 ? [{ word: "doubted", why: request, meant: { paths, objects: [] } }] : [];
}

/**
 * Whether it says for sure that nothing was replaced. A set is refused whole by a device that goes by the book; of one that
 * may not, only what it was the single value of, or what the fault names.
 */
function isUntouched({ kind, input }: QueuedOperation, outcome: Outcome): boolean {
	if (outcome.status !== "failed" || outcome.fault === undefined) {
		return kind === "deleteObject" && outcome.status === "failed";
	}
	if (kind !== "set") return kind !== "download";
	const values = valuesOf(input);
	const named = new Set(outcome.fault.parameters.map(({ path }) => path));
	return (
		values.length === 1 || values.every(({ path }) => !(isSecretName(path) || replacedBy(path)) || named.has(path))
	);
}

function valuesOf(input: QueuedOperation["input"]): OperationInput<"set">["values"] {
	return (input as OperationInput<"set">).values;
}
