# Tests of the engine through dunlin.h, each in a lab: a project in a folder and a database of its own.
engine_lab = tests/engine/lab.c tests/engine/lab.h
