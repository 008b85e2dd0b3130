-- After a large import: statistics for the planner, and each search index in one piece.
ANALYZE;
INSERT INTO audio_tracks_search (audio_tracks_search) VALUES ('optimize');
INSERT INTO audio_tracks_trigrams (audio_tracks_trigrams) VALUES ('optimize');
INSERT INTO audio_artists_trigrams (audio_artists_trigrams) VALUES ('optimize');
