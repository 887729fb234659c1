/** The pipeline's pages, and a matrix row's judgements: what the console's tests see of them, on their stage. */
import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import { rebootRejected } from "../../lab/models/reboot-rejected.ts";
import type { Certification } from "../../src/shared/certification.ts";
import { openConsole, signIn } from "./browser.ts";
import { HOSTILE, hostile } from "./hostile.ts";
import { openPage, type Stage, TENANT } from "./stage.ts";

/** A few operations on a device, and the live update. */
const SOON_MS = 20_000;
const WALK_MS = 60_000;

const section = (page: Page, name: string): Locator => page.getByRole("region", { name, exact: true });
const stageNow = (page: Page): Locator => page.getByRole("list", { name: "Stages" }).locator('[aria-current="step"]');

export function describePipelinePages(stage: () => Stage): void {
	const api = () => stage().certus.api;
	const certification = (id: string) => api().get<Certification>(`/certifications/${id}?tenant=${TENANT}`);

	describe("the pipeline", () => {
		test(
			"takes a model in from its row, discovers it and shows the report, then starts the verification",
			async () => {
				await using page = await stage().open(`/matrix/${await stage().matrixRowOf(stage().deviceOf(rebootRejected))}`);
				await page.getByRole("button", { name: "Take this model in" }).click();
				const intake = page.getByRole("dialog", { name: "Take a model in" });
				expect(await intake.getByRole("textbox", { name: "Model" }).inputValue()).toBe("HG-RR");
				expect(await intake.getByRole("textbox", { name: "Versions, one a line" }).inputValue()).toBe("1.0.0");
				for (const name of ["Provisioning", "Hosts & Wi-Fi", "Diagnostics", "Firmware", "Reboot", "Config"]) {
					await intake.getByRole("checkbox", { name }).uncheck();
				}
				await intake.getByRole("button", { name: "Take it in" }).click();
				await page.waitForURL(/\/certifications\/[0-9a-f-]+/);
				await stageNow(page).filter({ hasText: "Intake" }).waitFor();
				await page.getByText("Nothing is missing for the discovery.").waitFor();
				await section(page, "Subject").getByText("Inventory", { exact: true }).waitFor();

				await page.getByRole("button", { name: "Start discovery" }).click();
				const discovery = page.getByRole("dialog", { name: "Start discovery" });
				const { serialNumber } = stage().deviceOf(rebootRejected);
				const label = await discovery.locator("option", { hasText: serialNumber }).textContent();
				await discovery.getByRole("combobox", { name: "Device" }).selectOption({ label: label ?? "" });
				await discovery.getByRole("button", { name: "Start discovery" }).click();
				await discovery.waitFor({ state: "detached" });
				const report = section(page, "Discovery");
				await report.getByText("Succeeded").waitFor({ timeout: SOON_MS });
				await report.getByRole("button", { name: /objects of the standard are there/ }).click();
				await report.getByRole("combobox", { name: "Objects" }).selectOption({ label: "The device has" });
				await report.getByRole("cell", { name: "Device.DeviceInfo.", exact: true }).waitFor();
				await page.getByText("Nothing is missing for the verification.").waitFor();

				await page.getByRole("button", { name: "Start verification" }).click();
				const verification = page.getByRole("dialog", { name: "Start verification" });
				await verification.getByRole("combobox", { name: "Device" }).selectOption({ label: label ?? "" });
				await verification.getByRole("button", { name: "Start verification" }).click();
				const run = section(page, "Verification runs").getByRole("link").first();
				await run.waitFor();
				await stageNow(page).filter({ hasText: "Verification" }).waitFor();
				await page.getByText("the end of the verification that is under way").first().waitFor();
				await run.click();
				await page.getByRole("heading", { name: /^Proof run/ }).waitFor();
				await page.getByRole("button", { name: "Cancel this run" }).click();
			},
			WALK_MS,
		);

		test("says what can't be taken back before a canary starts, and shows the API's refusals as they are", async () => {
			const id = stage().certifications.hostile;
			await using page = await stage().open(`/certifications/${id}`);
			await page.getByRole("button", { name: "Start verification" }).waitFor();
			expect(await page.getByRole("button", { name: "Start canary" }).count()).toBe(0);
			await using verified = await stage().open(`/certifications/${stage().certifications.verified}`);
			await verified.getByRole("button", { name: "Start canary" }).click();
			const dialog = verified.getByRole("dialog", { name: "Start canary" });
			await dialog
				.getByRole("region", { name: "What can't be taken back" })
				.getByText(/reboot interrupts/)
				.waitFor();
			await dialog.getByRole("textbox", { name: "Rollback owner" }).fill("nobody at all");
			await dialog.getByRole("button", { name: "Start canary" }).click();
			const refusal = dialog.getByRole("alert");
			await refusal.getByText("There is no user and no token nobody at all.").waitFor();
			await refusal.getByText("/rollbackOwner").waitFor();
			await verified.keyboard.press("Escape");
			await dialog.waitFor({ state: "detached" });
			expect((await certification(stage().certifications.verified)).canary).toBeNull();
		});

		test(
			"brings a verified model to certified: canary, another person's approval, green cells; and down again",
			async () => {
				const id = stage().certifications.verified;
				const { id: deviceId } = stage().deviceOf(cleanTr181Gateway);
				await using page = await stage().open(`/certifications/${id}`);
				await page.getByText("Nothing is missing for the canary.").waitFor();
				await page.getByRole("button", { name: "Start canary" }).click();
				const dialog = page.getByRole("dialog", { name: "Start canary" });
				const wanted = { "Devices at most": "1", "Successes at least": "1", "On devices at least": "1" };
				for (const [name, value] of Object.entries(wanted)) await dialog.getByRole("spinbutton", { name }).fill(value);
				await dialog.getByRole("button", { name: "Start canary" }).click();
				await dialog.waitFor({ state: "detached" });
				const canary = section(page, "Canary");
				await canary.getByText("Running", { exact: true }).waitFor();
				await page.getByText("the end of the canary").waitFor();
				for (const [kind, input] of [
					["reboot", {}],
					["read", { paths: ["Device.DeviceInfo.UpTime"] }],
				] as const) {
					expect(await api().done(TENANT, deviceId, kind, input)).toMatchObject({ status: "succeeded" });
				}
				await canary.getByText("Passed", { exact: true }).waitFor({ timeout: SOON_MS });
				await canary.getByRole("row").filter({ hasText: "Reboot" }).getByText("1 of 1", { exact: true }).waitFor();

				await approve(page, "my own work");
				const refusal = page.getByRole("dialog", { name: "Approve" }).getByRole("alert");
				await refusal.getByText(/Who starts a verification can't give the approval/).waitFor();

				const { token } = await api().must<{ token: string }>("POST", "/tokens", {
					...{ tenant: TENANT, name: "head of network", role: "approver" },
				});
				await using other = await openConsole(stage().certus.system.apiUrl);
				await other.page.goto("/");
				await signIn(other.page, token);
				await using approver = await openPage(other, `/certifications/${id}`);
				expect(await approver.getByRole("button", { name: "Verify again" }).isDisabled()).toBe(true);
				await approve(approver, "seen in production");
				await approver.getByText("Nothing is missing. A new certification renews it").waitFor();
				expect(other.trouble).toEqual([]);
				await page.keyboard.press("Escape");
				await page.getByRole("list", { name: "Stages" }).getByText("Approved by head of network").waitFor();
				const said = page.getByRole("list", { name: "History" }).getByRole("listitem").first();
				await said.getByText("seen in production").waitFor();

				await using row = await stage().open(
					`/matrix/${await stage().matrixRowOf(stage().deviceOf(cleanTr181Gateway))}`,
				);
				const reboot = row.getByRole("article", { name: "Reboot" });
				await reboot.getByText("Green", { exact: true }).waitFor();
				await reboot.getByRole("link", { name: `certification ${id.slice(0, 8)}` }).waitFor();
				await row.getByRole("button", { name: "Lower Reboot" }).click();
				const lower = row.getByRole("dialog", { name: "Lower Reboot?" });
				await lower.getByRole("radio", { name: "Yellow" }).check();
				await lower.getByRole("textbox", { name: "Reason" }).fill("two homes lost their Wi-Fi");
				await lower.getByRole("button", { name: "Lower it" }).click();
				await lower.waitFor({ state: "detached" });
				await reboot.getByText("Yellow", { exact: true }).waitFor({ timeout: SOON_MS });
				await reboot.getByText(/Lowered to yellow by\s*admin/).waitFor();
				await row.getByRole("tab", { name: "History" }).click();
				const newest = row.getByRole("list", { name: "History" }).getByRole("listitem").first();
				await newest.getByText("two homes lost their Wi-Fi").waitFor();
				await stageNow(page).filter({ hasText: "Verification" }).waitFor();
				await page.getByText("Set back to verification").first().waitFor();
			},
			WALK_MS,
		);

		test("lists its certifications, by stage", async () => {
			await using page = await stage().open("/certifications");
			const table = page.getByRole("table", { name: "Certifications" });
			await table.getByRole("link", { name: /HG-181/ }).waitFor();
			await page.getByRole("combobox", { name: "Stage" }).selectOption({ label: "Discovery" });
			await table.getByRole("link", { name: /HG-181/ }).waitFor({ state: "detached" });
			await table.getByRole("link", { name: HOSTILE.modelName }).waitFor();
			await page.getByRole("combobox", { name: "Stage" }).selectOption({ label: "Canary" });
			await page.getByText("No certification matches these filters.").waitFor();
		});

		test("is worked by the keyboard alone: a dialog keeps the focus, and gives it back", async () => {
			await using page = await stage().open(`/certifications/${stage().certifications.hostile}`);
			const button = page.getByRole("button", { name: "Discover again" });
			await button.focus();
			await page.keyboard.press("Enter");
			const dialog = page.getByRole("dialog", { name: "Discover again" });
			await dialog.waitFor();
			const isInside = () =>
				dialog.evaluate(
					(element) => element.contains(document.activeElement) && document.activeElement !== document.body,
				);
			for (let presses = 0; presses < 6; presses++) {
				await page.keyboard.press("Tab");
				expect(await isInside(), `after ${presses + 1} presses`).toBe(true);
			}
			await page.keyboard.press("Escape");
			await dialog.waitFor({ state: "detached" });
			await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
		});
	});

	describe("a matrix row", () => {
		test("says which parameters are readable, writable and proven to be set", async () => {
			const rowId = await stage().matrixRowOf(stage().deviceOf(cleanTr181Gateway));
			await using page = await stage().open(`/matrix/${rowId}?tab=parameters`);
			const table = page.getByRole("table", { name: "Parameters" });
			await page.getByRole("searchbox", { name: "Search parameters" }).fill("managementserver username");
			const row = table.getByRole("row").filter({ hasText: "Device.ManagementServer.Username" });
			await row.getByRole("cell", { name: "writable", exact: true }).waitFor();
			await page.getByRole("combobox", { name: "Which" }).selectOption({ label: "Proven to be set" });
			await page.getByText("No parameter matches.").waitFor();
			await page.getByRole("link", { name: "Evidence" }).click();
			await page.getByText("Digest verified").waitFor();
		});

		test("of a version without evidence suggests what the nearest came to, and stays unproven", async () => {
			const identity = { ...hostile.identity, softwareVersion: "2.0" };
			const device = await stage().arrive(stage().lab.add({ ...hostile, name: "newer-hostile", identity }));
			await using page = await stage().open(`/matrix/${await stage().matrixRowOf(device)}`);
			const note = page.getByRole("region", { name: "Suggestion" });
			await note.getByText("prove nothing here").waitFor();
			expect(await note.locator("[class*='tone-']").count()).toBe(0);
			for (const workflow of ["Inventory", "Reboot"]) {
				await page.getByRole("article", { name: workflow }).getByText("Unproven", { exact: true }).waitFor();
			}
		});

		test("is under suspicion together with all others where a check fails on every model", async () => {
			await using page = await stage().open("/devices");
			await page.route("**/api/v1/matrix/suspects*", (route) =>
				route.fulfill({
					json: {
						items: [
							{ workflow: "reboot", check: "commandKeyReturned", models: 4, runs: 6, text: "It fails on all 4." },
						],
						nextCursor: null,
					},
				}),
			);
			await page.getByRole("link", { name: "Matrix", exact: true }).click();
			const suspects = page.getByRole("region", { name: "Suspect checks" });
			await suspects.getByText("It fails on all 4.").waitFor();
		});
	});
}

async function approve(page: Page, comment: string): Promise<void> {
	await page.getByRole("button", { name: "Approve" }).click();
	const dialog = page.getByRole("dialog", { name: "Approve" });
	await dialog.getByRole("textbox", { name: "Comment" }).fill(comment);
	await dialog.getByRole("button", { name: "Approve" }).click();
}
