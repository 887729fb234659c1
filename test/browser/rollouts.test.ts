/** What goes over many devices, in a real browser: a firmware rollout, a provisioning profile, and who only looks on. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Cpe } from "../../lab/cpe.ts";
import { createLab, type Lab } from "../../lab/lab.ts";
import type { LabModel } from "../../lab/model.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import { buildTree, parseTree } from "../../lab/trees/build.ts";
import { deviceInfo, managementServer } from "../../lab/trees/parts.ts";
import { ADMIN_TOKEN, type Api, openSystem, type TestSystem } from "../system/support.ts";
import { builtConsole, type Console, openConsole, signIn } from "./browser.ts";
import { openPage, TENANT } from "./stage.ts";

const MODEL = "ROLL-1";
const SOON_MS = 20_000;

let certus: TestSystem;
let lab: Lab;
let approver: Api;
let root: Console;
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
	certus = await openSystem();
	approver = await certus.api.withRole(TENANT, "approver");
	lab = await createLab({ acsUrl: certus.cwmpUrl(TENANT), timeScale: 0.001, timeoutMs: 5_000 });
	const model = smallModel();
	for (const serialNumber of ["ROLL3", "ROLL2", "ROLL1"]) {
		const cpe = lab.add(model, { serialNumber });
		await cpe.powerOn();
		cpe.powerOff();
		cpes.unshift(cpe);
	}
	root = await openConsole(certus.system.apiUrl);
	await root.page.goto("/");
	await signIn(root.page, ADMIN_TOKEN);
}, 120_000);

afterAll(async () => {
	await root?.[Symbol.asyncDispose]();
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
	await page.getByText("3 devices match.").waitFor();
	await page.getByRole("table", { name: "Devices that match" }).getByText("takes the image").waitFor();
	await page.getByRole("textbox", { name: "Tag" }).fill("nobody");
	await page.getByText("0 devices match.").waitFor();
	await page.getByRole("textbox", { name: "Tag" }).fill("");
	await page.getByRole("textbox", { name: "Waves" }).fill("1, some");
	expect(await page.getByRole("button", { name: "Preview" }).isDisabled()).toBe(true);
	await page.getByRole("textbox", { name: "Waves" }).fill("1, 100%");
	await page.getByRole("checkbox", { name: "Only at certain times of the day" }).check();
	await page.getByLabel(/^From \*/).fill("00:00");
	await page.getByLabel(/^To \*/).fill("23:59");
	await page.getByRole("textbox", { name: "Reason" }).fill("the Wi-Fi crashes");
	await page.getByRole("button", { name: "Preview" }).click();
	// Nothing of it is proven: somebody has to take that upon himself.
	await page.getByRole("textbox", { name: "Reason for the override" }).fill("tried by hand");
	await page.getByRole("button", { name: "Preview" }).click();

	await page.waitForURL(/\/changes\/[0-9a-f-]{36}/);
	const id = new URL(page.url()).pathname.split("/").at(-1);
	await page.getByText(/^00:00 to 23:59, every day, by the clock/).waitFor();
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
}, 60_000);
