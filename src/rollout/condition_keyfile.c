#include "rollout/condition.h"

/* Is its keyfile one that counts? x509 never reads the one that it may have. */
static bool uses_keyfile(const struct member *member)
{
	return member->state.keyfile_path && member->state.cluster != CLUSTER_X509;
}

/* That was looked at and opened. */
static const struct keyfile *keyfile_of(const struct member *member)
{
	const struct keyfile *keyfile = uses_keyfile(member) ? member->keyfile : NULL;
	return keyfile && keyfile->state == KEYFILE_READ ? keyfile : NULL;
}

/* Do modes mean nothing there? git keeps none, and a mount may have others. */
static bool mode_is_unknown(const struct field *field, const struct keyfile *keyfile)
{
	for (uint32_t i = 0; i < field->fleet->keyfile_count; i++) {
		const struct fleet_keyfile *one = &field->fleet->keyfiles[i];
		if (one->keyfile == keyfile)
			return one->in_repository || one->mounted;
	}
	return true;
}

struct asked {
	struct arena *arena;
	const struct field *field;
	const struct keyfile *common;  /* whose keys most have; NULL: no keys are known */
};

typedef enum answer test_keyfile(const struct asked *asked, const struct keyfile *keyfile);

static enum answer is_sound(const struct asked *asked __attribute__((unused)), const struct keyfile *keyfile)
{
	return keyfile->fault == KEYFILE_FINE && keyfile->count ? ANSWER_YES : ANSWER_NO;
}

static enum answer is_closed(const struct asked *asked, const struct keyfile *keyfile)
{
	return mode_is_unknown(asked->field, keyfile) ? ANSWER_UNKNOWN : keyfile->mode & 077 ? ANSWER_NO : ANSWER_YES;
}

static enum answer is_shared(const struct asked *asked, const struct keyfile *keyfile)
{
	return !keyfile->count ? ANSWER_UNKNOWN : keyfile_share(asked->common, keyfile) ? ANSWER_YES : ANSWER_NO;
}

static enum answer is_single(const struct asked *asked __attribute__((unused)), const struct keyfile *keyfile)
{
	return !keyfile->count ? ANSWER_UNKNOWN : keyfile->count == 1 ? ANSWER_YES : ANSWER_NO;
}

/* One that has a key of most others, if there is such a one: a count by elimination. */
static const struct keyfile *common_keys(const struct field *field)
{
	const struct keyfile *found = NULL;
	uint32_t lead = 0;
	for (uint32_t i = 0; i < field->count; i++) {
		const struct keyfile *keyfile = keyfile_of(field->members[i]);
		if (!keyfile || !keyfile->count)
			continue;
		if (!lead)
			found = keyfile;
		lead = keyfile_share(found, keyfile) ? lead + 1 : lead - 1;
	}
	return found;
}

/* Of the keyfiles that configs name; where there are none yet, nothing is known. */
static enum answer ask_keyfiles(struct arena *arena, const struct field *field, test_keyfile *test, const char *wrong,
				const char **why_not)
{
	const struct asked asked = { arena, field, common_keys(field) };
	bool *in = arena_array(arena, field->count, sizeof *in), any = false, unknown = !asked.common;
	for (uint32_t i = 0; i < field->count; i++) {
		const struct keyfile *keyfile = keyfile_of(field->members[i]);
		if (!keyfile) {
			unknown = unknown || uses_keyfile(field->members[i]);
			continue;
		}
		enum answer one = asked.common || test == is_sound ? test(&asked, keyfile) : ANSWER_UNKNOWN;
		in[i] = one == ANSWER_NO;
		any = any || in[i];
		unknown = unknown || one == ANSWER_UNKNOWN;
	}
	if (any)
		*why_not = arena_printf(arena, "%s: %s", field_names(arena, field, in), wrong);
	return any ? ANSWER_NO : unknown ? ANSWER_UNKNOWN : ANSWER_YES;
}

CONDITION(keyfiles_sound)
{
	return ask_keyfiles(arena, field, is_sound, "the keyfile is one that the server refuses; mongoconf keyfile check says why", why_not);
}

CONDITION(keyfiles_closed)
{
	return ask_keyfiles(arena, field, is_closed, "the keyfile is open to its group or to others, and the server refuses it; chmod 400",
			    why_not);
}

CONDITION(keyfiles_shared)
{
	return ask_keyfiles(arena, field, is_shared,
			    "the keyfile has no key of the others'; copy the same keyfile to every host", why_not);
}

CONDITION(keyfiles_single)
{
	return ask_keyfiles(arena, field, is_single, "the keyfile holds two keys: a rotation is not finished", why_not);
}
