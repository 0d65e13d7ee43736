#include "report/files.h"

#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b)
{
	const struct judged_file *left = a, *right = b;
	return strcmp(left->source->name, right->source->name);
}

/* The findings of one file, of sorted ones, from `*next` on. */
static struct diag *const *take(const struct sink *sink, uint32_t *next, const char *name, uint32_t *count)
{
	uint32_t first = *next;
	while (sink && *next < sink->count && !strcmp(sink->at[*next]->source->name, name))
		++*next;
	*count = *next - first;
	return *count ? &sink->at[first] : NULL;
}

uint32_t files_of(struct arena *arena, const struct report *report, struct file_findings **files)
{
	static const struct sink none = { 0 };
	const struct sink *both[] = { report->sink, report->aside ? report->aside : &none };
	uint32_t total = report->judged_count + both[0]->count + both[1]->count, named = 0, count = 0, next[2] = { 0 };
	struct judged_file *all = arena_array(arena, total, sizeof *all);
	*files = arena_array(arena, total, sizeof **files);
	for (uint32_t i = 0; i < report->judged_count; i++)
		all[named++] = report->judged[i];
	for (unsigned k = 0; k < 2; k++)
		for (uint32_t i = 0; i < both[k]->count; i++)
			all[named++].source = both[k]->at[i]->source;
	if (named)
		qsort(all, named, sizeof *all, by_name);
	for (uint32_t i = 0; i < named; i++) {
		struct file_findings *file = count ? &(*files)[count - 1] : NULL;
		if (!file || strcmp(file->source->name, all[i].source->name) != 0) {
			file = &(*files)[count++];
			*file = (struct file_findings){ .source = all[i].source };
			file->path = report_file(arena, report, file->source);
			file->at = take(both[0], &next[0], file->source->name, &file->count);
			file->aside = take(both[1], &next[1], file->source->name, &file->aside_count);
		}
		file->template |= all[i].template;
	}
	return count;
}
