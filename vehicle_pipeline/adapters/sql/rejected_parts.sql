-- name: insert_rejected
insert into rejected_parts (job_id, chunk_index, first_row, last_row, row_count, fault_count,
                            codes, faults, cells)
values (%(job_id)s, %(chunk_index)s, %(first_row)s, %(last_row)s, %(row_count)s, %(fault_count)s,
        %(codes)s, %(faults)b, %(cells)b);
