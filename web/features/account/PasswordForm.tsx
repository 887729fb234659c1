import { Button, PasswordInput } from "@mantine/core";
import { useState } from "react";
import { Failure } from "../../components/Loaded.tsx";
import { useChangePassword } from "./queries.ts";

const MIN_PASSWORD = 12;

export function PasswordForm() {
	const [currentPassword, setCurrent] = useState("");
	const [password, setPassword] = useState("");
	const change = useChangePassword();
	return (
		<form
			className="narrow-form"
			onSubmit={(event) => {
				event.preventDefault();
				change.mutate({ currentPassword, password });
			}}
		>
			<PasswordInput
				label="Current password"
				required
				autoComplete="current-password"
				maxLength={128}
				value={currentPassword}
				onChange={(event) => setCurrent(event.currentTarget.value)}
			/>
			<PasswordInput
				label="New password"
				description={`At least ${MIN_PASSWORD} characters. It ends all of your sessions: you sign in again.`}
				required
				autoComplete="new-password"
				minLength={MIN_PASSWORD}
				maxLength={128}
				value={password}
				onChange={(event) => setPassword(event.currentTarget.value)}
			/>
			{change.error && <Failure error={change.error} title="Not changed" />}
			<div>
				<Button type="submit" loading={change.isPending}>
					Change the password
				</Button>
			</div>
		</form>
	);
}
