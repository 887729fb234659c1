/** What is done to a fleet, in a real browser: rollouts, suspends, provisioning, webhooks; and who only looks on. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Cpe } from "../../lab/cpe.ts";
import { createLab, type Lab } from "../../lab/lab.ts";
import type { LabModel } from "../../lab/model.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import { buildTree, parseTree } from "../../lab/trees/build.ts";
import { deviceInfo, managementServer } from "../../lab/trees/parts.ts";
import type { ProvisioningProfile } from "../../src/shared/provisioning.ts";
import type { Site, Subscriber } from "../../src/shared/subscribers.ts";
import type { Webhook } from "../../src/shared/webhooks.ts";
import { ADMIN_TOKEN, type Api, openSystem, type TestSystem } from "../system/support.ts";
import { builtConsole, type Console, leastContrast, openConsole, signIn } from "./browser.ts";
import { HOSTILE } from "./hostile.ts";
import { openPage, TENANT } from "./stage.ts";

const MODEL = "ROLL-1";
const SOON_MS = 20_000;

let certus: TestSystem;
let lab: Lab;
let approver: Api;
let root: Console;
let vera: Console;
/** Where a webhook's deliveries go, and what it answers. */
let sink: Server;
let answer = 410;
/** What the tests have made, for those that look at all of it. */
let fileId = "";
let changeId = "";
let subscriberId = "";
let profileId = "";
let webhookId = "";
/** In the order of their places in a rollout: who was heard last comes first. */
const cpes: Cpe[] = [];

/** With little in its tree. */
function smallModel(): LabModel {
	const identity = { ...cleanTr181Gateway.identity, modelName: MODEL, productClass: MODEL };
	const text = [deviceInfo("Device.", identity), managementServer("Device.", 3600)].join("\n");
	const tree = buildTree(parseTree(text), { addsCountersUnder: "Device." });
	return { ...cleanTr181Gateway, name: MODEL, identity, tree: () => tree };
}

beforeAll(async () => {
	await builtConsole();
	certus = await openSystem({ CERTUS_WEBHOOK_ALLOW_PRIVATE: "true" });
	approver = await certus.api.withRole(TENANT, "approver");
	lab = await createLab({ acsUrl: certus.cwmpUrl(TENANT), timeScale: 0.001, timeoutMs: 5_000 });
	const model = smallModel();
	for (const serialNumber of ["ROLL3", "ROLL2", "ROLL1"]) {
		const cpe = lab.add(model, { serialNumber });
		await cpe.powerOn();
		cpe.powerOff();
		cpes.unshift(cpe);
	}
	sink = createServer((_request, response) => response.writeHead(answer).end(HOSTILE.modelName));
	await new Promise<void>((listening) => sink.listen(0, "127.0.0.1", listening));
	const viewer = { tenant: TENANT, name: "vera", role: "viewer" };
	const { token } = await certus.api.must<{ token: string }>("POST", "/tokens", viewer);
	[root, vera] = (await Promise.all(
		[ADMIN_TOKEN, token].map(async (one) => {
			const browser = await openConsole(certus.system.apiUrl);
			await browser.page.goto("/");
			await signIn(browser.page, one);
			return browser;
		}),
	)) as [Console, Console];
}, 120_000);

afterAll(async () => {
	await root?.[Symbol.asyncDispose]();
	await vera?.[Symbol.asyncDispose]();
	sink?.close();
	await lab?.close();
	await certus?.[Symbol.asyncDispose]();
});

const actions = (page: Page) => page.getByRole("group", { name: "Actions" });
const reads = (page: Page, state: string) =>
	page
		.getByRole("list", { name: "Steps" })
		.locator("[aria-current=step]")
		.getByText(state, { exact: true })
		.waitFor({ timeout: SOON_MS });
const waveRow = (page: Page, wave: string) =>
	page
		.getByRole("table", { name: "Waves" })
		.getByRole("row")
		.filter({ has: page.getByRole("cell", { name: wave }) });

