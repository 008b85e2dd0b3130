-- dunlin: when SELECT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'vector')
--
-- Vector embeddings for semantic search. They need pgvector, so this waits, without holding up
-- anything else, until the server offers it. Its index is 0008.
CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE embeddings (
    id          uuid         NOT NULL DEFAULT gen_random_uuid(),
    audio_id    uuid         NOT NULL,
    chunk_index integer      NOT NULL,
    vector      vector(1536) NOT NULL,
    text_chunk  text         NOT NULL,
    created_at  timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT embeddings_pkey PRIMARY KEY (id),
    CONSTRAINT embeddings_audio_id_chunk_index_key UNIQUE (audio_id, chunk_index),
    CONSTRAINT embeddings_audio_id_fkey FOREIGN KEY (audio_id)
        REFERENCES audio_items (id) ON DELETE CASCADE,
    CONSTRAINT embeddings_chunk_index_from_zero CHECK (chunk_index >= 0)
);
COMMENT ON TABLE embeddings IS 'Transcripts in chunks, each with its vector, for semantic search.';
COMMENT ON COLUMN embeddings.vector IS 'Compared by cosine distance, <=>.';
