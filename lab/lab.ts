/** A lab: many virtual CPEs in one process, against one ACS. */
import type { LabContext } from "./context.ts";
import { Cpe } from "./cpe.ts";
import type { Listener } from "./events.ts";
import { listenForConnectionRequests } from "./listener.ts";
import type { LabModel } from "./model.ts";

export interface LabOptions {
	/** The whole CWMP URL: `http://127.0.0.1:7547/cwmp/lab`. */
	readonly acsUrl: string;
	readonly now?: () => Date;
	readonly random?: () => number;
	/** What a second of a model's own lasts here, in seconds: 1/60 makes a reboot of a minute a second. */
	readonly timeScale?: number;
	/** The same for the waits between tries of a session. */
	readonly retryScale?: number;
	readonly timeoutMs?: number;
	/** Credentials for the ACS, where it asks. */
	readonly username?: string;
	readonly password?: string;
	/** A certificate authority that the CPEs trust, in PEM. */
	readonly ca?: string;
	/** Where the CPEs take connection requests. */
	readonly host?: string;
}

interface AddOptions {
	readonly serialNumber?: string;
	readonly username?: string;
	readonly password?: string;
}

export interface Lab {
	readonly cpes: readonly Cpe[];
	/** A CPE, off; its serial number is made from the model's pattern unless it is given. */
	readonly add: (model: LabModel, options?: AddOptions) => Cpe;
	readonly on: (listener: Listener) => () => void;
	/** Power off, all of them, and the listener goes. */
	readonly close: () => Promise<void>;
}

export async function createLab(options: LabOptions): Promise<Lab> {
	const cpes: Cpe[] = [];
	const counts = new Map<string, number>();
	const listeners = new Set<Listener>();
	const connectionRequests = await listenForConnectionRequests(options.host ?? "127.0.0.1");
	const timeScale = options.timeScale ?? 1 / 60;
	const context: LabContext = {
		acsUrl: options.acsUrl,
		now: options.now ?? (() => new Date()),
		random: options.random ?? Math.random,
		timeScale,
		retryScale: options.retryScale ?? timeScale,
		timeoutMs: options.timeoutMs ?? 60_000,
		ca: options.ca,
		connectionRequestUrl: connectionRequests.url,
		emit: (event) => {
			for (const listener of listeners) listener(event);
		},
	};
	return {
		cpes,
		add: (model, { serialNumber, username, password } = {}) => {
			const number = (counts.get(model.name) ?? 0) + 1;
			counts.set(model.name, number);
			const cpe = new Cpe(model, context, {
				serialNumber: serialNumber ?? serialOf(model.identity.serialPattern, number),
				index: cpes.length + 1,
				username: username ?? options.username ?? "",
				password: password ?? options.password ?? "",
			});
			cpes.push(cpe);
			connectionRequests.add(cpe);
			return cpe;
		},
		on: (listener) => {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		close: async () => {
			for (const cpe of cpes) cpe.powerOff();
			await connectionRequests.close();
		},
	};
}

/** `ACM####` numbers the CPEs; a pattern without `#` is one device's own serial, and its copies get a suffix. */
function serialOf(pattern: string, number: number): string {
	if (/#/.test(pattern)) return pattern.replace(/#+/, (hashes) => String(number).padStart(hashes.length, "0"));
	return number === 1 ? pattern : `${pattern}-${number}`;
}
