0CREATE OR REPLACE FUNCTION f(d date) RETURNS void AS $$
DECLARE s text;
BEGIN
  FOR i IN 1..3 LOOP
    EXECUTE 'CREATE TABLE t' || i || ' (CHECK (a >= ''' || d || '''));';
  END LOOP; -- done
END;
$$ LANGUAGE plpgsql;
SELECT 1;