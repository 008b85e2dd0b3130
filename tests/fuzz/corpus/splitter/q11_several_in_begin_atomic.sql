0create function f() returns void language sql
begin atomic
  select 1;
  select 2;
end;
select 3;