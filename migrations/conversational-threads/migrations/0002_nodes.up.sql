-- What the analysis makes of a conversation: topics (nodes), how they hang together (relationships)
-- and what they form (clusters).

-- Clusters ----------------------------------------------------------------------------------------

CREATE TABLE clusters (
    id                uuid         NOT NULL DEFAULT gen_random_uuid(),
    conversation_id   uuid         NOT NULL,
    parent_id         uuid,
    level             smallint     NOT NULL DEFAULT 1,
    kind              text         NOT NULL DEFAULT 'topic',
    label             text         NOT NULL,
    summary           text         NOT NULL DEFAULT '',
    is_auto_generated boolean      NOT NULL DEFAULT true,
    algorithm         text,
    algorithm_params  jsonb        NOT NULL DEFAULT '{}',
    cohesion          numeric(4,3),
    created_at        timestamptz  NOT NULL DEFAULT now(),
    updated_at        timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT clusters_pkey PRIMARY KEY (id),
    CONSTRAINT clusters_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES conversations (id) ON DELETE CASCADE,
    CONSTRAINT clusters_parent_id_fkey FOREIGN KEY (parent_id)
        REFERENCES clusters (id) ON DELETE SET NULL,
    CONSTRAINT clusters_not_own_parent CHECK (parent_id <> id),
    CONSTRAINT clusters_level_range CHECK (level BETWEEN 1 AND 5),
    CONSTRAINT clusters_kind_known CHECK (kind IN ('topic', 'theme', 'chapter')),
    CONSTRAINT clusters_label_length CHECK (char_length(label) BETWEEN 1 AND 200),
    CONSTRAINT clusters_algorithm_known
        CHECK (algorithm IN ('llm', 'hdbscan', 'kmeans', 'agglomerative', 'louvain')),
    CONSTRAINT clusters_auto_has_algorithm
        CHECK (NOT is_auto_generated OR algorithm IS NOT NULL),
    CONSTRAINT clusters_algorithm_params_object
        CHECK (jsonb_typeof(algorithm_params) = 'object'),
    CONSTRAINT clusters_cohesion_range CHECK (cohesion BETWEEN 0 AND 1)
);
COMMENT ON TABLE clusters IS 'Groups of nodes, and groups of groups.';
COMMENT ON COLUMN clusters.level IS '1: of nodes; higher: of clusters below.';
COMMENT ON COLUMN clusters.is_auto_generated IS 'False once a person has made or changed it.';
COMMENT ON COLUMN clusters.algorithm_params IS 'With what the algorithm ran, to run it again.';

CREATE INDEX clusters_conversation_id_level_idx ON clusters (conversation_id, level);
CREATE INDEX clusters_parent_id_idx ON clusters (parent_id) WHERE parent_id IS NOT NULL;
-- What a new run of the analysis must leave alone.
CREATE INDEX clusters_by_hand_idx ON clusters (conversation_id) WHERE NOT is_auto_generated;
CREATE TRIGGER clusters_updated_at BEFORE UPDATE ON clusters
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- Nodes -------------------------------------------------------------------------------------------

