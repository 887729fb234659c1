/** A virtual CPE: its tree, its power, its timers and what it has yet to tell the ACS. One object per device. */
import type { DeviceIdentity, InformEvent, ParameterValue } from "../src/cwmp/messages.ts";
import type { LabContext } from "./context.ts";
import type { CpeEvent, CpeState, LabEvent, Listener, SessionRecord } from "./events.ts";
import { factOf } from "./facts.ts";
import type { Behaviour, LabModel } from "./model.ts";
import { runSession } from "./session.ts";
import { periodicWaitMs, retryDelaySeconds, Timers } from "./timing.ts";
import type { Completion, Transfer } from "./transfer.ts";
import { Tree } from "./tree.ts";

export interface CpeOptions {
	readonly serialNumber: string;
	/** Unique in the lab; makes its addresses. */
	readonly index: number;
	readonly username: string;
	readonly password: string;
}

const BOOTSTRAP: InformEvent = { code: "0 BOOTSTRAP", commandKey: "" };
const BOOT: InformEvent = { code: "1 BOOT", commandKey: "" };
const PERIODIC: InformEvent = { code: "2 PERIODIC", commandKey: "" };
const VALUE_CHANGE: InformEvent = { code: "4 VALUE CHANGE", commandKey: "" };
const CONNECTION_REQUEST: InformEvent = { code: "6 CONNECTION REQUEST", commandKey: "" };

/** Between two boots of one cause, and while a configuration takes hold. */
const SECOND_BOOT_SECONDS = 10;

export class Cpe {
	readonly model: LabModel;
	readonly lab: LabContext;
	readonly serialNumber: string;
	readonly index: number;
	readonly credentials: { readonly username: string; readonly password: string };
	readonly tree: Tree;
	/** Of the software that runs. */
	softwareVersion: string;
	state: CpeState = "off";
	retryCount = 0;
	lastCookie = "";
	transfers: Transfer[] = [];
	/** That were tried since it was made. */
	downloads = 0;
	completions: Completion[] = [];

	#events: InformEvent[] = [];
	/** Those that the session that runs now tells of. */
	#told: readonly InformEvent[] | null = null;
	#changed: Set<string> | null = null;
	#notifications: Map<string, number> | null = null;
	#bootActions: (() => void)[] = [];
	#bootedAt = 0;
	#bootstrapped = false;
	readonly #timers = new Timers();
	#cancelPeriodic: (() => void) | null = null;
	#cancelRetry: (() => void) | null = null;
	#hangs = false;
	#power = new AbortController();
	#running: Promise<SessionRecord> | null = null;
	#next: Promise<SessionRecord> | null = null;
	#listeners: Set<Listener> | null = null;

	constructor(model: LabModel, lab: LabContext, options: CpeOptions) {
		this.model = model;
		this.lab = lab;
		this.serialNumber = options.serialNumber;
		this.index = options.index;
		this.credentials = { username: options.username, password: options.password };
		this.softwareVersion = model.identity.softwareVersion;
		this.tree = new Tree(model.tree(), (name) => factOf(this, name), model.behaviour.set.reusesNumbers);
	}

	get behaviour(): Behaviour {
		return this.model.behaviour;
	}

	get identity(): DeviceIdentity {
		const { manufacturer, oui, productClass } = this.model.identity;
		return { manufacturer, oui, productClass, serialNumber: this.serialNumber };
	}

	get isOn(): boolean {
		return this.state === "idle" || this.state === "inSession";
	}

	/** Aborted when the power goes. */
	get signal(): AbortSignal {
		return this.#power.signal;
	}

	get upTimeSeconds(): number {
		return this.#bootedAt === 0 ? 0 : Math.max(0, Math.round((this.lab.now().getTime() - this.#bootedAt) / 1000));
	}

	get acsUrl(): string {
		const url = this.management("URL");
		return /^https?:/.test(url) && URL.canParse(url) ? url : this.lab.acsUrl;
	}

	/** A parameter of the ManagementServer that this CPE's client obeys; empty where it has none. */
	management(name: string): string {
		return this.tree.value(`${this.model.root}ManagementServer.${name}`) ?? "";
	}

	on(listener: Listener): () => void {
		this.#listeners ??= new Set();
		this.#listeners.add(listener);
		return () => void this.#listeners?.delete(listener);
	}

	/** The first event from now on that the predicate takes. */
	waitFor(takes: (event: LabEvent) => boolean, deadlineMs = 10_000): Promise<LabEvent> {
		return new Promise((resolve, reject) => {
			const stop = this.on((event) => {
				if (!takes(event)) return;
				clearTimeout(timer);
				stop();
				resolve(event);
			});
			const timer = setTimeout(() => {
				stop();
				reject(new Error(`${this.serialNumber}: nothing of the kind within ${deadlineMs} ms`));
			}, deadlineMs);
		});
	}

