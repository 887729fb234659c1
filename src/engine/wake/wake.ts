import { setTimeout as delay } from "node:timers/promises";
import type { Credentials } from "../../cwmp/digest.ts";
import type { Clock } from "../../lib/edges.ts";
import { secretContext, type Vault } from "../../lib/vault.ts";
import type { Wake } from "../../shared/devices.ts";
import type { Database, TenantId } from "../../store/db.ts";
import { findDevice, type KnownDevice } from "../../store/devices.ts";
import { deviceKey, type LiveSession } from "../liveSession.ts";
import type { SessionTable } from "../sessionTable.ts";
import { type Knock, knock } from "./http.ts";

/** One way to make a device call; UDP (Annex G) and XMPP (Annex K) stand beside HTTP in this list. */
export interface WakeMethod {
	readonly name: "http" | "udp" | "xmpp";
	reaches(device: KnownDevice): boolean;
	knock(device: KnownDevice, signal: AbortSignal): Promise<Knock>;
}

export function httpWake(vault: Vault): WakeMethod {
	return {
		name: "http",
		reaches: (device) => device.connectionRequestUrl !== null,
		knock: (device, signal) => knock(device.connectionRequestUrl as string, credentialsOf(device, vault), signal),
	};
}

/** The device's own, then those before them, until the new ones have worked once. */
function credentialsOf(device: KnownDevice, vault: Vault): Credentials[] {
	const {
		connectionRequestUsername: username,
		connectionRequestPassword: password,
		previousConnectionRequest,
	} = device;
	const sealed = [
		...(username !== null && password !== null ? [{ username, password }] : []),
		...(previousConnectionRequest ? [previousConnectionRequest] : []),
	];
	const context = secretContext(device.tenant, "device.connectionRequestPassword");
	return sealed.map((one) => ({ username: one.username, password: vault.read(one.password, context) }));
}

/** Knocks are repeated after these pauses for as long as something waits for the device. */
const PAUSES_MS = [3_000, 10_000, 30_000, 60_000] as const;
const MAX_CONCURRENT = 64;
/** What a 401 or a dead address may take to show a session all the same. */
const SESSION_GRACE_MS = 1_000;

/** A session in which the device has said nothing for so long is no sign of its presence: its connection may be cut. */
const QUIET_MS = 5_000;

export type Waker = ReturnType<typeof createWaker>;