CREATE TABLE nodes (
    id              uuid             NOT NULL DEFAULT gen_random_uuid(),
    conversation_id uuid             NOT NULL,
    parent_id       uuid,
    predecessor_id  uuid,
    successor_id    uuid,
    cluster_id      uuid,
    kind            text             NOT NULL DEFAULT 'topic',
    title           text             NOT NULL,
    summary         text             NOT NULL DEFAULT '',
    level           smallint         NOT NULL DEFAULT 1,
    zoom_levels     smallint[]       NOT NULL DEFAULT '{1,2,3,4,5}',
    keywords        text[]           NOT NULL DEFAULT '{}',
    utterance_ids   uuid[]           NOT NULL DEFAULT '{}',
    speaker_info    jsonb            NOT NULL DEFAULT '{}',
    cluster_info    jsonb            NOT NULL DEFAULT '{}',
    start_ms        integer,
    end_ms          integer,
    canvas_x        double precision,
    canvas_y        double precision,
    canvas_width    double precision,
    canvas_height   double precision,
    confidence      numeric(4,3),
    is_bookmarked   boolean          NOT NULL DEFAULT false,
    created_at      timestamptz      NOT NULL DEFAULT now(),
    updated_at      timestamptz      NOT NULL DEFAULT now(),
    CONSTRAINT nodes_pkey PRIMARY KEY (id),
    -- So that a relationship can say that both its ends are of its own conversation.
    CONSTRAINT nodes_conversation_id_id_key UNIQUE (conversation_id, id),
    CONSTRAINT nodes_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES conversations (id) ON DELETE CASCADE,
    CONSTRAINT nodes_parent_id_fkey FOREIGN KEY (parent_id)
        REFERENCES nodes (id) ON DELETE SET NULL,
    CONSTRAINT nodes_predecessor_id_fkey FOREIGN KEY (predecessor_id)
        REFERENCES nodes (id) ON DELETE SET NULL,
    CONSTRAINT nodes_successor_id_fkey FOREIGN KEY (successor_id)
        REFERENCES nodes (id) ON DELETE SET NULL,
    CONSTRAINT nodes_cluster_id_fkey FOREIGN KEY (cluster_id)
        REFERENCES clusters (id) ON DELETE SET NULL,
    CONSTRAINT nodes_not_own_relative
        CHECK (parent_id <> id AND predecessor_id <> id AND successor_id <> id),
    CONSTRAINT nodes_kind_known
        CHECK (kind IN ('topic', 'question', 'claim', 'decision', 'action_item', 'tangent')),
    CONSTRAINT nodes_title_length CHECK (char_length(title) BETWEEN 1 AND 300),
    CONSTRAINT nodes_level_range CHECK (level BETWEEN 1 AND 5),
    CONSTRAINT nodes_zoom_levels_known
        CHECK (cardinality(zoom_levels) > 0 AND zoom_levels <@ '{1,2,3,4,5}'),
    CONSTRAINT nodes_keywords_whole CHECK (array_position(keywords, NULL) IS NULL),
    CONSTRAINT nodes_utterance_ids_whole CHECK (array_position(utterance_ids, NULL) IS NULL),
    CONSTRAINT nodes_speaker_info_object CHECK (jsonb_typeof(speaker_info) = 'object'),
    CONSTRAINT nodes_cluster_info_object CHECK (jsonb_typeof(cluster_info) = 'object'),
    CONSTRAINT nodes_start_range CHECK (start_ms >= 0),
    CONSTRAINT nodes_end_after_start
        CHECK (end_ms IS NULL OR (start_ms IS NOT NULL AND end_ms >= start_ms)),
    CONSTRAINT nodes_canvas_whole CHECK ((canvas_x IS NULL) = (canvas_y IS NULL)),
    CONSTRAINT nodes_canvas_size CHECK (canvas_width > 0 AND canvas_height > 0),
    CONSTRAINT nodes_confidence_range CHECK (confidence BETWEEN 0 AND 1)
);
COMMENT ON TABLE nodes IS 'Topics and segments that the analysis finds in a conversation.';
COMMENT ON COLUMN nodes.parent_id IS 'The topic that this is a part of.';
COMMENT ON COLUMN nodes.predecessor_id IS 'What was talked about before, in time.';
COMMENT ON COLUMN nodes.successor_id IS 'What was talked about next, in time.';
COMMENT ON COLUMN nodes.level IS '1: the finest.';
COMMENT ON COLUMN nodes.zoom_levels IS 'At which of the five zoom levels it is shown.';
COMMENT ON COLUMN nodes.utterance_ids IS 'What was said under it, in order.';
COMMENT ON COLUMN nodes.speaker_info IS
    '{"primary": "ada", "share": {"ada": 0.7, …}, "transitions": [{"from": "ada", "to": "bo"}, …]}';
COMMENT ON COLUMN nodes.cluster_info IS 'How well it fits its cluster: {"score": 0.8, "rank": 2}.';
COMMENT ON COLUMN nodes.canvas_x IS 'Where it stands on an Obsidian canvas; NULL: not placed.';

