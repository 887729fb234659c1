import type { LiveEvent } from "../../src/shared/events.ts";

type DevicePart = "summary" | "parameters" | "hosts" | "wifi" | "sessions" | "timeline" | "links";
type UserPart = "users" | "roles" | "tokens";

/** What follows from a device's tree. */
const OF_THE_TREE = ["parameters", "hosts", "wifi"] as const;

/** The cache's keys. Everything but `me` and `signInWays` is a tenant's; evidence never changes. */
export const keys = {
	me: ["me"] as const,
	signInWays: ["signInWays"] as const,
	matrix: (tenant: string) => ["matrix", tenant] as const,
	/** `model` and its vendor narrow it to a model's rows. */
	matrixOf: (tenant: string, vendor: string, model: string) => ["matrix", tenant, vendor, model] as const,
	suspects: (tenant: string) => ["matrix", tenant, "suspects"] as const,
	matrixRow: (tenant: string, rowId: string, part?: "history" | "parameters") =>
		part === undefined ? (["matrixRow", tenant, rowId] as const) : (["matrixRow", tenant, rowId, part] as const),
	certifications: (tenant: string, filters?: object) =>
		filters === undefined ? (["certifications", tenant] as const) : (["certifications", tenant, filters] as const),
	certification: (tenant: string, id: string, part?: "discovery") =>
		part === undefined ? (["certification", tenant, id] as const) : (["certification", tenant, id, part] as const),
	proofRuns: (tenant: string, deviceId?: string) =>
		deviceId === undefined ? (["proofRuns", tenant] as const) : (["proofRuns", tenant, deviceId] as const),
	proofRun: (tenant: string, id: string) => ["proofRun", tenant, id] as const,
	evidence: (tenant: string, digest: string) => ["evidence", tenant, digest] as const,
	devices: (tenant: string) => ["devices", tenant] as const,
	deviceSearch: (tenant: string, filters: object) => ["devices", tenant, filters] as const,
	device: (tenant: string, id: string, part: DevicePart) => ["device", tenant, id, part] as const,
	operations: (tenant: string, deviceId: string) => ["operations", tenant, deviceId] as const,
	changes: (tenant: string, filters?: object) =>
		filters === undefined ? (["changes", tenant] as const) : (["changes", tenant, filters] as const),
	change: (tenant: string, id: string) => ["change", tenant, id] as const,
	/** Below the change's own key: stale with it. */
	changeReport: (tenant: string, id: string) => ["change", tenant, id, "report"] as const,
	changeDevices: (tenant: string, id: string, filters: object) => ["change", tenant, id, filters] as const,
	backups: (tenant: string, filters?: object) =>
		filters === undefined ? (["backups", tenant] as const) : (["backups", tenant, filters] as const),
	/** It never changes; `compareWith` is another's id. */
	backup: (tenant: string, id: string, compareWith?: string) => ["backup", tenant, id, compareWith ?? null] as const,
	subscribers: (tenant: string, filters?: object) =>
		filters === undefined ? (["subscribers", tenant] as const) : (["subscribers", tenant, filters] as const),
	subscriber: (tenant: string, id: string, part?: "sites" | "timeline") =>
		part === undefined ? (["subscriber", tenant, id] as const) : (["subscriber", tenant, id, part] as const),
	audit: (tenant: string, filters: object) => ["audit", tenant, filters] as const,
	/** Who may do what in a tenant. */
	access: (tenant: string, part: UserPart) => ["access", tenant, part] as const,
	userSessions: (tenant: string, userId: string) => ["access", tenant, "users", userId] as const,
	approvalPolicy: (tenant: string) => ["approvalPolicy", tenant] as const,
	serviceProfile: (tenant: string) => ["serviceProfile", tenant] as const,
	provisioning: (tenant: string) => ["provisioning", tenant] as const,
	/** Below the key of all: a profile's preview depends on its rivals. */
	provisioningProfile: (tenant: string, id: string, part?: "preview") =>
		part === undefined ? (["provisioning", tenant, id] as const) : (["provisioning", tenant, id, part] as const),
	webhooks: (tenant: string) => ["webhooks", tenant] as const,
	/** Below the key of all; `deliveries`: which of them. */
	webhook: (tenant: string, id: string, deliveries?: object) =>
		deliveries === undefined ? (["webhooks", tenant, id] as const) : (["webhooks", tenant, id, deliveries] as const),
	models: (tenant: string) => ["models", tenant] as const,
	files: (tenant: string) => ["files", tenant] as const,
	filePages: (tenant: string) => ["files", tenant, "pages"] as const,
};

export type Key = readonly unknown[];

type EventFacts = Pick<
	LiveEvent,
	"type" | "tenant" | "deviceId" | "proofRunId" | "certificationId" | "changeId" | "data"
>;

/** What a live event makes stale. Keys are prefixes. */
export function staleAfter({ type, tenant, deviceId, proofRunId, certificationId, changeId, data }: EventFacts): Key[] {
	const ofDevice = (...parts: DevicePart[]) =>
		deviceId === null ? [] : parts.map((part) => keys.device(tenant, deviceId, part));
	switch (type) {
		case "device.seen":
			return [keys.devices(tenant), keys.models(tenant), ...ofDevice("summary", "timeline")];
		case "device.informed":
		case "device.presenceChanged":
			return [keys.devices(tenant), ...ofDevice("summary", "timeline")];
		case "device.changed":
			return [keys.devices(tenant), keys.models(tenant), ...ofDevice("summary", "timeline", ...OF_THE_TREE)];
		case "session.ended":
			return ofDevice("summary", "sessions", "timeline");
		case "operation.changed":
			return [
				...(deviceId === null ? [] : [keys.operations(tenant, deviceId)]),
				...ofDevice("timeline", ...(isOngoing(data.status) ? [] : OF_THE_TREE)),
			];
		case "proofRun.changed":
			return [
				keys.proofRuns(tenant),
				...(proofRunId === null ? [] : [keys.proofRun(tenant, proofRunId)]),
				// A verification's run: what its certification lacks follows from it.
				["certification", tenant],
			];
		case "matrix.changed":
			return [keys.matrix(tenant), ["matrixRow", tenant]];
		case "change.changed":
			return [
				keys.changes(tenant),
				...(changeId === null ? [] : [keys.change(tenant, changeId)]),
				keys.backups(tenant),
				// A suspend or a restore: how its subscriber stands.
				["subscriber", tenant],
				...(deviceId === null ? [] : [keys.operations(tenant, deviceId)]),
				...ofDevice("timeline"),
			];
		case "certification.changed":
			return [
				keys.certifications(tenant),
				...(certificationId === null ? [] : [keys.certification(tenant, certificationId)]),
				keys.matrix(tenant),
				["matrixRow", tenant],
			];
	}
}

function isOngoing(status: unknown): boolean {
	return status === "queued" || status === "running" || status === "pendingApproval";
}
