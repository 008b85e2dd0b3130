-- Who waits for a lock of a row, and for whom: MariaDB's tables; MySQL 8 has sys.innodb_lock_waits.
SELECT r.trx_mysql_thread_id AS waits, r.trx_query AS query,
       b.trx_mysql_thread_id AS blocked_by,
        timestampdiff(SECOND, r.trx_wait_started, now()) AS seconds
FROM information_schema.innodb_lock_waits AS w
    JOIN information_schema.innodb_trx AS r ON r.trx_id = w.requesting_trx_id
    JOIN information_schema.innodb_trx AS b ON b.trx_id = w.blocking_trx_id;
