import type { ReactNode } from "react";

export interface Fact {
	readonly name: string;
	readonly value: ReactNode;
}

/** Names and values, in as many columns as fit. */
export function Facts({ items }: { readonly items: readonly Fact[] }) {
	return (
		<dl className="facts">
			{items.map(({ name, value }) => (
				<div key={name} className="fact">
					<dt>{name}</dt>
					<dd>{value === null || value === "" ? <span className="muted">–</span> : value}</dd>
				</div>
			))}
		</dl>
	);
}
