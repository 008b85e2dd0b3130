/*
 * replay - runs a fuzz target on the files it is given, for compilers without libFuzzer.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path)
{
	uint8_t *data = NULL;
	FILE *file;
	long size;
	int failed = 1;

	file = fopen(path, "rb");
	if (file == NULL)
		goto done;
	if (fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0)
		goto done;
	rewind(file);
	/* Exactly as large as the input, so that a read past its end is seen. */
	data = malloc(size > 0 ? (size_t)size : 1);
	if (data == NULL || fread(data, 1, (size_t)size, file) != (size_t)size)
		goto done;
	LLVMFuzzerTestOneInput(data, (size_t)size);
	failed = 0;
done:
	if (failed)
		perror(path);
	free(data);
	if (file != NULL)
		fclose(file);
	return failed;
}

int main(int argc, char **argv)
{
	int failed = 0;
	int i;

	for (i = 1; i < argc; i++)
		failed |= replay(argv[i]);
	return failed;
}
