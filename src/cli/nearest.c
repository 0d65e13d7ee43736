#include "cli/nearest.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "fleet/project.h"

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void nearest_open(struct nearest *nearest, struct paths *projects, const char *above)
{
	if (projects->count)
		qsort(projects->at, projects->count, sizeof *projects->at, by_text);
	*nearest = (struct nearest){ .files = projects->at, .count = projects->count, .above = above };
}

/* The project file in the folder that is the first `len` bytes of `path`, its slash too. */
static const char *project_in(const struct nearest *nearest, const char *path, size_t len)
{
	uint32_t low = 0, high = nearest->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = strncmp(nearest->files[middle], path, len);
		if (!order)
			order = strcmp(nearest->files[middle] + len, PROJECT_FILE);
		if (!order)
			return nearest->files[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const char *nearest_project(struct nearest *nearest, const char *path)
{
	if (!nearest->count)
		return nearest->above;
	size_t len = strlen(path) - strlen(path_last(path));
	if (nearest->last && len == nearest->last_len && !memcmp(path, nearest->last, len))
		return nearest->found;
	nearest->last = path;
	nearest->last_len = len;
	nearest->found = NULL;
	while (len && !nearest->found) {
		nearest->found = project_in(nearest, path, len);
		for (len--; len && path[len - 1] != '/';)
			len--;
	}
	if (!nearest->found)
		nearest->found = nearest->above;
	return nearest->found;
}
