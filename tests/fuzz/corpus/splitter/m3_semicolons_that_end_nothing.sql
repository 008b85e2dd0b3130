0SELECT ';', ";", $$;$$, $a$;$a$ /* ; */ -- ;
;SELECT 2;