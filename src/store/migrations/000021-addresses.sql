-- What a device is searched by besides: its own IP addresses and MACs in lines, as its last Inform carries them and as its
-- tree has them. Where neither changes, nothing is written.
alter table device add column addresses text;
alter table device_tree add column addresses text not null default '';
update device set addresses = (
	select string_agg(distinct case
			when p->>0 ~ 'MACAddress$' then upper(regexp_replace(p->>1, '[^0-9A-Fa-f]', '', 'g'))
			when p->>0 ~ 'ConnectionRequestURL$' then substring(p->>1 from '^https?://\[?([0-9.]+|[0-9A-Fa-f:.]+)\]?([:/]|$)')
			else lower(trim(p->>1)) end, E'\n')
	from jsonb_array_elements(inform_parameters) as p
	where p->>0 ~ '(\.ExternalIPAddress|\.IPv[46]Address\.[0-9]+\.IPAddress|\.ManagementServer\.ConnectionRequestURL)$'
		or (p->>0 ~ 'MACAddress$' and p->>0 !~ '\.(Hosts?|AssociatedDevice|Client|Neighbor|ARP)\.'
			and trim(p->>1) ~* '^[0-9a-f]{2}([:-]?[0-9a-f]{2}){5}$'));

drop index device_search;
create index device_search on device using gin ((serial_number || E'\n' || oui || E'\n' || vendor || E'\n' || model
	|| E'\n' || product_class || E'\n' || coalesce(software_version, '') || E'\n' || coalesce(mac, '') || E'\n'
	|| coalesce(session_address, '') || E'\n' || coalesce(username, '') || E'\n' || coalesce(wan_username, '') || E'\n'
	|| coalesce(addresses, '')) gin_trgm_ops);
create index device_tree_search on device_tree using gin (addresses gin_trgm_ops);
