-- Every table of a tenant's begins its key with the tenant, so that one may be distributed by it.

create table tenant (
	tenant uuid primary key,
	slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
	name text not null,
	lab boolean not null default false,
	simulated boolean not null default false,
	unknown_devices text not null default 'accept' check (unknown_devices in ('accept', 'quarantine', 'reject')),
	inform_interval_seconds integer not null default 300,
	device_authentication text not null default 'auto'
		check (device_authentication in ('auto', 'none', 'basic', 'digest', 'tls')),
	cpe_username text not null,
	cpe_password text not null,
	transcript_sessions integer not null default 5,
	created_at timestamptz not null default now()
);

-- What an Inform changes stands in no index: such updates stay within the page.
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
	parameter_root text check (parameter_root in ('Device.', 'InternetGatewayDevice.', 'both')),
	cwmp_namespace text not null,
	supported_versions text[],
	session_count integer not null default 0,
	last_inform_at timestamptz,
	last_inform_events text[] not null default '{}',
	last_boot_at timestamptz,
	inform_interval_seconds integer,
	inform_parameters jsonb not null default '[]',
	inform_parameters_at timestamptz,
	connection_request_url text,
	connection_request_username text,
	connection_request_password text,
	previous_connection_request jsonb,
	username text,
	password text,
	parameter_key text not null default '',
	setup jsonb not null default '{}',
	quarantined boolean not null default false,
	tags text[] not null default '{}',
	lab boolean,
	subscriber_id uuid,
	site_id uuid,
	created_at timestamptz not null,
	primary key (tenant, id)
) with (fillfactor = 70);
create index device_serial on device (tenant, serial_number);
create index device_version on device (tenant, model, software_version);

create table device_alias (
	tenant uuid not null,
	kind text not null check (kind in ('ouiSerial', 'mac', 'genieacs')),
	value text not null,
	device uuid not null,
	primary key (tenant, kind, value)
);
create index device_alias_device on device_alias (tenant, device);

-- The last known tree as one compressed document.
create table device_tree (
	tenant uuid not null,
	device uuid not null,
	document bytea not null,
	parameters integer not null,
	objects integer not null,
	updated_at timestamptz not null,
	primary key (tenant, device)
);
alter table device_tree alter column document set storage external;

create table parameter_change (
	tenant uuid not null,
	device uuid not null,
	at timestamptz not null,
	path text not null,
	before text,
	after text,
	primary key (tenant, device, path, at)
);

-- A ring of slots for a device's last sessions; a lab device's slots are never used again.
create table cwmp_session (
	tenant uuid not null,
	device uuid not null,
	slot integer not null,
	id uuid not null,
	started_at timestamptz not null,
	ended_at timestamptz,
	outcome text,
	events text[] not null,
	remote_address text not null,
	rpcs integer not null default 0,
	transcript bytea,
	primary key (tenant, device, slot)
) with (fillfactor = 70);
alter table cwmp_session alter column transcript set storage external;

create table timeline (
	tenant uuid not null,
	device uuid not null,
	seq bigint generated always as identity,
	at timestamptz not null,
	type text not null,
	detail jsonb not null default '{}',
	primary key (tenant, device, seq)
);

-- `seq` is the order in which a device takes its operations.
create table operation (
	tenant uuid not null,
	id uuid not null,
	seq bigint generated always as identity,
	device uuid not null,
	kind text not null,
	input jsonb not null,
	authority text not null check (authority in ('user', 'run', 'rollout', 'provisioning', 'system')),
	request uuid not null,
	requested_by text not null,
	status text not null check (status in
		('pendingApproval', 'queued', 'running', 'succeeded', 'failed', 'unknown', 'expired', 'cancelled')),
	phase jsonb,
	result jsonb,
	fault jsonb,
	reason text,
	session uuid,
	created_at timestamptz not null,
	-- When the request that this is a step of was accepted: only a session that began later may serve it.
	accepted_at timestamptz not null,
	expires_at timestamptz not null,
	sent_at timestamptz,
	-- How long to wait for what follows the answer; the kind's own time where it is null.
	wait_seconds integer,
	deadline_at timestamptz,
	finished_at timestamptz,
	primary key (tenant, id)
);
create index operation_device on operation (tenant, device, seq);
create index operation_newest on operation (tenant, seq);
create index operation_request on operation (tenant, request);
create index operation_open on operation (tenant, device, seq) where status in ('queued', 'running', 'unknown');

-- By when the device must have come, or what was sent must show its effect.
create index operation_due on operation ((case when status = 'queued' then expires_at else coalesce(deadline_at, expires_at) end))
	where status in ('queued', 'running', 'unknown');

