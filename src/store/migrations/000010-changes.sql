-- What somebody wants changed on devices: previewed, agreed to, applied, read back, and taken back.
create table change (
	tenant uuid not null,
	id uuid not null,
	seq bigint generated always as identity,
	state text not null,
	action text not null,
	-- The operation on each device.
	kind text not null,
	input jsonb not null,
	reason text not null,
	author text not null,
	-- The person behind a token, as nobody agrees to what is his own.
	author_person text not null,
	override jsonb,
	preview_digest text not null,
	risks text[] not null,
	approvals_needed integer not null,
	presence_timeout_seconds integer not null,
	devices integer not null,
	-- The change that this one takes back, and whether that is under way on this one itself.
	undoes uuid,
	rolling_back boolean not null default false,
	subscriber uuid,
	-- The operation that asked for it, where one did.
	operation uuid,
	failure jsonb,
	created_at timestamptz not null,
	submitted_at timestamptz,
	approved_at timestamptz,
	applied_at timestamptz,
	expires_at timestamptz not null,
	finished_at timestamptz,
	primary key (tenant, id)
);
create index change_list on change (tenant, seq desc);
create index change_open on change (expires_at) where state in ('previewed', 'pendingApproval', 'approved');
create index change_applying on change (tenant, id) where state = 'applying';
create index change_subscriber on change (tenant, subscriber, seq desc) where subscriber is not null;

create table change_device (
	tenant uuid not null,
	change uuid not null,
	device uuid not null,
	place integer not null,
	state text not null,
	live boolean not null,
	cell text,
	-- `[{path, before, after, type, risks}]`
	items jsonb not null,
	backup uuid,
	pending_reboot boolean not null default false,
	unverified text[] not null default '{}',
	failure jsonb,
	-- Whether anything that changes the device was sent to it.
	sent boolean not null default false,
	finished_at timestamptz,
	primary key (tenant, change, device)
);
create index change_device_place on change_device (tenant, change, place);
create index change_device_of on change_device (tenant, device);

create table change_decision (
	tenant uuid not null,
	change uuid not null,
	person text not null,
	name text not null,
	decision text not null,
	comment text not null,
	at timestamptz not null,
	primary key (tenant, change, person)
);

-- The writable configuration of a device as it stood, before a change.
create table backup (
	tenant uuid not null,
	id uuid not null,
	seq bigint generated always as identity,
	device uuid not null,
	change uuid,
	hardware_version text not null,
	software_version text not null,
	complete boolean not null,
	parameters integer not null,
	-- `[[path, value, type, unreadable]]`, compressed.
	document bytea not null,
	created_at timestamptz not null,
	primary key (tenant, id)
);
create index backup_device on backup (tenant, device, seq desc);

alter table operation
	-- The change that it is a step of, or that has to be agreed to before it is queued.
	add column change uuid,
	-- It takes back what that change did.
	add column inverse boolean not null default false,
	-- Its approval was waived by policy.
	add column waived boolean not null default false;
create index operation_waived on operation (tenant, kind, created_at) where waived;

-- What differs from the policy as shipped.
alter table tenant add column approval_policy jsonb not null default '{}';
