/* cli/newfile - names and files that the command makes. */
#include "cli/newfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/die.h"

#define TIME_DIGITS 14 /* 20240131120000 */
#define MOST_DIGITS 64

char *dn_newfile_name(const char *text)
{
	struct dn_str name = DN_STR_INIT;

	for (; *text != '\0'; text++) {
		char c = *text;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			dn_str_putc(&name, c);
		else if (name.len > 0 && name.data[name.len - 1] != '_')
			dn_str_putc(&name, '_');
	}
	if (name.len > 0 && name.data[name.len - 1] == '_')
		name.data[--name.len] = '\0';
	return dn_need_text(&name);
}

dunlin_status dn_newfile_write(const char *path, const char *text, dunlin_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	size_t len = strlen(text);
	ssize_t done = 0;
	int why;

	if (fd < 0)
		return dn_fail_at(err, DUNLIN_EUSAGE, path, 0, 0, "cannot be written: %s",
				  strerror(errno));
	while (len > 0 && done >= 0) {
		done = write(fd, text, len);
		if (done < 0 && errno == EINTR)
			done = 0;
		if (done > 0) {
			text += done;
			len -= (size_t)done;
		}
	}
	why = done < 0 ? errno : 0;
	if (close(fd) != 0 && why == 0)
		why = errno;
	if (why == 0)
		return DUNLIN_OK;
	(void)unlink(path);
	return dn_fail_at(err, DUNLIN_EUSAGE, path, 0, 0, "cannot be written: %s", strerror(why));
}

/* One more, in decimal; false when every digit was a 9. */
static bool increment(char *digits)
{
	size_t i;

	for (i = strlen(digits); i > 0; i--) {
		if (digits[i - 1] != '9') {
			digits[i - 1]++;
			return true;
		}
		digits[i - 1] = '0';
	}
	return false;
}

char *dn_newfile_version(const char *highest)
{
	char now[TIME_DIGITS + 1];
	struct dn_str text = DN_STR_INIT;
	time_t seconds = time(NULL);
	struct tm parts;
	char *digits;

	if (highest == NULL)
		return dn_need_copy("0001");
	if (strlen(highest) == TIME_DIGITS && highest[0] != '0' &&
	    gmtime_r(&seconds, &parts) != NULL &&
	    strftime(now, sizeof(now), "%Y%m%d%H%M%S", &parts) == TIME_DIGITS &&
	    strcmp(now, highest) > 0)
		return dn_need_copy(now);
	digits = dn_need_copy(highest);
	if (increment(digits))
		return digits;
	if (strlen(digits) < MOST_DIGITS)
		dn_str_printf(&text, "1%s", digits);
	free(digits);
	return text.len == 0 ? NULL : dn_need_text(&text);
}
