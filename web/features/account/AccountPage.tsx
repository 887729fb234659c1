import { useSigned } from "../../api/tenant.ts";
import { Tag } from "../../components/badges.tsx";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Page, Section } from "../../components/Page.tsx";
import { PERMISSION_ORDER, PERMISSION_WORDS } from "../../components/permissionWords.ts";
import { PasswordForm } from "./PasswordForm.tsx";
import { SecondFactor } from "./SecondFactor.tsx";

export function AccountPage() {
	const { me, tenant } = useSigned();
	const here = me.tenants.find(({ slug }) => slug === tenant);
	return (
		<Page title="Your account">
			<Section title="Who you are">
				<Facts
					items={[
						{ name: "Name", value: <InertText text={me.name} max={120} /> },
						{ name: "Signed in with", value: me.kind === "user" ? "email and password" : "an API token" },
						...me.tenants.map(({ slug, role }) => ({ name: `Role in ${slug}`, value: role })),
					]}
				/>
				<h3>What you may do in {tenant}</h3>
				<ul className="plain-list">
					{PERMISSION_ORDER.filter((permission) => here?.permissions.includes(permission)).map((permission) => (
						<li key={permission}>
							<Tag>{permission}</Tag> {PERMISSION_WORDS[permission]}
						</li>
					))}
				</ul>
			</Section>
			{me.kind === "user" ? (
				<>
					<Section title="Password">
						<PasswordForm />
					</Section>
					<Section title="Second factor">
						<SecondFactor />
					</Section>
				</>
			) : (
				<p className="muted">
					A token has neither password nor second factor: those are for users who sign in with email and password.
				</p>
			)}
		</Page>
	);
}
