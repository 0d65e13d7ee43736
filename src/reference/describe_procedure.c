#include "reference/describe.h"

#include <string.h>

/* ---- in words ---- */

/* Who restarts in a phase, in the singular of a heading. */
static const struct {
	unsigned roles;
	const char *words, *name;
} whose[] = {
	{ 0, "people", NULL },
	{ PHASE_ALL, "all servers", NULL },
	{ PHASE_ROLE(ROLE_ROUTER), "mongos", "mongos" },
	{ PHASE_ROLE(ROLE_CONFIG_SERVER), "config servers", "config-server" },
	{ PHASE_ROLE(ROLE_SHARD), "shards", "shard" },
	{ PHASE_SHARDS, "shards", NULL },
	{ PHASE_ROLE(ROLE_MEMBER), "members", "member" },
};
enum { WHOSE = sizeof whose / sizeof *whose };

static const char *whose_words(unsigned roles)
{
	for (unsigned i = 0; i < WHOSE; i++)
		if (whose[i].roles == roles)
			return whose[i].words;
	return "servers";
}

const char *describe_phase_who(struct arena *arena, const struct phase *phase)
{
	return arena_printf(arena, "%s%s", whose_words(phase->roles), phase->restarts ? ", one at a time" : "");
}

/* Paragraphs, one for each line. */
static void put_paragraphs(struct buf *out, const char *text, uint32_t indent)
{
	struct str rest = str_of(text), line;
	bool first = true;
	while (str_split(&rest, '\n', &line)) {
		if (!first)
			buf_char(out, '\n');
		first = false;
		buf_wrap(out, str_cstr(out->arena, line), indent, 0);
	}
}

/* "before: text", wrapped behind the word. */
static void put_marked(struct buf *out, const char *mark, const char *text, uint32_t indent)
{
	buf_fill(out, ' ', indent);
	buf_text(out, mark);
	buf_char(out, ' ');
	uint32_t column = indent + (uint32_t)strlen(mark) + 1;
	buf_wrap(out, text, column, column);
}

enum { STATE_WIDTH = 14, PHASE_INDENT = 4 };

static void put_states(struct buf *out, const struct variant *variant)
{
	buf_text(out, "\nStates, each beside the next at most:\n");
	for (unsigned i = 0; i < variant->step_count; i++) {
		const struct step *step = &variant->steps[i];
		buf_printf(out, "  %-*s", STATE_WIDTH - 2, step->name);
		buf_wrap(out, arena_printf(out->arena, "%s: %s%s", step->words, step->settings,
					   step->open ? " (open to whoever reaches the port)" : ""), STATE_WIDTH, STATE_WIDTH);
	}
}

/* ---- phases ---- */

/* A phase on its way to the text. Variants are told from the last one, which is the general one, to the first. */
struct place_in {
	const struct procedure *procedure;
	unsigned variant, phase;
};

static const struct phase *phase_at(const struct place_in *at)
{
	return &at->procedure->variants[at->variant].phases[at->phase];
}

/* The one that was told before it; false: it is the first. */
static bool step_back(struct place_in *at)
{
	if (at->phase) {
		at->phase--;
		return true;
	}
	if (++at->variant == at->procedure->variant_count)
		return false;
	at->phase = at->procedure->variants[at->variant].phase_count - 1;
	return true;
}

/* Where the same was told first: "as for phase 3", "as for phase 3 of replica set"; NULL: here. */
static const char *told_before(struct arena *arena, const struct place_in *at, bool (*same)(const struct phase *, const struct phase *))
{
	struct place_in other = *at, found = *at;
	while (step_back(&other))
		if (same(phase_at(&other), phase_at(at)))
			found = other;
	if (found.variant == at->variant && found.phase == at->phase)
		return NULL;
	return found.variant == at->variant
		? arena_printf(arena, "as for phase %u", found.phase + 1)
		: arena_printf(arena, "as for phase %u, %s", found.phase + 1, at->procedure->variants[found.variant].name);
}

static bool is_same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_about(const struct phase *a, const struct phase *b)
{
	return is_same_text(a->about, b->about);
}

static bool same_before(const struct phase *a, const struct phase *b)
{
	return a->before == b->before;
}

static bool same_after(const struct phase *a, const struct phase *b)
{
	return a->after == b->after;
}