	report(event: CpeEvent): void {
		const full: LabEvent = { ...event, cpe: this };
		for (const listener of this.#listeners ?? []) listener(full);
		this.lab.emit(full);
	}

	/** Boots, and calls the ACS; answers with the first session's record. */
	powerOn(): Promise<SessionRecord> {
		if (this.state !== "off") throw new Error(`${this.serialNumber} is already on`);
		this.#power = new AbortController();
		return this.#up([]);
	}

	/** All timers and sockets go; the tree stays as it is. */
	powerOff(): void {
		this.#down("off");
	}

	/** Takes power and never speaks again. */
	goDark(): void {
		this.#down("dark");
	}

	reboot(delaySeconds: number, events: readonly InformEvent[], boots = 1): void {
		this.#down("booting");
		this.#power = new AbortController();
		this.later(this.scaled(delaySeconds), async () => {
			await this.#up(events);
			if (boots > 1 && this.isOn) this.reboot(SECOND_BOOT_SECONDS, [], boots - 1);
		});
	}

	factoryReset(): void {
		if (this.behaviour.factoryReset.outcome === "noReturn") {
			this.goDark();
			return;
		}
		this.tree.reset(this.behaviour.factoryReset.keeps);
		this.#notifications = null;
		this.#bootActions = [];
		this.#events = [];
		this.transfers = [];
		this.completions = [];
		this.#bootstrapped = !this.behaviour.factoryReset.bootstrap;
		this.reboot(this.behaviour.reboot.delaySeconds, []);
	}

	/** Writes the image, boots from it, and tells of the transfer. */
	install(version: string, events: readonly InformEvent[]): void {
		const isNew = version !== this.softwareVersion;
		const told = isNew ? [...events, VALUE_CHANGE] : events;
		this.atBoot(() => {
			this.softwareVersion = version;
		});
		this.reboot(this.behaviour.download.installSeconds, told);
	}

	/** Something that takes effect at the next boot. */
	atBoot(action: () => void): void {
		this.#bootActions.push(action);
	}

	/** Adds events and runs a session, after the one that runs now; many wishes make one session. */
	inform(events: readonly InformEvent[] = [PERIODIC]): Promise<SessionRecord> {
		for (const event of events) {
			const { code, commandKey } = event;
			// What the session that runs now tells of is told again: it happened again.
			const waiting = this.#events.filter((other) => !this.#told?.includes(other));
			if (!waiting.some((other) => other.code === code && other.commandKey === commandKey))
				this.#events.push({ ...event });
		}
		if (this.#next !== null) return this.#next;
		const next = (this.#running ?? Promise.resolve()).then(() => this.#session());
		this.#next = next;
		return next;
	}

	/** `inform` for timers: nobody waits for the record, and failures are retried. */
	informLater(events: readonly InformEvent[]): void {
		void this.inform(events);
	}

	connectionRequested(): void {
		this.report({ type: "connectionRequest", accepted: true });
		this.informLater([CONNECTION_REQUEST]);
	}

	/** The ACS has the events: they are not told again (3.7.1.5). */
	informed(events: readonly InformEvent[]): void {
		this.#events = this.#events.filter((event) => !events.includes(event));
		this.#changed = null;
		this.#bootstrapped = true;
	}

	informParameters(): ParameterValue[] {
		const paths = new Set([...this.model.informParameters, ...(this.#changed ?? [])]);
		return [...paths].flatMap((path) => this.tree.values(path) ?? []);
	}

	scheduleInform(delaySeconds: number, commandKey: string): void {
		this.later(delaySeconds * 1000, () => {
			this.informLater([
				{ code: "3 SCHEDULED", commandKey: "" },
				{ code: "M ScheduleInform", commandKey },
			]);
		});
	}

	notification(path: string): number {
		return this.#notifications?.get(path) ?? 0;
	}

	setNotification(path: string, notification: number): void {
		this.#notifications ??= new Map();
		this.#notifications.set(path, notification);
	}

	setParameterKey(key: string): void {
		if (this.behaviour.set.keepsParameterKey) this.tree.set(`${this.model.root}ManagementServer.ParameterKey`, key);
	}

	/** A value changes by itself: active notifications call the ACS, passive ones go with the next Inform. */
	change(path: string, value: string): void {
		if (this.tree.value(path) === value || !this.tree.set(path, value)) return;
		const notification = this.notification(path);
		if (notification === 0) return;
		this.#changed ??= new Set();
		this.#changed.add(path);
		if (notification === 2 || notification >= 4) this.informLater([VALUE_CHANGE]);
		else this.#events.push(VALUE_CHANGE);
	}

	/** What the ACS set matters to the client itself. */
	settingChanged(path: string): void {
		const management = `${this.model.root}ManagementServer.`;
		if (path.startsWith(`${management}PeriodicInform`)) this.#armPeriodic();
		if (path === `${management}URL`) {
			this.#bootstrapped = false;
			this.informLater([]);
		}
	}

	timestamp(withFraction = false): string {
		const iso = this.lab.now().toISOString();
		return withFraction ? `${iso.slice(0, -1)}000Z` : `${iso.slice(0, 19)}Z`;
	}

	/** A model's own seconds, as milliseconds in this lab. */
	scaled(seconds: number): number {
		return seconds * this.lab.timeScale * 1000;
	}

	/** A pause of the model's own (or `real` seconds); ends early when the power goes. */
	pause(seconds: number, real = false): Promise<void> {
		if (seconds === 0) return Promise.resolve();
		return new Promise((resolve) => {
			const end = () => {
				clearTimeout(timer);
				this.signal.removeEventListener("abort", end);
				resolve();
			};
			const timer = setTimeout(end, real ? seconds * 1000 : this.scaled(seconds));
			this.signal.addEventListener("abort", end);
		});
	}

	/** Does something later, unless the power goes before. */
	later(delayMs: number, action: () => unknown): void {
		this.#timers.later(delayMs, action);
	}

	#become(state: CpeState): void {
		if (this.state === state) return;
		this.state = state;
		this.report({ type: "state", state });
	}

	#up(events: readonly InformEvent[]): Promise<SessionRecord> {
		this.#bootedAt = this.lab.now().getTime();
		for (const action of this.#bootActions.splice(0)) action();
		// What was not over when the power went is forgotten.
		this.transfers = [];
		this.#become("idle");
		this.#armPeriodic();
		const bootstraps = !this.#bootstrapped && this.behaviour.inform.bootstrap;
		const own = [...(bootstraps ? [BOOTSTRAP] : []), ...(this.behaviour.reboot.boot ? [BOOT] : []), ...events];
		return this.inform(own.length > 0 ? own : [PERIODIC]);
	}

	#down(state: CpeState): void {
		this.#timers.clear();
		this.#become(state);
		this.#power.abort();
	}

	async #session(): Promise<SessionRecord> {
		this.#next = null;
		const events = this.#events.filter(
			({ code, commandKey }, index, all) =>
				index === all.findIndex((other) => other.code === code && other.commandKey === commandKey),
		);
		this.#events = [...events];
		if (!this.isOn) return this.#notHeld(events);
		this.#cancelRetry?.();
		const power = this.#power;
		// The last session may have named another ACS, to which this is the first contact.
		const first =
			!this.#bootstrapped && this.behaviour.inform.bootstrap && !events.some(({ code }) => code === BOOTSTRAP.code);
		if (first) events.unshift(BOOTSTRAP);
		this.#told = [...events];
		if (this.completions.length > 0 && !events.some(({ code }) => code === "7 TRANSFER COMPLETE")) {
			events.push({ code: "7 TRANSFER COMPLETE", commandKey: "" });
		}
		this.#become("inSession");
		const running = runSession(this, events);
		this.#running = running.then(({ record }) => record);
		const { record, after } = await running;
		this.#running = null;
		this.#told = null;
		if (power === this.#power && !power.signal.aborted) this.#become("idle");
		this.report({ type: "session", record });
		if (power.signal.aborted) return record;
		for (const action of after) if (this.isOn) action();
		if (record.error === null) this.#succeeded();
		else if (this.isOn && this.behaviour.inform.retries) this.#retryLater(record.retryAfterSeconds);
		else this.#hang();
		return record;
	}

	#notHeld(events: readonly InformEvent[]): SessionRecord {
		const { serialNumber } = this;
		const at = this.lab.now();
		const error = `the CPE is ${this.state}`;
		return { serialNumber, events, startedAt: at, endedAt: at, error, retryAfterSeconds: null, messages: [] };
	}

	#succeeded(): void {
		this.retryCount = 0;
		if (this.#hangs) this.#armPeriodic();
		this.#hangs = false;
	}

	/** Calls nobody any more, until it is woken or booted. */
	#hang(): void {
		this.#hangs = true;
		this.#cancelPeriodic?.();
	}

	/** By the rules of 3.2.1.1, or after what a 503 asks for. */
	#retryLater(retryAfterSeconds: number | null): void {
		this.retryCount++;
		const minimum = Number(this.management("CWMPRetryMinimumWaitInterval")) || 5;
		const multiplier = Number(this.management("CWMPRetryIntervalMultiplier")) || 2000;
		const own = retryDelaySeconds(this.retryCount, minimum, multiplier, this.lab.random()) * this.lab.retryScale;
		this.#cancelRetry = this.#timers.later((retryAfterSeconds ?? own) * 1000, () => this.informLater([]));
	}

	#armPeriodic(): void {
		this.#cancelPeriodic?.();
		const { periodic, fixedSeconds } = this.behaviour.inform;
		if (!periodic || !["1", "true"].includes(this.management("PeriodicInformEnable"))) return;
		const interval = fixedSeconds ?? (Number(this.management("PeriodicInformInterval")) || 3600);
		const waitMs = periodicWaitMs(this.lab.now(), interval, this.management("PeriodicInformTime"));
		this.#cancelPeriodic = this.#timers.later(waitMs, () => {
			this.#armPeriodic();
			this.informLater([PERIODIC]);
		});
	}
}
