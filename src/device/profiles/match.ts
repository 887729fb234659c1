import { FACTS } from "./fields.ts";
import { inRange } from "./firmware.ts";
import type { FactSources, ModelProfile, ProfileMatch, ProfileSubject } from "./profile.ts";

/** The profile of a device: its family's, else its root's generic one; as its firmware has it. */
export function profileFor(profiles: readonly ModelProfile[], subject: ProfileSubject): ModelProfile {
	return forFirmware(familyOf(profiles, subject) ?? genericFor(profiles, subject.root), subject.softwareVersion);
}

/** The family that says most of what it matches; of equals, which `certus models check` refuses, the first by name. */
function familyOf(profiles: readonly ModelProfile[], subject: ProfileSubject): ModelProfile | null {
	const found = profiles
		.filter((profile) => !profile.generic && isMatch(profile, subject))
		.sort((left, right) => specificity(right.match) - specificity(left.match) || (left.id < right.id ? -1 : 1));
	return found[0] ?? null;
}

export function isMatch({ match, root }: ModelProfile, subject: ProfileSubject): boolean {
	// The same model may have the other root in another version: that is another family.
	if (subject.root !== null && subject.root !== "both" && subject.root !== root) return false;
	const hasMaker = match.vendors.length + match.ouis.length > 0;
	const isMaker = isOneOf(match.vendors, subject.vendor) || isOneOf(match.ouis, subject.oui);
	return (
		(!hasMaker || isMaker) &&
		(match.productClasses.length === 0 || isOneOf(match.productClasses, subject.productClass)) &&
		(match.models.length === 0 || isOneOf(match.models, subject.model)) &&
		(match.firmware === null || inRange(subject.softwareVersion, match.firmware))
	);
}

/** How much a match asks for: what it names exactly counts more than a pattern. */
export function specificity({ vendors, ouis, productClasses, models, firmware }: ProfileMatch): number {
	const of = (patterns: readonly string[], weight: number) =>
		patterns.length === 0 ? 0 : patterns.some((pattern) => pattern.includes("*")) ? weight : weight + 1;
	return of([...vendors, ...ouis], 2) + of(productClasses, 4) + of(models, 8) + (firmware ? 1 : 0);
}

function isOneOf(patterns: readonly string[], text: string): boolean {
	return patterns.some((pattern) => expressionOf(pattern).test(text.trim()));
}

function expressionOf(pattern: string): RegExp {
	const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
	return new RegExp(`^${escaped}$`, "i");
}

function genericFor(profiles: readonly ModelProfile[], root: ProfileSubject["root"]): ModelProfile {
	const [device, gateway] = (["Device.", "InternetGatewayDevice."] as const).map((one) => {
		const generic = profiles.find((profile) => profile.generic && profile.root === one);
		if (!generic) throw new Error(`there is no generic profile for ${one}`);
		return generic;
	}) as [ModelProfile, ModelProfile];
	if (root === "Device.") return device;
	if (root === "InternetGatewayDevice.") return gateway;
	// Both roots, or none known yet: what either model says.
	const facts = Object.fromEntries(FACTS.map((fact) => [fact, [...device.facts[fact], ...gateway.facts[fact]]]));
	return { ...device, facts: facts as unknown as FactSources };
}

function forFirmware(profile: ModelProfile, version: string): ModelProfile {
	const deviations = profile.deviations.filter(({ firmware }) => firmware === null || inRange(version, firmware));
	const changed: ModelProfile = { ...profile, deviations };
	for (const { firmware, change } of profile.variants) {
		if (inRange(version, firmware)) Object.assign(changed, change, { facts: { ...changed.facts, ...change.facts } });
	}
	return changed;
}