export function createWaker(deps: {
	readonly database: Database;
	readonly clock: Clock;
	readonly table: SessionTable;
	readonly methods: readonly WakeMethod[];
	/** The new credentials have worked: the old ones may go. */
	readonly onConfirmed: (device: KnownDevice) => void;
	readonly stillAwaited: (tenant: TenantId, device: string) => Promise<boolean>;
	readonly onError: (error: unknown) => void;
}) {
	const waiting = new Map<string, Set<() => void>>();
	/** Devices that are being woken for their queue. */
	const campaigns = new Map<string, { readonly stop: AbortController; again: boolean }>();
	const places: (() => void)[] = [];
	let knocking = 0;
	const closing = new AbortController();

	/** Sends a connection request and waits for the session that proves it. */
	async function wake(tenant: TenantId, deviceId: string, timeoutMs: number): Promise<Wake> {
		const begun = deps.clock().getTime();
		const elapsed = () => deps.clock().getTime() - begun;
		const open = deps.table.ofDevice(tenant, deviceId);
		if (open && quietFor(open) < QUIET_MS) {
			return { reachable: true, method: "session", elapsedMs: elapsed(), reason: null };
		}
		const device = await findDevice(deps.database.scope(tenant), deviceId);
		const method = device && deps.methods.find((candidate) => candidate.reaches(device));
		const session = nextSession(tenant, deviceId, timeoutMs);
		if (!device || !method) {
			session.cancel();
			const reason = "the device has given no address for connection requests";
			return { reachable: false, method: "http", elapsedMs: elapsed(), reason };
		}
		let answer: Knock = { outcome: "unreachable", reason: "the device did not answer the connection request in time" };
		const knocked = place(() => method.knock(device, closing.signal)).then((result) => {
			answer = result;
			if (result.outcome === "denied" || result.outcome === "unreachable") session.shorten(SESSION_GRACE_MS);
			else if (result.outcome === "accepted") deps.onConfirmed(device);
		});
		// The session may come before the device has answered, or without an answer.
		const came = await session.came;
		knocked.catch(deps.onError);
		return { reachable: came, method: method.name, elapsedMs: elapsed(), reason: came ? null : reasonOf(answer) };
	}

	/** Wakes a device for what stands in its queue, until a session begins or nothing waits any more. */
	function campaign(tenant: TenantId, deviceId: string): void {
		const key = deviceKey(tenant, deviceId);
		const running = campaigns.get(key);
		if (closing.signal.aborted) return;
		if (running) {
			// What came in meanwhile may be for a later session than the one that ends this campaign.
			running.again = true;
			return;
		}
		const mine = { stop: new AbortController(), again: false };
		campaigns.set(key, mine);
		void run(tenant, deviceId, mine.stop.signal)
			.catch(deps.onError)
			.finally(() => {
				campaigns.delete(key);
				if (mine.again) campaign(tenant, deviceId);
			});
	}

	async function run(tenant: TenantId, deviceId: string, signal: AbortSignal): Promise<void> {
		// What was accepted during a session is for the next one.
		await ended(tenant, deviceId);
		for (let attempt = 0; !signal.aborted; attempt++) {
			if (!(await deps.stillAwaited(tenant, deviceId))) return;
			const pause = PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)] as number;
			const { reachable, reason } = await wake(tenant, deviceId, pause);
			if (reachable || reason === null) return;
			const session = nextSession(tenant, deviceId, pause);
			signal.addEventListener("abort", () => session.cancel(), { once: true });
			if (await session.came) return;
		}
	}

	/** Resolves when the device's session is over, or has fallen silent: a device that is there begins another. */
	async function ended(tenant: TenantId, deviceId: string): Promise<void> {
		for (;;) {
			const open = deps.table.ofDevice(tenant, deviceId);
			const left = open ? QUIET_MS - quietFor(open) : 0;
			if (left <= 0) return;
			const over = new AbortController();
			const silence = delay(left, undefined, { signal: over.signal, ref: false }).catch(() => undefined);
			await Promise.race([deps.table.ended(tenant, deviceId), silence]);
			over.abort();
		}
	}

	function quietFor(session: LiveSession): number {
		return deps.clock().getTime() - session.lastActivityAt;
	}

	function nextSession(tenant: TenantId, deviceId: string, timeoutMs: number) {
		const key = deviceKey(tenant, deviceId);
		const list = waiting.get(key) ?? new Set();
		waiting.set(key, list);
		let settle: (came: boolean) => void = () => undefined;
		const came = new Promise<boolean>((resolve) => {
			settle = resolve;
		});
		const arrived = () => done(true);
		const done = (result: boolean) => {
			clearTimeout(timer);
			list.delete(arrived);
			if (list.size === 0 && waiting.get(key) === list) waiting.delete(key);
			settle(result);
		};
		let timer = setTimeout(() => done(false), timeoutMs);
		list.add(arrived);
		return {
			came,
			cancel: () => done(false),
			shorten(milliseconds: number) {
				if (milliseconds >= timeoutMs) return;
				clearTimeout(timer);
				timer = setTimeout(() => done(false), milliseconds);
			},
		};
	}

	/** So that a wave of wakes does not become a storm of connections. */
	async function place<T>(work: () => Promise<T>): Promise<T> {
		if (knocking >= MAX_CONCURRENT) await new Promise<void>((resolve) => places.push(resolve));
		knocking++;
		try {
			return await work();
		} finally {
			knocking--;
			places.shift()?.();
		}
	}

	return {
		wake,
		campaign,
		/** A session has begun: whoever knocked has been heard. */
		sessionBegun(session: LiveSession): void {
			const key = deviceKey(session.tenant.tenant, session.device.id);
			for (const arrived of [...(waiting.get(key) ?? [])]) arrived();
		},
		close(): void {
			closing.abort();
			for (const { stop } of campaigns.values()) stop.abort();
			for (const list of waiting.values()) for (const arrived of [...list]) arrived();
		},
	};
}

function reasonOf(answer: Knock): string {
	if (answer.outcome === "accepted") return "the device took the connection request, and no session followed";
	if (answer.outcome === "busy") return "the device answered 503: it is busy, or behind a proxy that can't reach it";
	return answer.reason;
}
