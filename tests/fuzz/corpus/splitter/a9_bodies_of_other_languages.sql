0CREATE FUNCTION f() RETURNS int AS $function$
# don't { ; [
return [expr "1
$function$ LANGUAGE pltcl;
SELECT 1;