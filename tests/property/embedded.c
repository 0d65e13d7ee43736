/* The laws of rewriting inside of a manifest: generated configs, put into block scalars of every style between other
 * things. What a change makes of the part is what it makes of the config in a file of its own, indented; not a byte
 * outside of the part changes, nor anything that the manifest says beside it. */
#include <criterion/criterion.h>

#include <stdlib.h>

#include "base/buf.h"
#include "generated.h"
#include "input/parts.h"
#include "transforms/steps.h"
#include "yaml/verify.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(embedded_laws, .fini = tear_down);

/* ---- manifests ---- */

static const struct shape {
	const char *header;    /* behind the name */
	unsigned indent, more; /* of the block, and of the config's own lines in it */
	const char *before, *after;
	bool crlf, unended;
} shapes[] = {
	{ "|", 4, 0, "", "  other: x\n", false, false },
	{ "|", 4, 0, "", "", false, false },
	{ "|", 4, 0, "", "", false, true },
	{ "|-", 4, 0, "  a.sh: |\n    net: x\n    echo $y\n", "  mongod.conf.old: |\n    nothing\n", false, false },
	{ "|+", 6, 0, "  # comment\n", "\n\n  z: \"\xc3\xa9\"\n", false, false },
	{ "|+", 4, 0, "", "\n\n", false, false },
	{ "|2", 4, 2, "", "---\nkind: Service\napiVersion: v1\n", false, false },
	{ "|- # comment", 3, 0, "  \xc3\xa4: {b: 'c'}\n", "# end\n", false, false },
	{ "|", 8, 0, "  x: y\n", "  other: x\n", true, false },
	{ "|+", 4, 0, "", "", true, true },
};

enum { SHAPES = sizeof shapes / sizeof *shapes };

static struct str with_endings(struct arena *to, struct str text, bool crlf)
{
	struct buf out = BUF_INIT(to);
	for (uint32_t i = 0; i < text.len; i++) {
		if (crlf && text.at[i] == '\n')
			buf_char(&out, '\r');
		buf_char(&out, text.at[i]);
	}
	return buf_done(&out);
}

static struct str indented(struct arena *to, struct str text, unsigned by)
{
	struct buf out = BUF_INIT(to);
	struct str line;
	text = str_trim(text);
	while (text.len && str_split(&text, '\n', &line)) {
		buf_fill(&out, ' ', line.len ? by : 0);
		buf_str(&out, line);
		buf_char(&out, '\n');
	}
	return buf_done(&out);
}

