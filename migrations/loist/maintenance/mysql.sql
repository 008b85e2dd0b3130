-- After a large import: statistics for the planner, and the full-text indexes written anew, without
-- what was deleted.
ANALYZE TABLE audio_tracks, audio_artists, audio_artist_trigrams;
OPTIMIZE TABLE audio_tracks;
