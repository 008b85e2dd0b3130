# sql: text only, no I/O.  One pair per line, as in core/base/local.mk.
libdunlincore_la_SOURCES += \
	core/sql/block.c core/sql/block.h \
	core/sql/chars.c core/sql/chars.h \
	core/sql/classify.c core/sql/classify.h \
	core/sql/client.c core/sql/client.h \
	core/sql/compound.c core/sql/compound.h \
	core/sql/dialects.c core/sql/dialects.h \
	core/sql/effect.h \
	core/sql/lex.h core/sql/lex_delimiter.c core/sql/lex_quotes.c \
	core/sql/lexer.c core/sql/lexer.h \
	core/sql/match.c core/sql/match.h \
	core/sql/splitter.c core/sql/splitter.h
