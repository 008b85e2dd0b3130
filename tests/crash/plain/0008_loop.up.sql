CREATE TABLE steps (n int, at text);
DO $$
BEGIN
	FOR i IN 1 .. 4 LOOP
		INSERT INTO steps VALUES (i, 'loop');
		RAISE NOTICE 'step %', i;
	END LOOP;
END $$;
INSERT INTO trace VALUES (8);
