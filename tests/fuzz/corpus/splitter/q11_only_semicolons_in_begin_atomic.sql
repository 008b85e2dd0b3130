0create procedure f()
begin atomic
;;;
end; select 3;