import { type ReactNode, useId, useState } from "react";
import { Chevron } from "./icons.tsx";

interface Props {
	readonly summary: ReactNode;
	/** The button's accessible name, where the summary alone would not do. */
	readonly label?: string;
	readonly isOpenAtFirst?: boolean;
	readonly className?: string;
	/** Made only when opened: messages can be large. */
	readonly children: () => ReactNode;
}

export function Disclosure({ summary, label, isOpenAtFirst = false, className, children }: Props) {
	const [isOpen, setOpen] = useState(isOpenAtFirst);
	const id = useId();
	return (
		<div className={`disclosure ${className ?? ""}`}>
			<button
				type="button"
				className="disclosure-button"
				aria-expanded={isOpen}
				aria-controls={id}
				aria-label={label}
				onClick={() => setOpen(!isOpen)}
			>
				<Chevron isOpen={isOpen} />
				<span className="disclosure-summary">{summary}</span>
			</button>
			<div id={id} className="disclosure-body" hidden={!isOpen}>
				{isOpen && children()}
			</div>
		</div>
	);
}
