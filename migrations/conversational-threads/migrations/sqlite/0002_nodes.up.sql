-- What the analysis makes of a conversation, for SQLite: topics (nodes), how they hang together
-- (relationships) and what they form (clusters).

-- Clusters ----------------------------------------------------------------------------------------

CREATE TABLE clusters (
    id                TEXT    NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    conversation_id   TEXT    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    parent_id         TEXT    REFERENCES clusters (id) ON DELETE SET NULL,
    level             INTEGER NOT NULL DEFAULT 1 CHECK (level BETWEEN 1 AND 5),
    kind              TEXT    NOT NULL DEFAULT 'topic'
        CHECK (kind IN ('topic', 'theme', 'chapter')),
    label             TEXT    NOT NULL CHECK (length(label) BETWEEN 1 AND 200),
    summary           TEXT    NOT NULL DEFAULT '',
    is_auto_generated INTEGER NOT NULL DEFAULT 1 CHECK (is_auto_generated IN (0, 1)),
    algorithm         TEXT
        CHECK (algorithm IN ('llm', 'hdbscan', 'kmeans', 'agglomerative', 'louvain')),
    algorithm_params  TEXT    NOT NULL DEFAULT '{}'
        CHECK (json_valid(algorithm_params) AND json_type(algorithm_params) = 'object'),
    cohesion          REAL    CHECK (cohesion BETWEEN 0 AND 1),
    created_at        TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at        TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT clusters_not_own_parent CHECK (parent_id <> id),
    CONSTRAINT clusters_auto_has_algorithm CHECK (NOT is_auto_generated OR algorithm IS NOT NULL)
) STRICT;
CREATE INDEX clusters_conversation_id_level_idx ON clusters (conversation_id, level);
CREATE INDEX clusters_parent_id_idx ON clusters (parent_id) WHERE parent_id IS NOT NULL;
-- What a new run of the analysis must leave alone.
CREATE INDEX clusters_by_hand_idx ON clusters (conversation_id) WHERE NOT is_auto_generated;
CREATE TRIGGER clusters_updated_at AFTER UPDATE ON clusters
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE clusters
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE id = NEW.id;
END;

-- Nodes -------------------------------------------------------------------------------------------

