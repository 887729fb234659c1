/** The console in a real browser, on the whole system with lab CPEs. */
import { Secret, TOTP } from "otpauth";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LabModel } from "../../lab/model.ts";
import { cleanTr098Gateway } from "../../lab/models/clean-tr098-gateway.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import { rebootRejected } from "../../lab/models/reboot-rejected.ts";
import type { ProofRun } from "../../src/shared/proof.ts";
import { ADMIN_TOKEN, type Device, until } from "../system/support.ts";
import { leastContrast, openConsole, signIn } from "./browser.ts";
import { describeDevicePages } from "./devicePages.ts";
import { HOSTILE, hostile } from "./hostile.ts";
import { describePipelinePages } from "./pipelinePages.ts";
import { openStage, type Stage, TENANT } from "./stage.ts";

/** A reboot of the lab, an outing to the system, and the live update. */
const SOON_MS = 20_000;

let stage: Stage;

beforeAll(async () => {
	stage = await openStage();
}, 120_000);

afterAll(() => stage?.[Symbol.asyncDispose]());

const open = (path: string) => stage.open(path);
const deviceOf = (model: LabModel): Device => stage.deviceOf(model);

const matrixOf = (page: Page) => page.getByRole("table", { name: "Compatibility matrix" });
const rowOf = (page: Page, model: string) => matrixOf(page).getByRole("row").filter({ hasText: model });

async function cellNames(page: Page, model: string): Promise<string[]> {
	await rowOf(page, model).first().waitFor();
	const cells = rowOf(page, model).locator("td a");
	return cells.evaluateAll((links) => links.map((link) => link.getAttribute("aria-label") ?? ""));
}

describe("the matrix", () => {
	test("shows each model with its cells, in words", async () => {
		await using page = await open("/");
		const unproven = ["Provisioning", "Hosts & Wi-Fi", "Diagnostics", "Firmware", "Factory reset", "Config"].map(
			(name) => `${name}: Unproven, no evidence`,
		);
		for (const [model, reboot] of [
			["HG-181", "Reboot: Yellow, proven"],
			["HG-RR", "Reboot: Red, failed"],
			["HG-NM", "Reboot: Yellow, partial"],
		] as const) {
			const names = await cellNames(page, model);
			expect(names, model).toHaveLength(8);
			expect(names, model).toEqual(expect.arrayContaining(["Inventory: Yellow, proven", reboot, ...unproven]));
			await rowOf(page, model).getByText("simulated").waitFor();
		}
	});

	test("changes by itself: a new model's row appears, and its cells take colour when a run finishes", async () => {
		await using page = await open("/");
		await page.getByRole("status", { name: "Live updates" }).filter({ hasText: "Live" }).waitFor();
		await page.evaluate(() => {
			(window as unknown as { sameDocument: boolean }).sameDocument = true;
		});
		expect(await rowOf(page, "GW-98").count()).toBe(0);
		const device = await stage.arrive(stage.lab.add(cleanTr098Gateway));
		const row = rowOf(page, "GW-98");
		await row.getByRole("link", { name: "Reboot: Unproven, no evidence" }).waitFor();
		// On a field device the traits that take their time are skipped.
		await stage.certus.api.must("PATCH", `/devices/${device.id}`, { tenant: TENANT, lab: false });
		await stage.prove(device, ["inventory"]);
		await row.getByRole("link", { name: "Inventory: Yellow, proven" }).waitFor();
		expect(await page.evaluate(() => (window as unknown as { sameDocument?: boolean }).sameDocument)).toBe(true);
	});

	test("is filtered by text and by status", async () => {
		await using page = await open("/");
		await page.getByRole("searchbox", { name: "Search" }).fill("HG-RR");
		await rowOf(page, "HG-NM").waitFor({ state: "detached" });
		expect(await rowOf(page, "HG-RR").count()).toBe(1);
		await page.getByRole("searchbox", { name: "Search" }).fill("");
		await page.getByRole("combobox", { name: "Status" }).selectOption({ label: "Red" });
		await rowOf(page, "HG-181").waitFor({ state: "detached" });
		expect(await rowOf(page, "HG-RR").count()).toBe(1);
	});

	test("leads from a cell to its evidence, which the browser verifies", async () => {
		await using page = await open("/");
		await rowOf(page, "HG-RR").getByRole("link", { name: "Reboot: Red, failed" }).click();
		const panel = page.getByRole("article", { name: "Reboot" });
		await panel.getByText("An essential check failed").waitFor();
		await panel.getByRole("link", { name: /^Evidence/ }).click();
		await page.getByText("Digest verified").waitFor();
		// The run's document names each check's own; that one holds the messages.
		await page
			.getByRole("listitem")
			.filter({ hasText: "accepted" })
			.getByRole("link", { name: /^sha256:/ })
			.click();
		await page.getByRole("heading", { name: "Evidence: The device accepts Reboot" }).waitFor();
		await page.getByText("Digest verified").waitFor();
		await page.getByRole("button", { name: /to device\s*Reboot$/ }).waitFor();
		const answer = page.getByRole("button", { name: /from device\s*Fault/ });
		await answer.click();
		await page.getByRole("region", { name: "Fault, from device" }).getByText("9001").first().waitFor();
	});
});

