import { isNode, LineCounter, parseDocument, stringify } from "yaml";
import type { ProvisioningProfile } from "../../../src/shared/provisioning.ts";

/** A new profile to begin with; the server says what of it is wrong. */
export const NEW_PROFILE = `name: NTP servers
# Of two profiles with the same path the higher priority counts.
priority: 0
# Devices that are seen to hold something else are corrected; else only after a bootstrap.
onDrift: false
enabled: false
# All that is named must be so: vendor, model, productClass, hardwareVersion, softwareVersion, tag, plan.
selector:
  model: HG-181
# Values may have {{subscriber.variables.x}}, {{subscriber.plan}}, {{device.serialNumber}} and the like.
parameters:
  - path: Device.Time.NTPServer1
    value: 0.pool.ntp.org
`;

/** What can be changed of a profile, as it is written. */
export function yamlOf(profile: ProvisioningProfile): string {
	const { name, priority, onDrift, enabled, selector, parameters } = profile;
	return stringify({ name, priority, onDrift, enabled, selector, parameters }, { lineWidth: 0 });
}

/** The line, from 1, at which a JSON pointer's value stands, or what is nearest above it; `null` where nothing is. */
export function lineOf(text: string, pointer: string): number | null {
	const lines = new LineCounter();
	const document = parseDocument(text, { lineCounter: lines, logLevel: "silent" });
	const path = pointer
		.split("/")
		.slice(1)
		.map((part) => part.replace(/~1/g, "/").replace(/~0/g, "~"))
		.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
	for (let length = path.length; length > 0; length--) {
		const node = document.getIn(path.slice(0, length), true);
		if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
	}
	return null;
}

/** The line that the parser complains of, as it says it itself. */
export function lineIn(message: string): number | null {
	const found = /\bat line (\d+)/.exec(message);
	return found ? Number(found[1]) : null;
}
