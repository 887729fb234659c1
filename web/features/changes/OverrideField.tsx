import { Textarea } from "@mantine/core";

interface OverrideProps {
	readonly value: string;
	readonly onChange: (value: string) => void;
	readonly isAllowed: boolean;
}

/** A refusal that somebody takes upon himself. */
export function OverrideField({ value, onChange, isAllowed }: OverrideProps) {
	if (!isAllowed) {
		return (
			<p className="tone-text-red">
				This is refused unless somebody with the permission override gives a reason. This sign-in does not have it.
			</p>
		);
	}
	return (
		<Textarea
			className="field-apart"
			label="Reason for the override"
			description="This is refused otherwise, and may be irreversible. The reason stands in the audit trail."
			required
			maxLength={1_000}
			rows={2}
			value={value}
			onChange={(event) => onChange(event.currentTarget.value)}
		/>
	);
}
