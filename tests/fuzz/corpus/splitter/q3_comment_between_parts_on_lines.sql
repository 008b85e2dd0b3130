0SELECT 'a' -- it's
  'b;' ; SELECT 2;