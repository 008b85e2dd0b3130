# run: the only callers of a driver.  One pair per line, as in core/base/local.mk.
libdunlincore_la_SOURCES += \
	core/run/adopt.c core/run/adopt.h \
	core/run/adopt_known.c core/run/adopt_known.h \
	core/run/attempt.c core/run/attempt.h \
	core/run/backup.c core/run/backup.h \
	core/run/cancel.c core/run/cancel.h \
	core/run/check.c core/run/check.h \
	core/run/clone.c core/run/clone.h \
	core/run/deadline.c core/run/deadline.h \
	core/run/ending.c core/run/ending.h \
	core/run/event.c core/run/event.h \
	core/run/examine.c core/run/examine.h \
	core/run/examine_history.c \
	core/run/expect.c core/run/expect.h \
	core/run/gone.c core/run/gone.h \
	core/run/group.c core/run/group.h \
	core/run/inspect.c core/run/inspect.h \
	core/run/journal.c core/run/journal.h \
	core/run/lease.c core/run/lease.h \
	core/run/lease_beat.c core/run/lease_beat.h \
	core/run/lock.c core/run/lock.h \
	core/run/log.c core/run/log.h \
	core/run/look.c core/run/look.h \
	core/run/news.c core/run/news.h \
	core/run/pieces.c core/run/pieces.h \
	core/run/place.c core/run/place.h \
	core/run/pooler.c core/run/pooler.h \
	core/run/precaution.c core/run/precaution.h \
	core/run/recover.c core/run/recover.h \
	core/run/replicas.c core/run/replicas.h \
	core/run/runner.c core/run/runner.h \
	core/run/script.c core/run/script.h \
	core/run/script_flight.c \
	core/run/script_pieces.c \
	core/run/server.c core/run/server.h \
	core/run/session.c core/run/session.h core/run/session_call.h \
	core/run/session_ask.c \
	core/run/session_send.c \
	core/run/snapshot.c core/run/snapshot.h \
	core/run/store.c core/run/store.h \
	core/run/store_journal.c \
	core/run/store_lease.c \
	core/run/store_read.c \
	core/run/tables.c core/run/tables.h \
	core/run/test.c core/run/test.h \
	core/run/twice.c core/run/twice.h \
	core/run/verify.c core/run/verify.h \
	core/run/view.c core/run/view.h \
	core/run/view_script.c \
	core/run/wait.c core/run/wait.h \
	core/run/when.c core/run/when.h \
	core/run/writer.c core/run/writer.h
