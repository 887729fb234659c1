import { useQuery } from "@tanstack/react-query";
import type { Device } from "../../../src/shared/devices.ts";
import type { Subscriber } from "../../../src/shared/subscribers.ts";
import { getJson, type Page } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";

export const MAX_FOUND = 8;

/** What a filter's words mean: one, several to choose from, or none; `null` while that is looked up. */
export interface Meant<Item> {
	/** `undefined`: not known, or nothing was asked for. */
	readonly id: string | undefined;
	readonly candidates: readonly Item[] | null;
}

/** A device by its id, or by what the devices' search finds; one whose serial number it is comes before all others. */
export function useDeviceMeant(words: string | undefined): Meant<Device> {
	const tenant = useTenant();
	const { data } = useQuery({
		queryKey: [...keys.deviceSearch(tenant, { q: words }), "meant"],
		queryFn: ({ signal }) => getJson<Page<Device>>("/devices", { tenant, q: words, limit: MAX_FOUND }, signal),
		enabled: words !== undefined && !isId(words),
	});
	return meantBy(words, data?.items, ({ serialNumber }) => [serialNumber]);
}

/** The same of a subscriber: by id, external id or name. */
export function useSubscriberMeant(words: string | undefined): Meant<Subscriber> {
	const tenant = useTenant();
	const { data } = useQuery({
		queryKey: [...keys.subscribers(tenant, { q: words }), "meant"],
		queryFn: ({ signal }) => getJson<Page<Subscriber>>("/subscribers", { tenant, q: words, limit: MAX_FOUND }, signal),
		enabled: words !== undefined && !isId(words),
	});
	return meantBy(words, data?.items, ({ externalId, name }) => [externalId, name]);
}

export function meantBy<Item extends { readonly id: string }>(
	words: string | undefined,
	found: readonly Item[] | undefined,
	namesOf: (item: Item) => readonly string[],
): Meant<Item> {
	if (words === undefined) return { id: undefined, candidates: null };
	if (isId(words)) return { id: words.trim().toLowerCase(), candidates: null };
	if (found === undefined) return { id: undefined, candidates: null };
	const wanted = words.trim().toLowerCase();
	const exact = found.filter((item) => namesOf(item).some((name) => name.toLowerCase() === wanted));
	const [only, ...others] = exact.length > 0 ? exact : found;
	return { id: others.length === 0 ? only?.id : undefined, candidates: found };
}

function isId(words: string): boolean {
	return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(words.trim());
}
