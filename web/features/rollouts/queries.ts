import { useQuery } from "@tanstack/react-query";
import type { Change } from "../../../src/shared/changes.ts";
import type { Device } from "../../../src/shared/devices.ts";
import type { RolloutReport } from "../../../src/shared/rollouts.ts";
import { getAllPages, getJson } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";

/** Events tell of a change's state; what its devices come to follows by asking. */
const POLL_MS = 4_000;

/** What became of a change so far; below the change's key, so that its events make it stale. */
export function useReport({ id, state }: Pick<Change, "id" | "state">) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.changeReport(tenant, id),
		queryFn: ({ signal }) => getJson<RolloutReport>(`/changes/${encodeURIComponent(id)}/report`, { tenant }, signal),
		refetchInterval: state === "applying" ? POLL_MS : false,
	});
}

export const MAX_COUNTED = 5_000;

interface Meant {
	readonly vendor: string;
	readonly model: string;
	readonly softwareVersion: string;
	readonly hardwareVersion: string;
	readonly tag: string;
}

/** How many devices with a tag are meant, by looking at them, for the list of models knows no tags; not asked without one. */
export function useTagged(meant: Meant) {
	const tenant = useTenant();
	return useQuery({
		queryKey: [...keys.deviceSearch(tenant, meant), "counted"],
		queryFn: async ({ signal }) => {
			const { model, softwareVersion, tag } = meant;
			const query = { tenant, model, softwareVersion, tag };
			const { items, complete } = await getAllPages<Device>("/devices", query, MAX_COUNTED, signal);
			return { count: items.filter((device) => isMeant(device, meant)).length, complete };
		},
		enabled: meant.tag !== "",
	});
}

/** The list's filters are wider than a selector. */
function isMeant(device: Device, { vendor, model, softwareVersion, hardwareVersion }: Meant): boolean {
	return (
		device.vendor === vendor &&
		device.model === model &&
		(softwareVersion === "" || device.softwareVersion === softwareVersion) &&
		(hardwareVersion === "" || device.hardwareVersion === hardwareVersion)
	);
}
