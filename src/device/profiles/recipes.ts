import type { Fact } from "./fields.ts";
import type { ModelProfile, RecipeName, WriteEffect } from "./profile.ts";

export interface PlannedWrite {
	readonly steps: readonly {
		readonly set: readonly { readonly path: string; readonly value: string }[];
		readonly waitSeconds: number;
	}[];
	readonly effects: readonly WriteEffect[];
}

/**
 * A profile's recipe with its inputs, for rows that the caller found by their keys; `null` where the profile has none,
 * and a list of the names that are lacking where something was not given.
 */
export function writesOf(
	profile: ModelProfile,
	name: RecipeName,
	inputs: Readonly<Record<string, string>>,
	rows: Readonly<Partial<Record<Fact, string>>>,
): PlannedWrite | { readonly lacking: readonly string[] } | null {
	const recipe = profile.writes[name];
	if (!recipe) return null;
	const lacking = new Set(recipe.inputs.filter((input) => inputs[input] === undefined));
	const row = (text: string) =>
		text.replace(/^\{(\w+)\}/, (_, fact: Fact) => {
			const path = rows[fact];
			if (path === undefined) lacking.add(fact);
			return path ?? "";
		});
	const value = (text: string) => text.replace(/\{(\w+)\}/g, (_, input: string) => inputs[input] ?? "");
	const steps = recipe.steps.map(({ set, waitSeconds }) => ({
		set: set.map((one) => ({ path: row(one.path), value: value(one.value) })),
		waitSeconds,
	}));
	return lacking.size > 0 ? { lacking: [...lacking] } : { steps, effects: recipe.effects };
}
