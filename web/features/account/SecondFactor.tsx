import { Button, TextInput } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError } from "../../api/client.ts";
import { Failure } from "../../components/Loaded.tsx";
import { Secret } from "../../components/ShownOnce.tsx";
import { useConfirmTotp, useEnrolTotp, useRemoveTotp } from "./queries.ts";

/** A code of an authenticator that is asked for after the password (RFC 6238). */
export function SecondFactor() {
	const enrol = useEnrolTotp();
	const confirm = useConfirmTotp();
	const remove = useRemoveTotp();
	const isThere = enrol.error instanceof ApiError && enrol.error.code === "totpEnrolled";
	if (confirm.isSuccess) return <p role="status">It is set up: the code is asked for from the next sign-in on.</p>;
	if (remove.isSuccess) return <p role="status">It is taken away: the password alone signs you in.</p>;
	if (enrol.data) {
		return (
			<>
				<p>
					Give this secret to your authenticator, or <a href={enrol.data.uri}>open it there</a>. It is shown this once,
					and counts when a code has confirmed it.
				</p>
				<Secret value={enrol.data.secret} />
				<CodeForm submit="Confirm" write={confirm} />
			</>
		);
	}
	if (isThere) {
		return (
			<>
				<p>
					There is a second factor already. To take it away, give a code of it. Whoever has lost theirs asks somebody
					who manages users.
				</p>
				<CodeForm submit="Take it away" write={remove} />
			</>
		);
	}
	return (
		<>
			<p>
				An authenticator's code, asked for after the password: a stolen password alone is no use then. Whoever has one
				already is told so, and can take it away.
			</p>
			{enrol.error && <Failure error={enrol.error} title="Not set up" />}
			<div className="form-actions">
				<Button loading={enrol.isPending} onClick={() => enrol.mutate()}>
					Set one up
				</Button>
			</div>
		</>
	);
}

interface CodeFormProps {
	readonly submit: string;
	readonly write: UseMutationResult<unknown, Error, string>;
}

function CodeForm({ submit, write }: CodeFormProps) {
	const [code, setCode] = useState("");
	return (
		<form
			className="narrow-form"
			onSubmit={(event) => {
				event.preventDefault();
				write.mutate(code);
			}}
		>
			<TextInput
				label="Code"
				description="Six digits, from your authenticator"
				required
				autoComplete="one-time-code"
				inputMode="numeric"
				pattern="[0-9]{6}"
				maxLength={6}
				value={code}
				onChange={(event) => setCode(event.currentTarget.value.replace(/\s/g, ""))}
			/>
			{write.error && <Failure error={write.error} title="Not accepted" />}
			<div>
				<Button type="submit" loading={write.isPending}>
					{submit}
				</Button>
			</div>
		</form>
	);
}
