0create function f() returns int begin atomic insert into t values (1)
 select 2; end;x