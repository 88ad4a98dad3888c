-- name: find
select * from remembered_mappings where fingerprint = any (%(fingerprints)s);

-- name: remember
insert into remembered_mappings (fingerprint, mapping, filename)
values (%(fingerprint)s, %(mapping)s, %(filename)s)
on conflict (fingerprint) do update
set mapping = excluded.mapping, filename = excluded.filename, remembered_at = now()
where remembered_mappings.mapping <> excluded.mapping;

-- name: forget
delete from remembered_mappings where fingerprint = %(fingerprint)s;

-- name: newest
select * from remembered_mappings order by remembered_at desc, fingerprint limit %(limit)s;

-- name: forget_all
delete from remembered_mappings;
