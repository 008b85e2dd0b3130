-- After a large import: statistics for the planner, and the search index written anew beside the
-- old one while others read and write.
ANALYZE audio_tracks;
REINDEX INDEX CONCURRENTLY idx_audio_tracks_search_vector;
