/** What stands in a base tree as `{serialNumber}`, `{mac:1}`, …: the same for all CPEs of a model, yet each its own. */
import type { Cpe } from "./cpe.ts";

export function factOf(cpe: Cpe, name: string): string | undefined {
	switch (name) {
		case "serialNumber":
			return cpe.serialNumber;
		case "softwareVersion":
			return cpe.softwareVersion;
		case "acsUrl":
			return cpe.lab.acsUrl;
		case "connectionRequestUrl":
			return cpe.lab.connectionRequestUrl(cpe);
		case "factoryPassword":
			return `factory-${cpe.serialNumber}`;
		case "upTime":
			return String(cpe.upTimeSeconds);
		case "now":
			return cpe.timestamp();
		case "wanIp":
			return `100.${64 + ((cpe.index >> 16) & 63)}.${(cpe.index >> 8) & 255}.${cpe.index & 255}`;
		default:
			return /^mac:\d+$/.test(name) ? mac(cpe.index, Number(name.slice(4))) : undefined;
	}
}

/** Locally administered; sixteen to a CPE. */
function mac(index: number, number: number): string {
	const tail = (index * 16 + (number & 15)).toString(16).padStart(8, "0");
	return `02:CE${tail.replace(/../g, ":$&")}`.toUpperCase();
}
