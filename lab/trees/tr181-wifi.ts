/** Wi-Fi of TR-181: two radios, an SSID and an access point on each. */
import { clientMac, STATS, times } from "./parts.ts";

export function wifi181(clients: number): string {
	return `
Device.WiFi.
Device.WiFi.Radio. #
${times(2, radio)}
Device.WiFi.SSID. +
${times(2, ssid)}
Device.WiFi.AccessPoint. +
${times(2, (number) => accessPoint(number, number === 1 ? clients : 0))}`;
}

const radio = (number: number) => `
Device.WiFi.Radio.${number}.
Enable* b 1
Status s Up
Name s wl${number - 1}
LastChange u 86000
LowerLayers* s
Upstream b 0
MaxBitRate u ${number === 1 ? 600 : 2400}
SupportedFrequencyBands s ${number === 1 ? "2.4GHz" : "5GHz"}
OperatingFrequencyBand* s ${number === 1 ? "2.4GHz" : "5GHz"}
SupportedStandards s ${number === 1 ? "b,g,n,ax" : "a,n,ac,ax"}
OperatingStandards* s ${number === 1 ? "g,n,ax" : "a,n,ac,ax"}
PossibleChannels s ${number === 1 ? "1-13" : "36,40,44,48,52,56,60,64"}
ChannelsInUse s ${number === 1 ? "6" : "36"}
Channel* u ${number === 1 ? 6 : 36}
AutoChannelSupported b 1
AutoChannelEnable* b 1
AutoChannelRefreshPeriod* u 0
OperatingChannelBandwidth* s ${number === 1 ? "20MHz" : "80MHz"}
CurrentOperatingChannelBandwidth s ${number === 1 ? "20MHz" : "80MHz"}
ExtensionChannel* s Auto
GuardInterval* s Auto
TransmitPowerSupported s 25,50,75,100
TransmitPower* i 100
IEEE80211hSupported b 1
RegulatoryDomain* s DE
Device.WiFi.Radio.${number}.Stats.
${STATS}
Noise i -92
`;

const ssid = (number: number) => `
Device.WiFi.SSID.${number}.
Enable* b 1
Status s Up
Name s wl${number - 1}
LastChange u 86000
LowerLayers* s Device.WiFi.Radio.${number}
BSSID s {mac:${number + 7}}
MACAddress s {mac:${number + 7}}
SSID* s home-${number === 1 ? "24" : "5"}
Device.WiFi.SSID.${number}.Stats.
${STATS}`;

const accessPoint = (number: number, clients: number) => `
Device.WiFi.AccessPoint.${number}.
Enable* b 1
Status s Enabled
SSIDReference* s Device.WiFi.SSID.${number}
SSIDAdvertisementEnabled* b 1
RetryLimit* u 7
WMMCapability b 1
UAPSDCapability b 1
WMMEnable* b 1
UAPSDEnable* b 1
MaxAssociatedDevices* u 64
IsolationEnable* b 0
Device.WiFi.AccessPoint.${number}.Security.
ModesSupported s None,WPA2-Personal,WPA3-Personal,WPA3-Personal-Transition
ModeEnabled* s WPA2-Personal
PreSharedKey* x
KeyPassphrase* s correct horse battery
RekeyingInterval* u 3600
SAEPassphrase* s
MFPConfig* s Optional
Device.WiFi.AccessPoint.${number}.WPS.
Enable* b 0
ConfigMethodsSupported s PushButton
ConfigMethodsEnabled* s PushButton
Status s Disabled
Device.WiFi.AccessPoint.${number}.AssociatedDevice. #
${times(
	clients,
	(client) => `
Device.WiFi.AccessPoint.${number}.AssociatedDevice.${client}.
MACAddress s ${clientMac(client)}
OperatingStandard s ax
AuthenticationState b 1
LastDataDownlinkRate u 286000
LastDataUplinkRate u 143000
AssociationTime d 2026-01-01T08:00:00Z
SignalStrength i ${-48 - client * 3}
Retransmissions u 4
Active b 1
`,
)}`;
