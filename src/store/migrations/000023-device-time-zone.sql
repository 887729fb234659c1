-- The time zone that a device tells, as it came: a maintenance window goes by its clock.
alter table device add column time_zone text check (length(time_zone) <= 128);
-- Of those whose Informs carry it. What only a tree holds comes with the next reading.
update device set time_zone = (
	select trim(p->>1) from jsonb_array_elements(inform_parameters) as p
	where p->>0 = 'Device.Time.LocalTimeZone' or p->>0 ~ '^InternetGatewayDevice\.Time\.LocalTimeZone(Name)?$'
	-- A name says more than an offset, and that more than words for people.
	order by p->>0 ~ '^I', p->>1 !~ '^[A-Za-z<:]', p->>0 ~ 'Name$' limit 1)
where inform_parameters::text like '%.Time.LocalTimeZone%' and not exists (
	select from jsonb_array_elements(inform_parameters) as p where p->>0 like '%LocalTimeZone%' and length(p->>1) > 128);