static bool same_if_skipped(const struct phase *a, const struct phase *b)
{
	return is_same_text(a->if_skipped, b->if_skipped);
}

static bool same_clients(const struct phase *a, const struct phase *b)
{
	return is_same_text(a->clients, b->clients);
}

static bool has_command(const struct condition *list, const char *command, const struct condition *end)
{
	for (; list && list->text && list != end; list++)
		if (is_same_text(list->command, command))
			return true;
	return false;
}

/* A command is shown where it comes up first; `rollout plan` has them all, with their values. */
static bool is_shown_before(const struct place_in *at, const struct condition *one)
{
	const struct phase *here = phase_at(at);
	struct place_in other = *at;
	bool in_before = false;
	for (const struct condition *row = here->before; row && row->text; row++)
		in_before = in_before || row == one;
	if (has_command(here->before, one->command, one) || (!in_before && has_command(here->after, one->command, one)))
		return true;
	while (step_back(&other))
		if (has_command(phase_at(&other)->before, one->command, NULL) || has_command(phase_at(&other)->after, one->command, NULL))
			return true;
	return false;
}

static void put_conditions(struct buf *out, const struct place_in *at, const char *mark, const struct condition *conditions,
			   const char *told)
{
	if (!conditions)
		return;
	if (told) {
		put_marked(out, mark, told, PHASE_INDENT);
		return;
	}
	buf_printf(out, "%*s%s\n", PHASE_INDENT, "", mark);
	for (const struct condition *one = conditions; one->text; one++) {
		const char *text = one->log_id ? arena_printf(out->arena, "%s (log id %d)", one->text, one->log_id) : one->text;
		put_marked(out, arena_printf(out->arena, "%c", level_letter(one->level)), text, PHASE_INDENT + 2);
		if (one->command && !is_shown_before(at, one))
			buf_printf(out, "%*s%s\n", PHASE_INDENT + 6, "", one->command);
	}
}

static void put_part(struct buf *out, const char *mark, const char *text, const char *told)
{
	if (text)
		put_marked(out, mark, told ? told : text, PHASE_INDENT);
}

static void put_phase(struct buf *out, const struct place_in *at)
{
	struct arena *arena = out->arena;
	const struct phase *phase = phase_at(at);
	const char *about = told_before(arena, at, same_about);
	buf_printf(out, "\n%2u  %s (%s)\n", at->phase + 1, phase->title, describe_phase_who(arena, phase));
	if (about)
		put_part(out, "what:", phase->about, about);
	else
		buf_wrap(out, phase->about, PHASE_INDENT, 0);
	put_part(out, "change:", phase->change, NULL);
	put_part(out, "transforms:", phase->transforms, NULL);
	put_conditions(out, at, "before:", phase->before, told_before(arena, at, same_before));
	put_conditions(out, at, "after:", phase->after, told_before(arena, at, same_after));
	put_part(out, "if skipped:", phase->if_skipped, told_before(arena, at, same_if_skipped));
	put_part(out, "clients:", phase->clients, told_before(arena, at, same_clients));
}

static void put_variant(struct buf *out, const struct procedure *procedure, unsigned i)
{
	const struct variant *variant = &procedure->variants[i];
	struct place_in at = { procedure, i, 0 };
	buf_char(out, '\n');
	if (procedure->variant_count == 1)
		buf_text(out, "Phases:\n");
	else
		buf_wrap(out, arena_printf(out->arena, "Phases, %s%s%s:", variant->name, variant->about ? ", " : "",
					   variant->about ? variant->about : ""), 0, 0);
	for (; at.phase < variant->phase_count; at.phase++)
		put_phase(out, &at);
}

static void put_levels(struct buf *out)
{
	struct buf words = BUF_INIT(out->arena);
	for (enum level level = 0; level < LEVEL_COUNT; level++)
		buf_printf(&words, "%s%c %s", level ? ", " : "", level_letter(level), level_words(level));
	buf_char(out, '\n');
	buf_wrap(out, arena_printf(out->arena, "Conditions say who can tell: %s. Of live servers and their logs only you can tell; `db` and `rs` "
				   "are those of mongosh on the server that is asked.", buf_done(&words).at), 0, 0);
}

