/* sql/chars - what a byte may be part of, by one look into a table. */
#ifndef DN_SQL_CHARS_H
#define DN_SQL_CHARS_H

#include <stdbool.h>

#define DN_CHAR_BLANK 1u
#define DN_CHAR_DIGIT 2u
#define DN_CHAR_WORD 4u     /* may be inside a word; bytes above 127 are letters */
#define DN_CHAR_OPERATOR 8u /* may be inside an operator of several characters */

extern const unsigned char dn_chars[256];

static inline bool dn_char_is(unsigned char c, unsigned char what)
{
	return (dn_chars[c] & what) != 0;
}

#endif
