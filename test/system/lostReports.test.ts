/** What a device told in a session that was lost before the ACS had its turn: it was acknowledged, and is not told again. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { envelope, openSystem, RawCpe, rpcOf, type TestSystem } from "./support.ts";

const TENANT = "lab";
const CONFIGURATION = "3 Vendor Configuration File";

let certus: TestSystem;
beforeAll(async () => {
	certus = await openSystem();
});
afterAll(() => certus?.[Symbol.asyncDispose]());

/** A device that takes one RPC more, with this answer. */
async function taking(rpc: string, answer: string) {
	const cpe = await certus.knownCpe();
	cpe.ownAnswer = (request) => (rpcOf(request) === rpc ? answer : RawCpe.prototype.ownAnswer.call(cpe, request));
	return cpe;
}

test("a boot", async () => {
	const cpe = await taking("Reboot", "<c:RebootResponse></c:RebootResponse>");
	const id = await certus.api.queue(TENANT, cpe.deviceId, "reboot");
	const asked = await cpe.session();
	expect(asked.map(rpcOf).at(-1)).toBe("Reboot");

	cpe.cookie = null;
	expect(rpcOf((await cpe.inform(["1 BOOT"])).body)).toBe("InformResponse");
	cpe.hangUp();
	await cpe.session();
	const { result } = await certus.api.reaches(TENANT, id, "succeeded");
	expect(result).toMatchObject({ boot: true, events: ["1 BOOT", "2 PERIODIC"] });
});

test("the end of a transfer", async () => {
	const times = "<StartTime>0001-01-01T00:00:00Z</StartTime><CompleteTime>0001-01-01T00:00:00Z</CompleteTime>";
	const cpe = await taking("Download", `<c:DownloadResponse><Status>1</Status>${times}</c:DownloadResponse>`);
	const form = new FormData();
	const fields = {
		tenant: TENANT,
		kind: "config",
		vendor: "Raw Makers",
		model: "Raw",
		version: "1",
		fileType: CONFIGURATION,
	};
	for (const [name, value] of Object.entries(fields)) form.append(name, value);
	form.append("file", new Blob(["settings"]), "settings.cfg");
	const { id: fileId } = await certus.api.must<{ id: string }>("POST", "/files", form);
	const id = await certus.api.queue(TENANT, cpe.deviceId, "download", { fileId });
	const asked = await cpe.session();
	const key = /<CommandKey>([^<]*)</.exec(asked.at(-1) ?? "")?.[1];

	cpe.cookie = null;
	await cpe.inform(["7 TRANSFER COMPLETE", "M Download"]);
	const complete = `<c:TransferComplete><CommandKey>${key}</CommandKey><FaultStruct><FaultCode>0</FaultCode><FaultString></FaultString></FaultStruct>${times}</c:TransferComplete>`;
	expect(rpcOf((await cpe.post(envelope(complete, { id: "77" }))).body)).toBe("TransferCompleteResponse");
	cpe.hangUp();
	await cpe.session();
	const { result } = await certus.api.reaches(TENANT, id, "succeeded");
	expect(result).toMatchObject({ matchedBy: "commandKey", transferComplete: { commandKey: key, faultCode: 0 } });
});
