import { Button, PasswordInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { signIn } from "../../api/session.ts";
import { Brand } from "../../components/icons.tsx";
import { Failure } from "../../components/Loaded.tsx";

/** Stands in place of any page while signed out; the URL stays, so that the page follows after signing in. */
export function SignIn() {
	const cache = useQueryClient();
	const [token, setToken] = useState("");
	const attempt = useMutation({
		mutationFn: signIn,
		onSuccess: () => cache.resetQueries(),
	});
	useEffect(() => {
		document.title = "Sign in · Certus";
	}, []);
	return (
		<main className="sign-in" id="main">
			<form
				className="sign-in-card"
				aria-labelledby="sign-in-title"
				onSubmit={(event) => {
					event.preventDefault();
					attempt.mutate(token.trim());
				}}
			>
				<h1 id="sign-in-title">
					<Brand /> Sign in to Certus
				</h1>
				<PasswordInput
					label="API token"
					description="The administrator's token lies in <data dir>/admin-token on the server; by default: cat data/admin-token"
					size="sm"
					value={token}
					onChange={(event) => setToken(event.currentTarget.value)}
					autoComplete="current-password"
					required
					autoFocus
				/>
				{attempt.error && <Failure error={attempt.error} title="Not signed in" />}
				<Button type="submit" size="sm" loading={attempt.isPending}>
					Sign in
				</Button>
			</form>
		</main>
	);
}
