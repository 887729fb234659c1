import { ActionIcon, Button, NativeSelect, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { keys } from "../../api/keys.ts";
import type { LiveState } from "../../api/live.ts";
import { signOut } from "../../api/session.ts";
import { useSigned } from "../../api/tenant.ts";
import { Brand, Moon, Sun } from "../../components/icons.tsx";

export function Header({ live }: { readonly live: LiveState }) {
	return (
		<header className="header">
			<div className="header-inner">
				<Link to="/" className="brand" aria-label="Certus, to the matrix">
					<Brand />
					<span>Certus</span>
				</Link>
				<nav aria-label="Main" className="nav">
					<Link to="/" activeOptions={{ exact: true }}>
						Matrix
					</Link>
					<Link to="/certifications">Certifications</Link>
					<Link to="/proof-runs">Proof runs</Link>
					<Link to="/devices">Devices</Link>
					<Link to="/models">Models</Link>
				</nav>
				<div className="header-tools">
					<LiveDot live={live} />
					<TenantSwitcher />
					<ThemeToggle />
					<SignOut />
				</div>
			</div>
		</header>
	);
}

const LIVE: Record<LiveState, { name: string; means: string }> = {
	live: { name: "Live", means: "Changes appear by themselves." },
	connecting: { name: "Connecting", means: "Waiting for the live events." },
	offline: { name: "Offline", means: "No live events at the moment; trying again." },
};

function LiveDot({ live }: { readonly live: LiveState }) {
	return (
		<span className={`live live-${live}`} role="status" aria-label="Live updates" title={LIVE[live].means}>
			<span className="live-dot" aria-hidden="true" />
			<span className="live-name">{LIVE[live].name}</span>
		</span>
	);
}

function TenantSwitcher() {
	const { me, tenant } = useSigned();
	const navigate = useNavigate();
	return (
		<NativeSelect
			aria-label="Tenant"
			className="tenant"
			value={tenant}
			data={me.tenants.map(({ slug }) => slug)}
			// What is on the screen is one tenant's; the page of its list is where the other's can be chosen.
			onChange={(event) =>
				void navigate({ to: listOf(window.location.pathname), search: { tenant: event.currentTarget.value } })
			}
		/>
	);
}

const LISTS = ["/certifications", "/proof-runs", "/devices", "/models"] as const;

function listOf(pathname: string): "/" | (typeof LISTS)[number] {
	return LISTS.find((list) => pathname.startsWith(list)) ?? "/";
}

function ThemeToggle() {
	const { setColorScheme } = useMantineColorScheme();
	const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
	const other = scheme === "dark" ? "light" : "dark";
	return (
		<ActionIcon
			variant="default"
			size={30}
			aria-label={`Switch to the ${other} theme`}
			title={`Switch to the ${other} theme`}
			onClick={() => setColorScheme(other)}
		>
			{scheme === "dark" ? <Sun /> : <Moon />}
		</ActionIcon>
	);
}

function SignOut() {
	const { me } = useSigned();
	const cache = useQueryClient();
	const leave = useMutation({
		mutationFn: signOut,
		onSuccess: () => {
			cache.setQueryData(keys.me, null);
			cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.me[0] });
		},
	});
	return (
		<Button
			variant="default"
			onClick={() => leave.mutate()}
			loading={leave.isPending}
			title={`Signed in as ${me.name}`}
		>
			Sign out
		</Button>
	);
}
