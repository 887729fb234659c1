/** What both roots have: DeviceInfo and ManagementServer, under the names that TR-181 and TR-098 share. */
import type { Identity, Root } from "../model.ts";

export function times(count: number, text: (number: number) => string): string {
	return Array.from({ length: count }, (_, index) => text(index + 1)).join("");
}

export function deviceInfo(root: Root, identity: Identity): string {
	const { manufacturer, oui, modelName, productClass, hardwareVersion } = identity;
	return `
${root}DeviceInfo.
Manufacturer s ${manufacturer}
ManufacturerOUI s ${oui}
ModelName s ${modelName}
Description s ${manufacturer} ${modelName}
ProductClass s ${productClass}
SerialNumber s {serialNumber}
HardwareVersion s ${hardwareVersion}
SoftwareVersion s {softwareVersion}
AdditionalSoftwareVersion s boot-1.4
ProvisioningCode* s
UpTime u {upTime}
FirstUseDate d 2024-03-01T08:15:00Z
${root}DeviceInfo.MemoryStatus.
Total u 262144
Free u 118204
${root}DeviceInfo.ProcessStatus.
CPUUsage u 7
${root}DeviceInfo.VendorConfigFile. #
${root}DeviceInfo.VendorConfigFile.1.
Name s current
Version s 1
Date d 2024-03-01T08:15:00Z
Description s The running configuration
`;
}

export function managementServer(root: Root, intervalSeconds: number): string {
	return `
${root}ManagementServer.
EnableCWMP* b 1
URL* s {acsUrl}
Username* s {serialNumber}
Password* s
PeriodicInformEnable* b 1
PeriodicInformInterval* u ${intervalSeconds}
PeriodicInformTime* d 0001-01-01T00:00:00Z
ParameterKey s
ConnectionRequestURL s {connectionRequestUrl}
ConnectionRequestUsername* s {serialNumber}
ConnectionRequestPassword* s {factoryPassword}
UpgradesManaged* b 0
KickURL s
DownloadProgressURL s
DefaultActiveNotificationThrottle* u 0
CWMPRetryMinimumWaitInterval* u 5
CWMPRetryIntervalMultiplier* u 2000
UDPConnectionRequestAddress s
STUNEnable* b 0
STUNServerAddress* s
STUNServerPort* u 3478
`;
}

export function time(root: Root): string {
	return `
${root}Time.
Enable* b 1
Status s Synchronized
NTPServer1* s 0.pool.ntp.org
NTPServer2* s 1.pool.ntp.org
NTPServer3* s
NTPServer4* s
NTPServer5* s
CurrentLocalTime d {now}
LocalTimeZone* s UTC0
`;
}

/** The clients behind all lab CPEs are the same few. */
export function clientMac(number: number): string {
	return `02:C0:FF:EE:${(number >> 8).toString(16).padStart(2, "0")}:${(number & 255).toString(16).padStart(2, "0")}`.toUpperCase();
}

/** Counters that every interface has. */
export const STATS = `
BytesSent l 184467440
BytesReceived l 922337203
PacketsSent l 1402344
PacketsReceived l 2120445
ErrorsSent u 0
ErrorsReceived u 2
DiscardPacketsSent u 0
DiscardPacketsReceived u 0
`;
