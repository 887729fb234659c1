import type { Selector } from "../../../src/shared/changes.ts";
import { Mark } from "../../components/badges.tsx";
import { InertText } from "../../components/InertText.tsx";
import { humanise } from "../../components/vocabulary.ts";

export function EnabledMark({ enabled }: { readonly enabled: boolean }) {
	return enabled ? (
		<Mark tone="green" title="It is applied to the devices that it means.">
			Active
		</Mark>
	) : (
		<Mark tone="unproven" title="It is kept, and applied to nothing.">
			Not active
		</Mark>
	);
}

/** `Model HG-181, Tag fibre`. */
export function SelectorText({ selector }: { readonly selector: Selector }) {
	const named = Object.entries(selector).filter(([, value]) => value !== undefined);
	return (
		<>
			{named.map(([name, value], index) => (
				<span key={name}>
					{index > 0 && ", "}
					<span className="muted">{humanise(name).toLowerCase()}</span>{" "}
					<InertText text={String(value)} max={80} plain />
				</span>
			))}
		</>
	);
}
