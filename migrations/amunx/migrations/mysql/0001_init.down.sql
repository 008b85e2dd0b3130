-- Takes the whole first model away, data included; indexes and triggers go with their tables.
DROP TABLE reports;
DROP TABLE moderation_flags;
DROP TABLE live_sessions;
DROP TABLE reactions;
DROP TABLE comments;
DROP TABLE summaries;
DROP TABLE episodes;
DROP TABLE follows;
DROP TABLE topics;
DROP TABLE users;
