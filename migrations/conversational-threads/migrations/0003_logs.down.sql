-- Takes both logs away: export what is to be kept first.
DROP TABLE api_calls_log;
DROP TABLE edits_log;
