/* source/checksum - the canonical text of a file, from which bodies are hashed and sent. */
#include "source/checksum.h"

#include <stdbool.h>
#include <string.h>

size_t dn_checksum_bom(const char *data, size_t len)
{
	return len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

char *dn_checksum_canonical(char *data, size_t *len)
{
	char *text = data + dn_checksum_bom(data, *len), *from, *to, *cr, *end;

	*len -= (size_t)(text - data);
	end = text + *len;
	to = *len == 0 ? NULL : memchr(text, '\r', *len);
	if (to == NULL)
		return text;
	/* Every turn moves what lies between two CRs; the first of them is dropped
	 * when an LF follows. */
	for (from = to; from < end; from = cr) {
		if (from + 1 < end && from[1] == '\n')
			from++;
		else
			*to++ = *from++;
		cr = memchr(from, '\r', (size_t)(end - from));
		if (cr == NULL)
			cr = end;
		memmove(to, from, (size_t)(cr - from));
		to += cr - from;
	}
	*to = '\0';
	*len = (size_t)(to - text);
	return text;
}

void dn_checksum(char hex[DN_DIGEST_HEX + 1], const char *text, size_t len)
{
	struct dn_digest digest;

	dn_digest_init(&digest);
	dn_digest_add(&digest, text, len);
	dn_digest_hex(&digest, hex);
}

/* Length of the UTF-8 character that begins at `s`, 0 when it is none: overlong
 * forms, surrogates and what lies beyond U+10FFFF are none. */
static size_t character(const unsigned char *s, size_t left)
{
	size_t len = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	size_t i;

	if (s[0] > 0xf4 || len > left)
		return 0;
	for (i = 1; i < len; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return len;
}

/* How many bytes from `s` on are ASCII, in steps of eight. */
static size_t ascii_run(const unsigned char *s, size_t left)
{
	uint64_t word;
	size_t i;

	for (i = 0; left - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, s + i, sizeof(word));
		if ((word & UINT64_C(0x8080808080808080)) != 0)
			break;
	}
	return i;
}

int64_t dn_checksum_bad_utf8(const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;
	int64_t line = 1;
	size_t at = 0, step, i;

	while (at < len) {
		at += ascii_run(s + at, len - at);
		if (at >= len)
			return 0;
		step = character(s + at, len - at);
		if (step == 0)
			break;
		at += step;
	}
	if (at >= len)
		return 0;
	for (i = 0; i < at; i++)
		line += s[i] == '\n';
	return line;
}
