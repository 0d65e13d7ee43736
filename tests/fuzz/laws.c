/* The laws of rewriting over any bytes: nothing asked, nothing done; and options set, removed and renamed, and all
 * transforms, as tests/property/ checks them over the fixtures; and the fixes of all findings to a fixed point. */
#include "fuzz.h"

#include "../property/check.h"
#include "diag/fingerprint.h"
#include "fix/fixing.h"
#include "rules/rule.h"
#include "text/diff.h"
#include "transforms/transform.h"

static void hold(struct str text, const struct operation *operation, const char *what)
{
	struct arena arena = ARENA_INIT;
	struct outcome outcome = check_laws(&arena, "mongod.conf", text, operation);
	FUZZ_HOLDS(!outcome.broken, "%s %.*s=%.*s: %s\n%.*s", what, STR_ARG(operation->path), STR_ARG(operation->value),
		   outcome.broken, STR_ARG(outcome.result));
	arena_free(&arena);
}

/* ---- single options ---- */

enum { LARGE = 20000 };

/* What is there already is not set again. */
static void null_edit(struct draft *draft, struct str text, struct entries entries)
{
	uint32_t step = entries.count / 16 + 1;
	for (uint32_t i = 0; i < entries.count; i += step) {
		const struct node *node = &draft->yaml.tree.node[entries.at[i].node];
		struct err refused = ERR_INIT(draft->arena);
		if (!node_is_null(node))
			FUZZ_HOLDS(draft_set(draft, str_of(entries.at[i].path), node->text, &refused) ||
				   refused.kind == ERR_REFUSED, "%s can't be set to what it is", entries.at[i].path);
	}
	FUZZ_HOLDS(!draft_changed(draft) && str_eq(draft->now.text, text), "a null edit changes something");
	FUZZ_HOLDS(str_eq(edits_splice(&draft->edits, text), text), "a null edit has edits");
}

static void try_options(struct fuzz_dice *dice, struct str text, struct entries entries)
{
	if (text.len <= LARGE || fuzz_throw(dice, 2))
		hold(text, &(struct operation){ .path = fuzz_option(dice), .value = str_of(fuzz_value(dice)) }, "set");
	if (!entries.count || text.len > LARGE)
		return;
	struct arena arena = ARENA_INIT;
	struct str path = str_of(entries.at[fuzz_throw(dice, entries.count)].path);
	hold(text, &(struct operation){ .path = path, .unset = true }, "unset");
	hold(text, &(struct operation){ .path = path, .value = str_of(fuzz_value(dice)) }, "set");
	struct str beside = str_of(fuzz_throw(dice, 3) ? "Beside" : ".below");
	beside = str_format(&arena, "%.*s%.*s", STR_ARG(path), STR_ARG(beside));
	hold(text, &(struct operation){ .path = beside, .value = STR("1") }, "set");
	/* A section, or the option itself, under another name. */
	uint32_t dot = str_find_char(path, '.', 0);
	if (dot != STR_NONE && fuzz_throw(dice, 2))
		path = str_sub(path, 0, dot);
	hold(text, &(struct operation){ .path = path, .name = STR("another") }, "rename");
	arena_free(&arena);
}

/* ---- transforms ---- */

struct with {
	const struct transform *transform;
	struct parameters parameters;
};

static bool apply(const struct operation *operation, struct draft *draft, struct err *err)
{
	const struct with *with = operation->with;
	struct buf remarks = BUF_INIT(err->arena);
	struct application application = { draft, &with->parameters, &remarks, err };
	if (!transform_accepts(draft, err) || !with->transform->apply(&application))
		return false;
	struct buf diff = BUF_INIT(err->arena);
	diff_unified(&diff, draft->original, &draft->edits);
	return true;
}

static void try_transforms(struct fuzz_dice *dice, struct str text)
{
	static const char *const addresses[] = { "10.0.0.1", "127.0.0.1,db1.example.net", "::1", "/run/mongodb.sock", "localhost" };
	struct with with = { .parameters = {
		.key_file = "/etc/mongodb/keyfile", .bind_ip = addresses[fuzz_throw(dice, 5)], .replace = fuzz_throw(dice, 2),
		.to = { .server = VERSION(8, 0, VERSION_NEWEST), .binary = BINARY_MONGOD, .edition = EDITION_COMMUNITY },
	} };
	with.parameters.server = fuzz_target(dice).server;
	static const struct {
		const char *name, *path, *value;
		bool unset, many;
	} rows[] = {
		{ "add-keyfile", "security.keyFile", "/etc/mongodb/keyfile", false, false },
		{ "enable-transition", "security.transitionToAuth", "true", false, false },
		{ "drop-transition", "security.transitionToAuth", "", true, false },
		{ "ensure-bindIp", "net.bindIp", "", false, false },
		{ "upgrade", "", "", false, true },
	};
	struct with drop = with;
	drop.transform = transform_find(STR("drop-transition"));
	struct operation back = { .path = STR("security.transitionToAuth"), .unset = true, .change = apply, .with = &drop };
	unsigned count = sizeof rows / sizeof *rows, only = fuzz_throw(dice, count);
	for (unsigned i = 0; i < count; i++) {
		/* Of a large file one is enough: each reads it a dozen times. */
		if (text.len > LARGE && i != only)
			continue;
		with.transform = transform_find(str_of(rows[i].name));
		struct operation operation = {
			.path = str_of(rows[i].path), .value = str_of(rows[i].value), .unset = rows[i].unset, .many = rows[i].many,
			.change = apply, .with = &with, .inverse = i == 1 ? &back : NULL,
		};
		hold(text, &operation, rows[i].name);
	}
}

