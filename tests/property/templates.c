/* The laws of rewriting over templates: those of fixtures/templates, as they are and changed on their way, with edits at
 * every kind of place. What the engine takes for itself is the same bytes in the same order afterwards; the result is read
 * again as it was left; twice is once; what was brought is taken away to the byte. That it renders to what is wanted, the
 * engines themselves are asked (tests/templates). */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "config/edit.h"
#include "fixtures.h"
#include "input/parts.h"
#include "text/mask.h"
#include "transforms/steps.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(template_laws, .fini = tear_down);

/* A list of transforms, `+PATH=VALUE` or `-PATH`; what takes it away again; and a path that is then not there before. */
static const struct {
	const char *what, *back, *absent;
} changes[] = {
	{ "add-keyfile,enable-transition", NULL, NULL },
	{ "enable-transition", "drop-transition", "security.transitionToAuth" },
	{ "ensure-bindIp", NULL, NULL },
	{ "remove-keyfile", NULL, NULL },
	{ "ini-to-yaml", NULL, NULL },
	{ "+net.port=27099", NULL, NULL },
	{ "+net.maxIncomingConnections=500", "-net.maxIncomingConnections", NULL },
	{ "+security.authorization=enabled", NULL, NULL },
	{ "+storage.directoryPerDB=true", NULL, NULL },
	{ "+replication.oplogSizeMB=64", NULL, NULL },
	{ "+operationProfiling.slowOpThresholdMs=200", NULL, NULL },
	{ "-systemLog.logAppend", NULL, NULL },
	{ "-net.bindIp", NULL, NULL },
	{ "-replication.replSetName", NULL, NULL },
};

struct tally {
	unsigned changed, refused, broken;
};

static bool change(const char *what, struct draft *draft, struct err *err)
{
	struct str word = str_of(what + 1);
	uint32_t equals = str_find_char(word, '=', 0);
	if (*what == '+')
		return draft_set(draft, str_sub(word, 0, equals), str_sub(word, equals + 1, word.len), err);
	if (*what == '-')
		return draft_unset(draft, word, err);
	struct parameters parameters = { .key_file = strstr(what, "add-") ? "/etc/set.key" : NULL,
					 .bind_ip = strstr(what, "bind") ? "10.9.8.7" : NULL };
	struct transform_step *steps;
	unsigned count;
	struct buf remarks = BUF_INIT(draft->arena);
	return transform_steps(draft->arena, str_of(what), &parameters, &steps, &count, err) &&
	       transform_run(steps, count, draft, &remarks, err);
}

/* The only config of a template, or NULL where it is none of a kind that is edited. */
static const struct source *read_template(struct arena *to, const char *name, struct str text)
{
	struct source *file = arena_alloc(to, sizeof *file);
	struct parts parts;
	source_init(to, name, text, file);
	parts_read(to, to, file, NULL, &parts);
	return parts.count == 1 && parts.at[0].source->mask ? parts.at[0].source : NULL;
}

/* All that is the engine's own, one after the other. */
static struct str tags_of(struct arena *to, const struct source *source)
{
	struct buf out = BUF_INIT(to);
	const struct mask *mask = source->mask;
	for (uint32_t i = mask ? mask->from[MASK_TAG] : 0; mask && i < mask->from[MASK_TAG + 1]; i++)
		buf_str(&out, source_str(source->whole, mask->spans[i].at));
	return buf_done(&out);
}

static const char *law(struct arena *to, const char *name, struct str text, unsigned row, struct tally *tally)
{
	struct err err = ERR_INIT(to);
	struct draft draft, again;
	const struct source *source = read_template(to, name, text);
	const char *what = changes[row].what, *back = changes[row].back, *absent = changes[row].absent;
	if (!source || !config_draft_open(to, source, NULL, &draft, &err))
		return NULL;
	bool had = absent && tree_find(&draft.yaml.tree, str_of(absent), NULL);
	if (*what == '+')
		had = tree_find(&draft.yaml.tree, str_sub(str_of(what + 1), 0, str_find_char(str_of(what + 1), '=', 0)), NULL);
	if (!change(what, &draft, &err)) {
		tally->refused++;
		return err.kind == ERR_REFUSED && err.line && err.path ? NULL : "a refusal has no place";
	}
	struct str result = draft_result(&draft);
	if (!draft_changed(&draft))
		return str_eq(result, text) ? NULL : "no edit, and other bytes";
	tally->changed++;
	if (!str_eq(edits_splice(&draft.edits, text), result))
		return "the edits are not the difference";
	const struct source *read = read_template(to, name, result);
	if (!read || !str_eq(tags_of(to, read), tags_of(to, source)))
		return arena_printf(to, "the template's own bytes are others\n%.*s", STR_ARG(result));
	uint32_t at = mask_difference(draft.now.mask, read->mask);
	if (!str_eq(read->text, draft.now.text) || at != STR_NONE)
		return arena_printf(to, "it is read differently when the file is read again (%u)\n%.*s", at, STR_ARG(result));
	if (!config_draft_open(to, read, NULL, &again, &err) || !change(what, &again, &err) || draft_changed(&again))
		return arena_printf(to, "twice is not once: %s\n%.*s", err.text ? err.text : "", STR_ARG(result));
	if (back && !had && change(back, &again, &err) && !str_eq(draft_result(&again), text))
		return arena_printf(to, "%s does not bring it back\n%.*s", back, STR_ARG(draft_result(&again)));
	return NULL;
}

static void hold(const char *path, struct str text, const char *way, struct tally *tally)
{
	bool slow = getenv("MONGOCONF_VALGRIND");
	for (unsigned i = 0; i < sizeof changes / sizeof *changes && !(slow && *way); i += slow ? 3 : 1) {
		struct arena scratch = ARENA_INIT;
		const char *broken = law(&scratch, path, text, i, tally);
		tally->broken += broken != NULL;
		cr_expect(!broken, "%s%s, %s: %s", path, way, changes[i].what, broken);
		arena_free(&scratch);
	}
}

Test(template_laws, over_fixtures)
{
	struct files files = { .arena = &arena };
	struct tally tally = { 0 };
	const char *top = getenv("top_srcdir");
	cr_assert_not_null(top, "top_srcdir is not set");
	files_below(&files, arena_printf(&arena, "%s/fixtures/templates", top));
	for (uint32_t i = 0; i < files.count; i++) {
		struct err err = ERR_INIT(&arena);
		struct source source;
		cr_assert(source_read(&arena, files.at[i], &source, &err));
		hold(files.at[i], source.text, "", &tally);
		/* CR LF, and no line end at the end. */
		for (unsigned way = 0; way < 2; way++)
			hold(files.at[i], mutations[way].change(&arena, source.text), mutations[way].name, &tally);
	}
	unsigned least = getenv("MONGOCONF_VALGRIND") ? 10 : 100;
	cr_expect_gt(tally.changed, least, "%u", tally.changed);
	cr_expect_gt(tally.refused, least, "%u", tally.refused);
	cr_expect_eq(tally.broken, 0);
}
