import type { Credentials } from "../cwmp/digest.ts";
import type { DeviceIdentity, InformEvent, ParameterInfo, ParameterValue } from "../cwmp/messages.ts";
import type { SessionState } from "../cwmp/session.ts";
import type { TranscriptMessage } from "../cwmp/transcript.ts";
import type { Cut } from "../proof/check.ts";
import type { KnownDevice } from "../store/devices.ts";
import type { QueuedOperation } from "../store/queue.ts";
import type { Tenant } from "../store/tenants.ts";
import type { ActiveProgram } from "./activeProgram.ts";
import type { TransferSeen } from "./operations/program.ts";

/** One POST of a CPE, as the listener hands it over. */
export interface CwmpPost {
	readonly tenant: Tenant;
	/** Inflated; empty for the POST that gives the turn away. */
	readonly body: Uint8Array;
	readonly contentType: string | undefined;
	/** Every session cookie that came, quoted or not. */
	readonly cookies: readonly string[];
	readonly connection: object;
	readonly remoteAddress: string;
	readonly secure: boolean;
	/** Checks the credentials of this request; the refusal where they don't do. */
	readonly authorize: (device: DeviceIdentity, own: Credentials | null) => HttpReply | null;
}

/** What goes back to the CPE for one POST. */
export interface HttpReply {
	readonly status: number;
	readonly body: string;
	/** The body as it is sent, where it is encoded already. */
	readonly bytes?: Uint8Array;
	readonly headers?: Readonly<Record<string, string | readonly string[]>>;
	readonly cookie?: string;
	/** The connection can't be used any further. */
	readonly close?: boolean;
	/** Nothing is answered: the connection is cut, as a network would. */
	readonly cut?: boolean;
	/** Why nothing was served, for the log and the metrics. */
	readonly refusal?: { readonly code: string; readonly detail: string };
}

export interface KeptMessage extends TranscriptMessage {
	/** It is known to tell no secret. */
	readonly isOpen: boolean;
}

/** One session that is open now. Changed only by its own requests, one at a time, and by its timeouts. */
export interface LiveSession {
	readonly id: string;
	readonly cookie: string;
	readonly tenant: Tenant;
	/** As it was read at the Inform, with what the session has learnt since. */
	device: KnownDevice;
	readonly slot: number;
	readonly startedAt: Date;
	readonly events: readonly InformEvent[];
	readonly retryCount: number;
	/** The device's own clock at its Inform, as it says it. */
	readonly currentTime: string;
	readonly informParameters: readonly ParameterValue[];
	readonly transfers: TransferSeen[];
	readonly remoteAddress: string;
	readonly secure: boolean;
	/** The namespace that the device writes, and is answered in. */
	readonly namespace: string;
	/** What UseCWMPVersion says, where the device sent SupportedCWMPVersions. */
	readonly useVersion: string | undefined;
	/** Whether the model's profile asks for an XML declaration before each message. */
	readonly declaration: boolean;
	state: SessionState;
	transcript: KeptMessage[];
	rpcs: number;
	nextId: number;
	lastActivityAt: number;
	/** The TCP connection that it was last seen on. */
	connection: object;
	/** The last request and what it was answered, for retransmissions. */
	last: { readonly body: Uint8Array; readonly reply: HttpReply } | null;
	/** How often the awaited request was sent again to a retransmitted POST. */
	resent: number;
	/** Faults that its messages were answered with, one right after the other. */
	faultsInARow: number;
	active: ActiveProgram | null;
	/** Programs of this device that this session has already been shown to. */
	readonly resumed: Set<ActiveProgram>;
	/** Nothing more may be sent in this session (contract, section 3, *After*). */
	mustEnd: boolean;
	/** Whether the queue may hold something that this session has not looked at. */
	queueDirty: boolean;
	/** The device's open operations as they were last read. */
	queue: readonly QueuedOperation[];
	firstContactTried: boolean;
	observedValues: ParameterValue[];
	observedNames: ParameterInfo[];
	/** Secrets that the device has told in clear, for nothing but to be compared; they stay in this session. */
	toldSecrets: Map<string, string>;
	/** What a walk showed to be whole, for removing what is gone. */
	wholePrefixes: string[];
	/** Where a proof run wants the connection cut. */
	cut: Cut | null;
	/** Its requests are served one after the other. */
	turn: Promise<unknown>;
	waitingRequests: number;
}

export function deviceKey(tenant: string, device: string): string {
	return `${tenant}/${device}`;
}
