/* sql/effect - what a statement does to a transaction and a session, as bits. */
#ifndef DN_SQL_EFFECT_H
#define DN_SQL_EFFECT_H

/* From the dialect's patterns. */
#define DN_EFFECT_NO_TX (1u << 0)   /* the database refuses it in a transaction */
#define DN_EFFECT_SESSION (1u << 1) /* the session must be reset after it */
#define DN_EFFECT_REBUILD (1u << 2) /* its migration runs alone, as a table rebuild */
#define DN_EFFECT_OUTSIDE (1u << 3) /* may stand outside a BEGIN … COMMIT pair */
#define DN_EFFECT_SET_UP (1u << 4)  /* does nothing but set the session up */
#define DN_EFFECT_SHARES (1u << 5)  /* where its body wishes for no transaction: may be in one */

#define DN_EFFECT_SETTING (1u << 6) /* a setting that the engine can take back and make again */
#define DN_EFFECT_ROLE (1u << 7)    /* and it takes another role */
/* What is about one statement, and says nothing of the body it is in. */
#define DN_EFFECT_OF_ONE                                                            \
	(DN_EFFECT_SET_UP | DN_EFFECT_SHARES | DN_EFFECT_SETTING | DN_EFFECT_ROLE | \
	 DN_EFFECT_SPOILS)

/* Transaction control, the same in every dialect.  At most one of these. */
#define DN_EFFECT_BEGIN (1u << 8)     /* BEGIN or START TRANSACTION, plain */
#define DN_EFFECT_COMMIT (1u << 9)    /* COMMIT or END, plain */
#define DN_EFFECT_ROLLBACK (1u << 10) /* ROLLBACK or ABORT of the whole transaction, plain */
#define DN_EFFECT_TX_OTHER \
	(1u << 11) /* any of them with options, PREPARE TRANSACTION, SET
					 autocommit …; savepoints are not among them */
#define DN_EFFECT_TX (DN_EFFECT_BEGIN | DN_EFFECT_COMMIT | DN_EFFECT_ROLLBACK | DN_EFFECT_TX_OTHER)

/* From the splitter. */
#define DN_EFFECT_COPY (1u << 16) /* COPY … FROM stdin, with its data */
#define DN_EFFECT_CLIENT \
	(1u << 17) /* a line for psql that means nothing here and is left out:
				       \restrict, \unrestrict */

/* From source/cut. */
#define DN_EFFECT_STRIPPED \
	(1u << 18) /* half of a pair around the body, or work that the engine's
					 own rebuild does; shown, never sent */

/* From source/temporary: may change what a temporary table was filled from before it, which can then
 * not be filled again. */
#define DN_EFFECT_SPOILS (1u << 19)

#endif
