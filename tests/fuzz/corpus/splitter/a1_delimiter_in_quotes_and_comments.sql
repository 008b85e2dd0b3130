2DELIMITER $$
SELECT 'a$$', "b$$", `c$$` -- $$
, 1 /* $$ */ # $$
 AS d$$
DELIMITER ;