1CREATE TRIGGER begin AFTER UPDATE OF begin, "end" ON begin WHEN new."end" > 1 BEGIN
 UPDATE t SET begin = new.begin WHERE "end" = 1;
END;CREATE TABLE end (begin);