-- name: keep
insert into drafts (id, filename, object_key, file_size, file_sha256)
values (%(id)s, %(filename)s, %(object_key)s, %(file_size)s, %(file_sha256)s)
returning *;

-- name: get
select * from drafts where id = %(id)s;

-- name: newest
select * from drafts order by created_at desc, id desc limit %(limit)s;

-- name: twins
select * from drafts
where file_sha256 = %(sha256)s and id <> %(id)s
order by created_at, id
limit 5;

-- name: lock
select * from drafts where id = %(id)s for update;

-- name: remove
delete from drafts where id = %(id)s returning *;
