/*
 * tests/alloc/preload - lets the n-th allocation of chosen objects fail, and sees what is left.
 *
 * Preloaded in front of libc.  Who asks for memory is decided by the return address; functions of
 * libc that allocate for their caller, like strdup(), are here as well, so that they are their
 * caller's allocations and not libc's.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <netdb.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "alloc/preload.h"

/* glibc's own names for its allocator: no look-up is needed before the first call. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void __libc_free(void *memory);

#define PUBLIC __attribute__((visibility("default")))
#define CALLER __builtin_extract_return_addr(__builtin_return_address(0))

enum { LIMIT = 30 }; /* seconds: a run that hangs is to be seen */

/* What an address must not be used for: an output that a failed call leaves undefined. */
#define POISON ((void *)(uintptr_t)0x5a5a5a5a5a5a5a5a)

/* --- where to report ---------------------------------------------------------------- */

static struct alloc_report nowhere;
static struct alloc_report *report = &nowhere;

/* --- who asks ----------------------------------------------------------------------- */

enum { MOST_RANGES = 64 };
static struct range {
	uintptr_t from, to;
	enum alloc_kind kind;
} ranges[MOST_RANGES];
static atomic_size_t n_ranges;

static enum alloc_kind kind_of_object(const char *path)
{
	static const struct {
		const char *start;
		enum alloc_kind kind;
	} names[] = {
		{ "dunlin", ALLOC_OWN },
		{ "libdunlin.so", ALLOC_OWN },
		{ "sqlite.so", ALLOC_OWN },
		{ "postgres.so", ALLOC_OWN },
		{ "libpq.so", ALLOC_LIB },
		{ "libsqlite3.so", ALLOC_LIB },
		{ "libconfuse.so", ALLOC_COMMAND },
		{ "libjansson.so", ALLOC_COMMAND },
		{ "libsmartcols.so", ALLOC_COMMAND },
	};
	const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
	size_t i, len;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		len = strlen(names[i].start);
		/* The version of a library follows its name. */
		if (strncmp(name, names[i].start, len) == 0 &&
		    (name[len] == '\0' || (name[len] == '.' && strncmp(name, "lib", 3) == 0)))
			return names[i].kind;
	}
	return ALLOC_OTHER;
}

static int add_object(struct dl_phdr_info *info, size_t size, void *payload)
{
	char self[256];
	const char *path = info->dlpi_name;
	size_t n = atomic_load(&n_ranges), i;
	enum alloc_kind kind;
	ssize_t len;

	(void)size;
	(void)payload;
	if (path == NULL || path[0] == '\0') { /* the program, or what the kernel maps */
		len = readlink("/proc/self/exe", self, sizeof(self) - 1);
		self[len < 0 ? 0 : len] = '\0';
		path = self;
	}
	kind = kind_of_object(path);
	if (kind == ALLOC_OTHER)
		return 0;
	for (i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];
		uintptr_t from = info->dlpi_addr + part->p_vaddr;
		size_t k;

		if (part->p_type != PT_LOAD || (part->p_flags & PF_X) == 0)
			continue;
		for (k = 0; k < n && ranges[k].from != from; k++)
			;
		if (k < n)
			continue;
		if (n == MOST_RANGES)
			abort();
		ranges[n] = (struct range){ from, from + part->p_memsz, kind };
		atomic_store(&n_ranges, ++n); /* whoever sees it sees the range */
	}
	return 0;
}

static enum alloc_kind kind_of(const void *caller)
{
	uintptr_t at = (uintptr_t)caller;
	size_t n = atomic_load(&n_ranges), i;

	for (i = 0; i < n; i++)
		if (at >= ranges[i].from && at < ranges[i].to)
			return ranges[i].kind;
	return ALLOC_OTHER;
}

