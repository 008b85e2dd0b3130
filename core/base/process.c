/* base/process - a process as a name that outlives it. */
#include "base/process.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"

/* The name of the program, in brackets, may hold anything; the 20th number behind it is the start. */
static uint64_t read_start(pid_t pid)
{
	char path[64], line[1024];
	const char *at;
	uint64_t start = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%lld/stat", (long long)pid);
	file = fopen(path, "re");
	if (file == NULL)
		return 0;
	line[fread(line, 1, sizeof(line) - 1, file)] = '\0';
	fclose(file);
	at = strrchr(line, ')');
	if (at == NULL || sscanf(at + 1,
				 " %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
				 "%*s %*s %*s %" SCNu64,
				 &start) != 1)
		return 0;
	return start;
}

static void find_place(char place[DN_PROCESS_PLACE + 1])
{
	char host[256] = "", space[64] = "", hex[DN_DIGEST_HEX + 1];
	struct dn_digest digest;
	ssize_t n = readlink("/proc/self/ns/pid", space, sizeof(space) - 1);

	space[n < 0 ? 0 : n] = '\0';
	(void)!gethostname(host, sizeof(host) - 1);
	dn_digest_init(&digest);
	dn_digest_add_field(&digest, host);
	dn_digest_add_field(&digest, space);
	dn_digest_hex(&digest, hex);
	memcpy(place, hex, DN_PROCESS_PLACE);
	place[DN_PROCESS_PLACE] = '\0';
}

void dn_process_self(struct dn_process *out)
{
	find_place(out->place);
	out->pid = getpid();
	out->start = read_start(out->pid);
}

bool dn_process_find(struct dn_process *out, pid_t pid)
{
	find_place(out->place);
	out->pid = pid;
	if (pid <= 0 || (getpgid(pid) < 0 && errno == ESRCH))
		return false;
	out->start = read_start(pid);
	return true;
}

bool dn_process_may_live(const struct dn_process *process)
{
	char here[DN_PROCESS_PLACE + 1];
	uint64_t start;

	find_place(here);
	if (strcmp(here, process->place) != 0)
		return true;
	if (process->pid <= 0 || (getpgid(process->pid) < 0 && errno == ESRCH))
		return false;
	start = read_start(process->pid);
	return start == 0 || process->start == 0 || start == process->start;
}
