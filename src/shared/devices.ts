import { z } from "zod";
import { Id, Slug, Time } from "./common.ts";

export const ParameterRoot = z.enum(["Device.", "InternetGatewayDevice.", "both"]);
export const Presence = z.enum(["reachable", "recent", "silent", "unknown"]);
export type Presence = z.infer<typeof Presence>;

export const Device = z.object({
	id: Id,
	tenant: Slug,
	oui: z.string(),
	productClass: z.string(),
	serialNumber: z.string(),
	vendor: z.string(),
	model: z.string(),
	hardwareVersion: z.string().nullable(),
	softwareVersion: z.string().nullable(),
	parameterRoot: ParameterRoot.nullable(),
	cwmpVersion: z.string().nullable(),
	presence: Presence,
	lastInformAt: Time.nullable(),
	lastInformEvents: z.array(z.string()),
	lastBootAt: Time.nullable(),
	subscriberId: z.string().nullable(),
	siteId: z.string().nullable(),
	tags: z.array(z.string()),
	lab: z.boolean(),
	quarantined: z.boolean(),
	matrixRowId: Id.nullable(),
	createdAt: Time,
});
export type Device = z.infer<typeof Device>;

/** A device that may be the one that was asked about, under another OUI or product class. */
export const DeviceLink = z.object({
	deviceId: Id,
	/** Whether it is the one that was known before: if so, its id stays. */
	isOlder: z.boolean(),
	oui: z.string(),
	productClass: z.string(),
	softwareVersion: z.string().nullable(),
	subscriberId: z.string().nullable(),
	siteId: z.string().nullable(),
	evidence: z.object({
		serialNumber: z.string(),
		/** Twelve hexadecimal digits. */
		mac: z.string(),
		/** When the older one was heard last. */
		silentSince: Time,
		/** When the newer one was heard first. */
		appearedAt: Time,
	}),
});
export type DeviceLink = z.infer<typeof DeviceLink>;

export const Parameter = z.object({
	path: z.string(),
	value: z.string().nullable(),
	/** `xsd:…`, or `object`. */
	type: z.string().nullable(),
	writable: z.boolean().nullable(),
	readAt: Time.nullable(),
});
export type Parameter = z.infer<typeof Parameter>;

export const SessionMessage = z.object({
	at: Time,
	direction: z.enum(["fromDevice", "toDevice"]),
	/** The RPC's name with `Response` where it is one, `Fault`, or `empty`. */
	name: z.string(),
	httpStatus: z.int().nullable(),
	/** The body as it was sent, secrets taken out. */
	body: z.string(),
	warnings: z.array(z.object({ code: z.string(), detail: z.string() })),
});
export type SessionMessage = z.infer<typeof SessionMessage>;

export const Session = z.object({
	id: Id,
	startedAt: Time,
	endedAt: Time.nullable(),
	/** `done`, `superseded`, `idle`, `tooLong`, `refused`, `shutdown`; `null` while it is live or was cut off by a crash. */
	outcome: z.string().nullable(),
	events: z.array(z.string()),
	remoteAddress: z.string(),
	rpcs: z.int(),
	messages: z.array(SessionMessage),
});
export type Session = z.infer<typeof Session>;

export const TimelineEntry = z.object({ at: Time, type: z.string(), detail: z.record(z.string(), z.unknown()) });
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const Wake = z.object({
	reachable: z.boolean(),
	method: z.enum(["http", "udp", "xmpp", "session"]),
	elapsedMs: z.int(),
	reason: z.string().nullable(),
});
export type Wake = z.infer<typeof Wake>;

export const Model = z.object({
	id: Id,
	vendor: z.string(),
	model: z.string(),
	productClass: z.string(),
	hardwareVersion: z.string(),
	softwareVersion: z.string(),
	devices: z.int(),
	firstSeenAt: Time,
	matrixRowId: Id.nullable(),
});
export type Model = z.infer<typeof Model>;
