import {
	createRootRoute,
	createRoute,
	createRouter,
	Link,
	lazyRouteComponent,
	parseSearchWith,
	retainSearchParams,
	stringifySearchWith,
} from "@tanstack/react-router";
import type { Stage } from "../src/shared/certification.ts";
import type { ChangeAction, ChangeState } from "../src/shared/changes.ts";
import type { Presence } from "../src/shared/devices.ts";
import type { CellStatus, Workflow } from "../src/shared/proof.ts";
import { CHANGE_ACTIONS, CHANGE_STATES } from "./components/changeVocabulary.ts";
import { Empty } from "./components/Loaded.tsx";
import { Page } from "./components/Page.tsx";
import { CELL_STATUS, PRESENCES, STAGE_MEANS, WORKFLOW_NAMES } from "./components/vocabulary.ts";
import { AccessPage } from "./features/access/AccessPage.tsx";
import { ACCESS_TABS, type AccessTab } from "./features/access/tabs.ts";
import { AccountPage } from "./features/account/AccountPage.tsx";
import { AuditPage } from "./features/audit/AuditPage.tsx";
import { BackupPage } from "./features/backups/BackupPage.tsx";
import { CertificationPage } from "./features/certifications/CertificationPage.tsx";
import { CertificationsPage } from "./features/certifications/CertificationsPage.tsx";
import { ChangePage } from "./features/changes/ChangePage.tsx";
import { ChangesPage } from "./features/changes/ChangesPage.tsx";
import { NewChangePage } from "./features/changes/NewChangePage.tsx";
import { CHANGE_VIEWS, type ChangeView } from "./features/changes/views.ts";
import { DevicePage } from "./features/devices/DevicePage.tsx";
import { DevicesPage } from "./features/devices/DevicesPage.tsx";
import { DEVICE_TABS, type DeviceTab } from "./features/devices/tabs.ts";
import { EvidencePage } from "./features/evidence/EvidencePage.tsx";
import { FilesPage } from "./features/files/FilesPage.tsx";
import { MatrixPage } from "./features/matrix/MatrixPage.tsx";
import { RowPage } from "./features/matrix/RowPage.tsx";
import { ROW_TABS, type RowTab } from "./features/matrix/tabs.ts";
import { ModelsPage } from "./features/models/ModelsPage.tsx";
import { ProofRunPage } from "./features/proofRuns/ProofRunPage.tsx";
import { ProofRunsPage } from "./features/proofRuns/ProofRunsPage.tsx";
import { ProfilePage } from "./features/provisioning/ProfilePage.tsx";
import { ProfilesPage } from "./features/provisioning/ProfilesPage.tsx";
import { NewRolloutPage } from "./features/rollouts/NewRolloutPage.tsx";
import { SettingsPage } from "./features/settings/SettingsPage.tsx";
import { SETTINGS_TABS, type SettingsTab } from "./features/settings/tabs.ts";
import { Shell } from "./features/shell/Shell.tsx";
import { SubscriberPage } from "./features/subscribers/SubscriberPage.tsx";
import { SubscribersPage } from "./features/subscribers/SubscribersPage.tsx";
import { WebhookPage } from "./features/webhooks/WebhookPage.tsx";

type Search = Readonly<Record<string, unknown>>;

/** A URL is typed by anybody: what a page does not know in it counts as absent. */
function text(value: unknown): string | undefined {
	return typeof value === "string" && value !== "" ? value : undefined;
}
function oneOf<Name extends string>(names: Readonly<Record<Name, unknown>>, value: unknown): Name | undefined {
	return typeof value === "string" && Object.hasOwn(names, value) ? (value as Name) : undefined;
}

const root = createRootRoute({
	validateSearch: (search: Search): { tenant?: string | undefined } => ({ tenant: text(search.tenant) }),
	search: { middlewares: [retainSearchParams(["tenant"])] },
	component: Shell,
	notFoundComponent: () => (
		<Page title="Not found">
			<Empty title="There is no page at this address.">
				<Link to="/">To the matrix</Link>
			</Empty>
		</Page>
	),
});

interface MatrixSearch {
	readonly q?: string | undefined;
	readonly vendor?: string | undefined;
	readonly status?: CellStatus | undefined;
	readonly workflow?: Workflow | undefined;
}

const matrix = createRoute({
	getParentRoute: () => root,
	path: "/",
	validateSearch: (search: Search): MatrixSearch => ({
		q: text(search.q),
		vendor: text(search.vendor),
		status: oneOf(CELL_STATUS, search.status),
		workflow: oneOf(WORKFLOW_NAMES, search.workflow),
	}),
	component: MatrixPage,
});

const matrixRow = createRoute({
	getParentRoute: () => root,
	path: "/matrix/$rowId",
	validateSearch: (search: Search): { tab?: RowTab | undefined } => ({ tab: oneOf(ROW_TABS, search.tab) }),
	component: RowPage,
});

interface CertificationsSearch {
	readonly stage?: Stage | undefined;
	readonly model?: string | undefined;
}

const certifications = createRoute({
	getParentRoute: () => root,
	path: "/certifications",
	validateSearch: (search: Search): CertificationsSearch => ({
		stage: oneOf(STAGE_MEANS, search.stage),
		model: text(search.model),
	}),
	component: CertificationsPage,
});
const certification = createRoute({
	getParentRoute: () => root,
	path: "/certifications/$id",
	component: CertificationPage,
});
const proofRuns = createRoute({ getParentRoute: () => root, path: "/proof-runs", component: ProofRunsPage });
const proofRun = createRoute({ getParentRoute: () => root, path: "/proof-runs/$id", component: ProofRunPage });
const evidence = createRoute({ getParentRoute: () => root, path: "/evidence/$digest", component: EvidencePage });
const models = createRoute({ getParentRoute: () => root, path: "/models", component: ModelsPage });

