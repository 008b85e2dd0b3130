-- The index and the trigger's column; the words themselves are elsewhere.
DROP TRIGGER conversations_tsv_search ON conversations;
DROP FUNCTION conversations_tsv_search();
ALTER TABLE conversations DROP COLUMN tsv_search;
