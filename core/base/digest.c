/* base/digest - SHA-256, from bytes to lower-case hex. */
#include "base/digest.h"

#include <string.h>

#include <nettle/base16.h>

void dn_digest_init(struct dn_digest *digest)
{
	sha256_init(&digest->ctx);
}

void dn_digest_add(struct dn_digest *digest, const void *bytes, size_t len)
{
	sha256_update(&digest->ctx, len, bytes);
}

void dn_digest_add_field(struct dn_digest *digest, const char *text)
{
	size_t len = text == NULL ? 0 : strlen(text);
	uint32_t n = text == NULL ? UINT32_MAX : (uint32_t)len;
	const uint8_t head[4] = { (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8),
				  (uint8_t)n };

	dn_digest_add(digest, head, sizeof(head));
	if (len > 0)
		dn_digest_add(digest, text, len);
}

void dn_digest_hex(struct dn_digest *digest, char hex[DN_DIGEST_HEX + 1])
{
	uint8_t bytes[SHA256_DIGEST_SIZE];

	sha256_digest(&digest->ctx, sizeof(bytes), bytes);
	base16_encode_update(hex, sizeof(bytes), bytes);
	hex[DN_DIGEST_HEX] = '\0';
}

int64_t dn_digest_int64(struct dn_digest *digest)
{
	uint8_t bytes[SHA256_DIGEST_SIZE];
	uint64_t value = 0;
	size_t i;

	sha256_digest(&digest->ctx, sizeof(bytes), bytes);
	for (i = 0; i < 8; i++)
		value = value << 8 | bytes[i];
	return (int64_t)value;
}
