import { z } from "zod";
import { DEVIATION_CODES } from "./deviations.ts";
import { FACT_FIELDS, FACTS, type Fact } from "./fields.ts";
import { RECIPES, WRITE_EFFECTS } from "./profile.ts";
import { STANDARD_UNIT, UNIT_NAMES, UNITS } from "./units.ts";

/** What a draft has not found out; it reads as if it were not there, and `certus models check` counts it. */
export const UNKNOWN = "unknown";

const Unknown = z.literal(UNKNOWN);
const Root = z.enum(["Device.", "InternetGatewayDevice."]);
/** A full path, instances as `{i}`: an object's ends in a full stop. */
const ObjectPath = z
	.string()
	.regex(/^(Device|InternetGatewayDevice)\.([^.\s]+\.)*$/, "an object's path, ending in a full stop");
const ParameterPath = z.string().regex(/^(Device|InternetGatewayDevice)\.([^.\s]+\.)*[^.\s]+$/, "a parameter's path");
/** A parameter's path, whole, or below the row of a fact that the caller found by its key: `{ssids}SSID`. */
const RecipePath = z
	.string()
	.regex(
		new RegExp(`^(\\{(${FACTS.join("|")})\\}|Device\\.|InternetGatewayDevice\\.)([^.\\s{}]+\\.)*[^.\\s{}]+$`),
		"a parameter's path, or {fact} and a name below its row",
	);
/** Below an object. */
const RelativePath = z.string().regex(/^([^.\s]+\.)*[^.\s]+$/, "a name below the row, without a full stop at its end");
const RowPath = ObjectPath.describe("An object's path, instances as {i}: with {i}. at its end a table's row.");
const Counter = z
	.union([RelativePath, z.null()])
	.optional()
	.describe("The parameter beside the table that counts its rows.");
const Seconds = z.int().min(0).max(86_400);
const Text = z.string().min(1).max(500);

const FirmwareRange = z
	.strictObject({ from: Text.optional(), to: Text.optional(), versions: z.array(Text).min(1).optional() })
	.describe("Versions by the numbers in them, first and last included; or a list of exact ones.");

const Patterns = z.array(Text).min(1).describe("Any of these holds; without regard to case, * for any characters.");

const Match = z.strictObject({
	vendors: Patterns.optional(),
	ouis: z
		.array(z.string().regex(/^[0-9A-F]{6}$/))
		.min(1)
		.optional(),
	productClasses: Patterns.optional(),
	models: Patterns.optional(),
	firmware: FirmwareRange.optional(),
});

/** One schema a dimension, so that the published schema has each once. */
const FIELDS = Object.fromEntries(
	Object.keys(STANDARD_UNIT).map((dimension) => {
		const units = UNIT_NAMES.filter((unit) => UNITS[unit].of === dimension) as [string, ...string[]];
		const field = z.union([
			RelativePath,
			z.strictObject({ path: RelativePath, unit: z.enum(units) }),
			// Hides what the standard model has there: on this family it is wrong or missing.
			z.null(),
		]);
		return [dimension, field.optional()];
	}),
);

function sourceOf(fact: Fact) {
	const fields = Object.entries(FACT_FIELDS[fact]).map(([name, dimension]) => [name, FIELDS[dimension]]);
	return z.strictObject({
		row: RowPath,
		counter: Counter,
		fields: z.strictObject(Object.fromEntries(fields)).optional(),
	});
}

const Facts = z.strictObject(
	Object.fromEntries(FACTS.map((fact) => [fact, z.union([z.array(sourceOf(fact)), Unknown]).optional()])),
);

const RadioMap = z.array(
	z.strictObject({ instances: z.array(z.int().min(1)).min(1), band: z.enum(["2.4GHz", "5GHz", "6GHz"]) }),
);

const Recipe = z.strictObject({
	inputs: z.array(z.string().regex(/^[a-z][A-Za-z0-9]*$/)).min(1),
	steps: z
		.array(
			z.strictObject({
				set: z.array(z.strictObject({ path: RecipePath, value: z.string() })).min(1),
				waitSeconds: Seconds.default(0),
			}),
		)
		.min(1)
		.describe("Each step is one SetParameterValues; {name} in a value stands for an input."),
	effects: z.array(z.enum(WRITE_EFFECTS)).default([]),
});

/** What a family may say, and a deviation may say otherwise for some firmware. */
const SAYS = {
	facts: Facts.optional(),
	radioMap: z.union([RadioMap, Unknown]).optional().describe("Which band an instance of the radios' table is on."),
	interfaceAliases: z
		.array(z.strictObject({ says: ObjectPath, is: ObjectPath }))
		.optional()
		.describe("Interfaces that hosts name wrongly."),
	activeFlag: z.enum(["trusted", "untrusted", UNKNOWN]).optional().describe("Whether a host's Active can be believed."),
	writes: z.partialRecord(z.enum(RECIPES), z.union([Recipe, Unknown])).optional(),
	settleSeconds: z.union([Seconds, Unknown]).optional().describe("After a boot, before anything is written."),
	timeouts: z
		.strictObject({
			rebootSeconds: Seconds.optional(),
			factoryResetSeconds: Seconds.optional(),
			firmwareSeconds: Seconds.optional(),
		})
		.optional(),
	xmlDeclaration: z.boolean().optional().describe("It wants <?xml …?> before each message."),
	harmlessParameter: z
		.union([ParameterPath, Unknown, z.null()])
		.optional()
		.describe("A writable parameter that changes nothing for a subscriber."),
};

const Deviation = z.strictObject({
	code: z.enum(DEVIATION_CODES),
	text: Text,
	firmware: FirmwareRange.optional(),
	change: z.strictObject(SAYS).optional().describe("What this profile says otherwise for that firmware."),
});

const Common = {
	profile: z
		.string()
		.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
		.describe("The name of the file."),
	title: Text,
	...SAYS,
	deviations: z.array(Deviation).optional(),
};

export const GenericFile = z.strictObject({ generic: z.literal(true), root: Root, ...Common });

export const FamilyFile = z.strictObject({
	extends: z.enum(["generic-tr181", "generic-tr098"]),
	...Common,
	source: Text.describe("Where the facts are from."),
	match: Match,
	examples: z
		.array(
			z.strictObject({
				vendor: Text,
				oui: z.string(),
				productClass: z.string(),
				model: z.string(),
				softwareVersion: z.string(),
			}),
		)
		.min(1)
		.describe("Devices that must find this profile, and no other."),
});

/** A file of `models/`. */
export const ProfileFile = z.union([GenericFile, FamilyFile]);
export type ProfileFile = z.infer<typeof ProfileFile>;
export type FamilyFile = z.infer<typeof FamilyFile>;
export type ProfileSays = Pick<ProfileFile, keyof typeof SAYS>;

/** The JSON schema that `models/schema.json` publishes. */
export function profileJsonSchema(): object {
	const schema = z.toJSONSchema(ProfileFile, { target: "draft-2020-12", io: "input", reused: "ref" });
	return { title: "A model profile of Certus", ...schema };
}