interface DevicesSearch {
	readonly q?: string | undefined;
	readonly presence?: Presence | undefined;
	readonly model?: string | undefined;
	readonly softwareVersion?: string | undefined;
}

const devices = createRoute({
	getParentRoute: () => root,
	path: "/devices",
	validateSearch: (search: Search): DevicesSearch => ({
		q: text(search.q),
		presence: oneOf(PRESENCES, search.presence),
		model: text(search.model),
		softwareVersion: text(search.softwareVersion),
	}),
	component: DevicesPage,
});

const device = createRoute({
	getParentRoute: () => root,
	path: "/devices/$id",
	validateSearch: (search: Search): { tab?: DeviceTab | undefined } => ({
		tab: oneOf(DEVICE_TABS, search.tab),
	}),
	component: DevicePage,
});

const newChange = createRoute({
	getParentRoute: () => root,
	path: "/devices/$id/change",
	/** `paths`: what is chosen from the beginning, parted by spaces. */
	validateSearch: (search: Search): { paths?: string | undefined } => ({ paths: text(search.paths) }),
	component: NewChangePage,
});

interface ChangesSearch {
	readonly view?: ChangeView | undefined;
	readonly state?: ChangeState | undefined;
	readonly action?: ChangeAction | undefined;
	readonly deviceId?: string | undefined;
}

const changes = createRoute({
	getParentRoute: () => root,
	path: "/changes",
	validateSearch: (search: Search): ChangesSearch => ({
		view: oneOf(CHANGE_VIEWS, search.view),
		state: oneOf(CHANGE_STATES, search.state),
		action: oneOf(CHANGE_ACTIONS, search.action),
		deviceId: text(search.deviceId),
	}),
	component: ChangesPage,
});
/** `fileId`: the image. */
const newRollout = createRoute({
	getParentRoute: () => root,
	path: "/changes/rollout",
	validateSearch: (search: Search): { fileId?: string | undefined } => ({ fileId: text(search.fileId) }),
	component: NewRolloutPage,
});
const files = createRoute({ getParentRoute: () => root, path: "/files", component: FilesPage });
const change = createRoute({ getParentRoute: () => root, path: "/changes/$id", component: ChangePage });

const backup = createRoute({
	getParentRoute: () => root,
	path: "/backups/$id",
	validateSearch: (search: Search): { compareWith?: string | undefined } => ({
		compareWith: text(search.compareWith),
	}),
	component: BackupPage,
});

const subscribers = createRoute({
	getParentRoute: () => root,
	path: "/subscribers",
	validateSearch: (search: Search): { q?: string | undefined } => ({ q: text(search.q) }),
	component: SubscribersPage,
});
const subscriber = createRoute({ getParentRoute: () => root, path: "/subscribers/$id", component: SubscriberPage });

const profiles = createRoute({ getParentRoute: () => root, path: "/provisioning", component: ProfilesPage });
/** Its YAML is a part of the console that few people load. */
const editor = () => import("./features/provisioning/ProfileEditorPage.tsx");
const newProfile = createRoute({
	getParentRoute: () => root,
	path: "/provisioning/new",
	component: lazyRouteComponent(editor, "NewProfilePage"),
});
const profile = createRoute({ getParentRoute: () => root, path: "/provisioning/$id", component: ProfilePage });
const editProfile = createRoute({
	getParentRoute: () => root,
	path: "/provisioning/$id/edit",
	component: lazyRouteComponent(editor, "EditProfilePage"),
});

interface AuditSearch {
	readonly deviceId?: string | undefined;
	readonly subscriberId?: string | undefined;
	readonly actor?: string | undefined;
	readonly action?: string | undefined;
	readonly since?: string | undefined;
}

const audit = createRoute({
	getParentRoute: () => root,
	path: "/audit",
	validateSearch: (search: Search): AuditSearch => ({
		deviceId: text(search.deviceId),
		subscriberId: text(search.subscriberId),
		actor: text(search.actor),
		action: text(search.action),
		since: text(search.since),
	}),
	component: AuditPage,
});

const access = createRoute({
	getParentRoute: () => root,
	path: "/access",
	validateSearch: (search: Search): { tab?: AccessTab | undefined } => ({ tab: oneOf(ACCESS_TABS, search.tab) }),
	component: AccessPage,
});
const settings = createRoute({
	getParentRoute: () => root,
	path: "/settings",
	validateSearch: (search: Search): { tab?: SettingsTab | undefined } => ({
		tab: oneOf(SETTINGS_TABS, search.tab),
	}),
	component: SettingsPage,
});
const webhook = createRoute({ getParentRoute: () => root, path: "/settings/webhooks/$id", component: WebhookPage });
const account = createRoute({ getParentRoute: () => root, path: "/account", component: AccountPage });

export const router = createRouter({
	routeTree: root.addChildren([
		matrix,
		matrixRow,
		certifications,
		certification,
		proofRuns,
		proofRun,
		evidence,
		models,
		devices,
		device,
		newChange,
		changes,
		newRollout,
		change,
		files,
		backup,
		subscribers,
		subscriber,
		profiles,
		newProfile,
		profile,
		editProfile,
		audit,
		access,
		settings,
		webhook,
		account,
	]),
	// Plain strings, both ways: `?model=1.0` is the text "1.0", not a number.
	parseSearch: parseSearchWith((value) => value),
	stringifySearch: stringifySearchWith(String),
	// Digests stand in addresses as they are written: sha256:….
	pathParamsAllowedCharacters: [":"],
	scrollRestoration: true,
});

declare module "@tanstack/react-router" {
	interface Register {
		router: typeof router;
	}
}
