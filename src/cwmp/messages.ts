/**
 * The messages of CWMP, TR-069 Amendment 6, Annex A, as data. One name stands for an RPC in both directions:
 * `request` and `response` say which half it is. Values and times stay in the lexical form of the wire,
 * because what a device wrote is evidence.
 */

/** A value with its type as the device wrote it: `xsd:string`, `xsd:boolean`, …; `xsd:string` where none was given. */
export interface ParameterValue {
	readonly path: string;
	readonly value: string;
	readonly type: string;
}

export interface ParameterInfo {
	/** Objects and partial paths end in `.`. */
	readonly path: string;
	readonly writable: boolean;
}

export interface ParameterAttributes {
	readonly path: string;
	/** 0 off … 6 passive with active lightweight (Table 32). */
	readonly notification: number;
	readonly accessList: readonly string[];
}

export interface DeviceIdentity {
	readonly manufacturer: string;
	readonly oui: string;
	readonly productClass: string;
	readonly serialNumber: string;
}

/** An event of an Inform (3.7.1.5): `1 BOOT`, `M Reboot`, …, with its command key. */
export interface InformEvent {
	readonly code: string;
	readonly commandKey: string;
}

/** A CWMP fault: 8000–8899 from an ACS, 9000–9899 from a CPE (A.5). A malformed one carries `code` 0. */
export interface CwmpFault {
	readonly code: number;
	readonly message: string;
	/** SetParameterValuesFault list (A.3.2.1). */
	readonly parameters: readonly { readonly path: string; readonly code: number; readonly message: string }[];
	/** `Client` or `Server` by the SOAP fault code; what the device wrote otherwise. */
	readonly soapCode: string;
}

/** FaultStruct of TransferComplete (A.3.3.2); `code` 0 means success. */
export interface TransferFault {
	readonly code: number;
	readonly message: string;
}

export interface OperationResult {
	readonly uuid: string;
	readonly deploymentUnitRef: string;
	readonly version: string;
	readonly currentState: string;
	readonly resolved: boolean;
	readonly executionUnitRefs: string;
	readonly startTime: string;
	readonly completeTime: string;
	readonly fault: TransferFault;
	/** Only in AutonomousDUStateChangeComplete. */
	readonly operationPerformed?: string;
}

export type DuOperation =
	| {
			readonly operation: "install";
			readonly url: string;
			readonly uuid: string;
			readonly username: string;
			readonly password: string;
			readonly executionEnvRef: string;
	  }
	| {
			readonly operation: "update";
			readonly uuid: string;
			readonly version: string;
			readonly url: string;
			readonly username: string;
			readonly password: string;
	  }
	| {
			readonly operation: "uninstall";
			readonly uuid: string;
			readonly version: string;
			readonly executionEnvRef: string;
	  };

export interface TimeWindow {
	readonly startSeconds: number;
	readonly endSeconds: number;
	readonly mode: string;
	readonly userMessage: string;
	/** −1: the CPE decides. */
	readonly maxRetries: number;
}

export interface QueuedTransfer {
	readonly commandKey: string;
	/** 1 not yet started, 2 in progress, 3 completed (A.3.2.10). */
	readonly state: number;
}

export interface AnyQueuedTransfer extends QueuedTransfer {
	readonly isDownload: boolean;
	readonly fileType: string;
	readonly fileSizeBytes: number;
	readonly targetFileName: string;
}

export interface VoucherOption {
	readonly optionName: string;
	readonly voucherSerial: number;
	readonly state: number;
	readonly mode: number;
	readonly startDate: string;
	readonly expirationDate: string;
	readonly isTransferable: boolean;
}

export interface DownloadRequest {
	readonly commandKey: string;
	readonly fileType: string;
	readonly url: string;
	readonly username: string;
	readonly password: string;
	readonly fileSizeBytes: number;
	readonly targetFileName: string;
	readonly delaySeconds: number;
	readonly successUrl: string;
	readonly failureUrl: string;
}

