/* base/vec - arrays that grow, and memory that is freed all at once. */
#include "base/vec.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void *dn_vec_add(void *items, size_t *n, size_t *cap, size_t size)
{
	void *data;
	size_t more;

	/* The address of any object pointer; copied as bytes, since a T ** is no void **. */
	memcpy(&data, items, sizeof(data));
	if (*n == *cap) {
		more = *cap < 8 ? 8 : *cap * 2;
		if (more > SIZE_MAX / size)
			return NULL;
		data = realloc(data, more * size);
		if (data == NULL)
			return NULL;
		*cap = more;
		memcpy(items, &data, sizeof(data));
	}
	data = (char *)data + *n * size;
	memset(data, 0, size);
	(*n)++;
	return data;
}

struct dn_arena_block {
	struct dn_arena_block *next;
	size_t used;
	size_t size;
	alignas(max_align_t) char data[];
};

enum { BLOCK_SIZE = 8192 };

void dn_arena_clear(struct dn_arena *arena)
{
	struct dn_arena_block *block, *next;

	for (block = arena->blocks; block != NULL; block = next) {
		next = block->next;
		free(block);
	}
	arena->blocks = NULL;
}

/* From a place that `unit` divides. */
static void *take(struct dn_arena *arena, size_t size, size_t unit)
{
	struct dn_arena_block *block = arena->blocks;
	size_t room;
	void *data;

	if (size > SIZE_MAX / 2)
		return NULL;
	if (block != NULL)
		block->used = (block->used + unit - 1) / unit * unit;
	if (block == NULL || block->used > block->size || block->size - block->used < size) {
		room = size > BLOCK_SIZE / 4 ? size : BLOCK_SIZE;
		block = malloc(sizeof(*block) + room);
		if (block == NULL)
			return NULL;
		block->used = 0;
		block->size = room;
		/* A block made for one large piece goes behind the one in use. */
		if (room == size && arena->blocks != NULL) {
			block->next = arena->blocks->next;
			arena->blocks->next = block;
		} else {
			block->next = arena->blocks;
			arena->blocks = block;
		}
	}
	data = block->data + block->used;
	block->used += size;
	memset(data, 0, size);
	return data;
}

void *dn_arena_alloc(struct dn_arena *arena, size_t size)
{
	return take(arena, size, alignof(max_align_t));
}

char *dn_arena_copy(struct dn_arena *arena, const char *bytes, size_t len)
{
	char *copy = len == SIZE_MAX ? NULL : take(arena, len + 1, 1);

	if (copy != NULL && len > 0)
		memcpy(copy, bytes, len);
	return copy;
}

char *dn_arena_strdup(struct dn_arena *arena, const char *text)
{
	return dn_arena_copy(arena, text, strlen(text));
}
