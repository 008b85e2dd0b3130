-- dunlin: only postgres
-- The index is there, valid, of the right kind and with the right operators.
-- dunlin: expect value = 1
SELECT count(*)
FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_am AS a ON a.oid = c.relam
    JOIN pg_opclass AS o ON o.oid = i.indclass[0]
WHERE i.indrelid = 'stories'::regclass AND i.indisvalid AND c.relname = 'stories_embedding_idx'
  AND a.amname = 'hnsw' AND o.opcname = 'vector_cosine_ops';
