import type { Model } from "../../../src/shared/devices.ts";
import type { StoredFile } from "../../../src/shared/files.ts";
import type { MaintenanceWindow, NewRollout, WaveSize } from "../../../src/shared/rollouts.ts";

export type Day = NonNullable<MaintenanceWindow["days"]>[number];

/** How a rollout goes, as it is typed. */
export interface RolloutDraft {
	readonly waves: string;
	readonly pauseMinutes: string;
	readonly concurrency: string;
	readonly deadlineHours: string;
	readonly failures: string;
	readonly of: string;
	readonly hasWindow: boolean;
	readonly from: string;
	readonly to: string;
	readonly days: readonly Day[];
	readonly timeZone: string;
}

/** What the server takes where nothing is said, to be seen and changed. */
export const NEW_ROLLOUT: RolloutDraft = {
	...{ waves: "1, 10, 10%, 100%", pauseMinutes: "0", concurrency: "20", deadlineHours: "72", failures: "3", of: "20" },
	...{ hasWindow: false, from: "02:00", to: "05:00", days: [], timeZone: "" },
};

/** Sizes parted by commas or spaces: devices, or a share of all; `null` where one is neither. */
export function wavesOf(text: string): WaveSize[] | null {
	const sizes = text.split(/[\s,;]+/).filter(Boolean);
	if (sizes.length === 0) return null;
	const read = sizes.map((size): WaveSize | null => {
		if (/^[1-9]\d{0,5}$/.test(size)) return Number(size);
		const share = /^(\d{1,3}(?:\.\d{1,3})?)%$/.exec(size);
		return share && Number(share[1]) > 0 && Number(share[1]) <= 100 ? (size as `${number}%`) : null;
	});
	return read.includes(null) ? null : (read as WaveSize[]);
}

/** `null` where the waves can't be read. */
export function rolloutOf(draft: RolloutDraft): NewRollout | null {
	const waves = wavesOf(draft.waves);
	if (waves === null) return null;
	const { hasWindow, from, to, days, timeZone } = draft;
	return {
		waves,
		pauseMinutes: Number(draft.pauseMinutes),
		concurrency: Number(draft.concurrency),
		deadlineHours: Number(draft.deadlineHours),
		stop: { failures: Number(draft.failures), of: Number(draft.of) },
		...(hasWindow && {
			window: {
				...{ from, to },
				...(days.length > 0 && days.length < 7 && { days: [...days] }),
				...(timeZone.trim() !== "" && { timeZone: timeZone.trim() }),
			},
		}),
	};
}

type Image = Pick<StoredFile, "vendor" | "model" | "hardwareVersions" | "fromVersions" | "version">;

/** The models that were seen and an image names; people write makers' names in their own case. */
export function modelsOf(image: Image, models: readonly Model[]): Model[] {
	const same = (left: string, right: string) => left.trim().toLowerCase() === right.trim().toLowerCase();
	return models.filter(
		({ vendor, model, productClass }) =>
			same(vendor, image.vendor) && (same(model, image.model) || same(productClass, image.model)),
	);
}

/** `there`: its devices have the version already, and are skipped. The server judges each device by itself. */
export type Fit = "fits" | "there" | "otherHardware" | "otherVersion";

export function fitOf(image: Image, { hardwareVersion, softwareVersion }: Model): Fit {
	const { hardwareVersions, fromVersions, version } = image;
	if (!hardwareVersions.includes("*") && !hardwareVersions.includes(hardwareVersion)) return "otherHardware";
	if (softwareVersion === version) return "there";
	if (fromVersions !== null && !fromVersions.includes("*") && !fromVersions.includes(softwareVersion)) {
		return "otherVersion";
	}
	return "fits";
}
