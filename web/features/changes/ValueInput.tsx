import { PasswordInput, Switch, TextInput } from "@mantine/core";
import { visibleText } from "../../components/inert.ts";
import { type Chosen, isTrue, kindOf } from "./values.ts";

interface Props {
	readonly chosen: Chosen;
	/** It has just been chosen: what comes next is to type. */
	readonly isNew: boolean;
	readonly onChange: (value: string) => void;
}

/** The new value, typed as its type wants it. */
export function ValueInput({ chosen: { parameter, value }, isNew, onChange }: Props) {
	const label = `New value of ${visibleText(parameter.path, 256)}`;
	switch (kindOf(parameter)) {
		case "boolean":
			return (
				<Switch
					aria-label={label}
					autoFocus={isNew}
					label={isTrue(value) ? "true" : "false"}
					checked={isTrue(value)}
					onChange={(event) => onChange(String(event.currentTarget.checked))}
				/>
			);
		case "number":
			return (
				<TextInput
					aria-label={label}
					autoFocus={isNew}
					type="number"
					step="any"
					inputMode="numeric"
					value={value}
					onChange={(event) => onChange(event.currentTarget.value)}
				/>
			);
		case "secret":
			return (
				<PasswordInput
					aria-label={label}
					autoFocus={isNew}
					placeholder="Hidden: type the new one"
					autoComplete="new-password"
					value={value}
					onChange={(event) => onChange(event.currentTarget.value)}
				/>
			);
		case "text":
			return (
				<TextInput
					aria-label={label}
					autoFocus={isNew}
					value={value}
					onChange={(event) => onChange(event.currentTarget.value)}
				/>
			);
	}
}
