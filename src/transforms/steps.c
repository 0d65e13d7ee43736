#include "transforms/steps.h"

enum { STEPS_MAX = 32 };

/* ---- the fields ---- */

static bool is_given(const struct parameters *parameters, const struct transform_flag *flag)
{
	const char *field = (const char *)parameters + flag->field;
	return flag->argument ? *(const char *const *)(const void *)field != NULL : *(const bool *)field;
}

static void give(struct parameters *parameters, const struct transform_flag *flag, const char *text)
{
	*(const char **)(void *)((char *)parameters + flag->field) = text;
}

/* What may stand behind a transform's name, or NULL. */
static const struct transform_flag *first_argument(const struct transform *transform)
{
	const struct transform_flag *flag = transform->takes;
	return flag && flag->flag && flag->argument ? flag : NULL;
}

/* ---- a list ---- */

static bool refuse_name(struct str name, struct err *err)
{
	enum { NEAR = 3 };
	const struct transform *best = NULL;
	unsigned least = NEAR + 1;
	if (!name.len)
		return err_set(err, ERR_USAGE, NULL, 0, "the name of a transform is empty; see mongoconf list transforms");
	for (unsigned i = 0; i < transform_count; i++) {
		unsigned edits = str_distance(name, str_of(transform_table[i]->name), NEAR);
		if (edits < least) {
			least = edits;
			best = transform_table[i];
		}
	}
	return best ? err_set(err, ERR_USAGE, NULL, 0, "there is no transform %.*s; did you mean %s?", STR_ARG(name), best->name)
		    : err_set(err, ERR_USAGE, NULL, 0, "there is no transform %.*s; see mongoconf list transforms", STR_ARG(name));
}

/* The rest of an argument that had a comma in it is no name; say what to write instead. */
static bool refuse_piece(const struct transform_step *before, struct str name, struct err *err)
{
	if (!before || !before->own || !name.len)
		return refuse_name(name, err);
	const char *flag = before->transform->takes->flag;
	return err_set(err, ERR_USAGE, NULL, 0, "there is no transform %.*s; if it belongs to the argument of %s, which has a comma "
		       "then, give that with --%s", STR_ARG(name), before->transform->name, flag);
}

static bool take_argument(struct arena *arena, struct transform_step *step, struct str text, struct err *err)
{
	const struct transform_flag *flag = first_argument(step->transform);
	if (!flag)
		return err_set(err, ERR_USAGE, NULL, 0, "%s takes no argument, and here it has one, \"%.*s\"",
			       step->transform->name, STR_ARG(text));
	if (!text.len)
		return err_set(err, ERR_USAGE, NULL, 0, "%s: the argument behind the colon is empty", step->transform->name);
	give(&step->parameters, flag, str_cstr(arena, text));
	step->own = true;
	return true;
}

static bool check_needed(const struct transform_step *step, struct err *err)
{
	for (const struct transform_flag *flag = step->transform->takes; flag && flag->flag; flag++)
		if (flag->required && !is_given(&step->parameters, flag))
			return err_set(err, ERR_USAGE, NULL, 0, "%s needs --%s", step->transform->name, flag->flag);
	return true;
}

bool transform_steps(struct arena *arena, struct str list, const struct parameters *common,
		     struct transform_step **steps, unsigned *count, struct err *err)
{
	struct str piece;
	*steps = arena_array(arena, STEPS_MAX, sizeof **steps);
	*count = 0;
	while (str_split(&list, ',', &piece)) {
		uint32_t colon = str_find_char(piece, ':', 0);
		struct str name = str_sub(piece, 0, colon);
		const struct transform *transform = transform_find(name);
		if (!transform)
			return refuse_piece(*count ? &(*steps)[*count - 1] : NULL, name, err);
		if (*count == STEPS_MAX)
			return err_set(err, ERR_USAGE, NULL, 0, "more than %d transforms in one run", STEPS_MAX);
		struct transform_step *step = &(*steps)[(*count)++];
		*step = (struct transform_step){ .transform = transform };
		if (common)
			step->parameters = *common;
		if (colon != STR_NONE && !take_argument(arena, step, str_sub(piece, colon + 1, piece.len), err))
			return false;
	}
	/* All names first: what is not among them needs no parameter. */
	for (unsigned i = 0; i < *count; i++) {
		const struct transform_step *step = &(*steps)[i];
		if (step->transform->apply_keyfile && *count > 1)
			return err_set(err, ERR_USAGE, NULL, 0, "%s goes alone: it changes keyfiles, not configs, and every member restarts "
				       "before their next change", step->transform->name);
		if (!check_needed(step, err) ||
		    (step->transform->check && !step->transform->check(&step->parameters, err)))
			return false;
	}
	return true;
}

