/*
 * cli/json - builds JSON, with jansson.
 *
 * Members keep the order in which they are put.  What is not there is left out,
 * never null.  Out of memory ends the command, as everywhere in cli.
 */
#ifndef DN_CLI_JSON_H
#define DN_CLI_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

/* The caller owns it. */
json_t *dn_json_object(void);
/* Bytes that are no UTF-8 become U+FFFD, since JSON has no other text.  The caller
 * owns it. */
json_t *dn_json_text(const char *bytes, size_t len);

/* Takes value. */
void dn_json_put(json_t *object, const char *key, json_t *value);
/* NULL is left out. */
void dn_json_put_text(json_t *object, const char *key, const char *text);
void dn_json_put_number(json_t *object, const char *key, int64_t number);
void dn_json_put_flag(json_t *object, const char *key, bool flag);
/* A file as the current folder shortens it; NULL is left out. */
void dn_json_put_file(json_t *object, const char *key, const char *file);
/* The words of `text`, split at spaces, as an array; NULL is left out. */
void dn_json_put_words(json_t *object, const char *key, const char *text);
/* A new array, or object, as a member; lent until the object is freed. */
json_t *dn_json_put_array(json_t *object, const char *key);
json_t *dn_json_put_object(json_t *object, const char *key);

/* A new object at the end of an array, lent likewise. */
json_t *dn_json_add_object(json_t *array);
void dn_json_add_text(json_t *array, const char *text);

/* Which migration: "kind", "id" and "name". */
void dn_json_put_migration(json_t *object, char kind, const char *id, const char *name);
/* "up", "down" or "verify". */
void dn_json_put_direction(json_t *object, int32_t direction);
/* "head", while there is a log. */
void dn_json_put_head(json_t *object, const char *head);

#endif
