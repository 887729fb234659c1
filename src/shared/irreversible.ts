import type { Workflow } from "./proof.ts";

/** What a canary over these workflows may do that can't be taken back, in words, said before it begins. */
export function irreversibleEffects(workflows: readonly Workflow[]): string[] {
	return workflows.flatMap((workflow) => IRREVERSIBLE[workflow] ?? []);
}

const IRREVERSIBLE: Readonly<Partial<Record<Workflow, readonly string[]>>> = {
	provisioning: [
		"Values that were never read before they were set, objects that were added or deleted, and notification attributes stay as provisioning left them.",
	],
	config: [
		"A value that was never read before it was set stays as it was set.",
		"Objects that were added or deleted, and notification attributes, stay as they are.",
	],
	firmware: ["An image that was written stays until another is written, and a device may not take the older one back."],
	reboot: ["A reboot interrupts the subscriber's service, and can't be undone."],
	factoryReset: ["A factory reset loses every setting that is not in a backup."],
	diagnostics: ["A download or upload test has used the line's capacity."],
};
