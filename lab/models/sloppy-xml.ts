import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const sloppyXml = defineModel({
	name: "sloppy-xml",
	summary: "a prefix of its own, CDATA, wrong array counts, no ID, CWMP 1.0",
	identity: made("borealis", "GW-SX", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({
		xml: {
			namespace: "urn:dslforum-org:cwmp-1-0",
			soapPrefix: "soap_env",
			cdata: true,
			omitsId: true,
			arrayCounts: "wrong",
		},
		transport: { contentType: "text/html" },
	}),
	truth: truthOf("InternetGatewayDevice."),
});
