-- Vector embeddings. MariaDB 10.11 has no vectors, so nothing is waited for here: one is 1536
-- little-endian 4-byte floats, and the application compares them. There is no vector index (0008 is
-- for PostgreSQL only); the unique key reads the chunks of one recording.
CREATE TABLE embeddings (
    id          varchar(36) CHARACTER SET ascii NOT NULL DEFAULT (
        cast(concat(random_bytes(6), char(64 + floor(rand() * 16)), random_bytes(1),
                    char(128 + floor(rand() * 64)), random_bytes(7)) AS uuid)),
    audio_id    varchar(36) CHARACTER SET ascii NOT NULL,
    chunk_index integer      NOT NULL,
    vector      blob         NOT NULL,
    text_chunk  mediumtext   NOT NULL,
    created_at  timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    CONSTRAINT embeddings_id_form
        CHECK (id REGEXP '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
    PRIMARY KEY (id),
    CONSTRAINT embeddings_audio_id_chunk_index_key UNIQUE (audio_id, chunk_index),
    CONSTRAINT embeddings_audio_id_fkey FOREIGN KEY (audio_id)
        REFERENCES audio_items (id) ON DELETE CASCADE,
    CONSTRAINT embeddings_chunk_index_from_zero CHECK (chunk_index >= 0),
    CONSTRAINT embeddings_vector_length CHECK (length(vector) = 1536 * 4)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'Transcripts in chunks, each with its vector, for semantic search.';
