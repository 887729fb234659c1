import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { ApiError } from "../../api/client.ts";
import { useMay } from "../../api/tenant.ts";
import { Empty, Failure, Loaded } from "../../components/Loaded.tsx";
import { Page, Section } from "../../components/Page.tsx";
import { Counts, PreviewTable } from "./Preview.tsx";
import { useDraftPreview, useKeepProfile, useProfile } from "./queries.ts";
import { type Complaint, YamlEditor } from "./YamlEditor.tsx";
import { lineIn, lineOf, NEW_PROFILE, yamlOf } from "./yaml.ts";

const editRoute = getRouteApi("/provisioning/$id/edit");

export function NewProfilePage() {
	return (
		<Page
			title="New provisioning profile"
			note="Nothing is kept before “Keep”; the preview sends nothing."
			actions={<Link to="/provisioning">All profiles</Link>}
		>
			<Allowed>
				<Editor id={null} before={NEW_PROFILE} />
			</Allowed>
		</Page>
	);
}

export function EditProfilePage() {
	const { id } = editRoute.useParams();
	const query = useProfile(id);
	return (
		<Page
			title="Edit the provisioning profile"
			note="Nothing changes before “Keep”; the preview sends nothing."
			actions={
				<Link to="/provisioning/$id" params={{ id }}>
					Back to the profile
				</Link>
			}
		>
			<Allowed>
				<Loaded query={query}>{(profile) => <Editor key={id} id={id} before={yamlOf(profile)} />}</Loaded>
			</Allowed>
		</Page>
	);
}

function Allowed({ children }: { readonly children: ReactNode }) {
	const mayConfigure = useMay("config");
	if (mayConfigure) return children;
	return (
		<Empty title="This sign-in may not write provisioning profiles.">
			<p>It lacks the permission config in this tenant.</p>
		</Empty>
	);
}

type Question = "preview" | "keep";

interface EditorProps {
	/** `null`: a new one. */
	readonly id: string | null;
	readonly before: string;
}

function Editor({ id, before }: EditorProps) {
	const [text, setText] = useState(before);
	/** What was asked last, and about which text: the lines of a complaint are that one's. */
	const [asked, setAsked] = useState<{ readonly what: Question; readonly text: string } | null>(null);
	const preview = useDraftPreview();
	const keep = useKeepProfile(id);
	const error = asked?.what === "keep" ? keep.error : preview.error;
	const complaints = error === null || asked === null ? [] : complaintsOf(error, asked.text);
	const ask = (what: Question) => {
		setAsked({ what, text });
		(what === "keep" ? keep : preview).mutate(text);
	};
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				ask("keep");
			}}
		>
			<Section title="Profile">
				<YamlEditor label="Profile in YAML" value={text} onChange={setText} complaints={complaints} />
				{error !== null && complaints.length === 0 && (
					<Failure error={error} title={asked?.what === "keep" ? "Not kept" : "No preview"} />
				)}
				<div className="form-actions">
					<Button type="button" variant="default" loading={preview.isPending} onClick={() => ask("preview")}>
						What would this change?
					</Button>
					<Button type="submit" loading={keep.isPending}>
						Keep
					</Button>
				</div>
			</Section>
			{preview.data && (
				<Section title="What would change">
					{text !== preview.variables && (
						<p className="tone-text-yellow">The profile was changed after this preview: ask again.</p>
					)}
					{preview.data.counts !== null && <Counts counts={preview.data.counts} />}
					{preview.data.items.length === 0 ? (
						<Empty title="No device is meant by it.">Look at what its selector names: all of it must be so.</Empty>
					) : (
						<PreviewTable items={preview.data.items} />
					)}
					{preview.data.nextCursor !== null && (
						<p className="muted">
							The first {preview.data.items.length}; all of them stand on its page once it is kept.
						</p>
					)}
				</Section>
			)}
		</form>
	);
}

/** What the server finds wrong, each at its line; nothing where it is about more than the text. */
function complaintsOf(error: Error, text: string): Complaint[] {
	if (!(error instanceof ApiError)) return [];
	if (error.code === "malformedYaml") return [{ line: lineIn(error.message), where: null, detail: error.message }];
	return error.errors.map(({ pointer, detail }) => ({ line: lineOf(text, pointer), where: pointer, detail }));
}
