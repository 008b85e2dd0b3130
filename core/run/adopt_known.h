/*
 * run/adopt_known - the tables in which other runners keep what is applied, and what a row of each says.
 */
#ifndef DN_RUN_ADOPT_KNOWN_H
#define DN_RUN_ADOPT_KNOWN_H

#include <stdbool.h>
#include <stddef.h>

enum dn_adopt_says {
	DN_ADOPT_APPLIED,  /* this version is applied */
	DN_ADOPT_UP_TO,    /* it is, and so is all below it */
	DN_ADOPT_REVERTED, /* it is not any more */
	DN_ADOPT_CUT_OFF,  /* nobody knows how much of it is */
	DN_ADOPT_NOTHING,  /* of versions */
};

struct dn_adopt_table {
	const char *
		columns[5]; /* that tell it from others, ended by NULL; the first has the version */
	const char *order;  /* the column that tells which row is later; NULL: it does not matter */
	bool one_row;       /* it has no more, and none is no version */
	const char *cut_off; /* what is said of a version that was: "failed" */
	const char *repair;  /* by what its runner is told that it was mended */
	/* NULL: each row is a version that is applied.  As many values as columns; NULL is NULL. */
	enum dn_adopt_says (*says)(const char *const *values);
};

/* The i-th, the most telling first; NULL behind the last. */
const struct dn_adopt_table *dn_adopt_table(size_t i);

#endif
