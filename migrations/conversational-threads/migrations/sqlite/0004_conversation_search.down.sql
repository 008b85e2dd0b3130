-- The index alone; the words themselves are elsewhere. FTS5 drops its own tables with it.
DROP TRIGGER conversations_search_delete;
DROP TRIGGER conversations_search_update;
DROP TRIGGER conversations_search_insert;
DROP TABLE conversations_search;
