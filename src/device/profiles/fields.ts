/** The normalised facts that a profile locates, each with its fields and what kind of value a field holds. */

/** What a field's text is turned into; numbers are in the unit that stands here. */
export type Dimension =
	| "text"
	| "boolean"
	| "mac"
	/** A path of the same tree. */
	| "reference"
	/** A list: separated by commas, or white space. */
	| "list"
	| "count"
	| "seconds"
	/** dBm. */
	| "power"
	/** kbit/s. */
	| "rate"
	/** "2.4GHz", "5GHz" or "6GHz". */
	| "band"
	/** °C. */
	| "temperature"
	/** mV. */
	| "voltage"
	/** mA. */
	| "current";

export const FACT_FIELDS = {
	hosts: {
		macAddress: "mac",
		ipAddress: "text",
		hostName: "text",
		active: "boolean",
		interface: "reference",
		interfaceType: "text",
		addressSource: "text",
		leaseSeconds: "seconds",
	},
	radios: {
		name: "text",
		enabled: "boolean",
		status: "text",
		band: "band",
		channel: "count",
		autoChannel: "boolean",
		possibleChannels: "list",
		standards: "list",
		bandwidth: "text",
	},
	ssids: {
		name: "text",
		ssid: "text",
		bssid: "mac",
		enabled: "boolean",
		status: "text",
		radio: "reference",
	},
	accessPoints: {
		enabled: "boolean",
		status: "text",
		ssid: "reference",
		/** Where it names its SSID instead of referring to it. */
		ssidName: "text",
		security: "text",
		advertised: "boolean",
	},
	associatedDevices: {
		macAddress: "mac",
		ipAddress: "text",
		hostName: "text",
		active: "boolean",
		signal: "power",
		downlink: "rate",
		uplink: "rate",
		bytesSent: "count",
		bytesReceived: "count",
		standard: "text",
	},
	/** Wi-Fi 7 clients on several links at once, beside the access points' own tables: each is one client. */
	multiLinkDevices: {
		macAddress: "mac",
		/** Its addresses on the single links. */
		links: "list",
		ipAddress: "text",
		hostName: "text",
		bytesSent: "count",
		bytesReceived: "count",
	},
	wanConnections: {
		name: "text",
		enabled: "boolean",
		status: "text",
		type: "text",
		ipAddress: "text",
		macAddress: "mac",
		uptime: "seconds",
		gateway: "text",
		dnsServers: "list",
		/** What it carries: INTERNET, TR069, VOICE, … */
		services: "list",
		lowerLayers: "list",
	},
	wanLinks: {
		/** Off for what leads into the LAN. */
		upstream: "boolean",
		type: "text",
		status: "text",
		downlink: "rate",
		uplink: "rate",
		bytesSent: "count",
		bytesReceived: "count",
	},
	optical: {
		status: "text",
		rxPower: "power",
		txPower: "power",
		temperature: "temperature",
		voltage: "voltage",
		biasCurrent: "current",
	},
	/** Small cells of a mobile network. */
	cells: {
		enabled: "boolean",
		operational: "boolean",
		transmitting: "boolean",
		reserved: "boolean",
		barred: "boolean",
	},
	voiceLines: {
		enabled: "boolean",
		status: "text",
		number: "text",
		callState: "text",
	},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Dimension>>>>;

export type Fact = keyof typeof FACT_FIELDS;
export const FACTS = Object.keys(FACT_FIELDS) as Fact[];
export type FieldOf<F extends Fact> = keyof (typeof FACT_FIELDS)[F] & string;

/** What a dimension's texts become. */
export type ValueOf<D extends Dimension> = D extends "boolean"
	? boolean
	: D extends "list"
		? readonly string[]
		: D extends "text" | "mac" | "reference" | "band"
			? string
			: number;
