/** Changes in a real browser, by two people: one proposes, the other agrees; and who only looks on sees no buttons. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Cpe } from "../../lab/cpe.ts";
import { createLab, type Lab } from "../../lab/lab.ts";
import { deviating, type LabModel } from "../../lab/model.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import type { Change } from "../../src/shared/changes.ts";
import type { Site, Subscriber } from "../../src/shared/subscribers.ts";
import { ADMIN_TOKEN, openSystem, type TestSystem, until } from "../system/support.ts";
import { builtConsole, type Console, leastContrast, openConsole, signIn } from "./browser.ts";
import { HOSTILE, hostile } from "./hostile.ts";
import { openPage, TENANT } from "./stage.ts";

const CODE = "Device.DeviceInfo.ProvisioningCode";
const PERIODIC = "Device.ManagementServer.PeriodicInformEnable";
const SOON_MS = 20_000;

type Person = "ada" | "bob" | "vera" | "root";
const ROLES: Readonly<Record<Exclude<Person, "root">, string>> = { ada: "engineer", bob: "approver", vera: "viewer" };

let certus: TestSystem;
let lab: Lab;
const people = new Map<Person, Console>();
let count = 0;

async function cpe(model: LabModel = cleanTr181Gateway, serialNumber = `CONSOLE${++count}`): Promise<[Cpe, string]> {
	const one = lab.add(model, { serialNumber });
	await one.powerOn();
	const { id } = await certus.api.device(TENANT, one.serialNumber);
	return [one, id];
}

beforeAll(async () => {
	await builtConsole();
	certus = await openSystem();
	// As shipped; this suite's tenant waives approvals otherwise.
	const config = { waivedForOneDevice: false };
	await certus.api.must("PATCH", `/tenants/${TENANT}/approval-policy`, { config });
	lab = await createLab({ acsUrl: certus.cwmpUrl(TENANT), timeScale: 0.004, timeoutMs: 5_000 });
	await Promise.all(
		(Object.keys(ROLES) as (keyof typeof ROLES)[]).map(async (name) => {
			const { token } = await certus.api.must<{ token: string }>("POST", "/tokens", {
				...{ tenant: TENANT, name, role: ROLES[name] },
			});
			const browser = await openConsole(certus.system.apiUrl);
			people.set(name, browser);
			await browser.page.goto("/");
			await signIn(browser.page, token);
		}),
	);
}, 120_000);

afterAll(async () => {
	for (const browser of people.values()) await browser[Symbol.asyncDispose]();
	await lab?.close();
	await certus?.[Symbol.asyncDispose]();
});

const open = (person: Person, path: string) => openPage(people.get(person) as Console, path);
const step = (page: Page) => page.getByRole("list", { name: "Steps" }).locator("[aria-current=step]");
const reads = (page: Page, state: string) => step(page).getByText(state, { exact: true }).waitFor({ timeout: SOON_MS });

/** Presses a button, and the one of the dialog that it opens. */
async function press(page: Page, name: string, fields: Readonly<Record<string, string>> = {}): Promise<void> {
	await page.getByRole("group", { name: "Actions" }).getByRole("button", { name, exact: true }).click();
	const dialog = page.getByRole("dialog");
	for (const [label, text] of Object.entries(fields)) await dialog.getByRole("textbox", { name: label }).fill(text);
	await dialog.getByRole("button", { name, exact: true }).click();
	await dialog.waitFor({ state: "detached" });
}

async function choose(page: Page, path: string): Promise<void> {
	await page.getByRole("searchbox", { name: "Search writable parameters" }).fill(path);
	await page.getByRole("button", { name: `Choose ${path}`, exact: true }).click();
}

async function proposed(
	deviceId: string,
	values: Readonly<Record<string, string>>,
	reason = "a test",
): Promise<Change> {
	const set = Object.entries(values).map(([path, value]) => ({ path, value }));
	return certus.api.must<Change>("POST", "/changes", { tenant: TENANT, deviceIds: [deviceId], set, reason });
}

