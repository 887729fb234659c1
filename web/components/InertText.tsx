import { useState } from "react";
import { clip, visibleParts } from "./inert.ts";

interface Props {
	readonly text: string;
	/** Longer text is cut, with a button to show the rest. */
	readonly max?: number;
	/** Where a button can't stand (in a link, in a table's row): cut with an ellipsis only. */
	readonly plain?: boolean;
	readonly mono?: boolean;
}

/** A device's text: never interpreted, isolated from its surroundings, with nothing invisible left in it. */
export function InertText({ text, max = 400, plain = false, mono = false }: Props) {
	const [isWhole, setWhole] = useState(false);
	const shown = isWhole ? text : clip(text, max);
	const isCut = shown.length < text.length;
	return (
		<>
			<bdi className={mono ? "inert mono" : "inert"}>
				{visibleParts(shown).map((part, index) =>
					part.kind === "text" ? (
						part.text
					) : (
						<span key={index} className="hidden-character" title={part.name}>
							{part.text}
						</span>
					),
				)}
				{isCut && "…"}
			</bdi>
			{isCut && !plain && (
				<button type="button" className="link-button" onClick={() => setWhole(true)}>
					show all {text.length.toLocaleString("en")} characters
				</button>
			)}
		</>
	);
}
