/* Fuzzes the words of the postgres driver: any bytes end, in tokens that lie in the text in order. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "postgres/verify_read.h"
#include "postgres/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *sql = (const char *)data;
	struct dn_pg_reading reading;
	struct dn_pg_words words;
	size_t end = 0;
	char *text;

	for (dn_pg_words_start(&words, sql, size); words.token != DN_PG_END;
	     dn_pg_words_next(&words)) {
		struct dn_pg_words walk = words;

		assert(words.at >= end && words.size > 0 && words.size <= size - words.at);
		end = words.at + words.size;
		(void)dn_pg_words_is_name(&words, "app");
		if (dn_pg_words_take_string(&walk, &text))
			free(text);
	}
	dn_pg_reading_init(&reading, sql, size);
	assert(reading.verb != DN_PG_CREATE_INDEX ||
	       (reading.parent != NULL && reading.tail <= size));
	assert(reading.verb != DN_PG_DROP || (reading.kind != NULL && reading.n_names > 0));
	dn_pg_reading_clear(&reading);
	text = dn_pg_reading_head(sql, size);
	assert(text == NULL || memchr(text, '\'', strlen(text)) == NULL ||
	       memchr(text, '"', strlen(text)) != NULL); /* in a name, not around a literal */
	free(text);
	return 0;
}
