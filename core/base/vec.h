/*
 * base/vec - arrays that grow, and memory that is freed all at once.
 *
 * An array is three plain members, `T *items; size_t n; size_t cap`; adding is
 *
 *   item = dn_vec_add(&items, &n, &cap, sizeof(*items));
 *
 * which returns a zeroed new last element, or NULL when out of memory.
 */
#ifndef DN_BASE_VEC_H
#define DN_BASE_VEC_H

#include <stddef.h>

/* `items` is the address of the pointer.  The new element is lent until the
 * next add. */
void *dn_vec_add(void *items, size_t *n, size_t *cap, size_t size);

/* An arena owns every block it gave out, and frees them together. */
struct dn_arena {
	struct dn_arena_block *blocks;
};
/* clang-format off */
#define DN_ARENA_INIT { NULL }
/* clang-format on */

void dn_arena_clear(struct dn_arena *arena);
/* Zeroed, aligned for any type; NULL when out of memory. */
void *dn_arena_alloc(struct dn_arena *arena, size_t size);
/* Copies, with a NUL behind. */
char *dn_arena_copy(struct dn_arena *arena, const char *bytes, size_t len);
char *dn_arena_strdup(struct dn_arena *arena, const char *text);

#endif