-- A check cannot look into an array, so zoom_levels is held to its form: digits from 1 to 5, with
-- commas between.
CREATE TABLE nodes (
    id              TEXT    NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    conversation_id TEXT    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    parent_id       TEXT    REFERENCES nodes (id) ON DELETE SET NULL,
    predecessor_id  TEXT    REFERENCES nodes (id) ON DELETE SET NULL,
    successor_id    TEXT    REFERENCES nodes (id) ON DELETE SET NULL,
    cluster_id      TEXT    REFERENCES clusters (id) ON DELETE SET NULL,
    kind            TEXT    NOT NULL DEFAULT 'topic'
        CHECK (kind IN ('topic', 'question', 'claim', 'decision', 'action_item', 'tangent')),
    title           TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
    summary         TEXT    NOT NULL DEFAULT '',
    level           INTEGER NOT NULL DEFAULT 1 CHECK (level BETWEEN 1 AND 5),
    zoom_levels     TEXT    NOT NULL DEFAULT '[1,2,3,4,5]'
        CHECK (json_valid(zoom_levels) AND json_type(zoom_levels) = 'array'
               AND json_array_length(zoom_levels) > 0
               AND substr(json(zoom_levels), 2, length(json(zoom_levels)) - 2)
                   NOT GLOB '*[^1-5,]*'
               AND json(zoom_levels) NOT GLOB '*[1-5][1-5]*'),
    keywords        TEXT    NOT NULL DEFAULT '[]'
        CHECK (json_valid(keywords) AND json_type(keywords) = 'array'),
    utterance_ids   TEXT    NOT NULL DEFAULT '[]'
        CHECK (json_valid(utterance_ids) AND json_type(utterance_ids) = 'array'),
    speaker_info    TEXT    NOT NULL DEFAULT '{}'
        CHECK (json_valid(speaker_info) AND json_type(speaker_info) = 'object'),
    cluster_info    TEXT    NOT NULL DEFAULT '{}'
        CHECK (json_valid(cluster_info) AND json_type(cluster_info) = 'object'),
    start_ms        INTEGER CHECK (start_ms >= 0),
    end_ms          INTEGER,
    canvas_x        REAL,
    canvas_y        REAL,
    canvas_width    REAL    CHECK (canvas_width > 0),
    canvas_height   REAL    CHECK (canvas_height > 0),
    confidence      REAL    CHECK (confidence BETWEEN 0 AND 1),
    is_bookmarked   INTEGER NOT NULL DEFAULT 0 CHECK (is_bookmarked IN (0, 1)),
    created_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    -- So that a relationship can say that both its ends are of its own conversation.
    UNIQUE (conversation_id, id),
    CONSTRAINT nodes_not_own_relative
        CHECK (parent_id <> id AND predecessor_id <> id AND successor_id <> id),
    CONSTRAINT nodes_end_after_start
        CHECK (end_ms IS NULL OR (start_ms IS NOT NULL AND end_ms >= start_ms)),
    CONSTRAINT nodes_canvas_whole CHECK ((canvas_x IS NULL) = (canvas_y IS NULL))
) STRICT;
CREATE INDEX nodes_conversation_id_level_idx ON nodes (conversation_id, level);
CREATE INDEX nodes_conversation_id_start_ms_idx ON nodes (conversation_id, start_ms);
CREATE INDEX nodes_parent_id_idx ON nodes (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX nodes_predecessor_id_idx ON nodes (predecessor_id) WHERE predecessor_id IS NOT NULL;
CREATE INDEX nodes_successor_id_idx ON nodes (successor_id) WHERE successor_id IS NOT NULL;
CREATE INDEX nodes_cluster_id_idx ON nodes (cluster_id) WHERE cluster_id IS NOT NULL;
CREATE INDEX nodes_bookmarked_idx ON nodes (conversation_id) WHERE is_bookmarked;
CREATE INDEX nodes_primary_speaker_idx ON nodes (conversation_id, speaker_info ->> 'primary');
CREATE TRIGGER nodes_updated_at AFTER UPDATE ON nodes
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE nodes
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE id = NEW.id;
END;

-- What a GIN index is in PostgreSQL: from an element of utterance_ids to the nodes that hold it.
--   SELECT node_id FROM nodes_utterance_ids WHERE utterance_id = '…'
CREATE TABLE nodes_utterance_ids (
    utterance_id TEXT NOT NULL,
    node_id      TEXT NOT NULL REFERENCES nodes (id) ON DELETE CASCADE,
    PRIMARY KEY (utterance_id, node_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX nodes_utterance_ids_node_id_idx ON nodes_utterance_ids (node_id);
CREATE TRIGGER nodes_utterance_ids_insert AFTER INSERT ON nodes
BEGIN
    INSERT INTO nodes_utterance_ids (utterance_id, node_id)
    SELECT DISTINCT value, NEW.id FROM json_each(NEW.utterance_ids);
END;
CREATE TRIGGER nodes_utterance_ids_update AFTER UPDATE OF utterance_ids ON nodes
BEGIN
    DELETE FROM nodes_utterance_ids WHERE node_id = NEW.id;
    INSERT INTO nodes_utterance_ids (utterance_id, node_id)
    SELECT DISTINCT value, NEW.id FROM json_each(NEW.utterance_ids);
END;

-- Relationships -----------------------------------------------------------------------------------

CREATE TABLE relationships (
    id                       TEXT    NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    conversation_id          TEXT    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    from_node_id             TEXT    NOT NULL,
    to_node_id               TEXT    NOT NULL,
    relationship_type        TEXT    NOT NULL
        CHECK (relationship_type IN ('temporal', 'contextual', 'causal', 'supports', 'contradicts',
                                     'elaborates', 'returns_to')),
    strength                 REAL    NOT NULL DEFAULT 0.5 CHECK (strength BETWEEN 0 AND 1),
    confidence               REAL    NOT NULL DEFAULT 0.5 CHECK (confidence BETWEEN 0 AND 1),
    explanation              TEXT    NOT NULL DEFAULT '',
    supporting_utterance_ids TEXT    NOT NULL DEFAULT '[]'
        CHECK (json_valid(supporting_utterance_ids)
               AND json_type(supporting_utterance_ids) = 'array'),
    is_bidirectional         INTEGER NOT NULL DEFAULT 0 CHECK (is_bidirectional IN (0, 1)),
    created_by               TEXT    NOT NULL DEFAULT 'analysis'
        CHECK (created_by IN ('analysis', 'person')),
    created_at               TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at               TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    UNIQUE (from_node_id, to_node_id, relationship_type),
    FOREIGN KEY (conversation_id, from_node_id)
        REFERENCES nodes (conversation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (conversation_id, to_node_id)
        REFERENCES nodes (conversation_id, id) ON DELETE CASCADE,
    CONSTRAINT relationships_two_nodes CHECK (from_node_id <> to_node_id),
    CONSTRAINT relationships_temporal_directed
        CHECK (relationship_type <> 'temporal' OR NOT is_bidirectional)
) STRICT;
CREATE INDEX relationships_conversation_id_from_node_id_idx
    ON relationships (conversation_id, from_node_id);
CREATE INDEX relationships_conversation_id_to_node_id_idx
    ON relationships (conversation_id, to_node_id);
CREATE INDEX relationships_conversation_id_type_idx
    ON relationships (conversation_id, relationship_type);
-- What is drawn when zoomed out.
CREATE INDEX relationships_strong_idx ON relationships (conversation_id, strength DESC)
    WHERE strength >= 0.7;
CREATE TRIGGER relationships_updated_at AFTER UPDATE ON relationships
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE relationships
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE id = NEW.id;
END;
