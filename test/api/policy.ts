/** Who may ask what, as people read it: the one table that every answer is compared with (contract, section 7). */
type Policy = "anybody" | "signedIn" | string | readonly string[];

/** By the routes of the OpenAPI document; of several permissions one is enough to be heard. */
export const POLICY: Readonly<Record<string, Policy>> = {
	"POST /session": "anybody",
	"DELETE /session": "anybody",

	"GET /me": "signedIn",
	"POST /me/password": "signedIn",
	"POST /me/totp": "signedIn",
	"POST /me/totp/confirm": "signedIn",
	"DELETE /me/totp": "signedIn",

	"GET /devices": "read",
	"GET /devices/{id}": "read",
	"PATCH /devices/{id}": ["operate", "certify"],
	"DELETE /devices/{id}": "config",
	"POST /devices/{id}/replace": "operate",
	"POST /devices/{id}/wake": "operate",
	"GET /devices/{id}/parameters": "read",
	"GET /devices/{id}/hosts": "read",
	"GET /devices/{id}/wifi": "read",
	"GET /devices/{id}/sessions": "read",
	"GET /devices/{id}/timeline": "read",

	"POST /devices/{id}/operations": ["operate", "config", "firmware", "reboot", "factoryReset"],
	"GET /operations": "read",
	"GET /operations/{id}": "read",
	"POST /operations/{id}/cancel": "operate",

	"POST /changes": ["config", "firmware", "reboot", "factoryReset", "suspend", "restore"],
	"GET /changes": "read",
	"GET /changes/{id}": "read",
	"GET /changes/{id}/devices": "read",
	"POST /changes/{id}/submit": ["config", "firmware", "reboot", "factoryReset", "suspend", "restore"],
	"POST /changes/{id}/approve": "approve",
	"POST /changes/{id}/reject": "approve",
	"POST /changes/{id}/apply": ["config", "firmware", "reboot", "factoryReset", "suspend", "restore"],
	"POST /changes/{id}/rollback": ["config", "firmware", "reboot", "factoryReset", "suspend", "restore"],
	"POST /changes/{id}/cancel": ["config", "firmware", "reboot", "factoryReset", "suspend", "restore"],
	"GET /backups": "read",
	"GET /backups/{id}": "read",

	"GET /models": "read",
	"GET /models/{id}": "read",

	"GET /matrix": "read",
	"GET /matrix.json": "read",
	"GET /matrix.csv": "read",
	"GET /matrix.html": "read",
	"GET /matrix/suspects": "read",
	"GET /matrix/{rowId}": "read",
	"GET /matrix/{rowId}/badge.svg": "read",
	"GET /matrix/{rowId}/history": "read",
	"GET /matrix/{rowId}/parameters": "read",
	"POST /matrix/{rowId}/lower": "certify",

	"POST /certifications": "certify",
	"GET /certifications": "read",
	"GET /certifications/{id}": "read",
	"POST /certifications/{id}/discovery": "certify",
	"GET /certifications/{id}/discovery": "read",
	"POST /certifications/{id}/verification": "certify",
	"POST /certifications/{id}/canary": "canary",
	"POST /certifications/{id}/approve": "approve",

	"POST /proof-runs": "certify",
	"GET /proof-runs": "read",
	"GET /proof-runs/{id}": "read",
	"GET /proof-runs/{id}/bundle": "read",
	"POST /proof-runs/{id}/cancel": "certify",
	"GET /evidence/{digest}": "read",
	"GET /keys": "read",

	"POST /files": "firmware",
	"GET /files": "read",
	"DELETE /files/{id}": "firmware",

	"GET /tenants": "read",
	"POST /tenants": "manageTenant",
	"GET /tenants/{slug}": "read",
	"PATCH /tenants/{slug}": "manageTenant",
	"GET /tenants/{slug}/approval-policy": "read",
	"PATCH /tenants/{slug}/approval-policy": "manageTenant",
	"GET /tenants/{slug}/service-profile": "read",
	"PUT /tenants/{slug}/service-profile": "manageTenant",
	"DELETE /tenants/{slug}/service-profile": "manageTenant",
	"POST /tenants/{slug}/cpe-credentials": "manageTenant",

	"POST /tokens": "manageUsers",
	"GET /tokens": "manageUsers",
	"DELETE /tokens/{id}": "manageUsers",
	"POST /users": "manageUsers",
	"GET /users": "manageUsers",
	"GET /users/{id}": "manageUsers",
	"PATCH /users/{id}": "manageUsers",
	"DELETE /users/{id}": "manageUsers",
	"DELETE /users/{id}/totp": "manageUsers",
	"GET /users/{id}/sessions": "manageUsers",
	"DELETE /users/{id}/sessions": "manageUsers",
	"GET /roles": "manageUsers",
	"POST /roles": "manageUsers",
	"PATCH /roles/{name}": "manageUsers",
	"DELETE /roles/{name}": "manageUsers",

	"POST /subscribers": "config",
	"GET /subscribers": "read",
	"GET /subscribers/{id}": "read",
	"PATCH /subscribers/{id}": "config",
	"DELETE /subscribers/{id}": "config",
	"GET /subscribers/{id}/timeline": "read",
	"POST /subscribers/{id}/suspend": "suspend",
	"POST /subscribers/{id}/restore": "restore",
	"POST /sites": "config",
	"GET /sites": "read",
	"GET /sites/{id}": "read",
	"PATCH /sites/{id}": "config",
	"DELETE /sites/{id}": "config",

	"GET /audit": "audit",
	"GET /audit.jsonl": "audit",
	"GET /audit/verify": "audit",

	"GET /events": "read",
};

