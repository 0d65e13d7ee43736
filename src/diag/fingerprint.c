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
static struct str identity(struct arena *arena, const struct diag *diag)
{
	struct buf out = BUF_INIT(arena);
	buf_text(&out, diag->kind->id);
	buf_char(&out, '\0');
	buf_text(&out, source_path(diag->source));
	buf_char(&out, '\0');
	buf_text(&out, diag->option ? diag->option : "");
	buf_char(&out, '\0');
	if (!diag->secret)
		put_marked(&out, diag);
	return buf_done(&out);
}

struct entry {
	struct diag *diag;
	struct str identity;
	uint32_t at;
};

static int compare(struct str left, struct str right)
{
	int order = memcmp(left.at, right.at, left.len < right.len ? left.len : right.len);
	return order ? order : left.len < right.len ? -1 : left.len > right.len;
}

static int by_identity(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;
	int order = compare(left->identity, right->identity);
	return order ? order : left->at < right->at ? -1 : left->at > right->at;
}

void fingerprint_sink(struct sink *sink)
{
	struct arena scratch = ARENA_INIT;
	struct entry *entries = arena_array(&scratch, sink->count, sizeof *entries);
	for (uint32_t i = 0; i < sink->count; i++)
		entries[i] = (struct entry){ sink->at[i], identity(&scratch, sink->at[i]), i };
	if (sink->count)
		qsort(entries, sink->count, sizeof *entries, by_identity);
	uint32_t number = 0;
	for (uint32_t i = 0; i < sink->count; i++) {
		bool alike = i && !compare(entries[i].identity, entries[i - 1].identity);
		unsigned char digest[DIGEST_SIZE];
		char *hex = arena_alloc(sink->arena, FINGERPRINT_LENGTH + 1);
		number = alike ? number + 1 : 0;
		struct buf numbered = BUF_INIT(&scratch);
		buf_str(&numbered, entries[i].identity);
		buf_char(&numbered, '\0');
		buf_printf(&numbered, "%u", number);
		digest_sha256(buf_done(&numbered), digest);
		digest_hex(digest, FINGERPRINT_LENGTH, hex);
		entries[i].diag->fingerprint = hex;
	}
	arena_free(&scratch);
}
