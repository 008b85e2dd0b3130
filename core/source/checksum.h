/* source/checksum - the canonical text of a file, from which bodies are hashed and sent. */
#ifndef DN_SOURCE_CHECKSUM_H
#define DN_SOURCE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

/*
 * Makes a file's bytes canonical: without a byte order mark, every CRLF an LF,
 * nothing else; a lone CR stays.  Works in place, and touches nothing when
 * there is nothing to do.  Returns where the text begins in `data`; `*len` is
 * its length.  Lines keep their numbers.
 */
char *dn_checksum_canonical(char *data, size_t *len);
/* Length of the byte order mark that a file begins with; 0: it has none. */
size_t dn_checksum_bom(const char *data, size_t len);
/* SHA-256 of a body's canonical text. */
void dn_checksum(char hex[DN_DIGEST_HEX + 1], const char *text, size_t len);
/* The line, from 1, of the first byte that is not UTF-8; 0 when all is. */
int64_t dn_checksum_bad_utf8(const char *text, size_t len);

#endif
