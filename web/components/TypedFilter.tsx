import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";

const TYPING_MS = 250;

interface Props {
	readonly label: string;
	readonly placeholder?: string;
	readonly value: string | undefined;
	readonly onChange: (value: string | undefined) => void;
}

/** Asks the server only once the typing has paused. */
export function TypedFilter({ label, placeholder = "", value = "", onChange }: Props) {
	const [draft, setDraft] = useState(value);
	const [settled] = useDebouncedValue(draft, TYPING_MS);
	// Only what was typed moves the URL.
	useEffect(() => {
		if (settled !== value) onChange(settled || undefined);
	}, [settled]);
	useEffect(() => setDraft(value), [value]);
	return (
		<TextInput
			type="search"
			label={label}
			placeholder={placeholder}
			value={draft}
			onChange={(event) => setDraft(event.currentTarget.value)}
		/>
	);
}