create table model_version (
	tenant uuid not null,
	id uuid not null,
	vendor text not null,
	model text not null,
	product_class text not null,
	hardware_version text not null,
	software_version text not null,
	first_seen_at timestamptz not null,
	sampled_device uuid,
	sampled_at timestamptz,
	primary key (tenant, id),
	unique (tenant, vendor, model, product_class, hardware_version, software_version)
);

create table proof_run (
	tenant uuid not null,
	id uuid not null,
	device uuid not null,
	status text not null check (status in ('queued', 'running', 'finished', 'cancelled')),
	workflows text[] not null,
	inputs jsonb not null,
	requested_by text not null,
	subject jsonb,
	result jsonb,
	created_at timestamptz not null,
	started_at timestamptz,
	finished_at timestamptz,
	primary key (tenant, id)
);
create index proof_run_device on proof_run (tenant, device, created_at);
create index proof_run_open on proof_run (tenant, created_at) where status in ('queued', 'running');

create table proof_check (
	tenant uuid not null,
	run uuid not null,
	ordinal integer not null,
	workflow text not null,
	check_id text not null,
	body jsonb not null,
	-- What later checks and the verdict need of it: `{essential, blame, limitations, values}`.
	facts jsonb not null,
	primary key (tenant, run, ordinal)
);

-- The bytes lie under their digest in the data directory.
create table evidence (
	tenant uuid not null,
	digest text not null,
	media_type text not null,
	size_bytes bigint not null,
	run uuid,
	created_at timestamptz not null,
	primary key (tenant, digest)
);
create index evidence_run on evidence (tenant, run);

-- Derived from proof runs alone; may be emptied and computed again.
create table matrix_row (
	tenant uuid not null,
	id uuid not null,
	vendor text not null,
	model text not null,
	product_class text not null,
	status text not null,
	body jsonb not null,
	updated_at timestamptz not null,
	primary key (tenant, id)
);
create table matrix_cover (
	tenant uuid not null,
	vendor text not null,
	model text not null,
	product_class text not null,
	hardware_version text not null,
	software_version text not null,
	row_id uuid not null,
	primary key (tenant, vendor, model, product_class, hardware_version, software_version)
);

-- What cells were and became; told by the pairs of versions, as rows come and go. A pair stands as the JSON array
-- `[hardware version, software version]`.
create table matrix_history (
	tenant uuid not null,
	seq bigint generated always as identity,
	vendor text not null,
	model text not null,
	product_class text not null,
	at timestamptz not null,
	workflow text not null,
	pairs text[] not null,
	before jsonb,
	after jsonb not null,
	cause jsonb not null,
	reason text not null,
	primary key (tenant, seq)
);
create index matrix_history_model on matrix_history (tenant, vendor, model, product_class, seq);

create table file (
	tenant uuid not null,
	id uuid not null,
	kind text not null check (kind in ('firmware', 'config')),
	name text not null,
	vendor text not null,
	model text not null,
	hardware_versions text[] not null,
	version text not null,
	from_versions text[],
	file_type text not null,
	size_bytes bigint not null,
	digest text not null,
	created_at timestamptz not null,
	primary key (tenant, id)
);

-- A device's leave to fetch one file or to bring one.
create table transfer_token (
	tenant uuid not null,
	digest text not null,
	device uuid not null,
	operation uuid not null,
	direction text not null check (direction in ('download', 'upload')),
	file uuid,
	name text not null,
	expires_at timestamptz not null,
	used_at timestamptz,
	received_digest text,
	primary key (tenant, digest)
);

create table api_token (
	id uuid primary key,
	name text not null,
	digest text not null unique,
	role text not null,
	-- No tenant: every tenant.
	tenant uuid,
	expires_at timestamptz,
	created_at timestamptz not null
);

create table console_session (
	digest text primary key,
	token uuid not null,
	expires_at timestamptz not null
);

create table idempotency_key (
	tenant uuid not null,
	actor text not null,
	key text not null,
	fingerprint text not null,
	status integer,
	body jsonb,
	created_at timestamptz not null,
	primary key (tenant, actor, key)
);
create index idempotency_key_age on idempotency_key (created_at);

create table audit (
	tenant uuid not null,
	seq bigint not null,
	entry jsonb not null,
	hash text not null,
	primary key (tenant, seq)
);

create table outbox (
	seq bigint generated always as identity primary key,
	tenant uuid not null,
	at timestamptz not null,
	events jsonb not null,
	-- Rows are read in the order of their transactions, and only where no older one is open.
	xact xid8 not null default pg_current_xact_id()
);
create index outbox_order on outbox (xact, seq);
create index outbox_age on outbox (at);
