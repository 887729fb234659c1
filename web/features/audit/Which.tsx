import type { ReactNode } from "react";
import { Empty, Waiting } from "../../components/Loaded.tsx";
import { MAX_FOUND, type Meant } from "./subjects.ts";

interface Props<Item> {
	/** `device`, `subscriber`. */
	readonly kind: string;
	readonly words: string;
	readonly meant: Meant<Item>;
	readonly nameOf: (item: Item) => ReactNode;
	readonly onChoose: (id: string) => void;
}

/** A filter's words that name no single one: which of them is meant. */
export function Which<Item extends { readonly id: string }>({ kind, words, meant, nameOf, onChoose }: Props<Item>) {
	const { candidates } = meant;
	if (candidates === null) return <Waiting lines={3} />;
	if (candidates.length === 0) {
		return (
			<Empty title={`No ${kind} is found by “${words}”.`}>
				One that was removed is found by its id alone; “What was done” on a page filters by it.
			</Empty>
		);
	}
	return (
		<Empty title={`Which ${kind} is meant by “${words}”?`}>
			<ul className="plain-list" aria-label={`${kind}s found`}>
				{candidates.map((item) => (
					<li key={item.id}>
						<button type="button" className="link-button" onClick={() => onChoose(item.id)}>
							{nameOf(item)}
						</button>
					</li>
				))}
			</ul>
			{candidates.length === MAX_FOUND && <p>There may be more: type more of it.</p>}
		</Empty>
	);
}
