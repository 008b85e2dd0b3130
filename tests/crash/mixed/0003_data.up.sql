INSERT INTO users SELECT n, 'user ' || n, NULL FROM generate_series(1, 500) n;
INSERT INTO orders SELECT n, 1 + n % 500, n / 7.0 FROM generate_series(1, 2000) n;
INSERT INTO trace VALUES (3);
