import { type LabModel, NORMAL, truthOf } from "../../lab/model.ts";
import { defineModel } from "../../lab/models/define.ts";
import { tree181 } from "../../lab/trees/tr181.ts";

/** What a device could say to break a page: markup, a script, and characters that turn the reading direction. */
export const HOSTILE = {
	manufacturer: `Mal"><svg onload=alert('maker')>`,
	modelName: "<script>alert('model')</script>",
	serialNumber: `X"><img src=x onerror=alert('serial')>`,
	softwareVersion: "1.0</b>\u202Egnp.exe",
};

/** A CPE that says it. */
export const hostile: LabModel = defineModel({
	name: "hostile-names",
	summary: "says of itself what would break a careless page",
	identity: {
		manufacturer: HOSTILE.manufacturer,
		oui: "02BAD0",
		productClass: HOSTILE.modelName,
		modelName: HOSTILE.modelName,
		hardwareVersion: "'\"><iframe src=javascript:alert(1)>",
		softwareVersion: HOSTILE.softwareVersion,
		serialPattern: "HOSTILE####",
	},
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: NORMAL,
	truth: truthOf("Device."),
});
