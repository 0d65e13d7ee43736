#include "fix/compare.h"

#include <stdlib.h>

#include "base/buf.h"
#include "diag/fingerprint.h"

struct entry {
	const struct diag *diag;
	struct pick *pick;      /* whose finding it is, when that was taken */
	struct str key;
	uint32_t at;
	bool gone;              /* has found its like on the other side, or needs none */
};

struct entries {
	struct entry *at;
	uint32_t count;
};

/* ---- keys ---- */

struct str compare_subject(struct arena *arena, const struct diag *diag)
{
	struct buf out = BUF_INIT(arena);
	buf_text(&out, diag->kind->id);
	buf_char(&out, '\0');
	buf_text(&out, source_path(diag->source));
	buf_char(&out, '\0');
	buf_text(&out, diag->option ? diag->option : "");
	return buf_done(&out);
}

static struct str rule_and_file(struct arena *arena, const struct diag *diag)
{
	struct buf out = BUF_INIT(arena);
	buf_text(&out, diag->kind->id);
	buf_char(&out, '\0');
	buf_text(&out, source_path(diag->source));
	return buf_done(&out);
}

/* From the narrowest to the widest. */
static struct str (*const keys[])(struct arena *arena, const struct diag *diag) = {
	fingerprint_identity, compare_subject, rule_and_file,
};

/* Of findings that are alike, those that were to go come last. */
static int by_key(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;
	int order = str_compare(left->key, right->key);
	if (!order)
		order = (left->pick != NULL) - (right->pick != NULL);
	return order ? order : left->at < right->at ? -1 : left->at > right->at;
}

static void sort(struct arena *arena, struct entries *entries, struct str (*key)(struct arena *arena, const struct diag *diag))
{
	for (uint32_t i = 0; i < entries->count; i++)
		entries->at[i].key = key(arena, entries->at[i].diag);
	if (entries->count)
		qsort(entries->at, entries->count, sizeof *entries->at, by_key);
}

/* ---- pairs ---- */

static void drop_gone(struct entries *entries)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < entries->count; i++)
		if (!entries->at[i].gone)
			entries->at[kept++] = entries->at[i];
	entries->count = kept;
}

/* Takes each finding out that is there before and after. One that was to go, and is there still, goes too. */
static void pair_off(struct entries *before, struct entries *after)
{
	uint32_t a = 0, b = 0;
	while (b < before->count && a < after->count) {
		struct entry *old = &before->at[b], *new = &after->at[a];
		int order = str_compare(old->key, new->key);
		if (order < 0) {
			b++;
		} else if (order > 0) {
			a++;
		} else {
			old->gone = new->gone = true;
			if (old->pick)
				old->pick->still = true;
			a++;
			b++;
		}
	}
	drop_gone(before);
	drop_gone(after);
}

/* Where a finding went whose fix was taken, another one of the rule is none that moved. */
static void drop_picked(struct entries *entries)
{
	for (uint32_t i = 0; i < entries->count; i++)
		entries->at[i].gone = entries->at[i].pick != NULL;
	drop_gone(entries);
}

static struct entries entries_of(struct arena *arena, const struct sink *sink)
{
	struct entries entries = { arena_array(arena, sink->count, sizeof *entries.at), sink->count };
	for (uint32_t i = 0; i < sink->count; i++)
		entries.at[i] = (struct entry){ .diag = sink->at[i], .at = i };
	return entries;
}

void compare_findings(struct arena *arena, const struct sink *before, const struct sink *after, struct picks *picks,
		      struct comparison *comparison)
{
	struct entries old = entries_of(arena, before), new = entries_of(arena, after);
	for (uint32_t i = 0; i < picks->count; i++)
		if (picks->at[i].taken)
			old.at[picks->at[i].at].pick = &picks->at[i];
	for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++) {
		sort(arena, &old, keys[i]);
		sort(arena, &new, keys[i]);
		pair_off(&old, &new);
		drop_picked(&old);
	}
	*comparison = (struct comparison){ arena_array(arena, new.count, sizeof(void *)), new.count };
	for (uint32_t i = 0; i < new.count; i++)
		comparison->arrived[i] = new.at[i].diag;
}
