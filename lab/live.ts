/** What a lab CPE fills in itself, whatever a dump or a recording held, and what its client needs to be there. */
import type { Entry } from "./trees/build.ts";

/** By the name below the root. */
export const LIVE: Readonly<Record<string, string>> = {
	"DeviceInfo.SerialNumber": "{serialNumber}",
	"DeviceInfo.SoftwareVersion": "{softwareVersion}",
	"DeviceInfo.UpTime": "{upTime}",
	"ManagementServer.URL": "{acsUrl}",
	"ManagementServer.ConnectionRequestURL": "{connectionRequestUrl}",
	"ManagementServer.ConnectionRequestUsername": "{serialNumber}",
	"ManagementServer.ConnectionRequestPassword": "{factoryPassword}",
};

/** What the protocol needs of a ManagementServer, where a dump or a recording has one without them. */
const MANAGEMENT: readonly (readonly [name: string, type: string, value: string, writable: boolean])[] = [
	["URL", "string", "{acsUrl}", true],
	["Username", "string", "{serialNumber}", true],
	["Password", "string", "", true],
	["PeriodicInformEnable", "boolean", "1", true],
	["PeriodicInformInterval", "unsignedInt", "3600", true],
	["PeriodicInformTime", "dateTime", "0001-01-01T00:00:00Z", true],
	["ParameterKey", "string", "", false],
	["ConnectionRequestURL", "string", "{connectionRequestUrl}", false],
	["ConnectionRequestUsername", "string", "{serialNumber}", true],
	["ConnectionRequestPassword", "string", "{factoryPassword}", true],
];

/** Those of a root's ManagementServer that are not known. */
export function missingManagement(root: string, isKnown: (path: string) => boolean): Entry[] {
	return MANAGEMENT.map(([name, type, value, writable]) => ({
		...{ path: `${root}ManagementServer.${name}`, writable, type: `xsd:${type}`, value },
	})).filter(({ path }) => !isKnown(path));
}

/** What an Inform carries (TR-181, TR-098: forced Inform parameters), by the name below the root. */
export const INFORM_PARAMETERS = [
	"RootDataModelVersion",
	"DeviceSummary",
	"DeviceInfo.SpecVersion",
	"DeviceInfo.HardwareVersion",
	"DeviceInfo.SoftwareVersion",
	"DeviceInfo.ProvisioningCode",
	"ManagementServer.ParameterKey",
	"ManagementServer.ConnectionRequestURL",
];
