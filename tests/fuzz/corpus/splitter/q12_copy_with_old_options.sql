0copy t from STDIN with delimiter as ';' csv null 'x' quote '"';
1;"2
\.
SELECT 1;