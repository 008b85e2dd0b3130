2# a;
SELECT 1 # b;
 + 2;
# DROP TABLE t;
SELECT 3; # it's
