0SELECT 1;
SELECT $foo$hello$world$bar$;
