import type { KnownDevice } from "../store/devices.ts";
import { type ModelHints, newHints } from "./operations/program.ts";

const MAX_HINTED_MODELS = 10_000;

/** What was learnt of each model and firmware in earlier sessions, as long as this process lives. */
export function createHints() {
	const hints = new Map<string, ModelHints>();
	return (device: KnownDevice): ModelHints => {
		const key = [device.tenant, device.vendor, device.model, device.softwareVersion].join("\0");
		let known = hints.get(key);
		if (!known) {
			if (hints.size >= MAX_HINTED_MODELS) hints.delete(hints.keys().next().value as string);
			known = newHints();
			hints.set(key, known);
		}
		return known;
	};
}
