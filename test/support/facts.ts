import { cellsOf } from "../../src/device/facts/cells.ts";
import { hostsOf } from "../../src/device/facts/hosts.ts";
import { opticalOf } from "../../src/device/facts/optical.ts";
import type { Values } from "../../src/device/facts/rows.ts";
import { voiceLinesOf } from "../../src/device/facts/voice.ts";
import { wanOf } from "../../src/device/facts/wan.ts";
import { wifiOf } from "../../src/device/facts/wifi.ts";
import type { ModelProfile } from "../../src/device/profiles/profile.ts";

/** Everything that a profile makes of a device's values. */
export function factsOf(values: Values, profile: ModelProfile) {
	const wifi = wifiOf(values, profile);
	return {
		hosts: hostsOf(values, profile, wifi),
		wifi,
		wan: wanOf(values, profile),
		optical: opticalOf(values, profile),
		voiceLines: voiceLinesOf(values, profile),
		cells: cellsOf(values, profile),
	};
}
