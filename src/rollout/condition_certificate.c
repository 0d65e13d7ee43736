#include "fleet/pair_certificate.h"
#include "rollout/condition.h"

typedef bool fits_pair(const struct pair_state *a, const struct pair_state *b);

/* Was the certificate that it shows to others read, and those by which it checks theirs? */
static bool is_read(const struct member *member, bool checks_too)
{
	const struct pair_certificates *has = member->state.certificates;
	const struct certificates *shown = has ? has->files[pair_file_shown(has)] : NULL;
	const struct certificates *checks = has ? has->files[pair_file_checking(has)] : NULL;
	return shown && shown->count && (!checks_too || (checks && checks->count));
}

static bool is_named_alike(const struct pair_state *a, const struct pair_state *b)
{
	return pair_certificate_fits(a, b) && pair_certificate_fits(b, a);
}

static bool is_trusted(const struct pair_state *a, const struct pair_state *b)
{
	return pair_certificate_is_trusted(a, b) && pair_server_is_trusted(a, b) && pair_certificate_is_trusted(b, a) &&
	       pair_server_is_trusted(b, a);
}

/* One that goes with most others, if there is such a one: a count by elimination. */
static const struct member *common_member(const struct field *field, fits_pair *fits, bool checks_too)
{
	const struct member *found = NULL;
	uint32_t lead = 0;
	for (uint32_t i = 0; i < field->count; i++) {
		if (!is_read(field->members[i], checks_too))
			continue;
		if (!lead)
			found = field->members[i];
		lead = fits(&found->state, &field->members[i]->state) ? lead + 1 : lead - 1;
	}
	return found;
}

/* A single certificate may not even go with itself: one whose name has no part that counts. */
static enum answer ask_certificates(struct arena *arena, const struct field *field, fits_pair *fits, bool checks_too,
				    const char *wrong, const char **why_not)
{
	const struct member *common = common_member(field, fits, checks_too);
	bool *in = arena_array(arena, field->count, sizeof *in), any = false, unknown = false;
	for (uint32_t i = 0; i < field->count; i++) {
		bool read = is_read(field->members[i], checks_too);
		in[i] = read && !fits(&common->state, &field->members[i]->state);
		any = any || in[i];
		unknown = unknown || !read;
	}
	if (any)
		*why_not = arena_printf(arena, "%s: %s", field_names(arena, field, in), wrong);
	return any ? ANSWER_NO : unknown ? ANSWER_UNKNOWN : ANSWER_YES;
}

CONDITION(certificates_named)
{
	return ask_certificates(arena, field, is_named_alike, false,
				"the certificate has not the O, OU and DC of the others', or none at all, and is not taken for a member's",
				why_not);
}

CONDITION(certificates_trusted)
{
	return ask_certificates(arena, field, is_trusted, true,
				"the certificate, or one of the others', was issued by a CA that is not in the CA file of who checks it; put "
				"the CAs of all into every CA file first", why_not);
}
