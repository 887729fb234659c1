import { Textarea } from "@mantine/core";
import { useState } from "react";
import type { Device } from "../../../src/shared/devices.ts";
import { useMay } from "../../api/tenant.ts";
import { Tag } from "../../components/badges.tsx";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { useSetTags } from "./queries.ts";

const MAX_TAGS = 64;
const MAX_CHARACTERS = 64;

/** A device's tags, and the way to change them. */
export function TagsSetting({ device }: { readonly device: Device }) {
	const [isOpen, setOpen] = useState(false);
	const mayOperate = useMay("operate");
	return (
		<span className="badges">
			{device.tags.map((tag) => (
				<Tag key={tag}>
					<InertText text={tag} max={MAX_CHARACTERS} plain />
				</Tag>
			))}
			{device.tags.length === 0 && <span className="muted">none</span>}
			{mayOperate && (
				<button type="button" className="link-button" onClick={() => setOpen(true)}>
					edit the tags
				</button>
			)}
			<Dialog title="Tags of this device" isOpen={isOpen} onClose={() => setOpen(false)}>
				<TagsForm device={device} onClose={() => setOpen(false)} />
			</Dialog>
		</span>
	);
}

function TagsForm({ device, onClose }: { readonly device: Device; readonly onClose: () => void }) {
	const [text, setText] = useState(device.tags.join("\n"));
	const set = useSetTags(device.id);
	const tags = tagsOf(text);
	const tooLong = tags.find((tag) => tag.length > MAX_CHARACTERS);
	const problem =
		tooLong !== undefined
			? `“${tooLong.slice(0, 20)}…” has more than ${MAX_CHARACTERS} characters`
			: tags.length > MAX_TAGS
				? `These are ${tags.length} tags; ${MAX_TAGS} are the most`
				: null;
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				set.mutate(tags, { onSuccess: onClose });
			}}
		>
			<Textarea
				label="Tags"
				description="One a line. Lists, rollouts and provisioning can choose devices by them."
				rows={5}
				value={text}
				error={problem}
				onChange={(event) => setText(event.currentTarget.value)}
				data-autofocus
			/>
			{set.error && <Failure error={set.error} title="Not kept" />}
			<DialogButtons submit="Keep" onCancel={onClose} isPending={set.isPending} isDisabled={problem !== null} />
		</form>
	);
}

/** Each once, in the order in which they were typed. */
function tagsOf(text: string): string[] {
	return [...new Set(text.split("\n").map((line) => line.trim()))].filter((tag) => tag !== "");
}
