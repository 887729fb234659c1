import { useMemo, useState } from "react";
import { InertText } from "./InertText.tsx";
import { formatXml } from "./xml.ts";

const FIRST_LINES = 250;
const MORE_LINES = 2_000;
const MAX_INDENT = 24;
const MAX_TOKEN = 2_000;

interface Props {
	readonly source: string;
	readonly label: string;
}

/** A message's body as inert text. Large ones come in portions, so that a whole tree does not freeze the page. */
export function XmlView({ source, label }: Props) {
	const [limit, setLimit] = useState(FIRST_LINES);
	const [isRaw, setRaw] = useState(false);
	const lines = useMemo(() => formatXml(source), [source]);
	if (source === "") return <p className="muted xml-empty">Empty body.</p>;
	const hidden = isRaw ? 0 : lines.length - limit;
	return (
		<div className="xml">
			<div className="xml-bar">
				<span className="muted">{source.length.toLocaleString("en")} characters</span>
				<button type="button" className="link-button" aria-pressed={isRaw} onClick={() => setRaw(!isRaw)}>
					{isRaw ? "Formatted" : "As sent"}
				</button>
				{navigator.clipboard && (
					<button type="button" className="link-button" onClick={() => void navigator.clipboard.writeText(source)}>
						Copy
					</button>
				)}
			</div>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
			<section className="xml-body" tabIndex={0} aria-label={label}>
				{isRaw ? (
					<InertText text={source} max={200_000} />
				) : (
					lines.slice(0, limit).map((line, index) => (
						<div
							key={index}
							className="xml-line"
							style={{ paddingInlineStart: `${2 * Math.min(line.depth, MAX_INDENT) + 2}ch` }}
						>
							{line.tokens.map((token, position) => (
								<span key={position} className={`xml-${token.kind}`}>
									<InertText text={token.text} max={MAX_TOKEN} />
								</span>
							))}
						</div>
					))
				)}
			</section>
			{hidden > 0 && (
				<button type="button" className="link-button" onClick={() => setLimit(limit + MORE_LINES)}>
					Show {Math.min(hidden, MORE_LINES).toLocaleString("en")} more of {hidden.toLocaleString("en")} lines
				</button>
			)}
		</div>
	);
}