/** A window that is open now and for hours, whenever this runs, by UTC: these devices' time zone is not known. */
const now = new Date().getUTCHours();
const [opens, closes] = [now + 22, now + 6].map((hour) => `${String(hour % 24).padStart(2, "0")}:00`) as [
	string,
	string,
];

/** What stands last in the address. */
const idIn = (page: Page) => new URL(page.url()).pathname.split("/").at(-1) as string;

/** Presses a button, and the one of the dialog that it opens. */
async function press(page: Page, name: string, comment?: string): Promise<void> {
	await actions(page).getByRole("button", { name, exact: true }).click();
	const dialog = page.getByRole("dialog");
	if (comment !== undefined) await dialog.getByRole("textbox", { name: "Comment" }).fill(comment);
	await dialog.getByRole("button", { name, exact: true }).click();
	await dialog.waitFor({ state: "detached" });
}

test("a firmware rollout is made out of an upload, paused, resumed and stopped, and tells what came of it", async () => {
	const [first, second] = cpes as [Cpe, Cpe];
	await using page = await openPage(root, "/files");
	await page.getByText("There is no file yet.").waitFor();
	await page.getByRole("button", { name: "Upload a file" }).click();
	const upload = page.getByRole("dialog", { name: "Upload a file" });
	await upload.getByLabel("File").setInputFiles({
		...{ name: "roll-2.bin", mimeType: "application/octet-stream", buffer: Buffer.from("version=2.0.0\n") },
	});
	const { manufacturer } = cleanTr181Gateway.identity;
	for (const [name, text] of Object.entries({ Vendor: manufacturer, Model: MODEL, Version: "2.0.0" })) {
		await upload.getByRole("textbox", { name, exact: true }).or(upload.getByRole("combobox", { name })).fill(text);
	}
	await upload.getByRole("button", { name: "Upload" }).click();
	await page.getByRole("link", { name: "Roll out" }).click();

	await page.getByRole("combobox", { name: "Model" }).waitFor();
	fileId = new URL(page.url()).searchParams.get("fileId") as string;
	await page.getByText("3 devices match.").waitFor();
	await page.getByRole("table", { name: "Devices that match" }).getByText("takes the image").waitFor();
	await page.getByRole("textbox", { name: "Tag" }).fill("nobody");
	await page.getByText("0 devices match.").waitFor();
	await page.getByRole("textbox", { name: "Tag" }).fill("");
	await page.getByRole("textbox", { name: "Waves" }).fill("1, some");
	expect(await page.getByRole("button", { name: "Preview" }).isDisabled()).toBe(true);
	await page.getByRole("textbox", { name: "Waves" }).fill("1, 100%");
	await page.getByRole("checkbox", { name: "Only at certain times of the day" }).check();
	await page.getByLabel(/^From \*/).fill(opens);
	await page.getByLabel(/^To \*/).fill(closes);
	await page.getByRole("textbox", { name: "Reason" }).fill("the Wi-Fi crashes");
	await page.getByRole("button", { name: "Preview" }).click();
	// Nothing of it is proven: somebody has to take that upon himself.
	await page.getByRole("textbox", { name: "Reason for the override" }).fill("tried by hand");
	await page.getByRole("button", { name: "Preview" }).click();

	await page.waitForURL(/\/changes\/[0-9a-f-]{36}/);
	const id = idIn(page);
	await page.getByText(new RegExp(`^${opens} to ${closes}.*, every day, by the clock`)).waitFor();
	await waveRow(page, "2").getByText("2 waiting").waitFor();
	await press(page, "Submit");
	await approver.must("POST", `/changes/${id}/approve`, { tenant: TENANT, comment: "seen" });
	await reads(page, "Approved");
	await press(page, "Apply");
	await page.getByText("0 of 3 devices are through; wave 1 of 2.").waitFor();
	await press(page, "Pause", "the hotline is closed");
	await page.getByText("Paused: no further device begins.").waitFor();
	await page.getByRole("status").getByText("the hotline is closed").waitFor();
	await first.powerOn();
	expect(first.softwareVersion).not.toBe("2.0.0");
	expect(await actions(page).getByRole("button", { name: "Pause" }).count()).toBe(0);
	await press(page, "Resume");
	await first.inform();
	await waveRow(page, "1").getByText("1 applied").waitFor({ timeout: SOON_MS });
	await page.getByText("0 of the last 1 failed; 3 more and it pauses").waitFor();
	await second.powerOn();
	await waveRow(page, "2").getByText("1 applied").waitFor({ timeout: SOON_MS });

	await actions(page).getByRole("button", { name: "Stop", exact: true }).click();
	const stop = page.getByRole("dialog", { name: "Stop this rollout?" });
	await stop.getByRole("button", { name: "Stop", exact: true }).click();
	// Not without saying why.
	await stop.getByRole("textbox", { name: "Comment" }).fill("2.0.1 is out");
	await stop.getByRole("button", { name: "Stop", exact: true }).click();
	await reads(page, "Failed");
	expect(await actions(page).count()).toBe(0);
	const outcomes = page.getByRole("table", { name: "Outcomes" }).getByRole("row");
	await outcomes.filter({ hasText: "Applied" }).getByRole("cell", { name: "2", exact: true }).waitFor();
	const skipped = outcomes.filter({ hasText: "2.0.1 is out" });
	await skipped.getByRole("link", { name: /ROLL3/ }).waitFor();
	await page.getByRole("table", { name: "Versions" }).getByText("2.0.0").waitFor();

	const csv = page.waitForEvent("download");
	await page.getByRole("link", { name: "CSV, a line a device" }).click();
	expect((await csv).suggestedFilename()).toBe(`certus-change-${id}.csv`);
	const json = page.waitForEvent("download");
	await page.getByRole("link", { name: "JSON" }).click();
	const stream = await (await json).createReadStream();
	expect(JSON.parse(Buffer.concat(await stream.toArray()).toString())).toMatchObject({
		total: { devices: 3, applied: 2, skipped: 1 },
	});
	expect([first.softwareVersion, second.softwareVersion]).toEqual(["2.0.0", "2.0.0"]);
	changeId = id;
}, 60_000);

