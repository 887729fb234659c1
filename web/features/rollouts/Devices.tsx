import { NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Model } from "../../../src/shared/devices.ts";
import type { StoredFile } from "../../../src/shared/files.ts";
import { Mark } from "../../components/badges.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { InertText } from "../../components/InertText.tsx";
import { visibleText } from "../../components/inert.ts";
import { Empty } from "../../components/Loaded.tsx";
import type { Tone } from "../../components/vocabulary.ts";
import { type Fit, fitOf } from "./draft.ts";
import { MAX_COUNTED, useTagged } from "./queries.ts";

/** Which devices, as it is chosen; empty: whichever. */
export interface Meant {
	/** `vendor` and `model` as JSON: one of those that the image names. */
	readonly of: string;
	readonly softwareVersion: string;
	readonly hardwareVersion: string;
	readonly tag: string;
}

export const idOf = ({ vendor, model }: Pick<Model, "vendor" | "model">) => JSON.stringify([vendor, model]);

interface Props {
	readonly image: StoredFile;
	/** The versions of all models that the image names. */
	readonly models: readonly Model[];
	readonly meant: Meant;
	readonly onChange: (meant: Meant) => void;
}

const TYPING_MS = 300;

/** The devices that an image is for, narrowed down, with how many they are. */
export function Devices({ image, models, meant, onChange }: Props) {
	const ofModel = models.filter((one) => idOf(one) === meant.of);
	const rows = ofModel.filter(
		({ softwareVersion, hardwareVersion }) =>
			(meant.softwareVersion === "" || softwareVersion === meant.softwareVersion) &&
			(meant.hardwareVersion === "" || hardwareVersion === meant.hardwareVersion),
	);
	if (models.length === 0) {
		return (
			<Empty title="No device that this image names has been seen.">
				It is for <InertText text={`${image.vendor} ${image.model}`} max={120} plain />. Is it written as the devices
				say it? Models lists what was seen.
			</Empty>
		);
	}
	const field = (name: keyof Meant) => ({
		value: meant[name],
		onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
			onChange({ ...meant, [name]: event.currentTarget.value }),
	});
	return (
		<>
			<div className="form-row rollout-devices">
				<NativeSelect
					label="Model"
					data={[...new Map(models.map((one) => [idOf(one), one])).values()].map((one) => ({
						value: idOf(one),
						label: visibleText(`${one.vendor} ${one.model}`, 100),
					}))}
					value={meant.of}
					onChange={(event) =>
						onChange({ ...meant, of: event.currentTarget.value, softwareVersion: "", hardwareVersion: "" })
					}
				/>
				<NativeSelect
					label="Software version"
					data={choicesOf(ofModel.map(({ softwareVersion }) => softwareVersion))}
					{...field("softwareVersion")}
				/>
				<NativeSelect
					label="Hardware version"
					data={choicesOf(ofModel.map(({ hardwareVersion }) => hardwareVersion))}
					{...field("hardwareVersion")}
				/>
				<TextInput label="Tag" placeholder="any" maxLength={64} {...field("tag")} />
			</div>
			<Count rows={rows} meant={meant} />
			<DataTable
				label="Devices that match"
				rows={rows}
				columns={columnsFor(image)}
				rowId={({ id }) => id}
				sortedBy="software"
			/>
		</>
	);
}

function choicesOf(versions: readonly string[]) {
	return [
		{ value: "", label: "any" },
		...[...new Set(versions)].sort().map((value) => ({ value, label: visibleText(value, 60) || "(empty)" })),
	];
}

function Count({ rows, meant }: { readonly rows: readonly Model[]; readonly meant: Meant }) {
	const [tag] = useDebouncedValue(meant.tag.trim(), TYPING_MS);
	const [vendor = "", model = ""] = JSON.parse(meant.of || "[]") as string[];
	const { softwareVersion, hardwareVersion } = meant;
	const tagged = useTagged({ vendor, model, softwareVersion, hardwareVersion, tag });
	const all = rows.reduce((sum, { devices }) => sum + devices, 0);
	return (
		<p role="status" className="rollout-count">
			{tag === "" ? (
				<Matching count={all} />
			) : tagged.data !== undefined ? (
				tagged.data.complete ? (
					<Matching count={tagged.data.count} />
				) : (
					<>
						More than {MAX_COUNTED.toLocaleString("en")} devices were looked at,{" "}
						{tagged.data.count.toLocaleString("en")} of them match; the preview says how many there are.
					</>
				)
			) : tagged.error !== null ? (
				"How many match could not be counted; the preview says it."
			) : (
				"Counting…"
			)}
		</p>
	);
}

function Matching({ count }: { readonly count: number }) {
	return (
		<>
			<b className="numeric">{count.toLocaleString("en")}</b> {count === 1 ? "device matches" : "devices match"}.
		</>
	);
}

const FITS: Record<Fit, { readonly name: string; readonly tone: Tone }> = {
	fits: { name: "takes the image", tone: "green" },
	there: { name: "has it already: skipped", tone: "unproven" },
	otherHardware: { name: "other hardware: refused", tone: "red" },
	otherVersion: { name: "not from this version: refused", tone: "red" },
};

function columnsFor(image: StoredFile): readonly Column<Model>[] {
	return [
		{
			id: "software",
			header: "Software version",
			cell: ({ softwareVersion }) => <InertText text={softwareVersion} max={60} plain mono />,
			sortBy: ({ softwareVersion }) => softwareVersion,
		},
		{
			id: "hardware",
			header: "Hardware version",
			cell: ({ hardwareVersion }) => <InertText text={hardwareVersion} max={60} plain mono />,
		},
		{
			id: "devices",
			header: "Devices",
			cell: ({ devices }) => <span className="numeric">{devices.toLocaleString("en")}</span>,
			sortBy: ({ devices }) => devices,
		},
		{
			id: "fit",
			header: "The image",
			cell: (model) => {
				const { name, tone } = FITS[fitOf(image, model)];
				return (
					<Mark tone={tone} quiet>
						{name}
					</Mark>
				);
			},
		},
	];
}
