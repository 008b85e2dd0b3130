0SELECT 1
\restrict x
