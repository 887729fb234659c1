-- Where a tenant's events are told to. Secrets are sealed; the one before signs beside the new one until `previous_until`.
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
	previous_until timestamptz,
	dead_in_a_row integer not null default 0,
	-- What was published before is not for it.
	since xid8 not null default pg_current_xact_id(),
	created_at timestamptz not null,
	primary key (tenant, id)
);

-- One event for one webhook. `id` is the event's: the same event comes to a webhook once, however often it is read.
create table webhook_delivery (
	tenant uuid not null,
	webhook uuid not null,
	id uuid not null,
	seq bigint not null generated always as identity,
	type text not null,
	body text not null,
	status text not null default 'pending' check (status in ('pending', 'delivered', 'dead')),
	created_at timestamptz not null,
	-- From when on it is tried, for a day.
	queued_at timestamptz not null,
	next_attempt_at timestamptz,
	-- `{"at","status","error","elapsedMs"}` each.
	attempts jsonb not null default '[]',
	-- What the last attempt was answered, its first KiB.
	answer text,
	primary key (tenant, webhook, id)
);
create index webhook_delivery_due on webhook_delivery (tenant, webhook, next_attempt_at) where status = 'pending';
create index webhook_delivery_newest on webhook_delivery (tenant, webhook, seq);
create index webhook_delivery_status on webhook_delivery (tenant, webhook, status, seq);
create index webhook_delivery_age on webhook_delivery (created_at);

-- How far a reader of the outbox has come, that must miss nothing.
create table outbox_cursor (
	reader text primary key,
	xact xid8 not null,
	seq bigint not null
);

-- Devices whose silence was noticed; `heard_at` is their last Inform before it.
create table device_silence (
	tenant uuid not null,
	device uuid not null,
	heard_at timestamptz not null,
	primary key (tenant, device)
);

-- Two that somebody said are not one device, whatever speaks for it; the lesser id first.
create table device_apart (
	tenant uuid not null,
	device uuid not null,
	other uuid not null,
	primary key (tenant, device, other)
);
create index device_apart_other on device_apart (tenant, other);

-- A MAC changes seldom: Informs don't pay for it.
create index device_mac on device (tenant, mac) where mac is not null;
