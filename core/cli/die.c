/* cli/die - ends the command for want of memory. */
#include "cli/die.h"

#include <string.h>
#include <unistd.h>

#include "base/vec.h"

_Noreturn void dn_die_nomem(void)
{
	static const char text[] = "dunlin: out of memory\n";
	ssize_t done = write(STDERR_FILENO, text, sizeof(text) - 1); /* stdio may allocate */

	(void)done;
	_exit(1);
}

void *dn_need(void *memory)
{
	if (memory == NULL)
		dn_die_nomem();
	return memory;
}

char *dn_need_copy(const char *text)
{
	return text == NULL ? NULL : dn_need(strdup(text));
}

char *dn_need_text(struct dn_str *str)
{
	return dn_need(dn_str_detach(str));
}

const char *dn_need_str(const struct dn_str *str)
{
	if (str->failed)
		dn_die_nomem();
	return dn_str_text(str);
}

void *dn_need_item(void *items, size_t *n, size_t *cap, size_t size)
{
	return dn_need(dn_vec_add(items, n, cap, size));
}
