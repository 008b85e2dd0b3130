Âdelimiter $$
a$$;b//$$ '$$'
delimiter ;
$$;