INSERT INTO users (id, handle, display_name, is_anon)
VALUES ('00000000-0007-4000-8000-000000000001', 'verify_0007_a', 'Speaker', true);
INSERT INTO audio_items (id, owner_id, title)
VALUES ('00000000-0007-4000-8000-000000000002', '00000000-0007-4000-8000-000000000001', 'Verify');
INSERT INTO embeddings (audio_id, chunk_index, vector, text_chunk)
VALUES ('00000000-0007-4000-8000-000000000002', 0, repeat(char(0), 6144), 'Verify');

-- One vector per chunk, all of one size, none without a recording.
-- dunlin: expect error 23505
INSERT INTO embeddings (audio_id, chunk_index, vector, text_chunk)
VALUES ('00000000-0007-4000-8000-000000000002', 0, repeat(char(0), 6144), 'Same chunk');
-- dunlin: expect error 23514
INSERT INTO embeddings (audio_id, chunk_index, vector, text_chunk)
VALUES ('00000000-0007-4000-8000-000000000002', 1, repeat(char(0), 12), 'Too short');
-- dunlin: expect error 23503
INSERT INTO embeddings (audio_id, chunk_index, vector, text_chunk)
VALUES ('00000000-0007-4000-8000-0000000000ff', 0, repeat(char(0), 6144), 'No such recording');

-- A recording takes its embeddings along.
DELETE FROM audio_items WHERE id = '00000000-0007-4000-8000-000000000002';
-- dunlin: expect value = 0
SELECT count(*) FROM embeddings WHERE audio_id = '00000000-0007-4000-8000-000000000002';