/** Its whole tree, so that there is something to choose from. */
const discovered = (id: string) => certus.api.done(TENANT, id, "discover", { path: "" });

describe("a change", () => {
	test("is made out of a device's parameters, agreed to by another person, applied and rolled back, before both's eyes", async () => {
		const [device, id] = await cpe();
		const before = "as delivered";
		device.tree.set(CODE, before);
		await discovered(id);
		await using ada = await open("ada", `/devices/${id}`);
		await ada.getByRole("link", { name: "Change parameters" }).click();
		await choose(ada, CODE);
		await ada.getByRole("textbox", { name: `New value of ${CODE}` }).fill("from the console");
		await choose(ada, PERIODIC);
		const periodic = ada.getByRole("switch", { name: `New value of ${PERIODIC}` });
		expect(await periodic.isChecked()).toBe(true);
		await ada.getByText("1 value would change.").waitFor();
		await ada.getByText("It needs the agreement of another person before anything is sent.").waitFor();
		await ada.getByRole("textbox", { name: "Reason" }).fill("a new code");
		await ada.getByRole("button", { name: "Preview" }).click();

		await ada.getByRole("heading", { level: 1 }).filter({ hasText: "Set parameters" }).waitFor();
		await reads(ada, "Preview");
		const row = ada.getByRole("table", { name: "What changes" }).getByRole("row").filter({ hasText: CODE });
		await row.getByText(before, { exact: true }).waitFor();
		await row.getByText("from the console", { exact: true }).waitFor();
		await row.getByText("xsd:string").waitFor();
		await row.getByText("Not proven").waitFor();
		await ada.getByText("SetParameterValues", { exact: true }).waitFor();
		expect(device.tree.value(CODE)).toBe(before);
		await press(ada, "Submit");
		await reads(ada, "Waiting for approval");
		expect(await ada.getByRole("button", { name: "Approve" }).count()).toBe(0);
		expect(await ada.getByRole("button", { name: "Apply" }).count()).toBe(0);

		await using bob = await open("bob", "/changes");
		await bob
			.getByRole("table", { name: "Changes" })
			.getByRole("row")
			.filter({ hasText: "a new code" })
			.getByRole("link", { name: "Set parameters" })
			.click();
		await press(bob, "Approve", { Comment: "seen" });
		await reads(bob, "Approved");
		expect(await bob.getByRole("group", { name: "Actions" }).count()).toBe(0);

		// Live: nobody has reloaded this page.
		await reads(ada, "Approved");
		await ada.getByRole("list", { name: "Decisions" }).getByText("seen").waitFor();
		await press(ada, "Apply");
		await reads(ada, "Applied");
		await reads(bob, "Applied");
		expect(device.tree.value(CODE)).toBe("from the console");
		await press(ada, "Roll back");
		await reads(ada, "Rolled back");
		expect(device.tree.value(CODE)).toBe(before);

		await ada.getByRole("link", { name: "What the device was before" }).click();
		await ada.getByRole("searchbox", { name: "Search values" }).fill(CODE);
		await ada.getByRole("table", { name: "Values" }).getByText(before, { exact: true }).waitFor();
		await ada.getByRole("button", { name: "Restore this" }).click();
		const restore = ada.getByRole("dialog", { name: "Restore this backup?" });
		await restore.getByRole("textbox", { name: "Reason" }).fill("as it was");
		await restore.getByRole("button", { name: "Preview" }).click();
		await restore.getByRole("alert").getByText("The device stands as its backup has it").waitFor();
	}, 60_000);

	test("that may cut a device off says so, and is submitted only with a reason for the override", async () => {
		const [, id] = await cpe();
		const { id: changeId } = await proposed(id, { "Device.ManagementServer.URL": "http://127.0.0.1:1/" });
		await using ada = await open("ada", `/changes/${changeId}`);
		const risk = ada.getByRole("list", { name: "Risks", exact: true }).getByRole("listitem");
		await risk
			.filter({ hasText: "May lose management" })
			.getByText(/may not find its ACS again/)
			.waitFor();
		await ada.getByRole("button", { name: "Submit" }).click();
		const dialog = ada.getByRole("dialog", { name: "Submit this change?" });
		await dialog.getByText(/This sign-in does not have it/).waitFor();
		expect(await dialog.getByRole("button", { name: "Submit" }).isDisabled()).toBe(true);
	});

	test("that finds another value says what happened, and leads to a new preview", async () => {
		const [device, id] = await cpe();
		const { id: changeId } = await proposed(id, { [CODE]: "too late" });
		const approver = await certus.api.withRole(TENANT, "approver");
		await certus.api.must("POST", `/changes/${changeId}/submit`, { tenant: TENANT });
		await approver.must("POST", `/changes/${changeId}/approve`, { tenant: TENANT, comment: "" });
		device.tree.set(CODE, "somebody was here");
		await using ada = await open("ada", `/changes/${changeId}`);
		await ada.getByRole("button", { name: "Apply", exact: true }).click();
		const dialog = ada.getByRole("dialog");
		await dialog.getByRole("button", { name: "Apply", exact: true }).click();
		await dialog.getByText("Make a new preview: it shows what the device holds now.").waitFor();
		await ada.keyboard.press("Escape");
		await reads(ada, "Failed");
		await ada.getByRole("link", { name: "Make a new preview" }).click();
		await ada.getByRole("textbox", { name: `New value of ${CODE}` }).waitFor();
		expect(device.tree.value(CODE)).toBe("somebody was here");
	});

	test("of a factory reset begins on the device's page, with what it needs said before", async () => {
		const [, id] = await cpe();
		await using ada = await open("ada", `/devices/${id}`);
		await ada.getByRole("button", { name: "Factory reset" }).click();
		const dialog = ada.getByRole("dialog", { name: "Reset this device?" });
		await dialog.getByText("It needs the agreement of another person").waitFor();
		await dialog.getByRole("textbox", { name: "Reason" }).fill("sold on");
		await dialog.getByRole("button", { name: "Preview the reset" }).click();
		await ada
			.getByRole("list", { name: "Warnings" })
			.getByText(/can't be taken back/)
			.waitFor();
		await press(ada, "Cancel the change");
		await reads(ada, "Cancelled");
	});
});

describe("who only looks on", () => {
	test("sees a change whole, and no buttons on it nor on its device", async () => {
		const [, id] = await cpe();
		const { id: changeId } = await proposed(id, { [CODE]: "looked at" });
		await certus.api.must("POST", `/changes/${changeId}/submit`, { tenant: TENANT });
		await using vera = await open("vera", `/changes/${changeId}`);
		await vera.getByRole("table", { name: "What changes" }).getByText("looked at").waitFor();
		expect(await vera.locator("main").getByRole("button").count()).toBe(0);
		await using device = await open("vera", `/devices/${id}`);
		await device.getByRole("tab", { name: "Changes" }).waitFor();
		expect(await device.getByRole("group", { name: "Actions" }).count()).toBe(0);
		expect(await device.getByRole("link", { name: "Change parameters" }).count()).toBe(0);
		await using direct = await open("vera", `/devices/${id}/change`);
		await direct.getByText("This sign-in may not change parameters.").waitFor();
		expect(await direct.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Audit" }).count()).toBe(0);
	});
});

test("people, what was done and by whom: subscribers, the audit trail, access and one's account", async () => {
	const [, id] = await cpe();
	await using ada = await open("ada", "/subscribers");
	await ada.getByRole("button", { name: "Add a subscriber" }).click();
	const dialog = ada.getByRole("dialog", { name: "Add a subscriber" });
	await dialog.getByRole("textbox", { name: "External id" }).fill("S-1");
	await dialog.getByRole("textbox", { name: "Name" }).fill("Grace");
	await dialog.getByRole("button", { name: "Add" }).click();
	await ada.getByRole("heading", { level: 1 }).filter({ hasText: "Grace" }).waitFor();
	await ada.getByRole("button", { name: "Add a site" }).click();
	const site = ada.getByRole("dialog", { name: "Add a site" });
	await site.getByRole("textbox", { name: "Name" }).fill("home");
	await site.getByRole("button", { name: "Add" }).click();
	await certus.api.must("PATCH", `/devices/${id}`, { tenant: TENANT, lab: false });
	await ada.getByRole("button", { name: "Put a device here" }).click();
	const place = ada.getByRole("dialog", { name: "Put a device here" });
	await place.getByRole("combobox", { name: "Device" }).selectOption(id);
	await place.getByRole("button", { name: "Put it here" }).click();
	const row = ada.getByRole("table", { name: "Devices at home" }).getByRole("row").filter({ hasText: "HG-181" });
	await row.getByText(/unproven$/).waitFor();

	await using trail = await open("ada", "/audit?actor=ada");
	await trail.getByRole("button", { name: "Verify the chain" }).click();
	await trail.getByText("As it was written").waitFor();
	await trail.getByRole("list", { name: "Audit entries" }).getByRole("button").first().click();
	await trail.getByRole("heading", { name: "In the chain" }).waitFor();
	await trail.getByRole("searchbox", { name: "Subscriber" }).fill("grace");
	await trail.getByText("What concerns").getByRole("link", { name: "Grace" }).waitFor();
	const entries = trail.getByRole("list", { name: "Audit entries" }).getByRole("listitem");
	await entries.filter({ hasText: "subscriber.create" }).getByRole("link", { name: "Grace" }).waitFor();
	await trail.getByRole("searchbox", { name: "Device" }).fill("nothing has this serial");
	await trail.getByText("No device is found by").waitFor();
	expect(await trail.getByRole("link", { name: "Export the whole trail" }).getAttribute("href")).toContain(
		"tenant=lab",
	);

	await using access = await open("ada", "/access");
	await access.getByRole("table", { name: "Approval policy" }).getByText("Factory reset").waitFor();
	expect(await access.getByRole("tab", { name: "Users" }).count()).toBe(0);
	await using account = await open("ada", "/account");
	await account.getByText("an API token").waitFor();
});

test("an administrator makes a token that is shown once, and says who agrees to a reboot", async () => {
	const [, id] = await cpe();
	const browser = await openConsole(certus.system.apiUrl);
	people.set("root", browser);
	await browser.page.goto("/");
	await signIn(browser.page, ADMIN_TOKEN);
	await using root = await open("root", "/access?tab=tokens");
	const dialog = root.getByRole("dialog");
	await root.getByRole("button", { name: "Make a token" }).click();
	await dialog.getByRole("textbox", { name: "Name" }).fill("crm");
	await dialog.getByRole("button", { name: "Make it" }).click();
	const shown = dialog.getByText(/^certus_/);
	const token = String(await shown.textContent());
	const me = await fetch(`${certus.system.apiUrl}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
	expect(await me.json()).toMatchObject({ name: "crm", tenants: [{ slug: TENANT, role: "viewer" }] });
	await dialog.getByRole("button", { name: "I have kept it" }).click();
	await dialog.waitFor({ state: "detached" });
	expect(await root.content()).not.toContain(token);

	await root.getByRole("tab", { name: "Approval policy" }).click();
	await root.getByRole("button", { name: "Edit Reboot" }).click();
	await dialog.getByRole("checkbox", { name: "None for one device" }).uncheck();
	await dialog.getByRole("textbox", { name: "Only by these roles" }).fill("approver");
	await dialog.getByRole("button", { name: "Keep" }).click();
	await dialog.waitFor({ state: "detached" });
	await using device = await open("root", `/devices/${id}`);
	await device.getByRole("button", { name: "Reboot" }).click();
	const reboot = device.getByRole("dialog", { name: "Reboot this device?" });
	await reboot.getByText("the agreement of another person with the role approver").waitFor();
	await reboot.getByRole("textbox", { name: "Reason" }).fill("it hangs");
	await reboot.getByRole("button", { name: "Reboot" }).click();
	await device.getByRole("link", { name: "somebody else has agreed to it" }).click();
	await reads(device, "Waiting for approval");
	await device.getByText("it hangs").waitFor();
});

/** Every new kind of page, with what a hostile device says on it. */
async function hostilePages(): Promise<string[]> {
	const behaviour = deviating({ set: {} });
	const [one, id] = await cpe({ ...hostile, behaviour }, HOSTILE.serialNumber);
	one.tree.set(CODE, HOSTILE.modelName);
	const change = await proposed(id, { [CODE]: "harmless" }, HOSTILE.modelName);
	const approver = await certus.api.withRole(TENANT, "approver");
	await certus.api.must("POST", `/changes/${change.id}/submit`, { tenant: TENANT });
	await approver.must("POST", `/changes/${change.id}/approve`, { tenant: TENANT, comment: HOSTILE.manufacturer });
	const { previewDigest } = change;
	await certus.api.must("POST", `/changes/${change.id}/apply`, { tenant: TENANT, previewDigest });
	const { backupId } = await until("the change's end", async () => {
		const now = await certus.api.get<Change>(`/changes/${change.id}?tenant=${TENANT}`);
		return now.state === "applied" ? now : null;
	});
	const subscriber = await certus.api.must<Subscriber>("POST", "/subscribers", {
		...{ tenant: TENANT, externalId: HOSTILE.manufacturer, name: HOSTILE.modelName, plan: HOSTILE.modelName },
	});
	const site = await certus.api.must<Site>("POST", "/sites", {
		...{ tenant: TENANT, subscriberId: subscriber.id, name: HOSTILE.modelName, address: HOSTILE.serialNumber },
	});
	await certus.api.must("PATCH", `/devices/${id}`, { tenant: TENANT, lab: false });
	await certus.api.must("PATCH", `/devices/${id}`, { tenant: TENANT, siteId: site.id });
	return [
		"/changes?view=all",
		`/changes/${change.id}`,
		`/backups/${backupId}`,
		`/devices/${id}?tab=changes`,
		`/devices/${id}/change?paths=${CODE}`,
		"/subscribers",
		`/subscribers/${subscriber.id}`,
		"/audit",
	];
}

async function fitsPhone(page: Page, path: string): Promise<void> {
	await page.setViewportSize({ width: 375, height: 740 });
	await expect.poll(() => page.getByRole("status", { name: "Loading" }).count()).toBe(0);
	const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
	expect(widths, path).toEqual([375, 375]);
}

test("what a hostile device says stands on these pages as text, none scrolls sideways on a phone, and both themes can be read", async () => {
	const pages = await hostilePages();
	for (const path of [...pages, "/access", "/account"]) {
		await using page = await open("ada", path);
		if (pages.includes(path) && path !== "/audit") await page.getByText(HOSTILE.modelName).first().waitFor();
		for (const button of (await page.locator(".operation .disclosure-button").all()).slice(0, 3)) await button.click();
		const made = "main script, main iframe, main svg[onload], main img";
		expect(await page.locator(made).count(), path).toBe(0);
		await fitsPhone(page, path);
		// Those with what no other page has: differences, risks, inputs, tags.
		if (!/^\/(?:changes\/|devices\/.*change\?|access)/.test(path)) continue;
		for (const colorScheme of ["light", "dark"] as const) {
			await page.emulateMedia({ colorScheme });
			const least = await leastContrast(page, ":is(main, header) :not(:disabled, :disabled *)");
			expect(least.ratio, `${colorScheme}, ${path}: ${least.text}`).toBeGreaterThanOrEqual(4.5);
		}
	}
	const [, other] = await cpe();
	const { id } = await proposed(other, { [CODE]: "waits" });
	await certus.api.must("POST", `/changes/${id}/submit`, { tenant: TENANT });
	// With what waits for him in the navigation.
	await using bob = await open("bob", "/changes");
	await bob.getByRole("link", { name: /waiting for approval$/ }).waitFor();
	await fitsPhone(bob, "/changes");
}, 60_000);

test("nothing has gone wrong in anybody's browser all along", () => {
	for (const [name, { trouble }] of people) expect(trouble, name).toEqual([]);
});
