/* base/digest - SHA-256, from bytes to lower-case hex. */
#ifndef DN_BASE_DIGEST_H
#define DN_BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include <nettle/sha2.h>

#define DN_DIGEST_HEX 64 /* characters, without the NUL */

struct dn_digest {
	struct sha256_ctx ctx;
};

void dn_digest_init(struct dn_digest *digest);
void dn_digest_add(struct dn_digest *digest, const void *bytes, size_t len);
/* A field of a record: 4-byte big-endian length, then the bytes; NULL is the
 * length ffffffff alone. */
void dn_digest_add_field(struct dn_digest *digest, const char *text);
void dn_digest_hex(struct dn_digest *digest, char hex[DN_DIGEST_HEX + 1]);
/* The first 8 bytes, big-endian. */
int64_t dn_digest_int64(struct dn_digest *digest);

#endif
