-- A proof run on a field device waits for the change that others agree to.
alter table proof_run
	drop constraint proof_run_status_check,
	add constraint proof_run_status_check
		check (status in ('pendingApproval', 'queued', 'running', 'finished', 'cancelled')),
	-- What has to be agreed to before it is queued.
	add column change uuid,
	-- When that was; a session from before it gets nothing of the run.
	add column accepted_at timestamptz;
create unique index proof_run_change on proof_run (tenant, change) where change is not null;

-- Who somebody is, where two people are asked for: a user made again under the same email is the same one. Who made a
-- token without being a user, as the installation's own does, can't agree with it to what is his own, nor the other way.
alter table account
	-- Who had the email before, where somebody had; else the account itself.
	add column person uuid;
create table former_person (
	email text primary key,
	person uuid not null
);
alter table api_token
	-- Of the user behind it.
	add column person uuid,
	-- The tokens that it was made with, one by the other.
	add column makers uuid[] not null default '{}';
update api_token set person = made_by;
alter table change add column author_makers text[] not null default '{}';

-- Policies that somebody made less strict, as they were before: for a while they go on for what he proposes himself.
create table loosened_policy (
	tenant uuid not null,
	person text not null,
	at timestamptz not null,
	before jsonb not null,
	primary key (tenant, person, at)
);

-- Every process keeps tenants and provisioning profiles in memory, and reads them anew when this is told.
create function certus_settings_changed() returns trigger language plpgsql as $$
begin
	perform pg_notify('certus_settings', '');
	return null;
end
$$;
create trigger tenant_changed after insert or update or delete on tenant
	for each statement execute function certus_settings_changed();
create trigger provisioning_profile_changed after insert or update or delete on provisioning_profile
	for each statement execute function certus_settings_changed();
