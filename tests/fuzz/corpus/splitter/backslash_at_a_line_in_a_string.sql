0SELECT '
\i x
';