	-- dunlin: expect value = 'it''s'
-- dunlin: expect rows = 1
SELECT 1;
-- dunlin: expect error 23505
INSERT INTO t VALUES (1);
-- dunlin: expect value = NULL
SELECT NULL;
