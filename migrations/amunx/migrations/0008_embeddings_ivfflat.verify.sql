-- The index is there, valid, of the right kind and with the right operators.
-- dunlin: expect value = 1
SELECT count(*)
FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_am AS a ON a.oid = c.relam
    JOIN pg_opclass AS o ON o.oid = i.indclass[0]
WHERE i.indrelid = 'embeddings'::regclass AND i.indisvalid
  AND c.relname = 'embeddings_vector_idx' AND c.reloptions = '{lists=100}'
  AND a.amname = 'ivfflat' AND o.opcname = 'vector_cosine_ops';
