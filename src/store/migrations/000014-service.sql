-- How a tenant suspends its subscribers.
create table service_profile (
	tenant uuid primary key,
	-- `[{path, value, type?}]`: paths, paths with `{i}`, and normalised facts.
	suspend jsonb not null,
	pre_approved boolean not null,
	updated_at timestamptz not null
);

-- Devices that stand suspended, each with exactly what was changed there.
create table suspension (
	tenant uuid not null,
	device uuid not null,
	subscriber uuid not null,
	change uuid not null,
	-- `[{path, before, after, type}]`
	changed jsonb not null,
	at timestamptz not null,
	primary key (tenant, device)
);
create index suspension_subscriber on suspension (tenant, subscriber);

alter table change_device
	-- What is asked of this device, where it follows from what the device is; else the change's own input.
	add column input jsonb,
	-- What others have changed since: it was not put back.
	add column left_alone text[] not null default '{}';

-- What devices of a kind are wished to hold.
create table provisioning_profile (
	tenant uuid not null,
	id uuid not null,
	name text not null,
	priority integer not null,
	enabled boolean not null,
	selector jsonb not null,
	-- `[{path, value, type?}]`, values with `{{…}}`.
	parameters jsonb not null,
	on_drift boolean not null,
	created_at timestamptz not null,
	updated_at timestamptz not null,
	primary key (tenant, id),
	unique (tenant, name)
);

-- Changes that profiles have asked for.
create table provisioning_application (
	tenant uuid not null,
	change uuid not null,
	device uuid not null,
	-- `bootstrap` or `drift`.
	trigger text not null,
	profiles uuid[] not null,
	at timestamptz not null,
	primary key (tenant, change)
);
create index provisioning_application_device on provisioning_application (tenant, device, at desc);
create index provisioning_application_at on provisioning_application (tenant, at);

-- Profiles that correct a device no more: it, or somebody else, would have it otherwise.
create table provisioning_stop (
	tenant uuid not null,
	device uuid not null,
	profile uuid not null,
	at timestamptz not null,
	primary key (tenant, device, profile)
);
