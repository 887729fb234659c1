import { Button, Group } from "@mantine/core";
import { useState } from "react";

interface Props {
	/** What it is, as a sentence begins. */
	readonly what: string;
	readonly secret: string;
	readonly onClose: () => void;
}

/** A secret that nobody is shown again. */
export function ShownOnce({ what, secret, onClose }: Props) {
	return (
		<>
			<p>{what} is shown this once: keep it now.</p>
			<Secret value={secret} />
			<Group justify="flex-end" gap="xs" className="dialog-buttons">
				<Button onClick={onClose}>I have kept it</Button>
			</Group>
		</>
	);
}

/** With a button that copies it, where the browser lets a page do that. */
export function Secret({ value }: { readonly value: string }) {
	const [isCopied, setCopied] = useState(false);
	// Missing where the console is served over plain HTTP from another host.
	const clipboard = navigator.clipboard as Clipboard | undefined;
	return (
		<p className="shown-once">
			<code>{value}</code>
			{clipboard && (
				<Button variant="default" onClick={() => void clipboard.writeText(value).then(() => setCopied(true))}>
					{isCopied ? "Copied" : "Copy"}
				</Button>
			)}
		</p>
	);
}
