-- Takes all conversations away, and what was said; indexes and triggers go with their tables.
DROP TABLE utterances;
DROP TABLE conversations;