const SUPPORT = ["read", "operate", "reboot"];
const NOC = [...SUPPORT, "config", "firmware", "suspend", "restore", "audit"];

/** What the built-in roles hold, in the contract's own words. */
export const HELD: Readonly<Record<string, readonly string[]>> = {
	viewer: ["read"],
	support: SUPPORT,
	noc: NOC,
	engineer: [...NOC, "factoryReset", "certify", "canary"],
	approver: ["read", "approve", "audit"],
	admin: [...[...NOC, "factoryReset", "certify", "canary"], ...["approve", "override", "manageUsers", "manageTenant"]],
};

const SOME_ID = "00000000-0000-4000-8000-00000000dead";

/** A body that its route takes, for writes on one thing: so that nothing but whose it is can be refused. */
export const BODIES: Readonly<Record<string, object>> = {
	"PATCH /devices/{id}": { tags: ["x"] },
	"POST /devices/{id}/replace": { serialNumber: "SN-NEW" },
	"POST /devices/{id}/operations": { kind: "read", input: { paths: ["Device."] } },
	"POST /matrix/{rowId}/lower": { workflow: "inventory", to: "yellow", reason: "it was seen to fail" },
	"POST /changes/{id}/apply": { previewDigest: `sha256:${"0".repeat(64)}` },
	"POST /certifications/{id}/discovery": { deviceId: SOME_ID },
	"POST /certifications/{id}/verification": { deviceId: SOME_ID },
	"POST /certifications/{id}/canary": {
		tenant: "other",
		model: "AC-1",
		firmwareRange: { versions: ["1.0.0"] },
		maxDevices: 1,
		durationMinutes: 60,
		successFloor: 0.9,
		rollbackOwner: "admin",
	},
	"POST /certifications/{id}/approve": { comment: "as proven" },
	"PATCH /tenants/{slug}": { name: "Mine" },
	"PATCH /tenants/{slug}/approval-policy": { config: { approvals: 2 } },
	"PUT /tenants/{slug}/service-profile": { suspend: [{ path: "wan.internet.enabled", value: "0" }] },
	"POST /subscribers/{id}/suspend": { reason: "r" },
	"POST /subscribers/{id}/restore": { reason: "r" },
	"PATCH /users/{id}": { name: "Mine" },
	"PATCH /subscribers/{id}": { name: "Mine" },
	"PATCH /sites/{id}": { name: "Mine" },
	"PATCH /roles/{name}": { permissions: ["read"] },
};
