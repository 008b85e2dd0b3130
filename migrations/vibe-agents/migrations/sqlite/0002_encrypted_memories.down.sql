-- The memories are lost: there is no other copy. The counters of conversations go back to zero.
DROP TABLE IF EXISTS encrypted_memories;
UPDATE conversations SET memory_count = 0 WHERE memory_count <> 0;
