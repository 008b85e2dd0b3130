-- Corrections for the next training set.
-- dunlin: expect rows = 1
-- dunlin: expect value = node
SELECT target_type, edit_type, field_name, old_value, new_value
FROM edits_log
WHERE NOT is_exported
ORDER BY created_at;
