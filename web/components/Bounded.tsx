import { type ReactNode, useState } from "react";

interface Props<Item> {
	readonly items: readonly Item[];
	readonly atFirst: number;
	readonly children: (shown: readonly Item[]) => ReactNode;
}

/** The first of a long list; the rest on demand, ten times as many at once. */
export function Bounded<Item>({ items, atFirst, children }: Props<Item>) {
	const [max, setMax] = useState(atFirst);
	const left = items.length - max;
	return (
		<>
			{children(left > 0 ? items.slice(0, max) : items)}
			{left > 0 && (
				<button type="button" className="link-button" onClick={() => setMax(max + 10 * atFirst)}>
					show {Math.min(left, 10 * atFirst).toLocaleString("en")} more of {items.length.toLocaleString("en")}
				</button>
			)}
		</>
	);
}
