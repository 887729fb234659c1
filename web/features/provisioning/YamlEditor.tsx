import { useId, useRef } from "react";
import { InertText } from "../../components/InertText.tsx";

export interface Complaint {
	/** From 1; `null` where no line shows it. */
	readonly line: number | null;
	/** A JSON pointer. */
	readonly where: string | null;
	readonly detail: string;
}

interface Props {
	readonly label: string;
	readonly value: string;
	readonly onChange: (value: string) => void;
	readonly complaints: readonly Complaint[];
}

const LEAST_LINES = 16;

/** A text area with its lines numbered, and what is wrong beside and below them. */
export function YamlEditor({ label, value, onChange, complaints }: Props) {
	const ref = useRef<HTMLTextAreaElement>(null);
	const id = useId();
	const lines = Math.max(LEAST_LINES, value.split("\n").length);
	const wrong = new Set(complaints.map(({ line }) => line));
	const goTo = (line: number) => {
		const before = value.split("\n").slice(0, line);
		const end = before.join("\n").length;
		ref.current?.focus();
		ref.current?.setSelectionRange(end - (before.at(-1)?.length ?? 0), end);
	};
	return (
		<>
			<label className="editor-label" htmlFor={id}>
				{label}
			</label>
			<div className="editor">
				<div className="editor-lines" aria-hidden="true">
					{Array.from({ length: lines }, (_, index) => (
						<span key={index} className={wrong.has(index + 1) ? "is-wrong" : undefined}>
							{index + 1}
						</span>
					))}
				</div>
				<textarea
					ref={ref}
					id={id}
					rows={lines}
					wrap="off"
					spellCheck={false}
					autoCapitalize="off"
					autoComplete="off"
					value={value}
					onChange={(event) => onChange(event.currentTarget.value)}
					aria-invalid={complaints.length > 0}
					aria-describedby={complaints.length > 0 ? `${id}-wrong` : undefined}
				/>
			</div>
			{complaints.length > 0 && (
				<ul className="complaints" id={`${id}-wrong`} role="alert" aria-label="What is wrong">
					{complaints.map(({ line, where, detail }) => (
						<li key={`${where} ${detail}`}>
							{line !== null && (
								<button type="button" className="link-button" onClick={() => goTo(line)}>
									Line {line}
								</button>
							)}{" "}
							{where !== null && <code>{where}</code>} <InertText text={detail} />
						</li>
					))}
				</ul>
			)}
		</>
	);
}
