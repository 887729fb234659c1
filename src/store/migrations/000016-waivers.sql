-- How often policy waived an approval is asked for a model's firmware at every such request: by an index of its own.
create function certus_firmware_of(d device) returns text language sql immutable parallel safe
	return array[d.vendor, d.model, d.product_class, d.software_version]::text;

drop index operation_waived;
alter table operation
	-- The model and firmware of the device for which policy waived its approval.
	add column waived_for text;
update operation o set waived_for = certus_firmware_of(d) from device d
	where o.waived and (d.tenant, d.id) = (o.tenant, o.device);
alter table operation drop column waived;
create index operation_waived on operation (tenant, kind, waived_for, created_at) where waived_for is not null;
