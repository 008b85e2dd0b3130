SET work_mem = '8MB';
SET search_path TO pg_catalog, public;
CREATE TABLE public.settings (name text PRIMARY KEY, value text);
INSERT INTO public.settings VALUES ('work_mem', current_setting('work_mem'));
INSERT INTO public.trace VALUES (10);
