/** What is held of a device's secrets as operations on it go out and end, in the real store. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHeldSecrets } from "../../src/engine/heldSecrets.ts";
import type { Outcome } from "../../src/engine/operations/program.ts";
import { secretContext } from "../../src/lib/vault.ts";
import type { OperationKind } from "../../src/shared/operations.ts";
import type { Scope, TenantId } from "../../src/store/db.ts";
import { deleteDevice, findDevice } from "../../src/store/devices.ts";
import {
	keepSecretsWith,
	readBackupSecrets,
	readHeldSecrets,
	readReturnableSecrets,
	type SecretWord,
} from "../../src/store/heldSecrets.ts";
import type { QueuedOperation } from "../../src/store/queue.ts";
import { addDevice } from "../support/api.ts";
import { addTenant, keepEffects, openTestDatabase, type TestDatabase } from "../support/database.ts";
import { testVault } from "../support/vault.ts";

const NAME = "Device.PPP.Interface.1.Username";
const WORD = "Device.PPP.Interface.1.Password";
const PSK = "Device.WiFi.AccessPoint.1.Security.KeyPassphrase";
const DONE: Outcome = { status: "succeeded", result: { status: 0 } };
const UNKNOWN: Outcome = { status: "unknown", reason: "no answer came" };
const refused = (...paths: string[]): Outcome => {
	const parameters = paths.map((path) => ({ path, code: 9007, message: "no" }));
	return { status: "failed", reason: "9003", fault: { code: 9003, message: "no", parameters, soapCode: "Client" } };
};

let database: TestDatabase;
let tenant: TenantId;
let scope: Scope;
let device: string;
let held: ReturnType<typeof createHeldSecrets>;

beforeAll(async () => {
	database = await openTestDatabase();
	({ tenant } = await addTenant(database, { slug: "held" }));
	scope = database.scope(tenant);
	held = createHeldSecrets({ database, vault: testVault, treeOf: async () => new Map() });
});
afterAll(() => database[Symbol.asyncDispose]());

function operation(kind: OperationKind, input: object, request: string = crypto.randomUUID()): QueuedOperation {
	const now = new Date();
	return {
		...{ tenant, id: crypto.randomUUID(), device, kind, input: input as QueuedOperation["input"], request },
		...{ authority: "user", status: "running", phase: null, acceptedAt: now, expiresAt: now, sentAt: now },
		...{ waitSeconds: null, deadlineAt: null, change: null, inverse: false },
	};
}
const set = (values: Readonly<Record<string, string>>, request?: string) =>
	operation("set", { values: Object.entries(values).map(([path, value]) => ({ path, value })) }, request);
const write = (secrets: readonly SecretWord[]) => keepEffects(database, [{ tenant, device, secrets }]);
const send = async (one: QueuedOperation) => write(await held.asSent(one));
const end = async (one: QueuedOperation, outcome: Outcome) =>
	write(await held.asEnded(one, outcome, await findDevice(scope, device), new Date().toISOString()));
async function through(one: QueuedOperation, outcome: Outcome = DONE): Promise<void> {
	await send(one);
	await end(one, outcome);
}
/** `path: value`, with a question mark where it is not sure. */
const standing = async () =>
	(await readHeldSecrets(scope, device)).map(
		({ path, value, sure }) =>
			`${path.split(".").at(-1)}: ${testVault.open(value, secretContext(tenant, "device.secret"))}${sure ? "" : "?"}`,
	);
async function holding(values: Readonly<Record<string, string>> = { [NAME]: "me", [WORD]: "one" }): Promise<void> {
	device = await addDevice(database, tenant);
	await through(set(values));
}