static struct str manifest(struct arena *to, const struct shape *shape, struct str config)
{
	struct buf out = BUF_INIT(to);
	struct str lines = indented(to, config, shape->indent + shape->more);
	if (shape->unended)
		lines.len--;
	buf_text(&out, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: mongod\ndata:\n");
	buf_printf(&out, "%s  mongod.conf: %s\n%.*s%s", shape->before, shape->header, STR_ARG(lines), shape->after);
	return with_endings(to, buf_done(&out), shape->crlf);
}

/* ---- changes ---- */

static const char *const changes[] = {
	"set net.port=27018", "set replication.replSetName=rs9", "set systemLog.verbosity=2", "set storage.wiredTiger.engineConfig.cacheSizeGB=1",
	"unset net.port", "unset replication.replSetName", "unset security.keyFile", "unset security.transitionToAuth",
	"apply add-keyfile:/etc/mongodb/keyfile", "apply enable-transition", "apply drop-transition", "apply ensure-bindIp:10.0.0.1",
};

enum { CHANGES = sizeof changes / sizeof *changes };

static bool change(const char *what, struct draft *draft, struct err *err)
{
	struct str rest = str_of(what), verb, path;
	str_split(&rest, ' ', &verb);
	if (str_is(verb, "unset"))
		return draft_unset(draft, rest, err);
	if (str_is(verb, "set") && str_split(&rest, '=', &path))
		return draft_set(draft, path, rest, err);
	struct transform_step *steps;
	unsigned count;
	struct buf remarks = BUF_INIT(err->arena);
	struct parameters none = { 0 };
	cr_assert(transform_steps(err->arena, rest, &none, &steps, &count, err), "%s", err->text);
	return transform_run(steps, count, draft, &remarks, err);
}

/* The one config of the file. */
static const struct source *only_part(struct arena *to, const char *name, struct str text)
{
	struct source *file = arena_alloc(to, sizeof *file);
	struct parts parts;
	source_init(to, name, text, file);
	parts_read(to, to, file, NULL, &parts);
	cr_assert_eq(parts.count, 1, "%s: %u parts\n%.*s", name, parts.count, STR_ARG(text));
	cr_assert(!parts.at[0].locked, "%s: %s", name, parts.at[0].locked);
	return parts.at[0].source;
}

static struct tree tree_of(struct arena *to, struct str text)
{
	struct source *source = arena_alloc(to, sizeof *source);
	struct syntax_error error;
	struct tree tree;
	source_init(to, "manifest", text, source);
	cr_assert(verify_tree(to, source, text, &tree, &error), "%s\n%.*s", error.text, STR_ARG(text));
	return tree;
}

static uint32_t config_of(const struct tree *tree)
{
	for (uint32_t at = 1; at < tree->count; at++)
		if (str_is(tree->node[at].name, "mongod.conf"))
			return at;
	return 0;
}

/* ---- laws ---- */

struct tally {
	unsigned changed, refused, broken;
};

static struct str without_returns(struct arena *to, struct str text)
{
	struct buf out = BUF_INIT(to);
	for (uint32_t i = 0; i < text.len; i++)
		if (text.at[i] != '\r')
			buf_char(&out, text.at[i]);
	return buf_done(&out);
}

/* All that the manifest says is the same, but for the config, which is `expected`. */
static const char *compare(struct arena *to, struct str before, struct str after, struct str expected)
{
	struct tree old = tree_of(to, before), new = tree_of(to, after);
	uint32_t config = config_of(&new), at;
	struct str text = new.node[config].text;
	expected = without_returns(to, expected);  /* as the parser has it */
	if (!str_eq(str_trim(text), str_trim(expected)))
		return arena_printf(to, "the config is not what it would be in a file of its own:\n%.*s", STR_ARG(text));
	if (new.documents != old.documents)
		return "there are other documents";
	new.node[config].text = old.node[config].text;
	return tree_same(&old, &new, &at) ? NULL : "something beside the config says something else";
}

static const char *law(struct arena *to, struct str text, struct str plain, const char *what, const char *back, struct tally *tally)
{
	struct err err = ERR_INIT(to), other = ERR_INIT(to);
	struct source alone;
	struct draft draft, reference, again;
	const struct source *part = only_part(to, "manifest.yaml", text);
	source_init(to, "mongod.conf", plain, &alone);
	bool done = draft_open(to, part, &draft, &err) && change(what, &draft, &err);
	bool wanted = draft_open(to, &alone, &reference, &other) && change(what, &reference, &other);
	if (done != wanted)
		return arena_printf(to, "only one of them is refused: %s", done ? other.text : err.text);
	tally->refused += !done;
	tally->changed += done && draft_changed(&draft);
	if (!done)
		return err.line ? NULL : "a refusal has no place";
	struct str result = draft_result(&draft);
	uint32_t tail = text.len - span_end(part->part);
	if (!str_eq(str_sub(result, 0, part->part.at), str_sub(text, 0, part->part.at)) ||
	    !str_eq(str_sub(result, result.len - tail, result.len), str_sub(text, text.len - tail, text.len)))
		return "bytes outside of the part changed";
	const char *wrong = compare(to, text, result, reference.now.text);
	if (wrong)
		return arena_printf(to, "%s\n%.*s", wrong, STR_ARG(result));
	const struct source *read = only_part(to, "manifest.yaml", result);
	if (!str_eq(read->text, draft.now.text))
		return arena_printf(to, "it is read differently when the file is read again\n%.*s", STR_ARG(result));
	if (!draft_open(to, read, &again, &err) || !change(what, &again, &err) || draft_changed(&again))
		return arena_printf(to, "twice is not once\n%.*s", STR_ARG(result));
	if (back && draft_changed(&draft) && change(back, &again, &err) && !str_eq(draft_result(&again), text))
		return arena_printf(to, "%s does not bring it back\n%.*s", back, STR_ARG(draft_result(&again)));
	return NULL;
}

static void hold(struct str config, const char *name, const struct shape *shape, struct tally *tally)
{
	for (unsigned i = 0; i < CHANGES; i++) {
		struct arena scratch = ARENA_INIT;
		struct str text = manifest(&scratch, shape, config);
		struct str plain = with_endings(&scratch, indented(&scratch, config, shape->more), shape->crlf);
		/* A `false` that was there is not brought back. */
		bool there = str_find(config, STR("transitionToAuth"), 0) != STR_NONE;
		const char *back = !there && !strcmp(changes[i], "apply enable-transition") ? "apply drop-transition" : NULL;
		const char *broken = law(&scratch, text, plain, changes[i], back, tally);
		tally->broken += broken != NULL;
		cr_expect(!broken, "%s, %s, shape %td: %s\n-- was:\n%.*s", name, changes[i], shape - shapes, broken, STR_ARG(text));
		cr_assert_lt(tally->broken, 10, "and more");
		arena_free(&scratch);
	}
}

static unsigned step(unsigned most)
{
	return getenv("MONGOCONF_VALGRIND") ? most : 1;
}

Test(embedded_laws, over_generated_configs)
{
	struct tally tally = { 0 };
	for (unsigned i = 0; i < generated_count(); i += step(61)) {
		struct arena scratch = ARENA_INIT;
		hold(generated_text(&scratch, i), generated_name(&scratch, i), &shapes[i % SHAPES], &tally);
		arena_free(&scratch);
	}
	if (step(2) == 1)
		cr_expect(tally.changed > generated_count() && tally.refused, "%u changed, %u refused", tally.changed, tally.refused);
}

/* What people write around the options. */
static const char *const texts[] = {
	"# head\n\nnet:\n  port: 27017  # here\n\n#security:\n\n#replication:\n\nstorage:\n  dbPath: /d\n",
	"net:\n   bindIp: localhost\n#security:\n#  keyFile: /old\nsecurity:\n   authorization: enabled\n\n#sharding:\n# end\n",
	"net:\n  port: 27017\nsecurity:\n",
	"net: {port: 27017}\nsecurity: {keyFile: /k}  # x\n",
	"---\nnet:\n  port: 27017\n\nsecurity:\n  keyFile: /k\n",
	"security:\n  keyFile: /k\n\nreplication:\n  replSetName: rs0\n",
	"net.port: 27017\nsecurity.keyFile: /k\n",
	"systemLog:\n    path: '/\xc3\xa9'\n\n\n    logAppend: true\nsecurity:\n    keyFile: /k\n# last\n",
	"setParameter:\n  a: >-\n    b\n    c\nsecurity:\n  keyFile: |-\n    /k\n",
};

Test(embedded_laws, over_what_people_write)
{
	struct tally tally = { 0 };
	for (unsigned i = 0; i < sizeof texts / sizeof *texts; i += step(3))
		for (unsigned k = 0; k < SHAPES; k += step(3))
			hold(str_of(texts[i]), arena_printf(&arena, "text %u", i), &shapes[k], &tally);
}
