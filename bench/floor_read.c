/*
 * floor_read - the least that knowing the migrations takes: opens, reads and hashes files.
 *
 *   bench/floor_read FOLDER [SUFFIX]       all whose names end so; ".up.sql" unless it is said
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "floor_read: %s: %s\n", what, strerror(errno));
	exit(1);
}

static unsigned char hash_file(int folder, const char *name)
{
	unsigned char digest[SHA256_DIGEST_SIZE];
	static char bytes[65536];
	struct sha256_ctx ctx;
	ssize_t n;
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		die(name);
	sha256_init(&ctx);
	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		sha256_update(&ctx, (size_t)n, (const uint8_t *)bytes);
	if (n < 0)
		die(name);
	close(fd);
	sha256_digest(&ctx, sizeof(digest), digest);
	return digest[0];
}

int main(int argc, char **argv)
{
	const char *suffix = argc == 3 ? argv[2] : ".up.sql";
	unsigned char all = 0;
	struct dirent *entry;
	size_t files = 0;
	DIR *dir;

	if (argc != 2 && argc != 3) {
		fputs("usage: floor_read FOLDER [SUFFIX]\n", stderr);
		return 2;
	}
	dir = opendir(argv[1]);
	if (dir == NULL)
		die(argv[1]);
	while ((entry = readdir(dir)) != NULL) {
		size_t len = strlen(entry->d_name), end = strlen(suffix);

		if (len < end || strcmp(entry->d_name + len - end, suffix) != 0)
			continue;
		all ^= hash_file(dirfd(dir), entry->d_name);
		files++;
	}
	closedir(dir);
	printf("%zu files, %02x\n", files, all);
	return files == 0;
}
