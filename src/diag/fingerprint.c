#include "diag/fingerprint.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/digest.h"

enum { MARKED = 512 };  /* bytes of the marked text: a value may have 16 MiB */

/* Blanks count as one, so that to indent or to wrap a list changes nothing. */
static void put_marked(struct buf *out, const struct diag *diag)
{
	struct str text = source_str(diag->source, diag->at);
	bool blank = false;
	for (uint32_t i = 0; i < text.len && i < MARKED; i++) {
		bool is_blank = strchr(" \t\r\n", text.at[i]) != NULL && text.at[i];
		if (is_blank && !blank)
			buf_char(out, ' ');
		else if (!is_blank)
			buf_char(out, text.at[i]);
		blank = is_blank;
	}
}

/* One text for each finding, in which no part can run into the next: a NUL stands in no path and in no name. */
static struct str identity(struct arena *arena, const struct diag *diag, const char *path)
{
	struct buf out = BUF_INIT(arena);
	buf_text(&out, diag->kind->id);
	buf_char(&out, '\0');
	buf_text(&out, path);
	buf_char(&out, '\0');
	buf_text(&out, diag->option ? diag->option : "");
	buf_char(&out, '\0');
	if (!diag->secret)
		put_marked(&out, diag);
	return buf_done(&out);
}

struct str fingerprint_identity(struct arena *arena, const struct diag *diag)
{
	return identity(arena, diag, source_path(diag->source));
}

struct entry {
	struct str identity;
	uint32_t at;
};

static int by_identity(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;
	int order = str_compare(left->identity, right->identity);
	return order ? order : left->at < right->at ? -1 : left->at > right->at;
}

/* The n-th of those that are alike. */
static const char *number(struct arena *arena, struct str identity, uint32_t n)
{
	struct arena scratch = ARENA_INIT;
	struct buf numbered = BUF_INIT(&scratch);
	unsigned char digest[DIGEST_SIZE];
	char *hex = arena_alloc(arena, FINGERPRINT_LENGTH + 1);
	buf_str(&numbered, identity);
	buf_char(&numbered, '\0');
	buf_printf(&numbered, "%u", n);
	digest_sha256(buf_done(&numbered), digest);
	digest_hex(digest, FINGERPRINT_LENGTH, hex);
	arena_free(&scratch);
	return hex;
}

const char **fingerprint_all(struct arena *arena, struct diag *const *diags, uint32_t count, fingerprint_path *path,
			     const void *context)
{
	struct arena scratch = ARENA_INIT;
	struct entry *entries = arena_array(&scratch, count, sizeof *entries);
	const char **all = arena_array(arena, count, sizeof *all);
	uint32_t n = 0;
	for (uint32_t i = 0; i < count; i++)
		entries[i] = (struct entry){ identity(&scratch, diags[i], path(&scratch, context, diags[i]->source)), i };
	if (count)
		qsort(entries, count, sizeof *entries, by_identity);
	for (uint32_t i = 0; i < count; i++) {
		n = i && str_eq(entries[i].identity, entries[i - 1].identity) ? n + 1 : 0;
		all[entries[i].at] = number(arena, entries[i].identity, n);
	}
	arena_free(&scratch);
	return all;
}

static const char *own_path(struct arena *arena, const void *context, const struct source *source)
{
	(void)arena;
	(void)context;
	return source_path(source);
}

void fingerprint_sink(struct sink *sink)
{
	const char **all = fingerprint_all(sink->arena, sink->at, sink->count, own_path, NULL);
	for (uint32_t i = 0; i < sink->count; i++)
		sink->at[i]->fingerprint = all[i];
}