describe("a set", () => {
	test("that succeeded is held, sealed, with the name that it was set beside", async () => {
		await holding();
		expect(await standing()).toEqual(["Password: one"]);
		const [row] = await readHeldSecrets(scope, device);
		expect(row?.names).toEqual({ [NAME]: "me" });
		expect(JSON.stringify(row)).not.toContain("one");
		await through(set({ [NAME]: "renamed" }));
		expect((await readHeldSecrets(scope, device))[0]).toMatchObject({ names: { [NAME]: "renamed" }, sure: true });
	});

	test("of what holds the device to its ACS is not held", async () => {
		await holding({
			"Device.ManagementServer.Password": "x",
			"Device.ManagementServer.ConnectionRequestPassword": "x",
		});
		expect(await standing()).toEqual([]);
	});

	test("that is under way leaves nothing sure, and one without an answer for good", async () => {
		await holding();
		const next = set({ [WORD]: "two" });
		await send(next);
		expect(await standing()).toEqual(["Password: one?"]);
		await end(next, UNKNOWN);
		expect(await standing()).toEqual(["Password: one?"]);
		// Another one's refusal says nothing of it.
		await through(set({ [WORD]: "three" }), refused(WORD));
		expect(await standing()).toEqual(["Password: one?"]);
		await through(set({ [WORD]: "four" }));
		expect(await standing()).toEqual(["Password: four"]);
	});

	test.each<[string, Readonly<Record<string, string>>, Outcome, string]>([
		["the secret alone", { [WORD]: "two" }, refused(), "one"],
		["with others, and the fault names the secret", { [NAME]: "you", [WORD]: "two" }, refused(WORD), "one"],
		["with others, and the fault names another", { [NAME]: "you", [WORD]: "two" }, refused(NAME), "one?"],
		["with others, and the fault names nothing", { [NAME]: "you", [WORD]: "two" }, refused(), "one?"],
		["without a fault", { [WORD]: "two" }, { status: "failed", reason: "none of it stands" }, "one?"],
	])("that was refused: %s", async (_title, values, outcome, expected) => {
		await holding();
		await through(set(values), outcome);
		expect(await standing()).toEqual([`Password: ${expected}`]);
	});

	test("of two that were under way at once the refusal of the second leaves a doubt", async () => {
		await holding();
		const [lost, second] = [set({ [WORD]: "two" }), set({ [WORD]: "three" })];
		await send(lost);
		await send(second);
		await end(second, refused(WORD));
		expect(await standing()).toEqual(["Password: one?"]);
	});
});

describe("what may replace them otherwise", () => {
	const WLAN = "InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.";
	test.each<[string, string, string]>([
		["in what the object is in", `${WLAN}KeyPassphrase`, `${WLAN}PreSharedKey.1.KeyPassphrase`],
		["in what is in the object", `${WLAN}PreSharedKey.1.PreSharedKey`, `${WLAN}KeyPassphrase`],
		["in the same object", PSK, PSK.replace("KeyPassphrase", "PreSharedKey")],
		["under the other root", `${WLAN}KeyPassphrase`, PSK],
		["by an alias", PSK, "Device.WiFi.AccessPoint.[home].Security.KeyPassphrase"],
	])("a set of a secret %s puts it in doubt", async (_title, first, second) => {
		await holding({ [first]: "one" });
		const next = set({ [second]: "two" });
		await send(next);
		expect((await readHeldSecrets(scope, device)).map(({ sure }) => sure)).toEqual([false]);
		await end(next, DONE);
		const after = new Map((await readHeldSecrets(scope, device)).map(({ path, sure }) => [path, sure]));
		expect(after.get(first)).toBe(false);
		expect(after.get(second)).toBe(second.includes("[") ? undefined : true);
	});

	test("a set of a secret of another object does not", async () => {
		await holding({ [PSK]: "one", "Device.X_Password": "own" });
		await through(set({ [WORD]: "two", [PSK.replace("1", "2")]: "three", "Device.X_Pin": "0000" }));
		expect(await standing()).toEqual([
			...["Password: two", "KeyPassphrase: one", "KeyPassphrase: three", "X_Password: own", "X_Pin: 0000"],
		]);
	});

	test.each<[string, string, string, Outcome, boolean]>([
		["that succeeds", PSK, PSK.replace("KeyPassphrase", "Reset"), DONE, false],
		["without an answer", PSK, PSK.replace("KeyPassphrase", "reset"), UNKNOWN, false],
		["that was refused", PSK, PSK.replace("KeyPassphrase", "Reset"), refused(), true],
		["above the secret's object", PSK, "Device.WiFi.X_RestoreDefaults", DONE, false],
		["beside all objects", WORD, "Device.X_FactoryDefault", DONE, false],
		["of a WPS object beside the secret's", PSK, "Device.WiFi.AccessPoint.1.WPS.InitiateWPSPBC", DONE, false],
		["by an alias", WORD, "Device.WiFi.AccessPoint.[home].Security.X_GenerateKey", DONE, false],
		["under the other root", `${WLAN}KeyPassphrase`, "Device.WiFi.AccessPoint.1.Security.Reset", DONE, false],
		["of another object", PSK, PSK.replace("1.Security.KeyPassphrase", "2.Security.Reset"), DONE, true],
		["of a setting beside it", PSK, "Device.WiFi.AccessPoint.1.Security.ModeEnabled", DONE, true],
	])("a set of what makes a device choose its secrets anew %s", async (_title, secret, action, outcome, sure) => {
		await holding({ [secret]: "one" });
		await through(set({ [action]: "1" }), outcome);
		expect((await readHeldSecrets(scope, device)).map((row) => row.sure)).toEqual([sure]);
	});

	test("what was set together with such a thing, or beside it when others were refused, is not sure", async () => {
		const reset = PSK.replace("KeyPassphrase", "Reset");
		await holding({ [PSK]: "one" });
		await through(set({ [reset]: "1", [PSK]: "two", [WORD]: "three" }));
		expect(await standing()).toEqual(["Password: three", "KeyPassphrase: two?"]);
		await through(set({ [PSK]: "one" }));
		await through(set({ [reset]: "1", [NAME]: "you" }), refused(NAME));
		expect(await standing()).toEqual(["Password: three", "KeyPassphrase: one?"]);
	});

	test("objects that are named by an alias may be any", async () => {
		await holding();
		await through(operation("deleteObject", { path: "Device.PPP.Interface.[wan]." }), DONE);
		expect(await standing()).toEqual([]);
	});

	test.each<[OperationKind, object, Outcome, readonly string[]]>([
		["factoryReset", {}, { status: "succeeded", result: {} }, []],
		["factoryReset", {}, UNKNOWN, []],
		["factoryReset", {}, refused(), ["Password: one", "KeyPassphrase: key"]],
		["deleteObject", { path: "Device.PPP.Interface.1." }, DONE, ["KeyPassphrase: key"]],
		["deleteObject", { path: "Device.PPP.Interface.1." }, UNKNOWN, ["Password: one?", "KeyPassphrase: key"]],
		["deleteObject", { path: "Device.PPP.Interface.1." }, refused(), ["Password: one", "KeyPassphrase: key"]],
		["reboot", {}, { status: "succeeded", result: {} }, ["Password: one", "KeyPassphrase: key"]],
	])("%s %o that ends as %o leaves %o", async (kind, input, outcome, expected) => {
		await holding({ [WORD]: "one", [PSK]: "key" });
		await through(operation(kind, input), outcome);
		expect(await standing()).toEqual(expected);
	});

	test("an instance that is made anew is none of before", async () => {
		await holding({ [WORD]: "one", [PSK]: "key" });
		const result = { path: "Device.PPP.Interface.1.", instanceNumber: 1, status: 0 };
		await through(operation("addObject", { path: "Device.PPP.Interface." }), { status: "succeeded", result });
		expect(await standing()).toEqual(["KeyPassphrase: key"]);
	});

	test("a file that is no image takes all of it", async () => {
		await holding();
		await through(operation("download", { fileId: crypto.randomUUID() }), UNKNOWN);
		expect(await standing()).toEqual([]);
	});
});

