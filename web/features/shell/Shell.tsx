import { Outlet, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import type { Me } from "../../../src/shared/common.ts";
import { useLiveEvents } from "../../api/live.ts";
import { useMe } from "../../api/session.ts";
import { chooseTenant, SignedContext } from "../../api/tenant.ts";
import { Failure, Waiting } from "../../components/Loaded.tsx";
import { Header } from "./Header.tsx";
import { SignIn } from "./SignIn.tsx";

export function Shell() {
	const me = useMe();
	if (me.data) return <SignedShell me={me.data} />;
	if (me.data === null) return <SignIn />;
	return (
		<main className="main" id="main">
			{me.error ? (
				<Failure error={me.error} onRetry={() => void me.refetch()} isRetrying={me.isFetching} />
			) : (
				<Waiting lines={8} />
			)}
		</main>
	);
}

function SignedShell({ me }: { readonly me: Me }) {
	const { tenant: wanted } = useSearch({ strict: false });
	const navigate = useNavigate();
	const tenant = chooseTenant(me, wanted);
	const live = useLiveEvents(tenant);
	const signed = useMemo(() => ({ me, tenant }), [me, tenant]);

	useEffect(() => {
		if (wanted !== tenant) {
			void navigate({ to: ".", search: (search) => ({ ...search, tenant }), hash: true, replace: true });
		}
	}, [navigate, tenant, wanted]);

	return (
		<SignedContext value={signed}>
			{/* biome-ignore lint/a11y/useValidAnchor: a skip link, as everybody expects one */}
			<a
				href="#main"
				className="skip-link"
				onClick={(event) => {
					// Without touching the URL: its fragment is the page's own.
					event.preventDefault();
					document.getElementById("main")?.focus();
				}}
			>
				Skip to the content
			</a>
			<Header live={live} />
			<main className="main" id="main" tabIndex={-1}>
				<Outlet />
			</main>
		</SignedContext>
	);
}
