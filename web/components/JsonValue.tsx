import { InertText } from "./InertText.tsx";
import { humanise } from "./vocabulary.ts";

const MAX_ENTRIES = 200;

/** Whatever JSON stands there, as inert text: scalars in words, anything deeper as indented JSON. */
export function JsonValue({ value }: { readonly value: unknown }) {
	if (value === null || value === undefined) return <span className="muted">none</span>;
	if (typeof value === "string") {
		return value === "" ? <span className="muted">empty</span> : <InertText text={value} mono />;
	}
	if (typeof value === "number" || typeof value === "boolean") return <span className="mono">{String(value)}</span>;
	if (Array.isArray(value) && value.every((each) => !isDeep(each))) {
		if (value.length === 0) return <span className="muted">none</span>;
		return <InertText text={value.map(String).join(", ")} mono />;
	}
	if (!Array.isArray(value) && Object.values(value).every((each) => Array.isArray(each) || !isDeep(each))) {
		return <JsonFacts value={value as Readonly<Record<string, unknown>>} none="none" />;
	}
	return (
		<pre className="json">
			<InertText text={JSON.stringify(value, null, 2)} max={4_000} />
		</pre>
	);
}

function isDeep(value: unknown): value is object {
	return typeof value === "object" && value !== null;
}

/** An object's members as a list of names and values. */
export function JsonFacts({
	value,
	none,
}: {
	readonly value: Readonly<Record<string, unknown>>;
	readonly none: string;
}) {
	const entries = Object.entries(value);
	if (entries.length === 0) return <p className="muted">{none}</p>;
	return (
		<dl className="json-facts">
			{entries.slice(0, MAX_ENTRIES).map(([name, each]) => (
				<div key={name}>
					<dt>{name.includes(".") ? <InertText text={name} mono plain /> : humanise(name)}</dt>
					<dd>
						<JsonValue value={each} />
					</dd>
				</div>
			))}
			{entries.length > MAX_ENTRIES && (
				<p className="muted">{entries.length - MAX_ENTRIES} more are in the raw document.</p>
			)}
		</dl>
	);
}
