/*
 * fuzz_match - a word pattern on a statement: both may be anything.
 *
 * The first byte chooses the dialect, the second how long the pattern is.  Long
 * ones are left out: alternatives may be tried in every combination, and they
 * come from a driver that is trusted with more than that.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sql/classify.h"
#include "sql/dialects.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char pattern[24 + 1];
	size_t len;

	if (size < 2)
		return 0;
	len = data[1] % sizeof(pattern);
	if (len > size - 2 || size - 2 - len > 256)
		return 0;
	memcpy(pattern, data + 2, len);
	pattern[len] = '\0';
	(void)dn_classify_match(dn_dialect_at(data[0] % 3), pattern, (const char *)data + 2 + len,
				size - 2 - len);
	return 0;
}
