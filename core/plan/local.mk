# plan: pure: source, history and wish to steps.  One pair per line, as in core/base/local.mk.
libdunlincore_la_SOURCES += \
	core/plan/after.c core/plan/after.h \
	core/plan/drift.c core/plan/drift.h \
	core/plan/history.c core/plan/history.h \
	core/plan/item.c core/plan/item.h \
	core/plan/order.c core/plan/order.h \
	core/plan/pin.c \
	core/plan/plan.c core/plan/plan.h \
	core/plan/redo.c core/plan/redo.h \
	core/plan/stamp.c core/plan/stamp.h \
	core/plan/step.c core/plan/step.h \
	core/plan/survey.c \
	core/plan/unfinished.c core/plan/unfinished.h
