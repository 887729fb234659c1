import type { z } from "zod";
import type { NewCanary, NewCertification } from "../../../src/shared/certification.ts";
import type { Model } from "../../../src/shared/devices.ts";
import type { MatrixRow, Workflow } from "../../../src/shared/proof.ts";
import { WORKFLOW_ORDER } from "../../components/vocabulary.ts";

/** An intake as it is typed. */
export interface IntakeDraft {
	readonly vendor: string;
	readonly model: string;
	readonly productClass: string;
	readonly hardwareVersion: string;
	readonly firmware: "versions" | "range";
	/** One a line. */
	readonly versions: string;
	readonly from: string;
	readonly to: string;
	/** Empty: unknown yet. */
	readonly parameterRoot: string;
	readonly cwmpVersion: string;
	readonly transport: "http" | "https";
	readonly workflows: readonly Workflow[];
}

/** As the matrix judges a row that has no certification: everything but the factory reset. */
const USUAL_SCOPE = WORKFLOW_ORDER.filter((workflow) => workflow !== "factoryReset");

export const EMPTY_INTAKE: IntakeDraft = {
	vendor: "",
	model: "",
	productClass: "",
	hardwareVersion: "",
	firmware: "versions",
	versions: "",
	from: "",
	to: "",
	parameterRoot: "",
	cwmpVersion: "",
	transport: "http",
	workflows: USUAL_SCOPE,
};

/** A certification is about one hardware version: of a row that covers several it takes the first. */
export function intakeOfRow(row: MatrixRow): IntakeDraft {
	const [hardwareVersion = ""] = row.hardwareVersions;
	const versions = row.covers
		.filter((pair) => pair.hardwareVersion === hardwareVersion)
		.map(({ softwareVersion }) => softwareVersion);
	return {
		...EMPTY_INTAKE,
		vendor: row.vendor,
		model: row.model,
		productClass: row.productClass,
		hardwareVersion,
		versions: versions.join("\n"),
		from: versions[0] ?? "",
		to: versions.at(-1) ?? "",
		parameterRoot: row.parameterRoot ?? "",
		cwmpVersion: row.cwmpVersion ?? "",
	};
}

export function intakeOfModel(model: Model): IntakeDraft {
	const { vendor, productClass, hardwareVersion, softwareVersion } = model;
	return {
		...EMPTY_INTAKE,
		...{ vendor, model: model.model, productClass, hardwareVersion },
		versions: softwareVersion,
		from: softwareVersion,
		to: softwareVersion,
	};
}

export function intakeBody(draft: IntakeDraft): Omit<z.input<typeof NewCertification>, "tenant"> {
	const { vendor, model, productClass, hardwareVersion, transport, parameterRoot } = draft;
	const cwmpVersion = draft.cwmpVersion.trim();
	return {
		...{ vendor, model, productClass, hardwareVersion, transport },
		firmwareRange:
			draft.firmware === "versions"
				? { versions: linesOf(draft.versions) }
				: { from: draft.from.trim(), to: draft.to.trim() },
		...(parameterRoot !== "" && { parameterRoot: parameterRoot as NonNullable<MatrixRow["parameterRoot"]> }),
		...(cwmpVersion !== "" && { cwmpVersion }),
		workflows: [...draft.workflows],
	};
}

function linesOf(text: string): string[] {
	return [...new Set(text.split("\n").map((line) => line.trim()))].filter((line) => line !== "");
}

/** A canary as it is typed. */
export interface CanaryDraft {
	readonly versions: readonly string[];
	readonly scope: "upTo" | "these";
	readonly maxDevices: string;
	readonly deviceIds: readonly string[];
	readonly durationMinutes: string;
	/** Per cent. */
	readonly successFloor: string;
	readonly rollbackOwner: string;
	readonly minOperations: string;
	readonly minDevices: string;
}

/** Ten devices for a week; the floor is the one below which the field lowers a cell (`fieldSuccessFloor`). */
export function usualCanary(versions: readonly string[], rollbackOwner: string): CanaryDraft {
	return {
		versions,
		scope: "upTo",
		maxDevices: "10",
		deviceIds: [],
		durationMinutes: "10080",
		successFloor: "95",
		rollbackOwner,
		minOperations: "20",
		minDevices: "5",
	};
}

export function canaryBody(draft: CanaryDraft, tenant: string, model: string): z.input<typeof NewCanary> {
	return {
		tenant,
		model,
		firmwareRange: { versions: [...draft.versions] },
		...(draft.scope === "these" ? { deviceIds: [...draft.deviceIds] } : { maxDevices: Number(draft.maxDevices) }),
		durationMinutes: Number(draft.durationMinutes),
		// 95.5 / 100 is 0.955 only when it is rounded.
		successFloor: Number((Number(draft.successFloor) / 100).toFixed(6)),
		rollbackOwner: draft.rollbackOwner.trim(),
		minOperations: Number(draft.minOperations),
		minDevices: Number(draft.minDevices),
	};
}
