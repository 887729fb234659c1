alter table tenant
	add column evidence_max_age_days integer not null default 365,
	add column field_success_floor double precision not null default 0.95;

-- What the device was when the operation began, `{vendor, model, productClass, hardwareVersion, softwareVersion}`,
-- and the canary that it counts for.
alter table operation
	add column subject jsonb,
	add column canary uuid;

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
	transport text not null check (transport in ('http', 'https')),
	workflows text[] not null,
	-- As its steps have it.
	stage text not null check (stage in ('intake', 'discovery', 'verification', 'canary', 'certified')),
	created_at timestamptz not null,
	primary key (tenant, id)
);
create index certification_model on certification (tenant, vendor, model, product_class, created_at);
create index certification_newest on certification (tenant, created_at, id);

-- Who did what and when; only added to.
create table certification_step (
	tenant uuid not null,
	certification uuid not null,
	seq bigint generated always as identity,
	at timestamptz not null,
	action text not null check (action in
		('intake', 'discovery', 'verification', 'canary', 'canaryPaused', 'canaryPassed', 'approval', 'setback')),
	actor text not null,
	-- No id: Certus itself.
	actor_id uuid,
	detail jsonb not null default '{}',
	primary key (tenant, certification, seq)
);

create table canary (
	tenant uuid not null,
	id uuid not null,
	certification uuid not null,
	status text not null check (status in ('running', 'paused', 'passed', 'stopped')),
	versions text[] not null,
	-- Null: any of the model's, up to `max_devices`.
	device_ids uuid[],
	max_devices integer not null,
	success_floor double precision not null,
	min_operations integer not null,
	min_devices integer not null,
	rollback_owner text not null,
	irreversible text[] not null,
	started_at timestamptz not null,
	ends_at timestamptz not null,
	ended_at timestamptz,
	-- How it was last judged, `{cells, reason}`.
	judgement jsonb,
	primary key (tenant, id)
);
create index canary_certification on canary (tenant, certification, started_at);
create index canary_running on canary (tenant, ends_at) where status = 'running';

create table canary_device (
	tenant uuid not null,
	canary uuid not null,
	device uuid not null,
	joined_at timestamptz not null,
	primary key (tenant, canary, device)
);

-- What the operations of a canary overwrite, as it was known before: `[{path, value, type}]`; and what was not known.
create table canary_write (
	tenant uuid not null,
	canary uuid not null,
	operation uuid not null,
	seq bigint generated always as identity,
	device uuid not null,
	before jsonb not null,
	unknown text[] not null,
	primary key (tenant, canary, operation)
);

create table clearance (
	tenant uuid not null,
	certification uuid not null,
	vendor text not null,
	model text not null,
	product_class text not null,
	hardware_version text not null,
	software_version text not null,
	workflow text not null,
	at timestamptz not null,
	primary key (tenant, vendor, model, product_class, hardware_version, software_version, workflow, certification, at)
);

-- What took a cell down beside proof runs; the versions that went down together share an id.
create table cell_lowering (
	tenant uuid not null,
	id uuid not null,
	vendor text not null,
	model text not null,
	product_class text not null,
	hardware_version text not null,
	software_version text not null,
	workflow text not null,
	to_status text not null check (to_status in ('yellow', 'red')),
	cause text not null check (cause in ('person', 'field')),
	code text not null,
	reason text not null,
	by_name text not null,
	at timestamptz not null,
	primary key (tenant, vendor, model, product_class, hardware_version, software_version, workflow, id)
);

-- One row a production operation and workflow that it says something of.
create table field_outcome (
	tenant uuid not null,
	operation uuid not null,
	workflow text not null,
	seq bigint generated always as identity,
	device uuid not null,
	vendor text not null,
	model text not null,
	product_class text not null,
	hardware_version text not null,
	software_version text not null,
	at timestamptz not null,
	outcome text not null check (outcome in ('success', 'failure', 'unsupported')),
	fault_code integer,
	about text,
	canary uuid,
	primary key (tenant, operation, workflow)
);
create index field_outcome_cell on field_outcome
	(tenant, vendor, model, product_class, workflow, hardware_version, software_version, seq);
create index field_outcome_canary on field_outcome (tenant, canary) where canary is not null;

-- Pages of the matrix are read in this order, and filtered by what stands beside the body.
alter table matrix_row
	add column cells jsonb not null default '{}',
	-- When the oldest evidence was made that a cell of the model is green by.
	add column oldest_green timestamptz;
create index matrix_row_order on matrix_row (tenant, vendor, model, product_class, id);
create index matrix_row_green on matrix_row (tenant, oldest_green) where oldest_green is not null;
