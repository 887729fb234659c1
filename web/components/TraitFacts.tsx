import type { Traits } from "../../src/shared/proof.ts";
import { VerdictBadge } from "./badges.tsx";
import { type Fact, Facts } from "./Facts.tsx";
import { JsonValue } from "./JsonValue.tsx";
import { humanise, workflowName } from "./vocabulary.ts";

/** Traits as they come: each has a verdict, and facts of its own. */
export function TraitFacts({ traits }: { readonly traits: Traits }) {
	const known = Object.entries(traits).flatMap(([name, trait]) => (trait ? [{ name, trait }] : []));
	if (known.length === 0) return <p className="muted">Not measured yet: every proof run measures them.</p>;
	return known.map(({ name, trait }) => {
		const { verdict, ...rest } = trait;
		const facts: Fact[] = Object.entries(rest).map(([key, value]) => ({
			name: TRAIT_FACTS[key] ?? humanise(key),
			value:
				typeof value === "boolean" ? (
					value ? (
						"yes"
					) : (
						"no"
					)
				) : value === null ? (
					"not measured"
				) : (
					<JsonValue value={value} />
				),
		}));
		return (
			<Facts
				key={name}
				items={[{ name: workflowName(name), value: <VerdictBadge verdict={verdict} quiet /> }, ...facts]}
			/>
		);
	});
}

const TRAIT_FACTS: Readonly<Record<string, string>> = {
	unknownParameterFault: "Fault for an unknown parameter",
	sessionSurvives: "Session survives a fault",
	cadenceSeconds: "Seconds between periodic Informs",
	connectionRequestReachable: "Reachable by connection request",
	recovers: "Recovers a dropped session",
};
