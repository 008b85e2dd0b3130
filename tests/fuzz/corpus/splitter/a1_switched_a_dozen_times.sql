2# Test delimiter :
select "Test delimiter :" as " ";
delimiter :
select 1 from a:
/* delimiter ; */
delimiter ;
select 'End :';
select "delimiter :;";
delimiter :;
select 2 :;
delimiter ;
select 'End :;';
delimiter //
select * from t1//
Delimiter ;
select 'End //';
delimiter 'MySQL'
select * from t1MySQL
delimiter ;
select 'End MySQL';
delimiter delimiter
select * from t1delimiter
delimiter ;
select 'End test';
delimiter @@
select * from t1 @@
select * from t2@@
alter table t add column c@@
delimiter ;
select 'End @@';
delimiter \n\n
select * from t1

select *
from t2

delimiter ;
select 'End \n';