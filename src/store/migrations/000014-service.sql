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
