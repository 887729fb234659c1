/** What profiles ask of a device: what it is, where it stands, and whose it is. */
export interface ProvisioningSubject {
	readonly vendor: string;
	readonly model: string;
	readonly productClass: string;
	readonly oui: string;
	readonly serialNumber: string;
	readonly hardwareVersion: string | null;
	readonly softwareVersion: string | null;
	readonly mac: string | null;
	readonly tags: readonly string[];
	readonly subscriber: {
		readonly id: string;
		readonly externalId: string;
		readonly name: string;
		readonly plan: string | null;
		readonly variables: Readonly<Record<string, string>>;
	} | null;
	readonly site: { readonly id: string; readonly name: string; readonly address: string | null } | null;
}

/** Devices by what they are; what is not named does not matter. */
export interface SubjectSelector {
	readonly vendor?: string | undefined;
	readonly model?: string | undefined;
	readonly productClass?: string | undefined;
	readonly hardwareVersion?: string | undefined;
	readonly softwareVersion?: string | undefined;
	readonly tag?: string | undefined;
	readonly plan?: string | undefined;
	readonly subscriberId?: string | undefined;
	readonly siteId?: string | undefined;
}

type Own = Pick<
	ProvisioningSubject,
	"vendor" | "model" | "productClass" | "hardwareVersion" | "softwareVersion" | "tags"
>;

/** Whether a device may be meant, by what it is itself: whose it is may still say no. */
export function mayMean(selector: SubjectSelector, device: Own): boolean {
	const { vendor, model, productClass, hardwareVersion, softwareVersion, tag } = selector;
	return (
		(vendor ?? device.vendor) === device.vendor &&
		(model ?? device.model) === device.model &&
		(productClass ?? device.productClass) === device.productClass &&
		(hardwareVersion ?? device.hardwareVersion) === device.hardwareVersion &&
		(softwareVersion ?? device.softwareVersion) === device.softwareVersion &&
		(tag === undefined || device.tags.includes(tag))
	);
}

export function means(selector: SubjectSelector, subject: ProvisioningSubject): boolean {
	const { plan, subscriberId, siteId } = selector;
	return (
		mayMean(selector, subject) &&
		(plan === undefined || subject.subscriber?.plan === plan) &&
		(subscriberId === undefined || subject.subscriber?.id === subscriberId) &&
		(siteId === undefined || subject.site?.id === siteId)
	);
}
