2CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN
  IF new.begin < new.end THEN SET new.end = 1, new.begin = new.end; END IF;
  UPDATE b SET begin = CASE WHEN end > 1 THEN end ELSE begin END WHERE end IN (begin, end);
  SELECT `begin`, `end`, a.end, a.case, a.if FROM b;
END;