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

-- `mac`: twelve hexadecimal digits, as Informs carry it. `wan_username`: of its PPP connection.
alter table device add column mac text, add column wan_username text;
update device set mac = (
	select upper(regexp_replace(p->>1, '[^0-9A-Fa-f]', '', 'g')) from jsonb_array_elements(inform_parameters) as p
	where p->>0 ~ 'MACAddress$' and p->>0 !~ '\.(Hosts?|AssociatedDevice|Client|Neighbor|ARP)\.'
		and trim(p->>1) ~* '^[0-9a-f]{2}([:-]?[0-9a-f]{2}){5}$'
	limit 1);

-- Of what an Inform changes only the address stands here: while it stays the same, so does the page.
create index device_search on device using gin ((serial_number || E'\n' || oui || E'\n' || vendor || E'\n' || model
	|| E'\n' || product_class || E'\n' || coalesce(software_version, '') || E'\n' || coalesce(mac, '') || E'\n'
	|| coalesce(session_address, '') || E'\n' || coalesce(username, '') || E'\n' || coalesce(wan_username, '')) gin_trgm_ops);

-- Where else it was heard, `{"place","at"}`: two units with one serial number come from two places in turns.
alter table device add column other_place jsonb;
