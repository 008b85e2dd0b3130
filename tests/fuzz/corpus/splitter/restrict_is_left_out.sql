0--
-- dump
--

\restrict aBc9

SET a = 1;
\unrestrict aBc9 
