import { Button, NativeSelect, Textarea } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Model } from "../../../src/shared/devices.ts";
import type { StoredFile } from "../../../src/shared/files.ts";
import { ApiError } from "../../api/client.ts";
import { useMay } from "../../api/tenant.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { visibleText } from "../../components/inert.ts";
import { Empty, Loaded } from "../../components/Loaded.tsx";
import { Page, Section } from "../../components/Page.tsx";
import { Agreement } from "../changes/Agreement.tsx";
import { OverrideField } from "../changes/OverrideField.tsx";
import { ChangeFailure } from "../changes/parts.tsx";
import { usePropose } from "../changes/queries.ts";
import { useImages } from "../files/queries.ts";
import { UploadForm } from "../files/UploadForm.tsx";
import { useModels } from "../models/queries.ts";
import { Devices, idOf, type Meant } from "./Devices.tsx";
import { fitOf, modelsOf, NEW_ROLLOUT, rolloutOf } from "./draft.ts";
import { RolloutFields } from "./RolloutFields.tsx";

const route = getRouteApi("/changes/rollout");

/** A firmware image for many devices, in waves; what comes of it is a preview. */
export function NewRolloutPage() {
	const images = useImages();
	const models = useModels();
	const mayRollOut = useMay("firmware");
	return (
		<Page
			title="New firmware rollout"
			note="An image for many devices, in waves. The preview that follows sends nothing."
			actions={<Link to="/changes">All changes</Link>}
		>
			{mayRollOut ? (
				<Loaded query={images}>
					{(files) => <Loaded query={models}>{({ items }) => <Form images={files} seen={items} />}</Loaded>}
				</Loaded>
			) : (
				<Empty title="This sign-in may not roll out firmware.">
					<p>It lacks the permission firmware in this tenant.</p>
				</Empty>
			)}
		</Page>
	);
}

/** Refusals that somebody with the permission may lift when the preview is made. */
const LIFTABLE: ReadonlySet<string> = new Set(["notSupported", "notProven", "overrideNeeded", "oneDeviceAtATime"]);

function Form({ images, seen }: { readonly images: readonly StoredFile[]; readonly seen: readonly Model[] }) {
	const { fileId } = route.useSearch();
	const navigate = route.useNavigate();
	const image = images.find(({ id }) => id === fileId);
	const models = image === undefined ? [] : modelsOf(image, seen);
	const [chosen, setChosen] = useState<{ readonly of: string | undefined; readonly meant: Meant } | null>(null);
	// What was chosen for one image says nothing of another.
	const meant = chosen !== null && chosen.of === fileId ? chosen.meant : meantBy(image, models);
	const [draft, setDraft] = useState(NEW_ROLLOUT);
	const [reason, setReason] = useState("");
	const [overrideReason, setOverrideReason] = useState("");
	const propose = usePropose();
	const mayOverride = useMay("override");
	const isRefused = propose.error instanceof ApiError && LIFTABLE.has(propose.error.code);
	const rollout = rolloutOf(draft);
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (image === undefined || rollout === null || meant.of === "") return;
				propose.mutate({
					selector: selectorOf(meant),
					operation: { kind: "download", input: { fileId: image.id } },
					rollout,
					reason,
					...(overrideReason !== "" && { override: { reason: overrideReason } }),
				});
			}}
		>
			<Section title="Image">
				<ImageChoice
					images={images}
					fileId={image?.id ?? ""}
					onChange={(next) => void navigate({ search: ({ tenant }) => ({ tenant, fileId: next }), replace: true })}
				/>
			</Section>
			{image !== undefined && (
				<>
					<Section title="Devices">
						<Devices
							image={image}
							models={models}
							meant={meant}
							onChange={(next) => setChosen({ of: fileId, meant: next })}
						/>
					</Section>
					<Section title="How it goes">
						<RolloutFields draft={draft} onChange={setDraft} />
					</Section>
					<Section title="Why">
						<Textarea
							label="Reason"
							description="For those who agree to it, and for the audit trail."
							required
							maxLength={1_000}
							rows={2}
							value={reason}
							onChange={(event) => setReason(event.currentTarget.value)}
						/>
						<Agreement action="firmware" isOfMany />
						{propose.error && <ChangeFailure error={propose.error} title="No preview" />}
						{isRefused && <OverrideField value={overrideReason} onChange={setOverrideReason} isAllowed={mayOverride} />}
						<div className="form-actions">
							<Button type="submit" loading={propose.isPending} disabled={rollout === null || meant.of === ""}>
								Preview
							</Button>
						</div>
					</Section>
				</>
			)}
		</form>
	);
}

/** The model that the image names, and the one version that it goes on, where there is but one. */
function meantBy(image: StoredFile | undefined, models: readonly Model[]): Meant {
	const [first] = models;
	if (image === undefined || first === undefined) return { of: "", softwareVersion: "", hardwareVersion: "", tag: "" };
	const fitting = models.filter((one) => idOf(one) === idOf(first) && fitOf(image, one) === "fits");
	const only = (versions: readonly string[]) => {
		const different = [...new Set(versions)];
		return different.length === 1 ? (different[0] ?? "") : "";
	};
	return {
		of: idOf(first),
		softwareVersion: image.fromVersions === null ? "" : only(fitting.map(({ softwareVersion }) => softwareVersion)),
		hardwareVersion: image.hardwareVersions.includes("*")
			? ""
			: only(fitting.map(({ hardwareVersion }) => hardwareVersion)),
		tag: "",
	};
}

function selectorOf({ of, softwareVersion, hardwareVersion, tag }: Meant) {
	const [vendor, model] = JSON.parse(of) as [string, string];
	return {
		vendor,
		model,
		...(softwareVersion !== "" && { softwareVersion }),
		...(hardwareVersion !== "" && { hardwareVersion }),
		...(tag.trim() !== "" && { tag: tag.trim() }),
	};
}

interface ImageProps {
	readonly images: readonly StoredFile[];
	readonly fileId: string;
	readonly onChange: (fileId: string | undefined) => void;
}

function ImageChoice({ images, fileId, onChange }: ImageProps) {
	const [isUploading, setUploading] = useState(false);
	return (
		<>
			{images.length === 0 ? (
				<Empty title="There is no firmware image yet.">“Upload an image” adds one, with the devices it is for.</Empty>
			) : (
				<NativeSelect
					className="form-field"
					label="Firmware image"
					required
					value={fileId}
					data={[
						{ value: "", label: "Choose one" },
						...images.map(({ id, vendor, model, version, name }) => ({
							value: id,
							label: visibleText(`${vendor} ${model}, ${version} (${name})`, 160),
						})),
					]}
					onChange={(event) => onChange(event.currentTarget.value || undefined)}
				/>
			)}
			<p className="form-note">
				<button type="button" className="link-button" onClick={() => setUploading(true)}>
					Upload an image
				</button>
			</p>
			<Dialog title="Upload a file" isOpen={isUploading} onClose={() => setUploading(false)}>
				<UploadForm
					onDone={(file) => {
						setUploading(false);
						if (file?.kind === "firmware") onChange(file.id);
					}}
				/>
			</Dialog>
		</>
	);
}
