CREATE FUNCTION spent(who int) RETURNS numeric LANGUAGE plpgsql STABLE AS $body$
DECLARE
	sum numeric;
BEGIN
	-- a ; in a comment; COMMIT is a word here
	SELECT coalesce(sum(total), 0) INTO sum FROM orders WHERE user_id = who;
	RETURN sum;
END;
$body$;
CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.name := upper(NEW.name);
	RETURN NEW;
END $$;
CREATE TRIGGER shouting BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION shout();
INSERT INTO trace VALUES (4);