static void name_site(struct alloc_site *site, const void *address, const char *function)
{
	Dl_info info;
	struct link_map *map = NULL;

	memset(site, 0, sizeof(*site));
	snprintf(site->function, sizeof(site->function), "%s", function);
	if (dladdr1(address, &info, (void **)&map, RTLD_DL_LINKMAP) == 0 || map == NULL)
		return;
	if (map->l_name[0] != '/' &&
	    readlink("/proc/self/exe", site->object, sizeof(site->object) - 1) < 0)
		site->object[0] = '\0';
	if (map->l_name[0] == '/')
		snprintf(site->object, sizeof(site->object), "%s", map->l_name);
	/* The call, and not what comes after it. */
	site->offset = (uintptr_t)address - map->l_addr - 1;
}

/* --- what is held ------------------------------------------------------------------- */

/* Open addressing; an entry without memory is free. */
enum { MOST_HELD = 1 << 18 };
static struct held {
	void *memory;
	const void *caller;
	const char *function;
	uint64_t number;
	enum alloc_kind kind;
} * held;
static size_t n_held;
static pthread_mutex_t held_mutex = PTHREAD_MUTEX_INITIALIZER;

static size_t home_of(const void *memory)
{
	return (size_t)(((uintptr_t)memory >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 40) % MOST_HELD;
}

/* With the mutex held. */
static void forget(const void *memory)
{
	size_t at, next, home;

	for (at = home_of(memory); held[at].memory != memory; at = (at + 1) % MOST_HELD)
		if (held[at].memory == NULL)
			return;
	n_held--;
	/* What follows may have been put off by the one that goes. */
	for (next = (at + 1) % MOST_HELD; held[next].memory != NULL;
	     next = (next + 1) % MOST_HELD) {
		home = home_of(held[next].memory);
		if ((next - home) % MOST_HELD >= (next - at) % MOST_HELD) {
			held[at] = held[next];
			at = next;
		}
	}
	held[at].memory = NULL;
}

static void drop(const void *memory)
{
	if (memory == NULL || held == NULL)
		return;
	pthread_mutex_lock(&held_mutex);
	forget(memory);
	pthread_mutex_unlock(&held_mutex);
}

static void *keep(void *memory, enum alloc_kind kind, uint64_t number, const void *caller,
		  const char *function)
{
	size_t at;

	if (memory == NULL || held == NULL || kind == ALLOC_OTHER)
		return memory;
	pthread_mutex_lock(&held_mutex);
	forget(memory);
	if (++n_held > MOST_HELD / 2)
		abort();
	for (at = home_of(memory); held[at].memory != NULL; at = (at + 1) % MOST_HELD)
		;
	held[at] = (struct held){ memory, caller, function, number, kind };
	pthread_mutex_unlock(&held_mutex);
	return memory;
}

/* --- which fails -------------------------------------------------------------------- */

static atomic_uint_fast64_t count[ALLOC_KINDS];
static struct choice {
	enum alloc_kind kind; /* ALLOC_OTHER: none */
	uint64_t number;
	bool and_later;
} to_fail, to_show;
/* Inside a function of libc that shall find no memory. */
static _Thread_local bool denied;

static void read_choice(struct choice *out, const char *text)
{
	char *end;

	if (text == NULL)
		return;
	if (strncmp(text, "own:", 4) != 0 && strncmp(text, "lib:", 4) != 0)
		abort();
	out->number = strtoull(text + 4, &end, 10);
	out->and_later = *end == '+';
	out->kind = text[0] == 'o' ? ALLOC_OWN : ALLOC_LIB;
}

static bool chosen(const struct choice *choice, enum alloc_kind kind, uint64_t number)
{
	return choice->kind != ALLOC_OTHER && kind == choice->kind &&
	       (choice->and_later ? number >= choice->number : number == choice->number);
}

static void note_refusal(const void *caller, const char *function)
{
	void *frames[ALLOC_MOST_FRAMES + 4];
	int n, i, from = 0;

	if (report->refused++ > 0)
		return;
	n = backtrace(frames, ALLOC_MOST_FRAMES + 4);
	while (from < n && frames[from] != caller)
		from++;
	for (i = from; i < n && i - from < ALLOC_MOST_FRAMES; i++)
		name_site(&report->frames[i - from], frames[i], i == from ? function : "");
	report->n_frames = (uint64_t)(i - from);
	if (from == n) {
		name_site(&report->frames[0], caller, function);
		report->n_frames = 1;
	}
}

/* One call for memory. */
struct call {
	const void *caller;
	const char *function;
	enum alloc_kind kind;
	uint64_t number;
};

/* Counts a call; false, with errno set, when it shall fail. */
static bool admit(struct call *call, const void *caller, const char *function)
{
	call->caller = caller;
	call->function = function;
	call->kind = kind_of(caller);
	call->number = 0;
	if (call->kind == ALLOC_OTHER) {
		if (denied)
			errno = ENOMEM;
		return !denied;
	}
	call->number = atomic_fetch_add(&count[call->kind], 1) + 1;
	report->count[call->kind] = call->number;
	if (chosen(&to_show, call->kind, call->number)) {
		void *frames[64];
		int n = backtrace(frames, 64);

		backtrace_symbols_fd(frames, n, STDERR_FILENO);
	}
	if (!chosen(&to_fail, call->kind, call->number))
		return true;
	note_refusal(caller, function);
	errno = ENOMEM;
	return false;
}

static void *keep_for(const struct call *call, void *memory)
{
	return keep(memory, call->kind, call->number, call->caller, call->function);
}

/* --- the allocator ------------------------------------------------------------------ */

PUBLIC void *malloc(size_t size)
{
	struct call call;

	return admit(&call, CALLER, "malloc") ? keep_for(&call, __libc_malloc(size)) : NULL;
}

PUBLIC void *calloc(size_t n, size_t size)
{
	struct call call;

	return admit(&call, CALLER, "calloc") ? keep_for(&call, __libc_calloc(n, size)) : NULL;
}

PUBLIC void *realloc(void *old, size_t size)
{
	struct call call;
	void *memory;

	if (!admit(&call, CALLER, "realloc"))
		return NULL;
	drop(old);
	memory = __libc_realloc(old, size);
	return keep_for(&call, memory);
}

PUBLIC void free(void *memory)
{
	drop(memory);
	__libc_free(memory);
}

/* --- functions that allocate for their caller --------------------------------------- */

/* The function of libc behind one of ours, looked up once: nothing here may allocate. */
#define REAL(name)                                                 \
	({                                                         \
		static __typeof__(&name) real;                     \
		if (real == NULL)                                  \
			*(void **)&real = dlsym(RTLD_NEXT, #name); \
		real;                                              \
	})

PUBLIC char *strdup(const char *text)
{
	struct call call;

	return admit(&call, CALLER, "strdup") ? keep_for(&call, REAL(strdup)(text)) : NULL;
}

PUBLIC char *strndup(const char *text, size_t len)
{
	struct call call;

	return admit(&call, CALLER, "strndup") ? keep_for(&call, REAL(strndup)(text, len)) : NULL;
}

static int print(const void *caller, const char *function, char **out, const char *format,
		 va_list args)
{
	struct call call;
	int len;

	if (!admit(&call, caller, function)) {
		*out = POISON;
		return -1;
	}
	len = REAL(vasprintf)(out, format, args);
	if (len >= 0)
		(void)keep_for(&call, *out);
	return len;
}

PUBLIC int vasprintf(char **out, const char *format, va_list args)
{
	return print(CALLER, "vasprintf", out, format, args);
}

PUBLIC int asprintf(char **out, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = print(CALLER, "asprintf", out, format, args);
	va_end(args);
	return len;
}

/* What the two are called by code that is built with _FORTIFY_SOURCE. */
PUBLIC int __vasprintf_chk(char **out, int flag, const char *format, va_list args);
PUBLIC int __vasprintf_chk(char **out, int flag, const char *format, va_list args)
{
	(void)flag;
	return print(CALLER, "vasprintf", out, format, args);
}

PUBLIC int __asprintf_chk(char **out, int flag, const char *format, ...);
PUBLIC int __asprintf_chk(char **out, int flag, const char *format, ...)
{
	va_list args;
	int len;

	(void)flag;
	va_start(args, format);
	len = print(CALLER, "asprintf", out, format, args);
	va_end(args);
	return len;
}

/* What getline() becomes. */
PUBLIC ssize_t __getdelim(char **line, size_t *cap, int end, FILE *file)
{
	struct call call;
	char *before = *line;
	ssize_t len;

	/* Most of them allocate nothing. */
	if (before == NULL || *cap == 0) {
		if (!admit(&call, CALLER, "getdelim"))
			return -1;
	} else {
		memset(&call, 0, sizeof(call));
	}
	len = REAL(__getdelim)(line, cap, end, file);
	if (*line != before)
		(void)keep_for(&call, *line);
	return len;
}

PUBLIC char *realpath(const char *restrict path, char *restrict out)
{
	struct call call;

	if (out != NULL)
		return REAL(realpath)(path, out);
	return admit(&call, CALLER, "realpath") ? keep_for(&call, REAL(realpath)(path, NULL))
						: NULL;
}

PUBLIC char *getcwd(char *out, size_t size)
{
	struct call call;

	if (out != NULL)
		return REAL(getcwd)(out, size);
	return admit(&call, CALLER, "getcwd") ? keep_for(&call, REAL(getcwd)(NULL, size)) : NULL;
}

PUBLIC FILE *fopen(const char *restrict path, const char *restrict mode)
{
	struct call call;

	return admit(&call, CALLER, "fopen") ? keep_for(&call, REAL(fopen)(path, mode)) : NULL;
}

PUBLIC DIR *opendir(const char *path)
{
	struct call call;

	return admit(&call, CALLER, "opendir") ? keep_for(&call, REAL(opendir)(path)) : NULL;
}

PUBLIC int setenv(const char *name, const char *value, int replace)
{
	struct call call;

	return admit(&call, CALLER, "setenv") ? REAL(setenv)(name, value, replace) : -1;
}

PUBLIC int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attr,
			  void *(*start)(void *), void *restrict payload)
{
	struct call call;

	return admit(&call, CALLER, "pthread_create")
		       ? REAL(pthread_create)(thread, attr, start, payload)
		       : EAGAIN;
}

PUBLIC int getaddrinfo(const char *restrict node, const char *restrict service,
		       const struct addrinfo *restrict hints, struct addrinfo **restrict out)
{
	struct call call;
	int code;

	if (!admit(&call, CALLER, "getaddrinfo"))
		return EAI_MEMORY;
	code = REAL(getaddrinfo)(node, service, hints, out);
	if (code == 0)
		(void)keep_for(&call, *out);
	return code;
}

PUBLIC void *dlopen(const char *path, int flags)
{
	struct call call;
	void *lib;

	/* So that dlerror() says what it says then. */
	denied = !admit(&call, CALLER, "dlopen");
	lib = REAL(dlopen)(path, flags);
	denied = false;
	if (lib != NULL)
		dl_iterate_phdr(add_object, NULL);
	return lib;
}

/* --- beginning and end -------------------------------------------------------------- */

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("DUNLIN_ALLOC_REPORT");
	void *frames[1];
	int fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
	void *map;

	if (fd >= 0) {
		map = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (map == MAP_FAILED)
			abort();
		report = map;
		close(fd);
	}
	map = mmap(NULL, MOST_HELD * sizeof(*held), PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (map == MAP_FAILED)
		abort();
	held = map;
	(void)backtrace(frames, 1); /* the first one loads a library */
	dl_iterate_phdr(add_object, NULL);
	read_choice(&to_fail, getenv("DUNLIN_ALLOC_FAIL"));
	read_choice(&to_show, getenv("DUNLIN_ALLOC_SHOW"));
	report->started = 1;
	(void)alarm(LIMIT);
}

/* Not reached by _exit(), with which the command ends for want of memory: then the rest of what it
 * holds is not a leak. */
__attribute__((destructor)) static void end(void)
{
	size_t i;

	pthread_mutex_lock(&held_mutex);
	for (i = 0; i < MOST_HELD; i++) {
		if (held[i].memory == NULL)
			continue;
		report->left[held[i].kind]++;
		if (report->n_leaks == ALLOC_MOST_LEAKS)
			continue;
		name_site(&report->leaks[report->n_leaks].site, held[i].caller, held[i].function);
		report->leaks[report->n_leaks++].number = held[i].number;
	}
	pthread_mutex_unlock(&held_mutex);
	report->finished = 1;
}
