-- What the migrations make; written by test/store/schema.test.ts, not by hand.
create table account (
	id uuid not null,
	email text not null,
	name text not null,
	password text not null,
	totp jsonb,
	totp_confirmed_at timestamp with time zone,
	totp_step bigint,
	created_at timestamp with time zone not null,
	oidc_issuer text,
	oidc_subject text,
	person uuid,
	constraint account_check CHECK (((oidc_issuer IS NULL) = (oidc_subject IS NULL))),
	constraint account_email_key UNIQUE (email),
	constraint account_oidc UNIQUE (oidc_issuer, oidc_subject),
	constraint account_pkey PRIMARY KEY (id)
);
create table api_token (
	id uuid not null,
	name text not null,
	digest text not null,
	role text not null,
	tenant uuid,
	expires_at timestamp with time zone,
	created_at timestamp with time zone not null,
	made_by uuid,
	person uuid,
	makers uuid[] not null default '{}'::uuid[],
	constraint api_token_digest_key UNIQUE (digest),
	constraint api_token_pkey PRIMARY KEY (id)
);
create table audit (
	tenant uuid not null,
	seq bigint not null,
	entry jsonb not null,
	hash text not null,
	latest_at timestamp with time zone not null,
	constraint audit_pkey PRIMARY KEY (tenant, seq)
);
CREATE INDEX audit_act_device ON public.audit USING btree (tenant, ((entry ->> 'deviceId'::text)), ((entry ->> 'at'::text)) COLLATE "C", seq) WHERE (((entry ->> 'deviceId'::text) IS NOT NULL) AND ((entry ->> 'action'::text) <> ALL (ARRAY['certification.discovery'::text, 'certification.verification'::text, 'change.apply'::text, 'change.carriedOut'::text, 'change.end'::text, 'change.preview'::text, 'change.submit'::text, 'change.takenBack'::text, 'device.firstContact'::text, 'device.provision'::text, 'device.quarantine'::text, 'device.suspendedAgain'::text, 'device.suspensionForgotten'::text, 'operation.create'::text, 'proofRun.create'::text, 'subscriber.restore'::text, 'subscriber.suspend'::text])));
CREATE INDEX audit_act_subscriber ON public.audit USING btree (tenant, ((entry ->> 'subscriberId'::text)), ((entry ->> 'at'::text)) COLLATE "C", seq) WHERE (((entry ->> 'subscriberId'::text) IS NOT NULL) AND ((entry ->> 'action'::text) <> ALL (ARRAY['certification.discovery'::text, 'certification.verification'::text, 'change.apply'::text, 'change.carriedOut'::text, 'change.end'::text, 'change.preview'::text, 'change.submit'::text, 'change.takenBack'::text, 'device.firstContact'::text, 'device.provision'::text, 'device.quarantine'::text, 'device.suspendedAgain'::text, 'device.suspensionForgotten'::text, 'operation.create'::text, 'proofRun.create'::text, 'subscriber.restore'::text, 'subscriber.suspend'::text])));
CREATE INDEX audit_action ON public.audit USING btree (tenant, ((entry ->> 'action'::text)), seq);
CREATE INDEX audit_actor ON public.audit USING btree (tenant, ((entry ->> 'actor'::text)), seq);
CREATE INDEX audit_actor_action ON public.audit USING btree (tenant, ((entry ->> 'actor'::text)), ((entry ->> 'action'::text)), seq);
CREATE INDEX audit_device ON public.audit USING btree (tenant, ((entry ->> 'deviceId'::text)), seq) WHERE ((entry ->> 'deviceId'::text) IS NOT NULL);
CREATE INDEX audit_subscriber ON public.audit USING btree (tenant, ((entry ->> 'subscriberId'::text)), seq) WHERE ((entry ->> 'subscriberId'::text) IS NOT NULL);
CREATE INDEX audit_time ON public.audit USING btree (tenant, latest_at, seq);
create table audit_head (
	tenant uuid not null,
	seq bigint not null,
	hash text not null,
	latest_at timestamp with time zone not null,
	cut_seq bigint not null default 0,
	closed_at timestamp with time zone,
	constraint audit_head_cut CHECK ((cut_seq <= seq)),
	constraint audit_head_pkey PRIMARY KEY (tenant)
);
create table backup (
	tenant uuid not null,
	id uuid not null,
	seq bigint not null generated always as identity,
	device uuid not null,
	change uuid,
	hardware_version text not null,
	software_version text not null,
	complete boolean not null,
	parameters integer not null,
	document bytea not null,
	created_at timestamp with time zone not null,
	file uuid,
	constraint backup_pkey PRIMARY KEY (tenant, id)
);
CREATE INDEX backup_device ON public.backup USING btree (tenant, device, seq DESC);
create table backup_secret (
	tenant uuid not null,
	backup uuid not null,
	path text not null,
	id uuid not null default gen_random_uuid(),
	device uuid not null,
	value text not null,
	set_by uuid not null,
	constraint backup_secret_pkey PRIMARY KEY (tenant, backup, path)
);
CREATE INDEX backup_secret_device ON public.backup_secret USING btree (tenant, device);
CREATE UNIQUE INDEX backup_secret_id ON public.backup_secret USING btree (tenant, id);
create table canary (
	tenant uuid not null,
	id uuid not null,
	certification uuid not null,
	status text not null,
	versions text[] not null,
	device_ids uuid[],
	max_devices integer not null,
	success_floor double precision not null,
	min_operations integer not null,
	min_devices integer not null,
	rollback_owner text not null,
	irreversible text[] not null,
	started_at timestamp with time zone not null,
	ends_at timestamp with time zone not null,
	ended_at timestamp with time zone,
	judgement jsonb,
	constraint canary_pkey PRIMARY KEY (tenant, id),
	constraint canary_status_check CHECK ((status = ANY (ARRAY['running'::text, 'paused'::text, 'passed'::text, 'stopped'::text])))
);
CREATE INDEX canary_certification ON public.canary USING btree (tenant, certification, started_at);
CREATE INDEX canary_running ON public.canary USING btree (tenant, ends_at) WHERE (status = 'running'::text);
create table canary_device (
	tenant uuid not null,
	canary uuid not null,
	device uuid not null,
	joined_at timestamp with time zone not null,
	constraint canary_device_pkey PRIMARY KEY (tenant, canary, device)
);
create table canary_write (
	tenant uuid not null,
	canary uuid not null,
	operation uuid not null,
	seq bigint not null generated always as identity,
	device uuid not null,
	before jsonb not null,
	unknown text[] not null,
	constraint canary_write_pkey PRIMARY KEY (tenant, canary, operation)
);
create table cell_lowering (
	tenant uuid not null,
	id uuid not null,
	vendor text not null,
	model text not null,
	product_class text not null,
	hardware_version text not null,
	software_version text not null,
	workflow text not null,
	to_status text not null,
	cause text not null,
	code text not null,
	reason text not null,
	by_name text not null,
	at timestamp with time zone not null,
	constraint cell_lowering_cause_check CHECK ((cause = ANY (ARRAY['person'::text, 'field'::text]))),
	constraint cell_lowering_pkey PRIMARY KEY (tenant, vendor, model, product_class, hardware_version, software_version, workflow, id),
	constraint cell_lowering_to_status_check CHECK ((to_status = ANY (ARRAY['yellow'::text, 'red'::text])))
);
create table certification (
	tenant uuid not null,
	id uuid not null,
	vendor text not null,
	model text not null,
	product_class text not null,
	hardware_version text not null,
	versions text[] not null,
	parameter_root text,
	cwmp_version text,
	transport text not null,
	workflows text[] not null,
	stage text not null,
	created_at timestamp with time zone not null,
	constraint certification_pkey PRIMARY KEY (tenant, id),
	constraint certification_stage_check CHECK ((stage = ANY (ARRAY['intake'::text, 'discovery'::text, 'verification'::text, 'canary'::text, 'certified'::text]))),
	constraint certification_transport_check CHECK ((transport = ANY (ARRAY['http'::text, 'https'::text])))
);
CREATE INDEX certification_model ON public.certification USING btree (tenant, vendor, model, product_class, created_at);
CREATE INDEX certification_newest ON public.certification USING btree (tenant, created_at, id);
create table certification_step (
	tenant uuid not null,
	certification uuid not null,
	seq bigint not null generated always as identity,
	at timestamp with time zone not null,
	action text not null,
	actor text not null,
	actor_id uuid,
	detail jsonb not null default '{}'::jsonb,
	constraint certification_step_action_check CHECK ((action = ANY (ARRAY['intake'::text, 'discovery'::text, 'verification'::text, 'canary'::text, 'canaryPaused'::text, 'canaryPassed'::text, 'approval'::text, 'setback'::text]))),
	constraint certification_step_pkey PRIMARY KEY (tenant, certification, seq)
);
create table change (
	tenant uuid not null,
	id uuid not null,
	seq bigint not null generated always as identity,
	state text not null,
	action text not null,
	kind text not null,
	input jsonb not null,
	reason text not null,
	author text not null,
	author_person text not null,
	override jsonb,
	preview_digest text not null,
	risks text[] not null,
	approvals_needed integer not null,
	presence_timeout_seconds integer not null,
	devices integer not null,
	undoes uuid,
	rolling_back boolean not null default false,
	subscriber uuid,
	operation uuid,
	failure jsonb,
	created_at timestamp with time zone not null,
	submitted_at timestamp with time zone,
	approved_at timestamp with time zone,
	applied_at timestamp with time zone,
	expires_at timestamp with time zone not null,
	finished_at timestamp with time zone,
	author_makers text[] not null default '{}'::text[],
	with_file boolean not null default false,
	constraint change_pkey PRIMARY KEY (tenant, id)
);
CREATE INDEX change_applying ON public.change USING btree (tenant, id) WHERE (state = 'applying'::text);
CREATE INDEX change_list ON public.change USING btree (tenant, seq DESC);
CREATE INDEX change_open ON public.change USING btree (expires_at) WHERE (state = ANY (ARRAY['previewed'::text, 'pendingApproval'::text, 'approved'::text]));
CREATE INDEX change_subscriber ON public.change USING btree (tenant, subscriber, seq DESC) WHERE (subscriber IS NOT NULL);
create table change_decision (
	tenant uuid not null,
	change uuid not null,
	person text not null,
	name text not null,
	decision text not null,
	comment text not null,
	at timestamp with time zone not null,
	constraint change_decision_pkey PRIMARY KEY (tenant, change, person)
);
create table change_device (
	tenant uuid not null,
	change uuid not null,
	device uuid not null,
	place integer not null,
	state text not null,
	live boolean not null,
	cell text,
	items jsonb not null,
	backup uuid,
	pending_reboot boolean not null default false,
	unverified text[] not null default '{}'::text[],
	failure jsonb,
	sent boolean not null default false,
	finished_at timestamp with time zone,
	attempts integer not null default 0,
	started_at timestamp with time zone,
	version_before text,
	version_after text,
	input jsonb,
	left_alone text[] not null default '{}'::text[],
	brought_back jsonb not null default '[]'::jsonb,
	constraint change_device_pkey PRIMARY KEY (tenant, change, device)
);
CREATE INDEX change_device_of ON public.change_device USING btree (tenant, device);
CREATE INDEX change_device_place ON public.change_device USING btree (tenant, change, place);
CREATE INDEX change_device_unfinished ON public.change_device USING btree (tenant, change, place) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text]));
create table clearance (
	tenant uuid not null,
	certification uuid not null,
	vendor text not null,
	model text not null,
	product_class text not null,
	hardware_version text not null,
	software_version text not null,
	workflow text not null,
	at timestamp with time zone not null,
	constraint clearance_pkey PRIMARY KEY (tenant, vendor, model, product_class, hardware_version, software_version, workflow, certification, at)
);
create table console_session (
	digest text not null,
	token uuid,
	expires_at timestamp with time zone not null,
	id uuid not null,
	account uuid,
	started_at timestamp with time zone not null,
	seen_at timestamp with time zone not null,
	address text,
	method text not null,
	constraint console_session_account_fkey FOREIGN KEY (account) REFERENCES account(id) ON DELETE CASCADE,
	constraint console_session_method_check CHECK ((method = ANY (ARRAY['token'::text, 'password'::text, 'oidc'::text]))),
	constraint console_session_owner CHECK ((num_nonnulls(token, account) = 1)),
	constraint console_session_pkey PRIMARY KEY (digest)
);
CREATE INDEX console_session_account ON public.console_session USING btree (account) WHERE (account IS NOT NULL);
create table custom_role (
	tenant uuid not null,
	name text not null,
	permissions text[] not null,
	created_at timestamp with time zone not null,
	constraint custom_role_pkey PRIMARY KEY (tenant, name)
);
create table cwmp_session (
	tenant uuid not null,
	device uuid not null,
	slot integer not null,
	id uuid not null,
	started_at timestamp with time zone not null,
	ended_at timestamp with time zone,
	outcome text,
	events text[] not null,
	remote_address text not null,
	rpcs integer not null default 0,
	transcript bytea /* storage e */,
	constraint cwmp_session_pkey PRIMARY KEY (tenant, device, slot)
) with (fillfactor=70);
create table device (
	tenant uuid not null,
	id uuid not null,
	oui text not null,
	product_class text not null,
	serial_number text not null,
	vendor text not null,
	model text not null,
	hardware_version text,
	software_version text,
	parameter_root text,
	cwmp_namespace text not null,
	supported_versions text[],
	session_count integer not null default 0,
	last_inform_at timestamp with time zone,
	last_inform_events text[] not null default '{}'::text[],
	last_boot_at timestamp with time zone,
	inform_interval_seconds integer,
	inform_parameters jsonb not null default '[]'::jsonb,
	inform_parameters_at timestamp with time zone,
	connection_request_url text,
	connection_request_username text,
	connection_request_password text,
	previous_connection_request jsonb,
	username text,
	password text,
	parameter_key text not null default ''::text,
	setup jsonb not null default '{}'::jsonb,
	quarantined boolean not null default false,
	tags text[] not null default '{}'::text[],
	lab boolean,
	subscriber_id uuid,
	site_id uuid,
	created_at timestamp with time zone not null,
	session uuid,
	session_slot integer,
	session_address text,
	mac text,
	wan_username text,
	other_place jsonb,
	addresses text,
	time_zone text,
	constraint device_parameter_root_check CHECK ((parameter_root = ANY (ARRAY['Device.'::text, 'InternetGatewayDevice.'::text, 'both'::text]))),
	constraint device_pkey PRIMARY KEY (tenant, id),
	constraint device_time_zone_check CHECK ((length(time_zone) <= 128))
) with (fillfactor=70);
CREATE INDEX device_mac ON public.device USING btree (tenant, mac) WHERE (mac IS NOT NULL);
CREATE INDEX device_search ON public.device USING gin ((((((((((((((((((((((serial_number || '
'::text) || oui) || '
'::text) || vendor) || '
'::text) || model) || '
'::text) || product_class) || '
'::text) || COALESCE(software_version, ''::text)) || '
'::text) || COALESCE(mac, ''::text)) || '
'::text) || COALESCE(session_address, ''::text)) || '
'::text) || COALESCE(username, ''::text)) || '
'::text) || COALESCE(wan_username, ''::text)) || '
'::text) || COALESCE(addresses, ''::text))) gin_trgm_ops);
CREATE INDEX device_serial ON public.device USING btree (tenant, serial_number);
CREATE INDEX device_site ON public.device USING btree (tenant, site_id) WHERE (site_id IS NOT NULL);
CREATE INDEX device_subscriber ON public.device USING btree (tenant, subscriber_id) WHERE (subscriber_id IS NOT NULL);
CREATE INDEX device_version ON public.device USING btree (tenant, model, software_version);
create table device_alias (
	tenant uuid not null,
	kind text not null,
	value text not null,
	device uuid not null,
	constraint device_alias_kind_check CHECK ((kind = ANY (ARRAY['ouiSerial'::text, 'mac'::text, 'genieacs'::text]))),
	constraint device_alias_pkey PRIMARY KEY (tenant, kind, value)
);
CREATE INDEX device_alias_device ON public.device_alias USING btree (tenant, device);
create table device_apart (
	tenant uuid not null,
	device uuid not null,
	other uuid not null,
	constraint device_apart_pkey PRIMARY KEY (tenant, device, other)
);
CREATE INDEX device_apart_other ON public.device_apart USING btree (tenant, other);
create table device_silence (
	tenant uuid not null,
	device uuid not null,
	heard_at timestamp with time zone not null,
	constraint device_silence_pkey PRIMARY KEY (tenant, device)
);
create table device_tree (
	tenant uuid not null,
	device uuid not null,
	document bytea not null /* storage e */,
	parameters integer not null,
	objects integer not null,
	updated_at timestamp with time zone not null,
	addresses text not null default ''::text,
	constraint device_tree_pkey PRIMARY KEY (tenant, device)
);
CREATE INDEX device_tree_search ON public.device_tree USING gin (addresses gin_trgm_ops);
create table evidence (
	tenant uuid not null,
	digest text not null,
	media_type text not null,
	size_bytes bigint not null,
	run uuid,
	created_at timestamp with time zone not null,
	constraint evidence_pkey PRIMARY KEY (tenant, digest)
);
CREATE INDEX evidence_run ON public.evidence USING btree (tenant, run);
create table field_outcome (
	tenant uuid not null,
	operation uuid not null,
	workflow text not null,
	seq bigint not null generated always as identity,
	device uuid not null,
	vendor text not null,
	model text not null,
	product_class text not null,
	hardware_version text not null,
	software_version text not null,
	at timestamp with time zone not null,
	outcome text not null,
	fault_code integer,
	about text,
	canary uuid,
	constraint field_outcome_outcome_check CHECK ((outcome = ANY (ARRAY['success'::text, 'failure'::text, 'unsupported'::text]))),
	constraint field_outcome_pkey PRIMARY KEY (tenant, operation, workflow)
);
CREATE INDEX field_outcome_canary ON public.field_outcome USING btree (tenant, canary) WHERE (canary IS NOT NULL);
CREATE INDEX field_outcome_cell ON public.field_outcome USING btree (tenant, vendor, model, product_class, workflow, hardware_version, software_version, seq);
create table file (
	tenant uuid not null,
	id uuid not null,
	kind text not null,
	name text not null,
	vendor text not null,
	model text not null,
	hardware_versions text[] not null,
	version text not null,
	from_versions text[],
	file_type text not null,
	size_bytes bigint not null,
	digest text not null,
	created_at timestamp with time zone not null,
	device uuid,
	constraint file_kind_check CHECK ((kind = ANY (ARRAY['firmware'::text, 'config'::text]))),
	constraint file_pkey PRIMARY KEY (tenant, id)
);
CREATE INDEX file_device ON public.file USING btree (tenant, device) WHERE (device IS NOT NULL);
create table former_person (
	email text not null,
	person uuid not null,
	constraint former_person_pkey PRIMARY KEY (email)
);
create table held_secret (
	tenant uuid not null,
	device uuid not null,
	path text not null,
	id uuid not null default gen_random_uuid(),
	object text not null,
	names jsonb not null,
	value text not null,
	set_by uuid not null,
	set_at timestamp with time zone not null,
	sending uuid,
	doubt text,
	constraint held_secret_pkey PRIMARY KEY (tenant, device, path)
);
CREATE UNIQUE INDEX held_secret_id ON public.held_secret USING btree (tenant, id);
create table idempotency_key (
	tenant uuid not null,
	actor text not null,
	key text not null,
	fingerprint text not null,
	status integer,
	body jsonb,
	created_at timestamp with time zone not null,
	constraint idempotency_key_pkey PRIMARY KEY (tenant, actor, key)
);
CREATE INDEX idempotency_key_age ON public.idempotency_key USING btree (created_at);
create table loosened_policy (
	tenant uuid not null,
	person text not null,
	at timestamp with time zone not null,
	before jsonb not null,
	constraint loosened_policy_pkey PRIMARY KEY (tenant, person, at)
);
create table matrix_cover (
	tenant uuid not null,
	vendor text not null,
	model text not null,
	product_class text not null,
	hardware_version text not null,
	software_version text not null,
	row_id uuid not null,
	constraint matrix_cover_pkey PRIMARY KEY (tenant, vendor, model, product_class, hardware_version, software_version)
);
create table matrix_history (
	tenant uuid not null,
	seq bigint not null generated always as identity,
	vendor text not null,
	model text not null,
	product_class text not null,
	at timestamp with time zone not null,
	workflow text not null,
	pairs text[] not null,
	before jsonb,
	after jsonb not null,
	cause jsonb not null,
	reason text not null,
	constraint matrix_history_pkey PRIMARY KEY (tenant, seq)
);
CREATE INDEX matrix_history_model ON public.matrix_history USING btree (tenant, vendor, model, product_class, seq);
create table matrix_row (
	tenant uuid not null,
	id uuid not null,
	vendor text not null,
	model text not null,
	product_class text not null,
	status text not null,
	body jsonb not null,
	updated_at timestamp with time zone not null,
	cells jsonb not null default '{}'::jsonb,
	oldest_green timestamp with time zone,
	proven_paths jsonb not null default COALESCE((((body -> 'workflows'::text) -> 'config'::text) -> 'provenPaths'::text), '[]'::jsonb),
	configuration_file text default (((body -> 'workflows'::text) -> 'config'::text) ->> 'configurationFile'::text),
	constraint matrix_row_pkey PRIMARY KEY (tenant, id)
);
CREATE INDEX matrix_row_green ON public.matrix_row USING btree (tenant, oldest_green) WHERE (oldest_green IS NOT NULL);
CREATE INDEX matrix_row_order ON public.matrix_row USING btree (tenant, vendor, model, product_class, id);
create table model_version (
	tenant uuid not null,
	id uuid not null,
	vendor text not null,
	model text not null,
	product_class text not null,
	hardware_version text not null,
	software_version text not null,
	first_seen_at timestamp with time zone not null,
	sampled_device uuid,
	sampled_at timestamp with time zone,
	constraint model_version_pkey PRIMARY KEY (tenant, id),
	constraint model_version_tenant_vendor_model_product_class_hardware_ve_key UNIQUE (tenant, vendor, model, product_class, hardware_version, software_version)
);
create table operation (
	tenant uuid not null,
	id uuid not null,
	seq bigint not null generated always as identity,
	device uuid not null,
	kind text not null,
	input jsonb not null,
	authority text not null,
	request uuid not null,
	requested_by text not null,
	status text not null,
	phase jsonb,
	result jsonb,
	fault jsonb,
	reason text,
	session uuid,
	created_at timestamp with time zone not null,
	accepted_at timestamp with time zone not null,
	expires_at timestamp with time zone not null,
	sent_at timestamp with time zone,
	wait_seconds integer,
	deadline_at timestamp with time zone,
	finished_at timestamp with time zone,
	subject jsonb,
	canary uuid,
	change uuid,
	inverse boolean not null default false,
	waived_for text,
	constraint operation_authority_check CHECK ((authority = ANY (ARRAY['user'::text, 'run'::text, 'rollout'::text, 'provisioning'::text, 'system'::text]))),
	constraint operation_pkey PRIMARY KEY (tenant, id),
	constraint operation_status_check CHECK ((status = ANY (ARRAY['pendingApproval'::text, 'queued'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'unknown'::text, 'expired'::text, 'cancelled'::text])))
);
CREATE INDEX operation_device ON public.operation USING btree (tenant, device, seq);
CREATE INDEX operation_due ON public.operation USING btree ((
CASE
    WHEN (status = 'queued'::text) THEN expires_at
    ELSE COALESCE(deadline_at, expires_at)
END)) WHERE ((status = ANY (ARRAY['queued'::text, 'running'::text, 'unknown'::text])) AND (finished_at IS NULL));
CREATE INDEX operation_newest ON public.operation USING btree (tenant, seq);
CREATE INDEX operation_open ON public.operation USING btree (tenant, device, seq) WHERE ((status = ANY (ARRAY['queued'::text, 'running'::text, 'unknown'::text])) AND (finished_at IS NULL));
CREATE INDEX operation_request ON public.operation USING btree (tenant, request);
CREATE INDEX operation_waived ON public.operation USING btree (tenant, kind, waived_for, created_at) WHERE (waived_for IS NOT NULL);
create table outbox (
	seq bigint not null generated always as identity,
	tenant uuid not null,
	at timestamp with time zone not null,
	events jsonb not null,
	xact xid8 not null default pg_current_xact_id(),
	constraint outbox_pkey PRIMARY KEY (seq)
);
CREATE INDEX outbox_age ON public.outbox USING btree (at);
CREATE INDEX outbox_order ON public.outbox USING btree (xact, seq);
create table outbox_cursor (
	reader text not null,
	xact xid8 not null,
	seq bigint not null,
	constraint outbox_cursor_pkey PRIMARY KEY (reader)
);
create table parameter_change (
	tenant uuid not null,
	device uuid not null,
	at timestamp with time zone not null,
	path text not null,
	before text,
	after text,
	constraint parameter_change_pkey PRIMARY KEY (tenant, device, path, at)
);
create table proof_check (
	tenant uuid not null,
	run uuid not null,
	ordinal integer not null,
	workflow text not null,
	check_id text not null,
	body jsonb not null,
	facts jsonb not null,
	constraint proof_check_pkey PRIMARY KEY (tenant, run, ordinal)
);
create table proof_run (
	tenant uuid not null,
	id uuid not null,
	device uuid not null,
	status text not null,
	workflows text[] not null,
	inputs jsonb not null,
	requested_by text not null,
	subject jsonb,
	result jsonb,
	created_at timestamp with time zone not null,
	started_at timestamp with time zone,
	finished_at timestamp with time zone,
	change uuid,
	accepted_at timestamp with time zone,
	constraint proof_run_pkey PRIMARY KEY (tenant, id),
	constraint proof_run_status_check CHECK ((status = ANY (ARRAY['pendingApproval'::text, 'queued'::text, 'running'::text, 'finished'::text, 'cancelled'::text])))
);
CREATE UNIQUE INDEX proof_run_change ON public.proof_run USING btree (tenant, change) WHERE (change IS NOT NULL);
CREATE INDEX proof_run_device ON public.proof_run USING btree (tenant, device, created_at);
CREATE INDEX proof_run_open ON public.proof_run USING btree (tenant, created_at) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]));
create table provisioning_application (
	tenant uuid not null,
	change uuid not null,
	device uuid not null,
	trigger text not null,
	profiles uuid[] not null,
	at timestamp with time zone not null,
	constraint provisioning_application_pkey PRIMARY KEY (tenant, change)
);
CREATE INDEX provisioning_application_at ON public.provisioning_application USING btree (tenant, at);
CREATE INDEX provisioning_application_device ON public.provisioning_application USING btree (tenant, device, at DESC);
create table provisioning_profile (
	tenant uuid not null,
	id uuid not null,
	name text not null,
	priority integer not null,
	enabled boolean not null,
	selector jsonb not null,
	parameters jsonb not null,
	on_drift boolean not null,
	created_at timestamp with time zone not null,
	updated_at timestamp with time zone not null,
	constraint provisioning_profile_pkey PRIMARY KEY (tenant, id),
	constraint provisioning_profile_tenant_name_key UNIQUE (tenant, name)
);
create table provisioning_stop (
	tenant uuid not null,
	device uuid not null,
	profile uuid not null,
	at timestamp with time zone not null,
	constraint provisioning_stop_pkey PRIMARY KEY (tenant, device, profile)
);
create table rollout (
	tenant uuid not null,
	change uuid not null,
	plan jsonb not null,
	started_at timestamp with time zone[] not null default '{}'::timestamp with time zone[],
	ended_at timestamp with time zone[] not null default '{}'::timestamp with time zone[],
	paused jsonb,
	resumed_at timestamp with time zone,
	stopped_at timestamp with time zone,
	constraint rollout_pkey PRIMARY KEY (tenant, change)
);
create table schema_migration (
	number integer not null,
	name text not null,
	applied_at timestamp with time zone not null default now(),
	constraint schema_migration_pkey PRIMARY KEY (number)
);
create table sealed_file (
	tenant uuid not null,
	id uuid not null,
	device uuid not null,
	content text not null,
	constraint sealed_file_pkey PRIMARY KEY (tenant, id)
);
CREATE INDEX sealed_file_device ON public.sealed_file USING btree (tenant, device);
create table secrets_state (
	single boolean not null default true,
	sealed_at timestamp with time zone,
	documents_at timestamp with time zone,
	constraint secrets_state_pkey PRIMARY KEY (single),
	constraint secrets_state_single_check CHECK (single)
);
create table service_profile (
	tenant uuid not null,
	suspend jsonb not null,
	pre_approved boolean not null,
	updated_at timestamp with time zone not null,
	constraint service_profile_pkey PRIMARY KEY (tenant)
);
create table sign_in (
	tenant uuid not null,
	about uuid not null,
	at timestamp with time zone not null,
	session uuid not null,
	actor text not null,
	method text not null,
	constraint sign_in_pkey PRIMARY KEY (tenant, about, at, session)
);
create table sign_in_attempt (
	email_digest text not null,
	attempts integer not null,
	last_at timestamp with time zone not null,
	locked_until timestamp with time zone,
	constraint sign_in_attempt_pkey PRIMARY KEY (email_digest)
);
CREATE INDEX sign_in_attempt_age ON public.sign_in_attempt USING btree (last_at);
create table site (
	tenant uuid not null,
	id uuid not null,
	subscriber_id uuid not null,
	name text not null,
	address text,
	created_at timestamp with time zone not null,
	constraint site_pkey PRIMARY KEY (tenant, id),
	constraint site_tenant_subscriber_id_name_key UNIQUE (tenant, subscriber_id, name)
);
create table subscriber (
	tenant uuid not null,
	id uuid not null,
	external_id text not null,
	name text not null,
	plan text,
	variables jsonb not null default '{}'::jsonb,
	created_at timestamp with time zone not null,
	constraint subscriber_pkey PRIMARY KEY (tenant, id),
	constraint subscriber_tenant_external_id_key UNIQUE (tenant, external_id)
);
CREATE INDEX subscriber_search ON public.subscriber USING gin ((((external_id || '
'::text) || name)) gin_trgm_ops);
create table suspension (
	tenant uuid not null,
	device uuid not null,
	subscriber uuid not null,
	change uuid not null,
	changed jsonb not null,
	at timestamp with time zone not null,
	constraint suspension_pkey PRIMARY KEY (tenant, device)
);
CREATE INDEX suspension_subscriber ON public.suspension USING btree (tenant, subscriber);
create table tenant (
	tenant uuid not null,
	slug text not null,
	name text not null,
	lab boolean not null default false,
	simulated boolean not null default false,
	unknown_devices text not null default 'accept'::text,
	inform_interval_seconds integer not null default 300,
	device_authentication text not null default 'auto'::text,
	cpe_username text not null,
	cpe_password text not null,
	transcript_sessions integer not null default 5,
	created_at timestamp with time zone not null default now(),
	evidence_max_age_days integer not null default 365,
	field_success_floor double precision not null default 0.95,
	audit_retention_days integer,
	approval_policy jsonb not null default '{}'::jsonb,
	policy_loosened_at timestamp with time zone,
	closed_at timestamp with time zone,
	constraint tenant_audit_retention_days_check CHECK ((audit_retention_days >= 1)),
	constraint tenant_device_authentication_check CHECK ((device_authentication = ANY (ARRAY['auto'::text, 'none'::text, 'basic'::text, 'digest'::text, 'tls'::text]))),
	constraint tenant_pkey PRIMARY KEY (tenant),
	constraint tenant_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text)),
	constraint tenant_slug_key UNIQUE (slug),
	constraint tenant_unknown_devices_check CHECK ((unknown_devices = ANY (ARRAY['accept'::text, 'quarantine'::text, 'reject'::text])))
);
create table timeline (
	tenant uuid not null,
	device uuid not null,
	seq bigint not null generated always as identity,
	at timestamp with time zone not null,
	type text not null,
	detail jsonb not null default '{}'::jsonb,
	constraint timeline_pkey PRIMARY KEY (tenant, device, seq)
);
create table transfer_token (
	tenant uuid not null,
	digest text not null,
	device uuid not null,
	operation uuid not null,
	direction text not null,
	file uuid,
	name text not null,
	expires_at timestamp with time zone not null,
	used_at timestamp with time zone,
	received_digest text,
	content text not null default 'file'::text,
	requests integer not null default 0,
	first_request_at timestamp with time zone,
	last_status integer,
	bytes bigint not null default 0,
	constraint transfer_token_content_check CHECK ((content = ANY (ARRAY['file'::text, 'absent'::text, 'testPattern'::text, 'counted'::text, 'configuration'::text]))),
	constraint transfer_token_direction_check CHECK ((direction = ANY (ARRAY['download'::text, 'upload'::text]))),
	constraint transfer_token_pkey PRIMARY KEY (tenant, digest)
);
CREATE INDEX transfer_token_operation ON public.transfer_token USING btree (tenant, operation);
create table user_role (
	tenant uuid not null,
	account uuid not null,
	role text not null,
	constraint user_role_account_fkey FOREIGN KEY (account) REFERENCES account(id) ON DELETE CASCADE,
	constraint user_role_pkey PRIMARY KEY (tenant, account)
);
CREATE INDEX user_role_account ON public.user_role USING btree (account);
create table webhook (
	tenant uuid not null,
	id uuid not null,
	url text not null,
	events text[] not null,
	description text,
	enabled boolean not null,
	disabled_reason text,
	secret text not null,
	previous_secret text,
	previous_until timestamp with time zone,
	dead_in_a_row integer not null default 0,
	since xid8 not null default pg_current_xact_id(),
	created_at timestamp with time zone not null,
	constraint webhook_pkey PRIMARY KEY (tenant, id)
);
create table webhook_delivery (
	tenant uuid not null,
	webhook uuid not null,
	id uuid not null,
	seq bigint not null generated always as identity,
	type text not null,
	body text not null,
	status text not null default 'pending'::text,
	created_at timestamp with time zone not null,
	queued_at timestamp with time zone not null,
	next_attempt_at timestamp with time zone,
	attempts jsonb not null default '[]'::jsonb,
	answer text,
	constraint webhook_delivery_pkey PRIMARY KEY (tenant, webhook, id),
	constraint webhook_delivery_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'delivered'::text, 'dead'::text])))
);
CREATE INDEX webhook_delivery_age ON public.webhook_delivery USING btree (created_at);
CREATE INDEX webhook_delivery_due ON public.webhook_delivery USING btree (tenant, webhook, next_attempt_at) WHERE (status = 'pending'::text);
CREATE INDEX webhook_delivery_newest ON public.webhook_delivery USING btree (tenant, webhook, seq);
CREATE INDEX webhook_delivery_status ON public.webhook_delivery USING btree (tenant, webhook, status, seq);
