import type { Envelope } from "../cwmp/messages.ts";
import { awaitingInform } from "../cwmp/session.ts";
import { defaultNamespace } from "../cwmp/versions.ts";
import type { Random } from "../lib/edges.ts";
import type { KnownDevice } from "../store/devices.ts";
import { type Inform, versionToUse } from "./informs.ts";
import type { CwmpPost, LiveSession } from "./liveSession.ts";

const COOKIE_LENGTH = 22;
/** A dateTime with fractions and a zone has 35. */
const MAX_TIME_LENGTH = 40;

/** A session at its Inform; its slot in the device's ring follows from how many it has had. */
export function newSession(
	post: CwmpPost,
	envelope: Envelope,
	inform: Inform,
	device: KnownDevice,
	now: Date,
	deps: { readonly random: Random; readonly wantsDeclaration: (device: KnownDevice) => boolean },
): LiveSession {
	const { tenant } = post;
	const { random } = deps;
	const count = device.sessionCount;
	return {
		id: random.uuid(),
		cookie: random.alphanumeric(COOKIE_LENGTH),
		tenant,
		device,
		slot: (device.lab ?? tenant.lab) ? count : count % Math.max(1, tenant.transcriptSessions),
		startedAt: now,
		events: inform.events,
		retryCount: inform.retryCount,
		currentTime: inform.currentTime.slice(0, MAX_TIME_LENGTH),
		informParameters: inform.parameters,
		transfers: [],
		remoteAddress: post.remoteAddress,
		secure: post.secure,
		namespace: envelope.namespace ?? (device.namespace || defaultNamespace),
		useVersion: versionToUse(envelope),
		declaration: deps.wantsDeclaration(device),
		state: awaitingInform,
		transcript: [],
		rpcs: 0,
		nextId: 1,
		lastActivityAt: now.getTime(),
		connection: post.connection,
		last: null,
		resent: 0,
		faultsInARow: 0,
		active: null,
		resumed: new Set(),
		mustEnd: false,
		queueDirty: device.hasOpenOperations,
		queue: [],
		firstContactTried: false,
		observedValues: [],
		toldSecrets: new Map(),
		observedNames: [],
		wholePrefixes: [],
		cut: null,
		turn: Promise.resolve(),
		waitingRequests: 0,
	};
}
