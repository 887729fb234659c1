import type { LiveEvent } from "../../src/shared/events.ts";

/** The cache's keys. Everything but `me` is a tenant's; evidence never changes. */
export const keys = {
	me: ["me"] as const,
	matrix: (tenant: string) => ["matrix", tenant] as const,
	matrixRow: (tenant: string, rowId: string) => ["matrixRow", tenant, rowId] as const,
	proofRuns: (tenant: string, deviceId?: string) =>
		deviceId === undefined ? (["proofRuns", tenant] as const) : (["proofRuns", tenant, deviceId] as const),
	proofRun: (tenant: string, id: string) => ["proofRun", tenant, id] as const,
	evidence: (tenant: string, digest: string) => ["evidence", tenant, digest] as const,
	devices: (tenant: string) => ["devices", tenant] as const,
	deviceSearch: (tenant: string, filters: object) => ["devices", tenant, filters] as const,
	device: (tenant: string, id: string, part: "summary" | "parameters" | "sessions" | "timeline") =>
		["device", tenant, id, part] as const,
	operations: (tenant: string, deviceId: string) => ["operations", tenant, deviceId] as const,
	models: (tenant: string) => ["models", tenant] as const,
};

export type Key = readonly unknown[];

type EventFacts = Pick<LiveEvent, "type" | "tenant" | "deviceId" | "proofRunId" | "data">;

/** What a live event makes stale. Keys are prefixes. */
export function staleAfter({ type, tenant, deviceId, proofRunId, data }: EventFacts): Key[] {
	const ofDevice = (...parts: ("summary" | "parameters" | "sessions" | "timeline")[]) =>
		deviceId === null ? [] : parts.map((part) => keys.device(tenant, deviceId, part));
	switch (type) {
		case "device.seen":
			return [keys.devices(tenant), keys.models(tenant), ...ofDevice("summary", "timeline")];
		case "device.informed":
			return [keys.devices(tenant), ...ofDevice("summary", "timeline")];
		case "device.changed":
			return [keys.devices(tenant), keys.models(tenant), ...ofDevice("summary", "timeline", "parameters")];
		case "session.ended":
			return ofDevice("summary", "sessions", "timeline");
		case "operation.changed":
			return [
				...(deviceId === null ? [] : [keys.operations(tenant, deviceId)]),
				...ofDevice("timeline", ...(isOngoing(data.status) ? [] : (["parameters"] as const))),
			];
		case "proofRun.changed":
			return [keys.proofRuns(tenant), ...(proofRunId === null ? [] : [keys.proofRun(tenant, proofRunId)])];
		case "matrix.changed":
			return [keys.matrix(tenant), ["matrixRow", tenant]];
	}
}

function isOngoing(status: unknown): boolean {
	return status === "queued" || status === "running" || status === "pendingApproval";
}
