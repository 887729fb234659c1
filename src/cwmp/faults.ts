/** Fault codes of TR-069 Amendment 6, A.5: 8000–8899 from an ACS, 9000–9899 from a CPE. */

const names: Readonly<Record<number, string>> = {
	8000: "Method not supported",
	8001: "Request denied",
	8002: "Internal error",
	8003: "Invalid arguments",
	8004: "Resources exceeded",
	8005: "Retry request",
	8006: "ACS version incompatible with CPE",
	9000: "Method not supported",
	9001: "Request denied",
	9002: "Internal error",
	9003: "Invalid arguments",
	9004: "Resources exceeded",
	9005: "Invalid parameter name",
	9006: "Invalid parameter type",
	9007: "Invalid parameter value",
	9008: "Attempt to set a non-writable parameter",
	9009: "Notification request rejected",
	9010: "File transfer failure",
	9011: "Upload failure",
	9012: "File transfer server authentication failure",
	9013: "Unsupported protocol for file transfer",
	9014: "File transfer failure: unable to join multicast group",
	9015: "File transfer failure: unable to contact file server",
	9016: "File transfer failure: unable to access file",
	9017: "File transfer failure: unable to complete download",
	9018: "File transfer failure: file corrupted",
	9019: "File transfer failure: file authentication failure",
	9020: "File transfer failure: unable to complete download within specified time windows",
	9021: "Cancelation of file transfer not permitted in current transfer state",
	9022: "Invalid UUID format",
	9023: "Unknown execution environment",
	9024: "Disabled execution environment",
	9025: "Deployment unit to execution environment mismatch",
	9026: "Duplicate deployment unit",
	9027: "System resources exceeded",
	9028: "Unknown deployment unit",
	9029: "Invalid deployment unit state",
	9030: "Invalid deployment unit update: downgrade not permitted",
	9031: "Invalid deployment unit update: version not specified",
	9032: "Invalid deployment unit update: version already exists",
};

/** The faults that the caller is to blame for; all others are the server's (A.5.1, A.5.2). */
const clientFaults: ReadonlySet<number> = new Set([8003, 9003, 9005, 9006, 9007, 9008, 9020, 9021]);

export function faultName(code: number): string {
	return names[code] ?? (isVendorFault(code) ? "Vendor-defined fault" : "Unknown fault");
}

export function faultParty(code: number): "Client" | "Server" {
	return clientFaults.has(code) ? "Client" : "Server";
}

export function isAcsFault(code: number): boolean {
	return Number.isInteger(code) && code >= 8000 && code <= 8899;
}

export function isCpeFault(code: number): boolean {
	return Number.isInteger(code) && code >= 9000 && code <= 9899;
}

export function isVendorFault(code: number): boolean {
	return (isAcsFault(code) && code >= 8800) || (isCpeFault(code) && code >= 9800);
}
