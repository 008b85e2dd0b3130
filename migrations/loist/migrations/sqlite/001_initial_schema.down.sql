-- Takes everything away, tracks included. The triggers go with the table.
DROP TABLE audio_artists_trigrams;
DROP TABLE audio_tracks_trigrams;
DROP TABLE audio_tracks_search;
DROP TABLE audio_tracks;
DROP TABLE audio_artists;
