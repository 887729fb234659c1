-- How a change goes over its devices in waves; a wave's devices follow from their places.
create table rollout (
	tenant uuid not null,
	change uuid not null,
	-- Sizes, pauses, deadline, stop rule, concurrency and window.
	plan jsonb not null,
	-- Of each wave that began or ended, in their order.
	started_at timestamptz[] not null default '{}',
	ended_at timestamptz[] not null default '{}',
	-- `{code, detail}` while it is held.
	paused jsonb,
	resumed_at timestamptz,
	stopped_at timestamptz,
	primary key (tenant, change)
);

alter table change_device
	-- How often it was begun and went away before anything was sent.
	add column attempts integer not null default 0,
	add column started_at timestamptz,
	add column version_before text,
	add column version_after text;
create index change_device_unfinished on change_device (tenant, change, place) where state in ('waiting', 'running');
