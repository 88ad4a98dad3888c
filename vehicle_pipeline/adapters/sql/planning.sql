-- name: find_by_index
-- A table that was just filled has no statistics, and those of a larger one may date from when it
-- was empty. A nested loop that was planned for one vehicle reads all of them for each row. So rows
-- are found by `plate = any (array(...))`, which is one scan of an index, and joined by hash.
set local enable_nestloop = off;
set local enable_mergejoin = off;
set local enable_seqscan = off;