/* ---- what is given and not taken ---- */

static const struct transform_flag *find_flag(const struct transform *transform, const char *name)
{
	for (const struct transform_flag *flag = transform->takes; flag && flag->flag; flag++)
		if (str_is(str_of(name), flag->flag))
			return flag;
	return NULL;
}

/* "add-keyfile", "add-keyfile or enter-transition" */
static const char *owners(struct arena *arena, const char *name)
{
	struct buf out = BUF_INIT(arena);
	unsigned all = 0, said = 0;
	for (unsigned i = 0; i < transform_count; i++)
		all += find_flag(transform_table[i], name) != NULL;
	for (unsigned i = 0; i < transform_count; i++) {
		if (!find_flag(transform_table[i], name))
			continue;
		buf_printf(&out, "%s%s", !said ? "" : said + 1 == all ? " or " : ", ", transform_table[i]->name);
		said++;
	}
	buf_printf(&out, ", %s", all > 1 ? "none of which is" : "which is not");
	return str_cstr(arena, buf_done(&out));
}

static bool check_flag(const struct transform_step *steps, unsigned count, const struct transform_flag *flag,
		       struct err *err)
{
	const struct transform *said = NULL;
	for (unsigned i = 0; i < count; i++) {
		const struct transform_flag *taken = find_flag(steps[i].transform, flag->flag);
		if (taken && (!steps[i].own || taken != first_argument(steps[i].transform)))
			return true;
		if (taken)
			said = steps[i].transform;
	}
	if (said)
		return err_set(err, ERR_USAGE, NULL, 0, "--%s, and %s has an argument already; give it once", flag->flag,
			       said->name);
	return err_set(err, ERR_USAGE, NULL, 0, "--%s belongs to %s among the transforms", flag->flag,
		       owners(err->arena, flag->flag));
}

bool transform_check_given(const struct transform_step *steps, unsigned count, const struct parameters *common,
			   struct err *err)
{
	for (unsigned i = 0; i < transform_count; i++)
		for (const struct transform_flag *flag = transform_table[i]->takes; flag && flag->flag; flag++)
			if (is_given(common, flag) && !check_flag(steps, count, flag, err))
				return false;
	return true;
}

/* ---- doing them ---- */

struct transform_step *transform_steps_for(const struct transform_step *steps, unsigned count,
					   const struct target *target, struct arena *arena)
{
	struct transform_step *own = arena_array(arena, count, sizeof *own);
	for (unsigned i = 0; i < count; i++) {
		own[i] = steps[i];
		struct parameters *parameters = &own[i].parameters;
		if (!version_known(parameters->server))
			parameters->server = target->server;
		if (!parameters->edition && target->edition)
			parameters->to.edition = target->edition;
		if (!parameters->to.binary)
			parameters->to.binary = target->binary;
	}
	return own;
}

bool transform_run(const struct transform_step *steps, unsigned count, struct draft *draft, struct buf *remarks,
		   struct err *err)
{
	for (unsigned i = 0; i < count; i++) {
		struct application application = { draft, &steps[i].parameters, remarks, err };
		if (!steps[i].transform->apply)
			return err_set(err, ERR_USAGE, NULL, 0, "%s changes keyfiles, and this is a config", steps[i].transform->name);
		if (!steps[i].transform->apply(&application))
			return false;
	}
	return true;
}
