# Measurements; programs go to noinst_PROGRAMS.
