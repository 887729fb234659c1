/** Wi-Fi of TR-098: one WLANConfiguration an SSID, 2.4 GHz first. */
import { clientMac, times } from "./parts.ts";

export function wlan098(table: string, clients: number): string {
	return times(2, (number) => wlan(`${table}${number}.`, number === 1, number === 1 ? clients : 0));
}

const wlan = (path: string, isLow: boolean, clients: number) => `
${path}
Enable* b 1
Status s Up
Name s wl${isLow ? 0 : 1}
BSSID s {mac:${isLow ? 8 : 9}}
MaxBitRate* s Auto
Channel* u ${isLow ? 6 : 36}
AutoChannelEnable* b 1
SSID* s home-${isLow ? "24" : "5"}
BeaconType* s 11i
MACAddressControlEnabled* b 0
Standard* s ${isLow ? "n" : "ac"}
WEPKeyIndex* u 1
KeyPassphrase* s correct horse battery
WEPEncryptionLevel s Disabled,40-bit,104-bit
BasicEncryptionModes* s None
BasicAuthenticationMode* s None
WPAEncryptionModes* s AESEncryption
WPAAuthenticationMode* s PSKAuthentication
IEEE11iEncryptionModes* s AESEncryption
IEEE11iAuthenticationMode* s PSKAuthentication
PossibleChannels s ${isLow ? "1-13" : "36,40,44,48,52,56,60,64"}
BasicDataTransmitRates* s 1,2,5.5,11
OperationalDataTransmitRates* s Auto
PossibleDataTransmitRates s Auto
InsecureOOBAccessEnabled* b 0
BeaconAdvertisementEnabled* b 1
SSIDAdvertisementEnabled* b 1
RadioEnabled* b 1
AutoRateFallBackEnabled* b 1
RegulatoryDomain* s DE
TotalBytesSent u 18446744
TotalBytesReceived u 92233720
TotalPacketsSent u 140234
TotalPacketsReceived u 212044
DeviceOperationMode* s InfrastructureAccessPoint
AuthenticationServiceMode* s None
TransmitPowerSupported s 25,50,75,100
TransmitPower* u 100
WMMSupported b 1
WMMEnable* b 1
TotalAssociations u 0
${path}PreSharedKey. #
${path}PreSharedKey.1.
PreSharedKey* s
KeyPassphrase* s correct horse battery
AssociatedDeviceMACAddress* s
${path}WPS.
Enable* b 0
DeviceName s gateway
${path}AssociatedDevice. #
${times(
	clients,
	(number) => `
${path}AssociatedDevice.${number}.
AssociatedDeviceMACAddress s ${clientMac(number)}
AssociatedDeviceIPAddress s 192.168.1.${99 + number}
AssociatedDeviceAuthenticationState b 1
LastRequestedUnicastCipher s AESEncryption
LastDataTransmitRate s 286
X_02AC3E_RSSI i ${-48 - number * 3}
`,
)}`;
