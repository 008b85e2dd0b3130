1create trigger i instead of insert on v
  begin
    insert into a (id) values (new.id);
    insert into b (id) values (new.id);
  end;
select 1;