/** Everything the codec writes, held against the schemas of the Broadband Forum. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { type EncodeHeader, encode } from "../../src/cwmp/codec.ts";
import { rpcNames } from "../../src/cwmp/rpcs.ts";
import { knownVersions } from "../../src/cwmp/versions.ts";
import { samples } from "./samples.ts";

const schemas = new URL("../../../shared/datamodel/xsd/", import.meta.url);
const fixtures = new URL("./fixtures/", import.meta.url);
const absent = !existsSync(schemas);

/** The schemas name their imports by addresses on the web; here all lie side by side. */
function localSchema(version: string): string {
	return readFileSync(new URL(`cwmp-${version.replace(".", "-")}.xsd`, schemas), "utf8")
		.replaceAll('schemaLocation="http://schemas.xmlsoap.org/soap/envelope/"', 'schemaLocation="soap-envelope.xsd"')
		.replaceAll('schemaLocation="http://schemas.xmlsoap.org/soap/encoding/"', 'schemaLocation="soap-encoding.xsd"')
		.replaceAll(/schemaLocation="http:\/\/www\.broadband-forum\.org\/cwmp\/(cwmp-1-\d\.xsd)"/g, 'schemaLocation="$1"');
}

function fixture(fileName: string): { fileName: string; contents: string } {
	return { fileName, contents: readFileSync(new URL(fileName, fixtures), "utf8") };
}

async function problems(version: string, documents: readonly { fileName: string; contents: string }[]) {
	const others = ["1.2", "1.3"].filter((other) => other < version);
	const { errors } = await validateXML({
		xml: documents,
		schema: [{ fileName: "main.xsd", contents: localSchema(version) }],
		preload: [
			fixture("soap-envelope.xsd"),
			fixture("soap-encoding.xsd"),
			...others.map((other) => ({
				fileName: `cwmp-${other.replace(".", "-")}.xsd`,
				contents: localSchema(other),
			})),
		],
		initialMemoryPages: 1_024,
		maxMemoryPages: 4_096,
	});
	return errors.map(({ rawMessage }) => rawMessage);
}

function headersOf(version: string): readonly EncodeHeader[] {
	const namespace = `urn:dslforum-org:cwmp-1-${Math.min(2, Number(version.slice(2)))}`;
	const plain: EncodeHeader[] = [
		{ id: null, namespace },
		{ id: "<1>&\"' ]]> \u0001", namespace, holdRequests: true, declaration: true },
	];
	if (version >= "1.3") plain.push({ id: "1", namespace, sessionTimeoutSeconds: 60 });
	if (version >= "1.4")
		plain.push({ id: "1", namespace, useVersion: "1.4" }, { id: "1", namespace, supportedVersions: ["1.0", "1.4"] });
	return plain;
}

test.skipIf(!process.env.CI)("in CI the schemas of ../shared are there", () => {
	expect(absent).toBe(false);
});

test("the samples have every RPC in both directions", () => {
	const kinds = samples.map(({ message }) => (message.kind === "fault" ? "fault" : `${message.rpc} ${message.kind}`));
	for (const name of rpcNames) expect(kinds).toEqual(expect.arrayContaining([`${name} request`, `${name} response`]));
});

describe("every message that is written is valid", () => {
	test.skipIf(absent).each(knownVersions)("by the schema of CWMP %s of ../shared", async (version) => {
		const documents = samples
			.filter(({ since }) => since <= version)
			.flatMap(({ message, title }) =>
				headersOf(version).map((header, index) => ({
					fileName: `${title.replaceAll(" ", "_")}_${index}.xml`,
					contents: encode(message, header),
				})),
			);
		expect(documents.length).toBeGreaterThan(100);
		expect(await problems(version, documents)).toEqual([]);
	});

	test.skipIf(absent).each(knownVersions)(
		"and the check by the schema of CWMP %s finds what is wrong",
		async (version) => {
			const [header] = headersOf(version);
			const [good] = samples;
			if (header === undefined || good === undefined) throw new Error("no sample");
			const wrong = [
				encode(good.message, header).replaceAll("GetRPCMethods", "GetNothing"),
				encode({ kind: "response", rpc: "Inform", body: { maxEnvelopes: -1 } }, header),
				encode({ kind: "response", rpc: "SetParameterValues", body: { status: 2 } }, header),
				encode({ kind: "fault", fault: { code: 7000, message: "", parameters: [], soapCode: "Client" } }, header),
			];
			for (const contents of wrong)
				expect(await problems(version, [{ fileName: "wrong.xml", contents }]), contents).not.toEqual([]);
		},
	);
});
