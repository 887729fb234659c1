import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { LiveEvent } from "../../src/shared/events.ts";
import { apiUrl } from "./client.ts";
import { type Key, staleAfter } from "./keys.ts";

export type LiveState = "connecting" | "live" | "offline";

/** A record, so that a new event type does not compile until it is listened to. */
const EVENT_TYPES: Record<LiveEvent["type"], true> = {
	"device.seen": true,
	"device.informed": true,
	"device.changed": true,
	"device.presenceChanged": true,
	"session.ended": true,
	"operation.changed": true,
	"proofRun.changed": true,
	"matrix.changed": true,
	"certification.changed": true,
	"change.changed": true,
};

/** At once when it is quiet; when it is busy, no query is asked again more often than this. */
const SOON_MS = 200;
const ONE_MS = 1_000;
/** Lists over a whole fleet are dear to read, and with thousands of devices something changes all the time. */
const FLEET_MS = 5_000;
const RECONNECT_MS = 5_000;

/** Collects keys and hands them over together, at most once in `intervalMs`. */
function createThrottle(intervalMs: number, flush: (keys: Iterable<Key>) => void) {
	const pending = new Map<string, Key>();
	let timer: ReturnType<typeof setTimeout> | undefined;
	let last = 0;
	return {
		add(key: Key): void {
			pending.set(JSON.stringify(key), key);
			timer ??= setTimeout(
				() => {
					timer = undefined;
					last = Date.now();
					const keys = [...pending.values()];
					pending.clear();
					flush(keys);
				},
				Math.max(SOON_MS, last + intervalMs - Date.now()),
			);
		},
		stop: () => clearTimeout(timer),
	};
}

/** Listens to the tenant's events and marks the matching queries stale. */
export function useLiveEvents(tenant: string): LiveState {
	const cache = useQueryClient();
	const [state, setState] = useState<LiveState>("connecting");

	useEffect(() => {
		const invalidate = (keys: Iterable<Key>) => {
			for (const queryKey of keys) void cache.invalidateQueries({ queryKey });
		};
		const one = createThrottle(ONE_MS, invalidate);
		const fleet = createThrottle(FLEET_MS, invalidate);
		let source: EventSource | undefined;
		let reconnectTimer: ReturnType<typeof setTimeout> | undefined;
		let wasLost = false;

		const onEvent = (message: MessageEvent<string>) => {
			for (const key of staleAfter(JSON.parse(message.data) as LiveEvent)) {
				(key[0] === "devices" || key[0] === "models" ? fleet : one).add(key);
			}
		};
		const connect = () => {
			source = new EventSource(apiUrl("/events", { tenant }));
			for (const type of Object.keys(EVENT_TYPES)) source.addEventListener(type, onEvent);
			source.onopen = () => {
				setState("live");
				// What was missed in between is unknown: a fresh EventSource does not resume.
				if (wasLost) void cache.invalidateQueries();
				wasLost = false;
			};
			source.onerror = () => {
				setState("offline");
				wasLost = true;
				if (source?.readyState === EventSource.CLOSED) reconnectTimer = setTimeout(connect, RECONNECT_MS);
			};
		};

		setState("connecting");
		connect();
		return () => {
			source?.close();
			one.stop();
			fleet.stop();
			clearTimeout(reconnectTimer);
		};
	}, [cache, tenant]);

	return state;
}
