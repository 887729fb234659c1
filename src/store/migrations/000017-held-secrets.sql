-- Secrets that Certus has set on devices, which hide them: what stands there, as far as that is known.
create table held_secret (
	tenant uuid not null,
	device uuid not null,
	path text not null,
	id uuid not null default gen_random_uuid(),
	-- The object that has it, and the names in it that stood beside the secret when it was set: `{path: value}`.
	object text not null,
	names jsonb not null,
	-- Sealed.
	value text not null,
	-- The request that set it: a change, a run, or the operation itself.
	set_by uuid not null,
	set_at timestamptz not null,
	-- The operation that is being sent and may replace it.
	sending uuid,
	-- Why it may stand there no more: a request that was never answered, or a word; `null`: it stands.
	doubt text,
	primary key (tenant, device, path)
);
create unique index held_secret_id on held_secret (tenant, id);

-- The same as it stood when a backup was taken.
create table backup_secret (
	tenant uuid not null,
	backup uuid not null,
	path text not null,
	id uuid not null default gen_random_uuid(),
	device uuid not null,
	-- Sealed.
	value text not null,
	set_by uuid not null,
	primary key (tenant, backup, path)
);
create unique index backup_secret_id on backup_secret (tenant, id);
create index backup_secret_device on backup_secret (tenant, device);

-- Subscribers' variables and profiles' values are sealed too by now: the next start looks again, but not into documents.
alter table secrets_state add column documents_at timestamptz;
update secrets_state set documents_at = sealed_at, sealed_at = null;

-- What a device uploads as its configuration is counted, and not kept.
alter table transfer_token drop constraint transfer_token_content_check;
alter table transfer_token add check (content in ('file', 'absent', 'testPattern', 'counted'));
