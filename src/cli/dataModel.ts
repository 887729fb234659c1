import { readFileSync, statSync } from "node:fs";
import { type ImportedModel, importDataModel } from "../device/standard/import.ts";
import { formatTable } from "../device/standard/table.ts";
import { CertusError } from "../lib/errors.ts";
import { EXIT } from "../settings.ts";
import { inert } from "./inert.ts";

export const help = `certus datamodel FILE: reads a standard data model and prints it as a compact table

  FILE                an XML document of the Broadband Forum with all in it (tr-181-2-17-0-cwmp-full.xml)

A line an object, with its parameters by type: s string, b boolean, u unsignedInt, i int, U unsignedLong, l long,
d dateTime, 6 base64, h hexBinary, f decimal. Behind an object: + instances can be added, @ since which version.
Behind a name: ! writable, ? once; * a list; (range of numbers, length of others); [enumeration, ! the CPE's alone to
set]; @ since which version; ~d deprecated, ~o obsoleted, ~x deleted. The model's name and size go to standard error.`;

/** A published model has 5 MB. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

export async function run(argv: readonly string[]): Promise<void> {
	const [file] = argv;
	if (file === undefined || argv.length > 1 || file.startsWith("-")) {
		throw new CertusError(EXIT.usage, "usage", "certus datamodel takes: FILE (certus datamodel --help tells more)");
	}
	const model = read(file);
	console.error(summaryOf(model));
	console.log(formatTable(model.root, model.objects));
}

function read(file: string): ImportedModel {
	try {
		const { size } = statSync(file);
		if (size > MAX_FILE_BYTES) throw new Error(`it has more than ${MAX_FILE_BYTES} bytes`);
		return importDataModel(readFileSync(file, "utf8"));
	} catch (cause) {
		throw new CertusError(1, "cli.file", inert(`${file} can't be read: ${(cause as Error).message}`), {}, cause);
	}
}

function summaryOf({ name, root, objects }: ImportedModel): string {
	const entries = [...objects.values()].flatMap(({ parameters }) => [...parameters.values()]);
	const writable = entries.filter(({ access }) => access !== "readOnly").length;
	return inert(
		`${name} below ${root}: ${objects.size} objects, ${entries.length} parameters, ${writable} of them writable`,
	);
}
