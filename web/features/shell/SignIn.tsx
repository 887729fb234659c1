import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiError } from "../../api/client.ts";
import { type Credentials, signIn, singleSignOnAt, useSingleSignOn } from "../../api/session.ts";
import { Brand } from "../../components/icons.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { PasswordFields, TokenField } from "./SignInFields.tsx";

type Way = Credentials["way"];

/** How somebody signed in last here. Most have a password; a new installation has only its administrator's token. */
const REMEMBERED = "certus-sign-in";

const OTHER: Record<Way, { readonly way: Way; readonly name: string }> = {
	token: { way: "password", name: "Use email and password" },
	password: { way: "token", name: "Use an API token" },
};

const EMPTY: Record<Way, Credentials> = {
	token: { way: "token", token: "" },
	password: { way: "password", email: "", password: "", totp: "" },
};

/** Stands in place of any page while signed out; the URL stays, so that the page follows after signing in. */
export function SignIn() {
	const cache = useQueryClient();
	const [given, setGiven] = useState(EMPTY[localStorage.getItem(REMEMBERED) === "token" ? "token" : "password"]);
	const hasSingleSignOn = useSingleSignOn();
	const attempt = useMutation({
		mutationFn: signIn,
		onSuccess: async (_answer, { way }) => {
			localStorage.setItem(REMEMBERED, way);
			await cache.resetQueries();
		},
	});
	useEffect(() => {
		document.title = "Sign in · Certus";
	}, []);
	const refused = attempt.error instanceof ApiError ? attempt.error.code : null;
	const isCodeAsked =
		refused === "totpRequired" || refused === "wrongCode" || (given.way === "password" && given.totp !== "");
	return (
		<main className="sign-in" id="main">
			<form
				className="sign-in-card"
				aria-labelledby="sign-in-title"
				onSubmit={(event) => {
					event.preventDefault();
					attempt.mutate(given);
				}}
			>
				<h1 id="sign-in-title">
					<Brand /> Sign in to Certus
				</h1>
				{given.way === "token" ? (
					<TokenField given={given} onChange={setGiven} />
				) : (
					<PasswordFields given={given} isCodeAsked={isCodeAsked} onChange={setGiven} />
				)}
				{attempt.error && refused !== "totpRequired" && <Failure error={attempt.error} title="Not signed in" />}
				<Button type="submit" size="sm" loading={attempt.isPending}>
					Sign in
				</Button>
				{hasSingleSignOn && (
					<Button component="a" href={singleSignOnAt(window.location)} variant="default" size="sm">
						Sign in with single sign-on
					</Button>
				)}
				<Button
					type="button"
					variant="subtle"
					onClick={() => {
						setGiven(EMPTY[OTHER[given.way].way]);
						attempt.reset();
					}}
				>
					{OTHER[given.way].name}
				</Button>
			</form>
		</main>
	);
}
