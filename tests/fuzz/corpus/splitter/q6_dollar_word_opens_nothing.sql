0select $x;
drop table t;