CREATE INDEX nodes_conversation_id_level_idx ON nodes (conversation_id, level);
CREATE INDEX nodes_conversation_id_start_ms_idx ON nodes (conversation_id, start_ms);
CREATE INDEX nodes_parent_id_idx ON nodes (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX nodes_predecessor_id_idx ON nodes (predecessor_id) WHERE predecessor_id IS NOT NULL;
CREATE INDEX nodes_successor_id_idx ON nodes (successor_id) WHERE successor_id IS NOT NULL;
CREATE INDEX nodes_cluster_id_idx ON nodes (cluster_id) WHERE cluster_id IS NOT NULL;
CREATE INDEX nodes_bookmarked_idx ON nodes (conversation_id) WHERE is_bookmarked;
CREATE INDEX nodes_primary_speaker_idx ON nodes (conversation_id, (speaker_info ->> 'primary'));
CREATE INDEX nodes_cluster_info_idx ON nodes USING gin (cluster_info jsonb_path_ops);
CREATE INDEX nodes_zoom_levels_idx ON nodes USING gin (zoom_levels);
CREATE INDEX nodes_keywords_idx ON nodes USING gin (keywords);
-- WHERE utterance_ids @> ARRAY['…'::uuid]: which topics does this utterance belong to?
CREATE INDEX nodes_utterance_ids_idx ON nodes USING gin (utterance_ids);
CREATE TRIGGER nodes_updated_at BEFORE UPDATE ON nodes
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- Relationships -----------------------------------------------------------------------------------

CREATE TABLE relationships (
    id                       uuid         NOT NULL DEFAULT gen_random_uuid(),
    conversation_id          uuid         NOT NULL,
    from_node_id             uuid         NOT NULL,
    to_node_id               uuid         NOT NULL,
    relationship_type        text         NOT NULL,
    strength                 numeric(4,3) NOT NULL DEFAULT 0.5,
    confidence               numeric(4,3) NOT NULL DEFAULT 0.5,
    explanation              text         NOT NULL DEFAULT '',
    supporting_utterance_ids uuid[]       NOT NULL DEFAULT '{}',
    is_bidirectional         boolean      NOT NULL DEFAULT false,
    created_by               text         NOT NULL DEFAULT 'analysis',
    created_at               timestamptz  NOT NULL DEFAULT now(),
    updated_at               timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT relationships_pkey PRIMARY KEY (id),
    CONSTRAINT relationships_once UNIQUE (from_node_id, to_node_id, relationship_type),
    CONSTRAINT relationships_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES conversations (id) ON DELETE CASCADE,
    CONSTRAINT relationships_from_node_fkey FOREIGN KEY (conversation_id, from_node_id)
        REFERENCES nodes (conversation_id, id) ON DELETE CASCADE,
    CONSTRAINT relationships_to_node_fkey FOREIGN KEY (conversation_id, to_node_id)
        REFERENCES nodes (conversation_id, id) ON DELETE CASCADE,
    CONSTRAINT relationships_two_nodes CHECK (from_node_id <> to_node_id),
    CONSTRAINT relationships_type_known
        CHECK (relationship_type IN ('temporal', 'contextual', 'causal', 'supports', 'contradicts',
                                     'elaborates', 'returns_to')),
    CONSTRAINT relationships_temporal_directed
        CHECK (relationship_type <> 'temporal' OR NOT is_bidirectional),
    CONSTRAINT relationships_strength_range CHECK (strength BETWEEN 0 AND 1),
    CONSTRAINT relationships_confidence_range CHECK (confidence BETWEEN 0 AND 1),
    CONSTRAINT relationships_supporting_utterance_ids_whole
        CHECK (array_position(supporting_utterance_ids, NULL) IS NULL),
    CONSTRAINT relationships_created_by_known CHECK (created_by IN ('analysis', 'person'))
);
COMMENT ON TABLE relationships IS 'Edges between the nodes of one conversation.';
COMMENT ON COLUMN relationships.supporting_utterance_ids IS 'The evidence: where it was said.';
COMMENT ON COLUMN relationships.strength IS 'How much they have to do with each other, 0 to 1.';
COMMENT ON COLUMN relationships.confidence IS 'How sure the analysis is of it, 0 to 1.';

CREATE INDEX relationships_conversation_id_from_node_id_idx
    ON relationships (conversation_id, from_node_id);
CREATE INDEX relationships_conversation_id_to_node_id_idx
    ON relationships (conversation_id, to_node_id);
CREATE INDEX relationships_conversation_id_type_idx
    ON relationships (conversation_id, relationship_type);
-- What is drawn when zoomed out.
CREATE INDEX relationships_strong_idx ON relationships (conversation_id, strength DESC)
    WHERE strength >= 0.7;
CREATE INDEX relationships_supporting_utterance_ids_idx ON relationships
    USING gin (supporting_utterance_ids);
CREATE TRIGGER relationships_updated_at BEFORE UPDATE ON relationships
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
