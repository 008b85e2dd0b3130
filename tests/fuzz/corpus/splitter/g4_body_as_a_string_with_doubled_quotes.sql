0create function f() returns text as '
begin
  -- it''s; fine
  return ''a'' || '''''''''' || ''b;'';
end;
' language 'plpgsql';
select 2;