import { deviceKey, type LiveSession } from "./liveSession.ts";

export type SessionTable = ReturnType<typeof createSessionTable>;

/** The sessions that are open, by cookie, by TCP connection and by device: one device has one. */
export function createSessionTable() {
	const byCookie = new Map<string, LiveSession>();
	const byDevice = new Map<string, LiveSession>();
	const byConnection = new WeakMap<object, LiveSession>();
	const endings = new Map<string, Set<(session: LiveSession) => void>>();

	return {
		get size() {
			return byCookie.size;
		},
		all: () => byCookie.values(),
		add(session: LiveSession): void {
			byCookie.set(session.cookie, session);
			byDevice.set(deviceKey(session.tenant.tenant, session.device.id), session);
			byConnection.set(session.connection, session);
		},
		/** A session that goes on over another connection (quirk 4). */
		moved(session: LiveSession, connection: object): void {
			session.connection = connection;
			byConnection.set(connection, session);
		},
		/** By any cookie that came, else by the connection (quirks 1–3, 109). */
		find(tenant: string, cookies: readonly string[], connection: object): LiveSession | null {
			for (const cookie of cookies) {
				const session = byCookie.get(cookie);
				if (session?.tenant.tenant === tenant) return session;
			}
			const session = byConnection.get(connection);
			return session?.tenant.tenant === tenant && byCookie.has(session.cookie) ? session : null;
		},
		ofDevice: (tenant: string, device: string): LiveSession | null => byDevice.get(deviceKey(tenant, device)) ?? null,
		/** False where it was gone already. */
		remove(session: LiveSession): boolean {
			if (!byCookie.delete(session.cookie)) return false;
			const key = deviceKey(session.tenant.tenant, session.device.id);
			if (byDevice.get(key) === session) byDevice.delete(key);
			if (byConnection.get(session.connection) === session) byConnection.delete(session.connection);
			const waiting = endings.get(key);
			endings.delete(key);
			for (const resolve of waiting ?? []) resolve(session);
			return true;
		},
		/** Resolves when the device's open session has ended; at once where there is none. */
		ended(tenant: string, device: string): Promise<void> {
			const key = deviceKey(tenant, device);
			if (!byDevice.has(key)) return Promise.resolve();
			return new Promise((resolve) => {
				const waiting = endings.get(key) ?? new Set();
				waiting.add(() => resolve());
				endings.set(key, waiting);
			});
		},
	};
}
