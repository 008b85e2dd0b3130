-- Vector embeddings, for SQLite. pgvector is PostgreSQL's, so nothing is waited for here: a vector
-- is a BLOB of 1536 little-endian 4-byte floats, and the application compares them. There is no
-- vector index (0008 is for PostgreSQL only); the unique key reads the chunks of one recording.
CREATE TABLE embeddings (
    id          TEXT    NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    audio_id    TEXT    NOT NULL REFERENCES audio_items (id) ON DELETE CASCADE,
    chunk_index INTEGER NOT NULL CHECK (chunk_index >= 0),
    vector      BLOB    NOT NULL CHECK (length(vector) = 1536 * 4),
    text_chunk  TEXT    NOT NULL,
    created_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    UNIQUE (audio_id, chunk_index)
) STRICT;
