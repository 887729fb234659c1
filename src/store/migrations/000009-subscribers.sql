-- Trigrams find any part of a name; the extension is a trusted one, which the database's owner may add.
create extension if not exists pg_trgm;

create table subscriber (
	tenant uuid not null,
	id uuid not null,
	external_id text not null,
	name text not null,
	plan text,
	variables jsonb not null default '{}',
	created_at timestamptz not null,
	primary key (tenant, id),
	unique (tenant, external_id)
);
create index subscriber_search on subscriber using gin ((external_id || E'\n' || name) gin_trgm_ops);

create table site (
	tenant uuid not null,
	id uuid not null,
	subscriber_id uuid not null,
	name text not null,
	address text,
	created_at timestamptz not null,
	primary key (tenant, id),
	unique (tenant, subscriber_id, name)
);

create index device_subscriber on device (tenant, subscriber_id) where subscriber_id is not null;
create index device_site on device (tenant, site_id) where site_id is not null;
