-- name: note
insert into audit_log (caller_kind, caller_id, caller_name, action, import_id, schedule_id,
                       subject, request_id)
values (%(caller_kind)s, %(caller_id)s, %(caller_name)s, %(action)s, %(import_id)s,
        %(schedule_id)s, %(subject)s, %(request_id)s);

-- name: page
select * from audit_log
where (%(before)s::bigint is null or id < %(before)s)
    and (%(import_id)s::uuid is null or import_id = %(import_id)s)
    and (%(schedule_id)s::uuid is null or schedule_id = %(schedule_id)s)
    and (%(action)s::text is null or action = %(action)s)
order by id desc
limit %(limit)s;
