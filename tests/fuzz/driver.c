/* driver: gives a target the files that are named, each once; folders are walked. Without libFuzzer, so any compiler
 * will do.
 *
 *     tests/fuzz/config [-m TIMES] FILE|FOLDER...
 *
 * -m gives it each file that many times more, changed as mutate.c would change it, where that is linked. The name of a file is printed before
 * it is tried: the last one is where it ended. */
#ifndef MONGOCONF_LIBFUZZER

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"
#include "mutate.h"

enum { FILE_MAX = 1 << 20, ROOM = 2 * FILE_MAX };

#pragma weak LLVMFuzzerCustomMutator

static unsigned times, tried;

static size_t mutate(uint8_t *data, size_t size, size_t most, unsigned int seed)
{
	(void)seed;
	return LLVMFuzzerMutate(data, size, most);
}

static void give(const uint8_t *bytes, size_t size)
{
	/* A copy of just that size: a read behind it is seen. */
	uint8_t *copy = malloc(size ? size : 1);
	if (!copy)
		bug("out of memory");
	memcpy(copy, bytes, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
	tried++;
}

static void try_file(const char *path)
{
	static uint8_t bytes[ROOM];
	FILE *file = fopen(path, "rb");
	if (!file) {
		perror(path);
		exit(1);
	}
	size_t size = fread(bytes, 1, FILE_MAX, file);
	fclose(file);
	printf("%s\n", path);
	fflush(stdout);
	give(bytes, size);
	static uint8_t first[ROOM];
	size_t first_size = size;
	memcpy(first, bytes, size);
	for (unsigned i = 0; i < times; i++) {
		/* Changes on top of each other; after a few, little is left of what it was. */
		if (i % 2 == 0) {
			memcpy(bytes, first, first_size);
			size = first_size;
		}
		size = (LLVMFuzzerCustomMutator ? LLVMFuzzerCustomMutator : mutate)(bytes, size, FILE_MAX, i + 1);
		give(bytes, size);
	}
}

static void try_path(const char *path)
{
	struct stat st;
	struct dirent **entry;
	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode)) {
		try_file(path);
		return;
	}
	int count = scandir(path, &entry, NULL, alphasort);
	if (count < 0) {
		perror(path);
		exit(1);
	}
	for (int i = 0; i < count; i++) {
		struct arena arena = ARENA_INIT;
		if (entry[i]->d_name[0] != '.')
			try_path(arena_printf(&arena, "%s/%s", path, entry[i]->d_name));
		arena_free(&arena);
		free(entry[i]);
	}
	free(entry);
}

int main(int count, char **arguments)
{
	for (int i = 1; i < count; i++) {
		if (!strcmp(arguments[i], "-m") && i + 1 < count)
			times = (unsigned)strtoul(arguments[++i], NULL, 10);
		else
			try_path(arguments[i]);
	}
	printf("%u inputs\n", tried);
	return tried ? 0 : 1;
}

/* What libFuzzer's own changes of bytes stand in for. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most)
{
	static uint32_t state = 1;
	state = state * 1664525 + 1013904223;
	if (size && state >> 31) {
		data[(state >> 8) % size] ^= (uint8_t)(1u << (state >> 4 & 7));
		return size;
	}
	if (size < most)
		data[size++] = (uint8_t)(state >> 16);
	return size;
}

#else
typedef int driver_is_libfuzzer;
#endif
