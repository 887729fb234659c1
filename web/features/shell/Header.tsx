import {
	ActionIcon,
	Button,
	NativeSelect,
	useComputedColorScheme,
	useMantineColorScheme,
	VisuallyHidden,
} from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Permission } from "../../../src/shared/common.ts";
import { keys } from "../../api/keys.ts";
import type { LiveState } from "../../api/live.ts";
import { signOut } from "../../api/session.ts";
import { usePermissions, useSigned } from "../../api/tenant.ts";
import { Brand, Moon, Person, Sun } from "../../components/icons.tsx";
import { MAX_WAITING, useWaitingChanges } from "../changes/queries.ts";

export function Header({ live }: { readonly live: LiveState }) {
	return (
		<header className="header">
			<div className="header-inner">
				<Link to="/" className="brand" aria-label="Certus, to the matrix">
					<Brand />
					<span>Certus</span>
				</Link>
				<Nav />
				<div className="header-tools">
					<LiveDot live={live} />
					<TenantSwitcher />
					<ThemeToggle />
					<AccountLink />
					<SignOut />
				</div>
			</div>
		</header>
	);
}

interface Entry {
	readonly to: Target;
	readonly name: string;
	/** Without it the page has nothing to show. */
	readonly permission: Permission;
}

type Target =
	| "/"
	| "/certifications"
	| "/proof-runs"
	| "/models"
	| "/devices"
	| "/subscribers"
	| "/changes"
	| "/files"
	| "/provisioning"
	| "/audit"
	| "/access"
	| "/settings";

/** What is proven of models; the fleet and what is done to it; who did and may do what. */
const GROUPS: Readonly<Record<string, readonly Entry[]>> = {
	Proof: [
		{ to: "/", name: "Matrix", permission: "read" },
		{ to: "/certifications", name: "Certifications", permission: "read" },
		{ to: "/proof-runs", name: "Proof runs", permission: "read" },
		{ to: "/models", name: "Models", permission: "read" },
	],
	Fleet: [
		{ to: "/devices", name: "Devices", permission: "read" },
		{ to: "/subscribers", name: "Subscribers", permission: "read" },
		{ to: "/changes", name: "Changes", permission: "read" },
		{ to: "/provisioning", name: "Provisioning", permission: "read" },
		{ to: "/files", name: "Files", permission: "read" },
	],
	Administration: [
		{ to: "/audit", name: "Audit", permission: "audit" },
		{ to: "/access", name: "Access", permission: "read" },
		{ to: "/settings", name: "Settings", permission: "read" },
	],
};
const ENTRIES = Object.values(GROUPS).flat();

function Nav() {
	const held = usePermissions();
	const ref = useRef<HTMLElement>(null);
	const pathname = useLocation({ select: (location) => location.pathname });
	useEffect(() => {
		// On a phone the entries don't all fit: the one that is open is brought into sight.
		const active = ref.current?.querySelector<HTMLElement>("a.active");
		if (active && ref.current) ref.current.scrollLeft = active.offsetLeft - ref.current.clientWidth / 2;
	}, [pathname]);
	return (
		<nav aria-label="Main" className="nav" ref={ref}>
			{Object.entries(GROUPS).map(([group, entries]) => (
				<ul key={group} className="nav-group" aria-label={group}>
					{entries
						.filter(({ permission }) => held.includes(permission))
						.map(({ to, name }) => (
							<li key={to}>
								<Link to={to} activeOptions={{ exact: to === "/" }}>
									{name}
									{to === "/changes" && held.includes("approve") && <Waiting />}
								</Link>
							</li>
						))}
				</ul>
			))}
		</nav>
	);
}

/** How many changes wait for somebody like the reader. */
function Waiting() {
	const count = useWaitingChanges();
	if (count === 0) return null;
	return (
		<span className="nav-count">
			{count > MAX_WAITING ? `${MAX_WAITING}+` : count}
			<VisuallyHidden> waiting for approval</VisuallyHidden>
		</span>
	);
}

function AccountLink() {
	const { me } = useSigned();
	return (
		<Link to="/account" className="account-link" aria-label="Your account" title={`Signed in as ${me.name}`}>
			<Person />
		</Link>
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

function listOf(pathname: string): Target {
	return ENTRIES.find(({ to }) => to !== "/" && pathname.startsWith(to))?.to ?? "/";
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
