CREATE FUNCTION spent(who int) RETURNS numeric LANGUAGE plpgsql STABLE AS $body$
BEGIN
	RETURN (SELECT coalesce(sum(total), 0) FROM orders WHERE user_id = who);
END;
$body$;
UPDATE orders SET state = 'lost' WHERE id % 5 = 0;
INSERT INTO trace VALUES (8);
