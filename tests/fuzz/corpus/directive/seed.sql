-- dunlin: env dev
INSERT INTO t VALUES (1);