describe("a proof run's page", () => {
	test("shows checks, and their messages as indented XML", async () => {
		const { items } = await stage.certus.api.get<{ items: ProofRun[] }>(
			`/proof-runs?tenant=${TENANT}&deviceId=${deviceOf(cleanTr181Gateway).id}`,
		);
		await using page = await open(`/proof-runs/${items[0]?.id}`);
		const check = page.getByRole("listitem", { name: "accepted" });
		await check.getByText("Pass").waitFor();
		await check.getByRole("button", { name: "Evidence of accepted" }).click();
		await check.getByText("Digest verified").waitFor();
		await check.getByRole("button", { name: /RebootResponse/ }).click();
		const xml = check.getByRole("region", { name: "RebootResponse, from device" });
		const lines = await xml
			.locator(".xml-line")
			.evaluateAll((found) =>
				found.map((line) => [line.textContent ?? "", Number.parseFloat(getComputedStyle(line).paddingInlineStart)]),
			);
		const text = lines.map(([line]) => String(line).trim());
		expect(text[0]).toMatch(/^<[\w-]+:Envelope/);
		expect(text.some((line) => /^<cwmp:RebootResponse/.test(line))).toBe(true);
		const indent = (part: string) => Number(lines.find(([line]) => String(line).includes(part))?.[1]);
		expect(indent(":Body")).toBeGreaterThan(indent(":Envelope"));
		expect(indent("RebootResponse")).toBeGreaterThan(indent(":Body"));
	});

	test("is reached from the device where it was started", async () => {
		await using page = await open(`/devices/${deviceOf(cleanTr181Gateway).id}`);
		await page.getByRole("button", { name: "Start proof" }).click();
		const dialog = page.getByRole("dialog", { name: "Start a proof run" });
		await dialog.getByRole("button", { name: "Start" }).click();
		await page.waitForURL(/\/proof-runs\//);
		await page.getByRole("listitem", { name: "typesValid" }).getByText("Pass").waitFor();
		await page.getByText("Finished", { exact: true }).first().waitFor();
	});
});

describe("devices", () => {
	test("are listed, and found by serial number", async () => {
		await using page = await open("/devices");
		const { serialNumber } = deviceOf(rebootRejected);
		const table = page.getByRole("table", { name: "Devices" });
		await table.getByRole("link", { name: serialNumber }).waitFor();
		await page.getByRole("searchbox", { name: "Search" }).fill(serialNumber);
		await page.getByText("1 shown").waitFor();
		await table.getByRole("link", { name: serialNumber }).click();
		await page.getByRole("heading", { level: 1 }).filter({ hasText: serialNumber }).waitFor();
	});

	test("show their parameters, which can be searched", async () => {
		await using page = await open(`/devices/${deviceOf(cleanTr181Gateway).id}`);
		await page.getByRole("tab", { name: "Parameters" }).click();
		const table = page.getByRole("table", { name: "Parameters" });
		await table.getByText("DeviceInfo.").waitFor();
		await page.getByRole("searchbox", { name: "Search parameters" }).fill("DeviceInfo.SoftwareVersion");
		const row = table.getByRole("row").filter({ hasText: "Device.DeviceInfo.SoftwareVersion" });
		await row.getByText("1.0.0").waitFor();
		await row.getByText("xsd:string").waitFor();
		await row.getByText("read-only").waitFor();
	});

	test("show their sessions with the messages", async () => {
		await using page = await open(`/devices/${deviceOf(cleanTr181Gateway).id}`);
		await page.getByRole("tab", { name: "Sessions" }).click();
		const sessions = page.getByRole("list", { name: "CWMP sessions" });
		await sessions.getByRole("button", { name: /0 BOOTSTRAP, 1 BOOT/ }).click();
		await sessions.getByRole("button", { name: /from device\s*Inform HTTP|from device\s*Inform$/ }).click();
		await sessions.getByRole("region", { name: "Inform, from device" }).getByText("0 BOOTSTRAP").waitFor();
	});

	test("are woken, and the answer is the session that followed", async () => {
		await using page = await open(`/devices/${deviceOf(cleanTr181Gateway).id}`);
		await page.getByRole("button", { name: "Wake" }).click();
		await page.getByText(/A session followed after/).waitFor();
	});

	test("are rebooted only after a confirmation, and the operation succeeds before one's eyes", async () => {
		const { id } = deviceOf(cleanTr181Gateway);
		const reboots = async () =>
			(
				await stage.certus.api.get<{ items: { kind: string; authority: string }[] }>(
					`/operations?tenant=${TENANT}&deviceId=${id}&limit=100`,
				)
			).items.filter(({ kind, authority }) => kind === "reboot" && authority === "user").length;
		await using page = await open(`/devices/${id}`);
		await page.getByRole("button", { name: "Reboot" }).click();
		const dialog = page.getByRole("dialog", { name: "Reboot this device?" });
		await dialog.getByRole("button", { name: "Cancel" }).click();
		await dialog.waitFor({ state: "detached" });
		expect(await reboots()).toBe(0);
		await page.getByRole("button", { name: "Reboot" }).click();
		await dialog.getByRole("button", { name: "Reboot" }).click();
		await page.getByRole("tab", { name: "Operations" }).click();
		const newest = page
			.getByRole("list", { name: "Operations" })
			.getByRole("listitem")
			.filter({ hasText: "for admin" });
		await newest.getByText("Succeeded").waitFor({ timeout: SOON_MS });
		expect(await reboots()).toBe(1);
	});
});

describePipelinePages(() => stage);
describeDevicePages(() => stage);

describe("what a hostile device says", () => {
	test("stands on every page as text, and nothing of it runs", async () => {
		const { id } = deviceOf(hostile);
		const { items } = await stage.certus.api.get<{ items: ProofRun[] }>(`/proof-runs?tenant=${TENANT}&deviceId=${id}`);
		const [run] = items;
		const digests = (run?.workflows ?? []).flatMap(({ checks }) => checks.flatMap(({ evidence }) => evidence));
		const matrixRowId = await stage.matrixRowOf(deviceOf(hostile));
		for (const path of [
			"/",
			`/matrix/${matrixRowId}`,
			`/matrix/${matrixRowId}?tab=parameters`,
			`/matrix/${matrixRowId}?tab=history`,
			"/certifications",
			`/certifications/${stage.certifications.hostile}`,
			"/models",
			"/devices",
			"/proof-runs",
			`/proof-runs/${run?.id}`,
			`/evidence/${digests[0]}`,
			`/devices/${id}`,
			`/devices/${id}?tab=hosts`,
			`/devices/${id}?tab=sessions`,
			`/devices/${id}?tab=timeline`,
		]) {
			await using page = await open(path);
			await page.getByText(HOSTILE.modelName).first().waitFor();
			for (const button of await page.locator(".session .disclosure-button, .check .disclosure-button").all()) {
				await button.click();
			}
			const made = "main script, main iframe, main svg[onload], main img";
			expect(await page.locator(made).count(), path).toBe(0);
		}
		await using page = await open(`/devices/${id}`);
		await page.getByText(HOSTILE.serialNumber).first().waitFor();
		// The character that would turn the rest around is shown, not obeyed.
		await page.getByTitle("U+202E").first().waitFor();
		expect(stage.browser.trouble).toEqual([]);
	}, 60_000);
});

test("the watch that found nothing does see dialogs, violations of the policy and errors", async () => {
	await using stranger = await openConsole(stage.certus.system.apiUrl);
	const { page, trouble } = stranger;
	await page.goto("/");
	await page.evaluate(() => {
		alert("seen");
		document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = true" }));
		setTimeout(() => {
			throw new Error("thrown");
		});
	});
	const kinds = ["dialog: seen", "policy: script-src-elem inline", "error: thrown"];
	await until("all three", () => kinds.every((kind) => trouble.some((one) => one.startsWith(kind))) || null);
	expect(await page.evaluate(() => (window as unknown as { ran?: boolean }).ran)).toBeUndefined();
});

describe("signed out", () => {
	test("every page answers 200 and asks for sign-in, then goes on to where it was asked for", async () => {
		await using stranger = await openConsole(stage.certus.system.apiUrl);
		const { id } = deviceOf(cleanTr181Gateway);
		for (const path of [
			"/",
			"/devices",
			`/devices/${id}`,
			"/models",
			"/proof-runs",
			"/certifications",
			"/certifications/x",
			"/matrix/x",
			"/evidence/sha256:0",
		]) {
			const response = await stranger.page.goto(path);
			expect(response?.status(), path).toBe(200);
			await stranger.page.getByRole("textbox", { name: "Email" }).waitFor();
			expect(await stranger.page.getByRole("navigation", { name: "Main" }).count(), path).toBe(0);
		}
		await stranger.page.goto(`/devices/${id}?tenant=${TENANT}`);
		await stranger.page.getByRole("button", { name: "Use an API token" }).click();
		await stranger.page.getByRole("textbox", { name: "API token" }).fill("certus_not_a_token_of_anybody");
		await stranger.page.getByRole("button", { name: "Sign in" }).click();
		await stranger.page.getByRole("alert").waitFor();
		await signIn(stranger.page, ADMIN_TOKEN);
		await stranger.page.getByRole("heading", { level: 1 }).filter({ hasText: "HG-181" }).waitFor();
		await stranger.page.getByRole("button", { name: "Sign out" }).click();
		await stranger.page.getByRole("textbox", { name: "API token" }).waitFor();
		const me = await stranger.page.evaluate(async () => (await fetch("/api/v1/me")).status);
		expect(me).toBe(401);
		expect(stranger.trouble).toEqual([]);
	});
});

describe("users", () => {
	const given = { email: "ada@example.org", password: "correct horse battery" };

	/** By hand, as a person does. */
	async function enter(page: Page, { email, password }: typeof given): Promise<void> {
		await page.getByRole("textbox", { name: "Email" }).fill(email);
		await page.getByRole("textbox", { name: "Password" }).fill(password);
		await page.getByRole("button", { name: "Sign in" }).click();
	}

	test("sign in with email and password, and with a code once they have a second factor", async () => {
		const roles = [{ tenant: TENANT, role: "noc" }];
		const made = await stage.certus.api.ask("POST", "/users", { ...given, name: "Ada", roles });
		expect(made.status).toBe(201);
		await using stranger = await openConsole(stage.certus.system.apiUrl);
		const { page } = stranger;
		await page.goto("/devices");
		await enter(page, { ...given, password: "not the password" });
		await page.getByRole("alert").filter({ hasText: "Not signed in" }).waitFor();
		await enter(page, given);
		await page.getByRole("navigation", { name: "Main" }).waitFor();
		expect(await page.getByRole("button", { name: "Sign out" }).getAttribute("title")).toContain(given.email);

		const ask = (path: string, body: object) =>
			page.evaluate(
				async ({ path, body }) => {
					const headers = { "content-type": "application/json" };
					const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
					return { status: answer.status, text: await answer.text() };
				},
				{ path: `/api/v1${path}`, body },
			);
		const secret = Secret.fromBase32(JSON.parse((await ask("/me/totp", {})).text).secret);
		const timestamp = Date.now();
		const code = new TOTP({ secret }).generate({ timestamp });
		expect(await ask("/me/totp/confirm", { code })).toMatchObject({ status: 204 });

		await page.getByRole("button", { name: "Sign out" }).click();
		// The way in is remembered.
		await enter(page, given);
		const field = page.getByRole("textbox", { name: "Code" });
		await field.fill(code);
		await page.getByRole("button", { name: "Sign in" }).click();
		await page.getByRole("alert").filter({ hasText: "Not signed in" }).waitFor();
		await field.fill(new TOTP({ secret }).generate({ timestamp: timestamp + 30_000 }));
		await page.getByRole("button", { name: "Sign in" }).click();
		await page.getByRole("navigation", { name: "Main" }).waitFor();
		expect(stranger.trouble).toEqual([]);
	});
});

/** Every kind of page, with something on it. */
async function allPages(): Promise<string[]> {
	const { id } = deviceOf(cleanTr181Gateway);
	const { items } = await stage.certus.api.get<{ items: ProofRun[] }>(`/proof-runs?tenant=${TENANT}&deviceId=${id}`);
	const run = items.at(-1);
	const matrixRowId = await stage.matrixRowOf(deviceOf(cleanTr181Gateway));
	const digest = run?.workflows[0]?.checks[0]?.evidence[0];
	const tabs = ["hosts", "sessions", "operations", "proofs", "timeline"].map((tab) => `/devices/${id}?tab=${tab}`);
	return [
		"/",
		`/matrix/${matrixRowId}`,
		`/matrix/${matrixRowId}?tab=parameters`,
		`/matrix/${matrixRowId}?tab=history`,
		"/certifications",
		`/certifications/${stage.certifications.verified}`,
		"/proof-runs",
		`/proof-runs/${run?.id}`,
		`/evidence/${digest}`,
		"/models",
		"/devices",
		`/devices/${id}`,
		...tabs,
	];
}

test("on a phone no page scrolls sideways", async () => {
	for (const path of await allPages()) {
		await using page = await open(path);
		await page.setViewportSize({ width: 375, height: 740 });
		await expect.poll(() => page.getByRole("status", { name: "Loading" }).count()).toBe(0);
		const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
		expect(widths, path).toEqual([375, 375]);
	}
	await using page = await open("/");
	await page.setViewportSize({ width: 375, height: 740 });
	await page
		.getByRole("list", { name: "Compatibility matrix" })
		.getByRole("link", { name: /^Reboot: / })
		.first()
		.waitFor();
}, 60_000);

test("both themes can be read, and the choice stays", async () => {
	await using page = await open("/");
	const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	const seen = new Set<string>();
	for (const theme of ["dark", "light"] as const) {
		await page.emulateMedia({ colorScheme: theme === "dark" ? "light" : "dark" });
		const toggle = page.getByRole("button", { name: `Switch to the ${theme} theme` });
		if ((await toggle.count()) > 0) await toggle.click();
		await page.getByRole("button", { name: /^Switch to the / }).waitFor();
		await page.reload();
		await rowOf(page, "HG-181").waitFor();
		seen.add(await background());
		expect(await page.evaluate(() => document.documentElement.dataset.mantineColorScheme)).toBe(theme);
		for (const path of ["/", "/certifications", `/certifications/${stage.certifications.verified}`]) {
			await using other = await open(path);
			await other.getByText("HG-181").first().waitFor();
			const least = await leastContrast(other, "main *, header *");
			expect(least.ratio, `${theme}, ${path}: ${least.text}`).toBeGreaterThanOrEqual(4.5);
		}
	}
	expect(seen.size).toBe(2);
});

test("the keyboard alone reaches the content and the cells", async () => {
	await using page = await open("/");
	await rowOf(page, "HG-181").waitFor();
	const focused = () =>
		page.evaluate(() => {
			const element = document.activeElement;
			return element?.getAttribute("aria-label") ?? element?.textContent ?? "";
		});
	await page.keyboard.press("Tab");
	expect(await focused()).toBe("Skip to the content");
	await page.keyboard.press("Enter");
	expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
	const stops: string[] = [];
	for (let presses = 0; presses < 40 && !/^Provisioning: /.test(stops.at(-1) ?? ""); presses++) {
		await page.keyboard.press("Tab");
		stops.push(await focused());
	}
	expect(stops.at(-1)).toMatch(/^Provisioning: /);
	await page.keyboard.press("Tab");
	expect(await focused()).toMatch(/^Inventory: /);
	const ring = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle);
	expect(ring).not.toBe("none");
	await page.keyboard.press("Enter");
	await page.waitForURL(/\/matrix\//);
	await page.getByRole("article", { name: "Inventory" }).waitFor();
	expect(await focused()).toMatch(/^Inventory/);
});

test("nothing has gone wrong in the browser all along", () => {
	expect(stage.browser.trouble).toEqual([]);
});
