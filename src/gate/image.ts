/** What is said of an image, or a configuration, when it is uploaded: the devices that may take it. */
export interface ImageFacts {
	readonly vendor: string;
	readonly model: string;
	/** `*` stands for any. */
	readonly hardwareVersions: readonly string[];
	/** `null`: from any. */
	readonly fromVersions: readonly string[] | null;
	/** The only one that may take it: what a device gave of itself is for nobody else. */
	readonly device: string | null;
}

export interface ImageTarget {
	readonly id: string;
	readonly vendor: string;
	readonly model: string;
	readonly productClass: string;
	readonly hardwareVersion: string | null;
	readonly softwareVersion: string | null;
}

/** What a device is told and may not flash: web content, configuration, tones (TR-069, A.3.2.8). */
const NO_IMAGE = /^0*[2345]\s/;

/** Whether a device may flash it: by what it is kept as, or by what the device is told. */
export function isImage({ kind, fileType }: { readonly kind: string; readonly fileType: string }): boolean {
	return kind === "firmware" || !NO_IMAGE.test(`${fileType.trim()} `);
}

/** Why an image or a configuration is not for a device, with the field that says so; `null` where it may take it. What is unknown fits nothing. */
export function imageFault(image: ImageFacts, device: ImageTarget): string | null {
	const { vendor, model, hardwareVersions, fromVersions } = image;
	if (image.device !== null && image.device !== device.id) return "device: the file is of another device's backup";
	if (!same(vendor, device.vendor)) return differs("vendor", vendor, device.vendor);
	if (!same(model, device.model) && !same(model, device.productClass)) return differs("model", model, device.model);
	if (!hardwareVersions.includes("*") && !hardwareVersions.includes(device.hardwareVersion ?? "")) {
		return differs("hardwareVersions", hardwareVersions.join(", "), device.hardwareVersion);
	}
	if (fromVersions !== null && !fromVersions.includes("*") && !fromVersions.includes(device.softwareVersion ?? "")) {
		return differs("fromVersions", fromVersions.join(", "), device.softwareVersion);
	}
	return null;
}

/** People write makers' names in their own case. */
function same(left: string, right: string): boolean {
	return left.trim().toLowerCase() === right.trim().toLowerCase();
}

function differs(field: string, image: string, device: string | null): string {
	return `${field}: the file is for ${image}, the device has ${device ?? "none that is known"}`;
}