void describe_procedure(struct buf *out, const struct procedure *procedure)
{
	buf_printf(out, "%s: %s (since %s)\n\n", procedure->name, procedure->title, version_text(out->arena, procedure->since));
	put_paragraphs(out, procedure->about, 0);
	put_states(out, &procedure->variants[0]);
	put_levels(out);
	for (unsigned i = procedure->variant_count; i-- > 0;)
		put_variant(out, procedure, i);
	buf_text(out, "\nGoing back:\n");
	buf_wrap(out, procedure->undo, 2, 0);
	buf_text(out, "\nSources:\n");
	for (const char *const *source = procedure->sources; *source; source++)
		buf_wrap(out, *source, 2, 0);
}

/* ---- as JSON ---- */

static void add_conditions(struct json_t *phase, const char *key, const struct condition *conditions)
{
	struct json_t *list = json_put_list(phase, key);
	for (const struct condition *one = conditions; one && one->text; one++) {
		struct json_t *row = json_map();
		json_put_text(row, "level", (struct str){ &(const char){ level_letter(one->level) }, 1 });
		json_put_text(row, "text", str_of(one->text));
		json_put_text_or_null(row, "command", one->command);
		if (one->log_id)
			json_put_whole(row, "log_id", one->log_id);
		json_add(list, row);
	}
}

static struct json_t *phase_json(const struct variant *variant, unsigned i)
{
	const struct phase *phase = &variant->phases[i];
	struct json_t *object = json_map();
	json_put_whole(object, "number", i + 1);
	json_put_text(object, "title", str_of(phase->title));
	json_put_text(object, "about", str_of(phase->about));
	struct json_t *roles = json_put_list(object, "roles");
	for (unsigned k = 0; k < WHOSE; k++)
		if (whose[k].name && (phase->roles & whose[k].roles))
			json_add_text(roles, str_of(whose[k].name));
	json_put_text(object, "from", str_of(variant->steps[phase->from].name));
	json_put_text(object, "to", str_of(variant->steps[phase->to].name));
	json_put_text_or_null(object, "change", phase->change);
	json_put_text_or_null(object, "transforms", phase->transforms);
	json_put_bool(object, "keyfiles", phase->keyfiles);
	json_put_bool(object, "restarts", phase->restarts);
	add_conditions(object, "before", phase->before);
	add_conditions(object, "after", phase->after);
	json_put_text_or_null(object, "if_skipped", phase->if_skipped);
	json_put_text_or_null(object, "clients", phase->clients);
	return object;
}

static struct json_t *variant_json(const struct variant *variant)
{
	struct json_t *object = json_map();
	json_put_text(object, "name", str_of(variant->name));
	json_put_text_or_null(object, "about", variant->about);
	struct json_t *states = json_put_list(object, "states");
	for (unsigned i = 0; i < variant->step_count; i++) {
		struct json_t *one = json_map();
		json_put_text(one, "name", str_of(variant->steps[i].name));
		json_put_text(one, "words", str_of(variant->steps[i].words));
		json_put_text(one, "settings", str_of(variant->steps[i].settings));
		json_put_bool(one, "open", variant->steps[i].open);
		json_add(states, one);
	}
	struct json_t *phases = json_put_list(object, "phases");
	for (unsigned i = 0; i < variant->phase_count; i++)
		json_add(phases, phase_json(variant, i));
	return object;
}

static void add_texts(struct json_t *object, const char *key, const char *const *texts)
{
	struct json_t *list = json_put_list(object, key);
	for (; *texts; texts++)
		json_add_text(list, str_of(*texts));
}

struct json_t *describe_procedure_json(struct arena *arena, const struct procedure *procedure)
{
	struct json_t *object = json_map();
	json_put_text(object, "kind", STR("procedure"));
	json_put_text(object, "name", str_of(procedure->name));
	json_put_text(object, "title", str_of(procedure->title));
	json_put_text(object, "about", str_of(procedure->about));
	json_put_text(object, "since", str_of(version_text(arena, procedure->since)));
	add_texts(object, "parameters", procedure->parameters);
	struct json_t *variants = json_put_list(object, "variants");
	for (unsigned i = 0; i < procedure->variant_count; i++)
		json_add(variants, variant_json(&procedure->variants[i]));
	json_put_text(object, "undo", str_of(procedure->undo));
	add_texts(object, "sources", procedure->sources);
	return object;
}
