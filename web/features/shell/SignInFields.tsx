import { PasswordInput, TextInput } from "@mantine/core";
import type { Credentials } from "../../api/session.ts";

type Given<Way extends Credentials["way"]> = Extract<Credentials, { readonly way: Way }>;

interface Fields<Way extends Credentials["way"]> {
	readonly given: Given<Way>;
	readonly onChange: (given: Given<Way>) => void;
}

export function TokenField({ given, onChange }: Fields<"token">) {
	return (
		<PasswordInput
			label="API token"
			description="The administrator's token lies in <data dir>/admin-token on the server; by default: cat data/admin-token"
			size="sm"
			value={given.token}
			onChange={(event) => onChange({ ...given, token: event.currentTarget.value })}
			autoComplete="current-password"
			required
			autoFocus
		/>
	);
}

/** The code is asked for when the server says that this user has a second factor. */
export function PasswordFields({
	given,
	isCodeAsked,
	onChange,
}: Fields<"password"> & { readonly isCodeAsked: boolean }) {
	return (
		<>
			<TextInput
				label="Email"
				type="email"
				size="sm"
				value={given.email}
				onChange={(event) => onChange({ ...given, email: event.currentTarget.value })}
				autoComplete="username"
				required
				autoFocus
			/>
			<PasswordInput
				label="Password"
				size="sm"
				value={given.password}
				onChange={(event) => onChange({ ...given, password: event.currentTarget.value })}
				autoComplete="current-password"
				maxLength={128}
				required
			/>
			{isCodeAsked && (
				<TextInput
					label="Code"
					description="Six digits, from your authenticator"
					size="sm"
					value={given.totp}
					onChange={(event) => onChange({ ...given, totp: event.currentTarget.value.replace(/\s/g, "") })}
					autoComplete="one-time-code"
					inputMode="numeric"
					pattern="[0-9]{6}"
					maxLength={6}
					required
					autoFocus
				/>
			)}
		</>
	);
}