export interface TransferResponse {
	/** 0 done, 1 not yet (A.3.2.8). */
	readonly status: number;
	readonly startTime: string;
	readonly completeTime: string;
}

type Empty = Readonly<Record<never, never>>;

/** The RPCs that a CPE may call on an ACS (A.3.1, A.3.3, A.4.1). */
export interface CpeRpcs {
	readonly Inform: {
		readonly request: {
			readonly device: DeviceIdentity;
			readonly events: readonly InformEvent[];
			readonly maxEnvelopes: number;
			readonly currentTime: string;
			readonly retryCount: number;
			readonly parameters: readonly ParameterValue[];
		};
		readonly response: { readonly maxEnvelopes: number };
	};
	readonly TransferComplete: {
		readonly request: {
			readonly commandKey: string;
			readonly fault: TransferFault;
			readonly startTime: string;
			readonly completeTime: string;
		};
		readonly response: Empty;
	};
	readonly AutonomousTransferComplete: {
		readonly request: {
			readonly announceUrl: string;
			readonly transferUrl: string;
			readonly isDownload: boolean;
			readonly fileType: string;
			readonly fileSizeBytes: number;
			readonly targetFileName: string;
			readonly fault: TransferFault;
			readonly startTime: string;
			readonly completeTime: string;
		};
		readonly response: Empty;
	};
	readonly DUStateChangeComplete: {
		readonly request: { readonly commandKey: string; readonly results: readonly OperationResult[] };
		readonly response: Empty;
	};
	readonly AutonomousDUStateChangeComplete: {
		readonly request: { readonly results: readonly OperationResult[] };
		readonly response: Empty;
	};
	readonly RequestDownload: {
		readonly request: {
			readonly fileType: string;
			readonly arguments: readonly { readonly name: string; readonly value: string }[];
		};
		readonly response: Empty;
	};
	readonly Kicked: {
		readonly request: {
			readonly command: string;
			readonly referer: string;
			readonly argument: string;
			readonly next: string;
		};
		readonly response: { readonly nextUrl: string };
	};
}

/** The RPCs that an ACS may call on a CPE (A.3.2, A.4.1). */
export interface AcsRpcs {
	readonly GetParameterNames: {
		readonly request: { readonly path: string; readonly nextLevel: boolean };
		readonly response: { readonly parameters: readonly ParameterInfo[] };
	};
	readonly GetParameterValues: {
		readonly request: { readonly paths: readonly string[] };
		readonly response: { readonly parameters: readonly ParameterValue[] };
	};
	readonly SetParameterValues: {
		readonly request: { readonly parameters: readonly ParameterValue[]; readonly parameterKey: string };
		/** `null` where the device left Status out (quirk 46). */
		readonly response: { readonly status: number | null };
	};
	readonly GetParameterAttributes: {
		readonly request: { readonly paths: readonly string[] };
		readonly response: { readonly parameters: readonly ParameterAttributes[] };
	};
	readonly SetParameterAttributes: {
		readonly request: {
			readonly parameters: readonly {
				readonly path: string;
				/** Left as it is where absent. */
				readonly notification?: number;
				readonly accessList?: readonly string[];
			}[];
		};
		readonly response: Empty;
	};
	readonly AddObject: {
		readonly request: { readonly path: string; readonly parameterKey: string };
		readonly response: { readonly instanceNumber: number; readonly status: number };
	};
	readonly DeleteObject: {
		readonly request: { readonly path: string; readonly parameterKey: string };
		readonly response: { readonly status: number };
	};
	readonly Download: { readonly request: DownloadRequest; readonly response: TransferResponse };
	readonly ScheduleDownload: {
		readonly request: {
			readonly commandKey: string;
			readonly fileType: string;
			readonly url: string;
			readonly username: string;
			readonly password: string;
			readonly fileSizeBytes: number;
			readonly targetFileName: string;
			/** One or two. */
			readonly timeWindows: readonly TimeWindow[];
		};
		readonly response: Empty;
	};
	readonly Upload: {
		readonly request: {
			readonly commandKey: string;
			readonly fileType: string;
			readonly url: string;
			readonly username: string;
			readonly password: string;
			readonly delaySeconds: number;
		};
		readonly response: TransferResponse;
	};
	readonly CancelTransfer: { readonly request: { readonly commandKey: string }; readonly response: Empty };
	readonly GetQueuedTransfers: {
		readonly request: Empty;
		readonly response: { readonly transfers: readonly QueuedTransfer[] };
	};
	readonly GetAllQueuedTransfers: {
		readonly request: Empty;
		readonly response: { readonly transfers: readonly AnyQueuedTransfer[] };
	};
	readonly Reboot: { readonly request: { readonly commandKey: string }; readonly response: Empty };
	readonly FactoryReset: { readonly request: Empty; readonly response: Empty };
	readonly ScheduleInform: {
		readonly request: { readonly delaySeconds: number; readonly commandKey: string };
		readonly response: Empty;
	};
	readonly ChangeDUState: {
		readonly request: { readonly operations: readonly DuOperation[]; readonly commandKey: string };
		readonly response: Empty;
	};
	readonly SetVouchers: {
		/** Each voucher in base64. */
		readonly request: { readonly vouchers: readonly string[] };
		readonly response: Empty;
	};
	readonly GetOptions: {
		readonly request: { readonly optionName: string };
		readonly response: { readonly options: readonly VoucherOption[] };
	};
}

