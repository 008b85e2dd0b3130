0INSERT INTO p VALUES (E'# Title

## Sub
  -- not a comment;
\'quoted\';

');
SELECT 1;