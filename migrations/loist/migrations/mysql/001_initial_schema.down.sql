-- Takes everything away, tracks included; indexes and triggers go with their tables.
DROP TABLE audio_artist_trigrams;
DROP TABLE audio_tracks;
DROP TABLE audio_artists;