describe("a backup", () => {
	const backup = () => crypto.randomUUID();
	const returnable = async (id: string, change: string) =>
		(await readReturnableSecrets(scope, id, change)).map(({ path }) => path);

	test("keeps what is sure, and its change may put that back as long as nobody else has come between", async () => {
		await holding();
		const [id, change] = [backup(), crypto.randomUUID()];
		await keepSecretsWith(scope, id, device, [WORD]);
		expect(await returnable(id, change)).toEqual([WORD]);
		await through(set({ [WORD]: "two" }, change));
		expect(await returnable(id, change)).toEqual([WORD]);
		// A change whose own set was never answered: the one before it, or its own, stands there.
		await through(set({ [WORD]: "two" }, change), UNKNOWN);
		expect(await returnable(id, change)).toEqual([WORD]);
		await through(set({ [WORD]: "two" }, change));
		await write([{ word: "doubted", why: "valueChange", meant: { paths: [WORD], objects: [] } }]);
		expect(await returnable(id, change)).toEqual([]);
		await through(set({ [WORD]: "three" }));
		expect(await returnable(id, change)).toEqual([]);
	});

	const reset = PSK.replace("KeyPassphrase", "Reset");
	const raw = PSK.replace("KeyPassphrase", "PreSharedKey");
	test.each([
		["a reset of its object", { [reset]: "1" }],
		["another key of its object", { [raw]: "ab".repeat(32) }],
	])("does not keep a key that %s may have replaced, whatever is set after it", async (_title, between) => {
		await holding({ [PSK]: "one" });
		await through(set(between));
		const [id, change] = [backup(), crypto.randomUUID()];
		await keepSecretsWith(scope, id, device, [PSK]);
		await through(set({ [PSK]: "two" }, change));
		expect(await returnable(id, change)).toEqual([]);
		expect(await standing()).toContain("KeyPassphrase: two");
	});

	test("of a device that was reset since gives nothing to a rollback, and is gone with the device", async () => {
		await holding();
		const id = backup();
		await keepSecretsWith(scope, id, device, [WORD, PSK]);
		await write([{ word: "forgotten", meant: { under: "" } }]);
		expect(await returnable(id, crypto.randomUUID())).toEqual([]);
		expect(await readBackupSecrets(scope, id)).toHaveLength(1);
		await deleteDevice(scope, device);
		expect(await readBackupSecrets(scope, id)).toEqual([]);
	});

	test("keeps nothing of what is in doubt", async () => {
		await holding();
		await send(set({ [WORD]: "two" }));
		const id = backup();
		await keepSecretsWith(scope, id, device, [WORD]);
		expect(await readBackupSecrets(scope, id)).toEqual([]);
	});
});