const WAN = "Device.IP.Interface.1.Enable";

test("a subscriber is suspended as Settings says, and restored, by somebody who gives a reason", async () => {
	const cpe = lab.add(cleanTr181Gateway, { serialNumber: "HOME1" });
	await cpe.powerOn();
	const device = await certus.api.device(TENANT, cpe.serialNumber);
	await certus.api.must("PATCH", `/devices/${device.id}`, { tenant: TENANT, lab: false });
	const person = { tenant: TENANT, externalId: "C-1", name: HOSTILE.modelName };
	({ id: subscriberId } = await certus.api.must<Subscriber>("POST", "/subscribers", person));
	const home = { tenant: TENANT, subscriberId, name: "home" };
	const site = await certus.api.must<Site>("POST", "/sites", home);
	await certus.api.must("PATCH", `/devices/${device.id}`, { tenant: TENANT, siteId: site.id });
	const before = cpe.tree.value(WAN);

	await using page = await openPage(root, `/subscribers/${subscriberId}`);
	const service = page.getByRole("region", { name: "Service" });
	await service.getByText("In service").waitFor();
	expect(await service.getByRole("button", { name: "Suspend" }).count()).toBe(0);
	await service.getByRole("link", { name: "say first how this tenant does it" }).click();
	await page.getByRole("button", { name: "Set it up" }).click();
	const path = page.getByRole("combobox", { name: "Parameter or fact 1" });
	await path.fill("Device.ManagementServer.URL");
	await page.getByRole("button", { name: "Keep" }).click();
	await page
		.getByRole("alert")
		.getByText(/may cut a device off from its ACS/)
		.waitFor();
	await path.fill("wan.internet.enabled");
	await page.getByRole("checkbox", { name: "Agreed to in advance" }).check();
	await page.getByRole("button", { name: "Keep" }).click();
	await page.getByRole("table", { name: "A suspend sets" }).getByText("wan.internet.enabled").waitFor();

	await page.goto(`/subscribers/${subscriberId}?tenant=${TENANT}`);
	await service.getByRole("button", { name: "Suspend" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByRole("textbox", { name: "Reason" }).fill("unpaid");
	await dialog.getByRole("button", { name: "Suspend" }).click();
	await service.getByText("Suspended", { exact: true }).waitFor({ timeout: SOON_MS });
	await service.getByText("unpaid", { exact: true }).waitFor();
	expect(cpe.tree.value(WAN)).toBe("0");
	await service.getByRole("button", { name: "Restore" }).click();
	await dialog.getByRole("textbox", { name: "Reason" }).fill("paid");
	await dialog.getByRole("button", { name: "Restore" }).click();
	await service.getByText("In service").waitFor({ timeout: SOON_MS });
	expect(cpe.tree.value(WAN)).toBe(before);
	await page.reload();
	const timeline = page.getByRole("region", { name: "Timeline" });
	await timeline.getByText("admin added the subscriber").waitFor();
	await timeline.getByText("admin added a site").waitFor();
	expect(await timeline.getByText("admin signed in to the console with an API token").count()).toBe(1);
	await service.getByRole("link", { name: "Restore" }).click();
	await page.getByRole("heading", { level: 1 }).filter({ hasText: "Restore" }).waitFor();
	expect(await actions(page).count()).toBe(0);
}, 60_000);

test("a provisioning profile is mended where the server shows it, and tells what it would change before it is kept", async () => {
	await using page = await openPage(root, "/provisioning/new");
	const editor = page.getByRole("textbox", { name: "Profile in YAML" });
	const text = (path: string) =>
		[
			`name: "${HOSTILE.modelName}"`,
			"enabled: false",
			"selector:",
			`  model: ${MODEL}`,
			"parameters:",
			`  - path: ${path}`,
		]
			.concat("    value: code-{{device.serialNumber}}")
			.join("\n");
	await editor.fill(text("Device.Reboot."));
	await page.getByRole("button", { name: "What would this change?" }).click();
	await page.getByRole("alert").getByRole("button", { name: "Line 6" }).click();
	const selected = await editor.evaluate((area: HTMLTextAreaElement) =>
		area.value.slice(area.selectionStart, area.selectionEnd),
	);
	expect(selected).toBe("  - path: Device.Reboot.");
	await editor.fill(text("Device.DeviceInfo.ProvisioningCode"));
	await page.getByRole("button", { name: "What would this change?" }).click();
	await page.getByRole("status").getByText("3 devices are meant").waitFor();
	const wouldChange = page.getByRole("table", { name: "What would change" });
	await wouldChange.getByText("code-ROLL1").waitFor();
	expect(await certus.api.get(`/provisioning-profiles?tenant=${TENANT}`)).toMatchObject({ items: [] });
	await page.getByRole("button", { name: "Keep" }).click();
	await page.getByRole("heading", { level: 1 }).filter({ hasText: HOSTILE.modelName }).waitFor();
	profileId = idIn(page);
	await wouldChange.getByText("code-ROLL3").waitFor();
	for (const [button, state] of [
		["Activate", "Active"],
		["Deactivate", "Not active"],
	] as const) {
		await actions(page).getByRole("button", { name: button, exact: true }).click();
		await page.getByRole("dialog").getByRole("button", { name: button, exact: true }).click();
		await page.getByRole("dialog").waitFor({ state: "detached" });
		await page.getByText(state, { exact: true }).waitFor();
	}
	const kept = await certus.api.get<ProvisioningProfile>(`/provisioning-profiles/${profileId}?tenant=${TENANT}`);
	expect(kept).toMatchObject({ enabled: false, selector: { model: MODEL } });
});

test("a webhook's secret is shown once, and what it never got is sent again", async () => {
	await using page = await openPage(root, "/settings?tab=webhooks");
	await page.getByRole("button", { name: "Add a webhook" }).click();
	const dialog = page.getByRole("dialog");
	const url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/hook`;
	await dialog.getByRole("textbox", { name: "Address" }).fill(url);
	await dialog.getByRole("textbox", { name: "What it is for" }).fill(HOSTILE.manufacturer);
	await dialog.getByRole("checkbox", { name: "operation.ended" }).check();
	await dialog.getByRole("button", { name: "Add" }).click();
	const secret = String(await dialog.getByText(/^whsec_/).textContent());
	await dialog.getByRole("button", { name: "I have kept it" }).click();
	await dialog.waitFor({ state: "detached" });
	await page.getByRole("link", { name: url }).click();
	webhookId = idIn(page);
	await page.getByRole("button", { name: "Send a test" }).click();
	await page.getByText("Disabled by itself").waitFor({ timeout: SOON_MS });
	const delivery = page.getByRole("list", { name: "Deliveries" }).getByRole("listitem").first();
	await delivery.getByText("Never arrived").waitFor();
	await delivery.getByRole("button", { name: /^webhook.test/ }).click();
	await delivery.getByText(/HTTP 410/).waitFor();
	await delivery.getByText(HOSTILE.modelName).waitFor();
	expect(await page.getByRole("button", { name: /again$/ }).count()).toBe(0);
	answer = 204;
	await page.getByRole("button", { name: "Enable" }).click();
	await dialog.getByRole("button", { name: "Enable" }).click();
	await delivery.getByRole("button", { name: "Send webhook.test again" }).click();
	await delivery.getByText("Delivered").waitFor({ timeout: SOON_MS });
	expect(await page.content()).not.toContain(secret);
	const { items } = await certus.api.get<{ items: Webhook[] }>(`/webhooks?tenant=${TENANT}`);
	expect(items).toMatchObject([{ id: webhookId, enabled: true, events: ["operation.ended"] }]);
});

test("a table of subscribers is tried, mended and imported, and a device under another OUI is refused as the same", async () => {
	await using page = await openPage(root, "/subscribers");
	await page.getByRole("button", { name: "Import CSV" }).click();
	const dialog = page.getByRole("dialog", { name: "Import subscribers" });
	const choose = (line: string) =>
		dialog.getByLabel("File").setInputFiles({
			...{
				name: "subscribers.csv",
				mimeType: "text/csv",
				buffer: Buffer.from(`externalId,name,serialNumber\n${line}\n`),
			},
		});
	await choose("C-2,Grace,NOWHERE");
	await dialog.getByRole("button", { name: "Try it" }).click();
	await dialog.getByRole("alert").getByText("/2/serialNumber").waitFor();
	await choose("C-2,Grace,");
	await dialog.getByRole("button", { name: "Try it" }).click();
	await dialog.getByText("nothing is changed yet").waitFor();
	expect(await page.getByText("Grace").count()).toBe(0);
	await dialog.getByRole("button", { name: "Import", exact: true }).click();
	await dialog.getByText("It is imported.").waitFor();
	await dialog.getByRole("button", { name: "Close" }).last().click();
	await page.getByRole("table", { name: "Subscribers" }).getByText("Grace").waitFor();

	const MAC = "Device.Ethernet.Interface.1.MACAddress";
	for (const [oui, softwareVersion] of [
		["02AAAA", "1.0.0"],
		["02BBBB", "2.0.0"],
	] as const) {
		const cpe = certus.cpe({ serialNumber: "RENAMED-1", softwareVersion, oui });
		const own = cpe.informValues();
		cpe.informValues = () => [...own, [MAC, "02:00:00:00:04:01", "xsd:string"]];
		await cpe.session(["0 BOOTSTRAP", "1 BOOT"]);
	}
	const newer = (await certus.api.devices(TENANT, "RENAMED-1")).find((one) => one.softwareVersion === "2.0.0");
	await using device = await openPage(root, `/devices/${newer?.id}`);
	await device
		.getByRole("table", { name: "Devices that may be this one" })
		.getByText(/02AAAA/)
		.waitFor();
	await device.getByRole("button", { name: /is another$/ }).click();
	await device.getByRole("dialog").getByRole("button", { name: "They are two" }).click();
	await device.getByRole("region", { name: "May be the same device" }).waitFor({ state: "detached" });
});

const loaded = (page: Page) => expect.poll(() => page.getByRole("status", { name: "Loading" }).count()).toBe(0);

/** As it should be on every page: nothing of what is hostile has become an element, and a phone shows all of it. */
async function isSound(page: Page, path: string): Promise<void> {
	await page.setViewportSize({ width: 375, height: 740 });
	expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBe(375);
	expect(await page.locator("main script, main iframe, main svg[onload], main img").count(), path).toBe(0);
}

test("a tenant is deleted by its name, once it is empty, and what is left of the sign-in is shown", async () => {
	const tenant = "brief";
	await certus.api.must("POST", "/tenants", { slug: tenant, name: "Brief" });
	const subscriber = { tenant, externalId: "last", name: "Last" };
	const last = await certus.api.must<Subscriber>("POST", "/subscribers", subscriber);
	await using page = await openPage(root, "/settings?tab=tenant");
	await page.getByText("it can’t be deleted").waitFor();
	await page.goto(`/settings?tab=tenant&tenant=${tenant}`);
	await page.getByRole("button", { name: "Delete this tenant" }).click();
	const dialog = page.getByRole("dialog");
	const remove = dialog.getByRole("button", { name: "Delete" });
	await dialog.getByRole("textbox", { name: "Type brief to go on" }).fill("brie");
	expect(await remove.isDisabled()).toBe(true);
	await dialog.getByRole("textbox", { name: "Type brief to go on" }).fill(tenant);
	await remove.click();
	await dialog.getByText(/still has 1 subscriber/).waitFor();
	await certus.api.must("DELETE", `/subscribers/${last.id}?tenant=${tenant}`);
	await remove.click();
	await page.getByRole("heading", { level: 1, name: "Compatibility matrix" }).waitFor();
	const { items } = await certus.api.get<{ items: { slug: string }[] }>("/tenants");
	expect(items.map(({ slug }) => slug)).not.toContain(tenant);
});

test("who only looks on sees these pages without a button", async () => {
	const profile = `/provisioning/${profileId}`;
	for (const path of ["/files", `/changes/${changeId}`, profile, `/subscribers/${subscriberId}`, "/settings"]) {
		await using page = await openPage(vera, path);
		await loaded(page);
		expect(await page.locator("main .mantine-Button-root, main .button-link").allTextContents(), path).toEqual([]);
		await isSound(page, path);
	}
	await using page = await openPage(vera, `/settings/webhooks/${webhookId}`);
	await page.getByText("This sign-in may not see webhooks.").waitFor();
});

test("none of these pages scrolls sideways on a phone, what is hostile is text, and both themes can be read", async () => {
	for (const path of [
		`/changes/rollout?fileId=${fileId}`,
		`/changes/${changeId}`,
		`/provisioning/${profileId}/edit`,
		`/settings/webhooks/${webhookId}`,
	]) {
		await using page = await openPage(root, path);
		await loaded(page);
		await isSound(page, path);
		for (const colorScheme of ["light", "dark"] as const) {
			await page.emulateMedia({ colorScheme });
			const least = await leastContrast(page, ":is(main, header) :not(:disabled, :disabled *)");
			expect(least.ratio, `${colorScheme}, ${path}: ${least.text}`).toBeGreaterThanOrEqual(4.5);
		}
	}
	expect([root.trouble, vera.trouble]).toEqual([[], []]);
});
