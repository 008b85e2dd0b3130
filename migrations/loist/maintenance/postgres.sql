-- After a large import: statistics for the planner, and the search index written anew beside the
-- old one while others read and write. VACUUM, and not ANALYZE alone, empties the list of what is
-- not yet sorted into the GIN indexes; as long as that is long, the planner rather reads the table.
VACUUM (ANALYZE) audio_tracks;
REINDEX INDEX CONCURRENTLY idx_audio_tracks_search_vector;
