-- People who sign in. They belong to the installation; what they may do is said tenant by tenant.
create table account (
	id uuid primary key,
	-- In lower case.
	email text not null unique,
	name text not null,
	-- Argon2id, as a PHC string.
	password text not null,
	-- The sealed secret of the second factor; it counts once a code has confirmed it.
	totp jsonb,
	totp_confirmed_at timestamptz,
	-- The last time step whose code was taken: no code is good twice (RFC 6238, 5.2).
	totp_step bigint,
	created_at timestamptz not null
);

create table user_role (
	tenant uuid not null,
	account uuid not null references account (id) on delete cascade,
	role text not null,
	primary key (tenant, account)
);
create index user_role_account on user_role (account);

create table custom_role (
	tenant uuid not null,
	name text not null,
	permissions text[] not null,
	created_at timestamptz not null,
	primary key (tenant, name)
);

-- Attempts since the last sign-in, by the SHA-256 of the email: also of emails that nobody has, so that both answer alike.
create table sign_in_attempt (
	email_digest text primary key,
	attempts integer not null,
	last_at timestamptz not null,
	locked_until timestamptz
);
create index sign_in_attempt_age on sign_in_attempt (last_at);

-- The user behind a token: who made it, or made the token that made it.
alter table api_token add column made_by uuid;

alter table console_session
	add column id uuid not null default gen_random_uuid(),
	alter column token drop not null,
	add column account uuid references account (id) on delete cascade,
	add column started_at timestamptz not null default now(),
	add column seen_at timestamptz not null default now(),
	add column address text,
	add constraint console_session_owner check (num_nonnulls(token, account) = 1);
alter table console_session
	alter column id drop default,
	alter column started_at drop default,
	alter column seen_at drop default;
create index console_session_account on console_session (account) where account is not null;
