/** A device's facts and its lab setting, and the images of a proof run: what the console's tests see of them. */
import { describe, expect, test } from "vitest";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import type { Device } from "../../src/shared/devices.ts";
import type { StoredFile } from "../../src/shared/files.ts";
import { type Stage, TENANT } from "./stage.ts";

export function describeDevicePages(stage: () => Stage): void {
	const api = () => stage().certus.api;

	describe("a device's page", () => {
		test("shows its hosts and its Wi-Fi", async () => {
			await using page = await stage().open(`/devices/${stage().deviceOf(cleanTr181Gateway).id}`);
			await page.getByRole("tab", { name: "Hosts & Wi-Fi" }).click();
			const host = page.getByRole("table", { name: "Hosts" }).getByRole("row").filter({ hasText: "02:C0:FF:EE:00:01" });
			await host.getByText("Online").waitFor();
			await host.getByText("192.168.1.100").waitFor();
			const client = page.getByRole("table", { name: "Associated devices" }).getByRole("row");
			await client.filter({ hasText: "02:C0:FF:EE:00:01" }).getByText(/dBm$/).waitFor();
			await page.getByRole("table", { name: "Radios" }).getByText("5GHz").first().waitFor();
		});

		test("runs a ping on it, says that it is awaited or at work, and tells what came of it", async () => {
			const { id } = stage().deviceOf(cleanTr181Gateway);
			await using page = await stage().open(`/devices/${id}?tab=diagnostics`);
			const start = page.getByRole("button", { name: "Start ping" });
			expect(await start.isDisabled()).toBe(true);
			await page.getByText(/It is not proven on this model and firmware/).waitFor();
			await page.getByRole("textbox", { name: "Host" }).fill("localhost");
			await start.click();
			const ping = page.getByRole("article", { name: "Ping localhost" });
			await ping.getByText(/^(Device awaited|At work)$/).waitFor();
			await ping.getByText("Succeeded").waitFor();
			await ping.getByText("3 of 3 (0% lost)").waitFor();
		});

		test("shows its address, and takes its tags", async () => {
			const { id } = stage().deviceOf(cleanTr181Gateway);
			await using page = await stage().open(`/devices/${id}`);
			await page.getByText("127.0.0.1", { exact: true }).first().waitFor();
			await page.getByRole("button", { name: "edit the tags" }).click();
			const dialog = page.getByRole("dialog", { name: "Tags of this device" });
			await dialog.getByRole("textbox", { name: "Tags" }).fill("beta \n\nbeta\nBerlin");
			await dialog.getByRole("button", { name: "Keep" }).click();
			await dialog.waitFor({ state: "detached" });
			await page.getByText("Berlin", { exact: true }).waitFor();
			expect((await api().get<Device>(`/devices/${id}?tenant=${TENANT}`)).tags).toEqual(["beta", "Berlin"]);
		});

		test("puts another unit in its place, after saying what goes over and what stays", async () => {
			const old = await stage().arrive(stage().lab.add(cleanTr181Gateway, { serialNumber: "OLDUNIT1" }));
			await api().must("PATCH", `/devices/${old.id}`, { tenant: TENANT, tags: ["kept"] });
			await using page = await stage().open(`/devices/${old.id}`);
			await page.getByRole("button", { name: "Replace", exact: true }).click();
			const dialog = page.getByRole("dialog", { name: "Replace this unit?" });
			await dialog.getByText(/stay its parameters, backups, sessions/).waitFor();
			await dialog.getByRole("textbox", { name: "Serial number of the new unit" }).fill("NEWUNIT1");
			await dialog.getByRole("button", { name: "Replace", exact: true }).click();
			await page.getByRole("heading", { level: 1, name: /NEWUNIT1/ }).waitFor();
			await page.getByText("kept", { exact: true }).waitFor();
		});

		test("makes it a field device and a lab device again, each after a confirmation that says what it means", async () => {
			const { id } = stage().deviceOf(cleanTr181Gateway);
			const lab = async () => (await api().get<Device>(`/devices/${id}?tenant=${TENANT}`)).lab;
			await using page = await stage().open(`/devices/${id}`);
			await page.getByRole("button", { name: "make it a field device" }).click();
			const field = page.getByRole("dialog", { name: "Make it a field device?" });
			await field.getByRole("button", { name: "Cancel" }).click();
			await field.waitFor({ state: "detached" });
			expect(await lab()).toBe(true);
			await page.getByRole("button", { name: "make it a field device" }).click();
			await field.getByText("Proof runs may then only read from it").waitFor();
			await field.getByRole("button", { name: "Make it a field device" }).click();
			const back = page.getByRole("button", { name: "make it a lab device" });
			await back.waitFor();
			expect(await lab()).toBe(false);
			await back.click();
			const dialog = page.getByRole("dialog", { name: "Make it a lab device?" });
			await dialog.getByText(/may then write to it, reboot it, reset it and install firmware/).waitFor();
			await dialog.getByRole("button", { name: "Make it a lab device" }).click();
			await page.getByRole("button", { name: "make it a field device" }).waitFor();
			expect(await lab()).toBe(true);
		});

		test("takes a firmware image where there is none, and starts the run with it", async () => {
			const { id } = stage().deviceOf(cleanTr181Gateway);
			await using page = await stage().open(`/devices/${id}`);
			await page.getByRole("button", { name: "Start proof" }).click();
			const proof = page.getByRole("dialog", { name: "Start a proof run" });
			for (const name of ["Firmware", "Factory reset"])
				await proof.getByRole("checkbox", { name, exact: true }).check();
			await proof.getByText("There is no image for this model yet.").waitFor();
			await proof.getByRole("button", { name: "Upload an image" }).click();
			const upload = page.getByRole("dialog", { name: "Upload a firmware image" });
			await upload.getByLabel("File").setInputFiles({
				...{ name: "hg-181.bin", mimeType: "application/octet-stream", buffer: Buffer.from("version=1.1.0\n") },
			});
			await upload.getByRole("textbox", { name: "Version", exact: true }).fill("1.1.0");
			await upload.getByRole("button", { name: "Upload" }).click();
			const images = proof.getByRole("combobox", { name: "Image to install" });
			await images.waitFor();
			const { items } = await api().get<{ items: StoredFile[] }>(`/files?tenant=${TENANT}`);
			expect(items).toMatchObject([
				{ kind: "firmware", name: "hg-181.bin", model: "HG-181", version: "1.1.0", hardwareVersions: ["1.0"] },
			]);
			await expect.poll(() => images.inputValue(), { timeout: 15_000 }).toBe(items[0]?.id);
			// What was chosen before is still chosen.
			expect(await proof.getByRole("checkbox", { name: "Factory reset", exact: true }).isChecked()).toBe(true);
			const asked = page.waitForRequest(
				(request) => request.method() === "POST" && request.url().endsWith("/proof-runs"),
			);
			await page.route("**/api/v1/proof-runs", (route) => route.abort());
			await proof.getByRole("button", { name: "Start", exact: true }).click();
			expect((await asked).postDataJSON()).toMatchObject({
				workflows: ["inventory", "firmware", "factoryReset"],
				inputs: { firmwareFileId: items[0]?.id, allowFactoryReset: true },
			});
		});
	});
}