/** GetRPCMethods (A.3.1.1) goes both ways. */
export interface CommonRpcs {
	readonly GetRPCMethods: { readonly request: Empty; readonly response: { readonly methods: readonly string[] } };
}

export interface Rpcs extends CpeRpcs, AcsRpcs, CommonRpcs {}
export type RpcName = keyof Rpcs;
export type AcsRpcName = keyof AcsRpcs | "GetRPCMethods";
export type CpeRpcName = keyof CpeRpcs | "GetRPCMethods";

export type RequestOf<N extends RpcName> = N extends RpcName
	? { readonly kind: "request"; readonly rpc: N; readonly body: Rpcs[N]["request"] }
	: never;
export type ResponseOf<N extends RpcName> = N extends RpcName
	? { readonly kind: "response"; readonly rpc: N; readonly body: Rpcs[N]["response"] }
	: never;
export type FaultMessage = { readonly kind: "fault"; readonly fault: CwmpFault };

/** What an ACS may ask, and what a CPE may ask. */
export type AcsRequest = RequestOf<AcsRpcName>;
export type CpeRequest = RequestOf<CpeRpcName>;
export type AcsResponse = ResponseOf<CpeRpcName>;
export type CpeResponse = ResponseOf<AcsRpcName>;
export type Message = RequestOf<RpcName> | ResponseOf<RpcName> | FaultMessage;

/** A message in its SOAP envelope, with the header elements of 3.4.7 and Annex A's `cwmp` headers. */
export interface Envelope {
	readonly message: Message;
	/** `cwmp:ID`; `null` where there was none, `""` where it was empty. */
	readonly id: string | null;
	/** The CWMP namespace as it was written, `urn:dslforum-org:cwmp-1-2`; `null` where none of CWMP's was declared. */
	readonly namespace: string | null;
	readonly holdRequests: boolean;
	/** SessionTimeout header, CWMP 1.2 and later. */
	readonly sessionTimeoutSeconds: number | null;
	/** SupportedCWMPVersions header, CWMP 1.4: `["1.0", "1.1", …]`. */
	readonly supportedVersions: readonly string[] | null;
	/** UseCWMPVersion header of an InformResponse. */
	readonly useVersion: string | null;
}

/** A deviation that was met and taken: quoted in evidence. */
export interface Warning {
	readonly code: string;
	readonly detail: string;
}