/* ---- fixes ---- */

struct patient {
	struct arena *arena;
	struct str text;
	struct target target;
};

static void judge(void *context, const struct fixing_text *texts, uint32_t count, struct judgement *judgement)
{
	const struct patient *patient = context;
	struct arena *arena = patient->arena;
	struct source *source = arena_alloc(arena, sizeof *source);
	struct config *config = arena_alloc(arena, sizeof *config);
	const struct config **configs = arena_alloc(arena, sizeof *configs);
	struct sink *sink = arena_alloc(arena, sizeof *sink);
	bool *selected = arena_array(arena, rule_count, sizeof *selected);
	struct fleet fleet = { 0 };
	*sink = (struct sink)SINK_INIT(arena);
	source_init(arena, "mongod.conf", count ? texts[0].text : patient->text, source);
	config_read(arena, source, &patient->target, config);
	for (unsigned i = 0; i < rule_count; i++)
		selected[i] = !rule_table[i]->off;
	configs[0] = config;
	rules_run(&(struct lint){ .arena = arena, .sink = sink, .fleet = &fleet, .server = patient->target.server }, selected, configs, 1);
	sink_sort(sink);
	fingerprint_sink(sink);
	*judgement = (struct judgement){ .sink = sink, .configs = configs, .count = 1 };
}

static bool is_wanted(const void *context, const struct diag *diag)
{
	(void)context;
	return diag->fix != NULL;
}

static struct str fix(struct arena *arena, struct patient *patient, bool unsafe)
{
	static const char *const names[] = { "mongod.conf" };
	struct fixing fixing = { .arena = arena, .names = names, .name_count = 1, .unsafe = unsafe, .wanted = is_wanted, .judge = judge,
				 .context = patient };
	fixing_run(&fixing);
	FUZZ_HOLDS(!fixing.stuck, "fixes go round in circles: %s", fixing.stuck);
	const struct fixing_file *file = &fixing.files[0];
	FUZZ_HOLDS(str_eq(edits_splice(&file->edits, patient->text), file->now->text), "the edits don't make the result");
	struct err err = ERR_INIT(arena);
	struct yaml yaml;
	yaml_read(arena, file->now, &yaml);
	FUZZ_HOLDS(!file->edits.count || file->config->format == CONFIG_INI || yaml_editable(&yaml, &err),
		   "the result can't be read: %s\n%.*s", err.text, STR_ARG(file->now->text));
	for (uint32_t i = 0; i < fixing.last.sink->count; i++)
		fixing_reason(&fixing, fixing.last.sink->at[i]);
	return file->now->text;
}

/* A large file is judged too often for that. */
static void try_fixes(struct fuzz_dice *dice, struct str text)
{
	struct arena arena = ARENA_INIT;
	struct patient patient = { .arena = &arena, .text = text, .target = fuzz_target(dice) };
	bool unsafe = fuzz_throw(dice, 2);
	if (text.len <= LARGE / 4) {
		struct str once = fix(&arena, &patient, unsafe);
		patient.text = once;
		FUZZ_HOLDS(str_eq(fix(&arena, &patient, unsafe), once), "fixed twice is not fixed once:\n%.*s", STR_ARG(once));
	}
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct str text = fuzz_text(data, size);
	struct fuzz_dice dice = fuzz_dice(text);
	struct err err = ERR_INIT(&arena);
	struct source source;
	struct draft draft;
	source_init(&arena, "mongod.conf", text, &source);
	try_fixes(&dice, text);
	if (draft_open(&arena, &source, &draft, &err)) {
		struct entries entries = check_scalars(&arena, &draft.yaml.tree);
		null_edit(&draft, text, entries);
		try_options(&dice, text, entries);
		try_transforms(&dice, text);
	} else {
		FUZZ_HOLDS(err.kind == ERR_REFUSED && err.line, "a refusal without a place: %s", err_line(&err));
		fuzz_check_err(&err, &source);
	}
	arena_free(&arena);
	return 0;
}
