import { means, type ProvisioningSubject, type SubjectSelector } from "./subject.ts";
import { parseTemplate, render, type Template } from "./template.ts";

export interface ProfileSource {
	readonly id: string;
	readonly name: string;
	readonly priority: number;
	readonly selector: SubjectSelector;
	readonly parameters: readonly { readonly path: string; readonly value: string; readonly type?: string | undefined }[];
	readonly onDrift: boolean;
}

/** A profile with its values taken apart once for all devices. */
export interface ReadyProfile extends Omit<ProfileSource, "parameters"> {
	readonly parameters: readonly { readonly path: string; readonly type: string | null; readonly template: Template }[];
}

/** What one path of a device is wished to be, and by which profile. */
export interface WishedValue {
	readonly path: string;
	readonly value: string;
	readonly type: string | null;
	readonly profile: ReadyProfile;
	/** Profiles of lower priority that have the path too. */
	readonly overrules: readonly ReadyProfile[];
}

export interface WishedState {
	readonly values: ReadonlyMap<string, WishedValue>;
	/** Profiles that mean the device and can't be filled in for it, each with the name that has no value. */
	readonly lacking: readonly { readonly profile: ReadyProfile; readonly missing: string }[];
}

/** Those that are well formed, the highest priority first; of the same, by name. */
export function readyProfiles(sources: readonly ProfileSource[]): ReadyProfile[] {
	return sources
		.map(({ parameters, ...rest }) => ({
			...rest,
			parameters: parameters.map(({ path, value, type = null }) => {
				const template = parseTemplate(value);
				if ("fault" in template) throw new Error(`${rest.name}: ${template.fault}`);
				return { path, type, template };
			}),
		}))
		.sort((one, other) => other.priority - one.priority || (one.name < other.name ? -1 : 1));
}

/** What a device is wished to hold by all profiles that mean it: a profile applies whole or not at all. */
export function wishedState(profiles: readonly ReadyProfile[], subject: ProvisioningSubject): WishedState {
	const values = new Map<string, WishedValue>();
	const lacking: { profile: ReadyProfile; missing: string }[] = [];
	for (const profile of profiles) {
		if (!means(profile.selector, subject)) continue;
		const filled: { path: string; value: string; type: string | null }[] = [];
		let missing: string | null = null;
		for (const { path, type, template } of profile.parameters) {
			const rendered = render(template, subject);
			if ("missing" in rendered) {
				missing = rendered.missing;
				break;
			}
			filled.push({ path, type, value: rendered.text });
		}
		if (missing !== null) {
			lacking.push({ profile, missing });
			continue;
		}
		for (const wish of filled) {
			const first = values.get(wish.path);
			if (first) values.set(wish.path, { ...first, overrules: [...first.overrules, profile] });
			else values.set(wish.path, { ...wish, profile, overrules: [] });
		}
	}
	return { values, lacking };
}
