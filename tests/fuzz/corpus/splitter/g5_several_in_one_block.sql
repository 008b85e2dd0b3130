0-- +goose StatementBegin

-- before
CREATE TABLE a ( -- inside
  i int
);
-- between
CREATE FUNCTION f() RETURNS trigger AS $x$ BEGIN RETURN NEW; END; $x$ LANGUAGE plpgsql;
CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();
-- +goose StatementEnd
