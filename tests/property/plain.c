/* Plain configs, which are edited by the server's reading and read again by that of the libraries (config/edit.h): over every
 * file of fixtures/, and changes of it, the one is what the other is. MONGOCONF_VALGRIND takes a few of the files only. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "config/edit.h"
#include "fixtures.h"

static struct arena arena = ARENA_INIT;

static void teardown(void)
{
	arena_free(&arena);
}

TestSuite(plain, .fini = teardown);

static bool same_span(struct span a, struct span b)
{
	return a.at == b.at && a.len == b.len;
}

static bool same_typed(const struct setting *a, const struct setting *b)
{
	bool refused = a->refusal || b->refusal;
	if (refused)
		return a->refusal && b->refusal && !strcmp(a->refusal, b->refusal);
	return a->type == b->type && a->typed.flag == b->typed.flag && a->typed.integer == b->typed.integer &&
	       memcmp(&a->typed.real, &b->typed.real, sizeof a->typed.real) == 0;
}

static bool same_setting(const struct setting *a, const struct setting *b)
{
	if (a->item_count != b->item_count)
		return false;
	for (uint32_t i = 0; i < a->item_count; i++)
		if (!str_eq(a->items[i], b->items[i]))
			return false;
	return a->option == b->option && str_eq(a->path, b->path) && str_eq(a->name, b->name) && a->kind == b->kind &&
	       str_eq(a->text, b->text) && same_typed(a, b) && a->node == b->node && same_span(a->key, b->key) &&
	       same_span(a->value, b->value) && a->null == b->null && a->entry == b->entry && a->nested == b->nested;
}

/* What two readings of one text have not in common; NULL: nothing. */
static const char *difference(const struct config *a, const struct config *b)
{
	uint32_t at;
	if (a->format != b->format || a->marks != b->marks || a->flooded != b->flooded || a->opaque != b->opaque)
		return "the format";
	if (memcmp(&a->target.server, &b->target.server, sizeof a->target.server) || a->target.binary != b->target.binary ||
	    a->target.platform != b->target.platform)
		return "the server";
	if (!tree_same(a->tree, b->tree, &at))
		return "the tree";
	if (a->count != b->count)
		return "how many settings there are";
	for (uint32_t i = 0; i < a->count; i++)
		if (!same_setting(&a->settings[i], &b->settings[i]))
			return arena_printf(&arena, "the setting %.*s", STR_ARG(a->settings[i].path));
	return NULL;
}

struct tally {
	uint32_t plain, read;   /* drafts that were opened, and changes of them that were read so */
};

static const struct change {
	const char *path, *value;   /* NULL: unset */
} changes[] = {
	{ "security.transitionToAuth", "true" }, { "security.keyFile", "/etc/mongodb/key file" }, { "zzz", "1" },
	{ "net.bindIp", "localhost,::1" }, { "net.port", "" }, { "replication.replSetName", "rs: 0 #1" },
	{ "replication.replSetName", "[rs0]" }, { "setParameter.x", "-1" }, { "systemLog.path", "null" }, { "sharding.configDB", "a/b:1" },
	{ "alpha.beta.gamma", "it's" }, { "alpha.value", "%x" }, { "storage.dbPath", "{% x %}" }, { "security.keyFile", NULL },
	{ "storage.dbPath", NULL }, { "net.bindIp", NULL }, { "processManagement.fork", NULL }, { "replication.replSetName", NULL },
};

static void read_twice(const char *name, const struct draft *draft, struct arena *scratch, struct tally *tally)
{
	struct config plain, read;
	if (!draft_changed(draft) || !config_read_plain(draft, NULL, &plain))
		return;
	config_read(scratch, &draft->now, NULL, &read);
	const char *what = difference(&plain, &read);
	cr_expect_null(what, "%s: %s differs\n%.*s", name, what, STR_ARG(draft->now.text));
	tally->read++;
}

static void try_text(const char *name, struct str text, struct tally *tally)
{
	for (unsigned i = 0; i < sizeof changes / sizeof *changes; i++) {
		struct arena scratch = ARENA_INIT;
		struct err err = ERR_INIT(&scratch);
		struct source source;
		struct config config;
		struct draft draft;
		source_init(&scratch, name, text, &source);
		config_read(&scratch, &source, NULL, &config);
		bool plain = config_draft_plain(&config, &draft);
		if (plain) {
			const struct change *change = &changes[i], *next = &changes[(i + 1) % (sizeof changes / sizeof *changes)];
			struct str value = str_of(change->value);
			bool done = change->value ? draft_set(&draft, str_of(change->path), value, &err)
						  : draft_unset(&draft, str_of(change->path), &err);
			if (done)
				read_twice(name, &draft, &scratch, tally);
			/* One step upon the other. */
			if (done && next->value && draft_set(&draft, str_of(next->path), str_of(next->value), &err))
				read_twice(name, &draft, &scratch, tally);
		}
		tally->plain += plain;
		arena_free(&scratch);
	}
}

static struct tally try_files(struct str (*mutate)(struct arena *, struct str))
{
	struct tally tally = { 0 };
	struct files files = fixtures(&arena);
	bool slow = getenv("MONGOCONF_VALGRIND") != NULL;
	for (uint32_t i = 0; i < files.count; i += slow ? 16 : 1) {
		struct arena scratch = ARENA_INIT;
		struct err err = ERR_INIT(&scratch);
		struct source source;
		cr_assert(source_read(&scratch, files.at[i], &source, &err), "%s", files.at[i]);
		if (source.text.len < 100000)
			try_text(files.at[i], mutate ? mutate(&scratch, source.text) : source.text, &tally);
		arena_free(&scratch);
	}
	return tally;
}

Test(plain, the_libraries_reading_is_the_servers)
{
	struct tally tally = try_files(NULL);
	cr_expect_gt(tally.plain, 100, "%u", tally.plain);
	cr_expect_gt(tally.read, tally.plain / 2, "%u of %u", tally.read, tally.plain);
}

Test(plain, also_of_changed_files)
{
	for (unsigned i = 0; i < mutation_count; i++)
		try_files(mutations[i].change);
}

/* Each byte that can stand somewhere in a line, at each of eight places. */
Test(plain, bytes)
{
	for (int byte = 1; byte < 256; byte++) {
		for (int place = 0; place < 9; place++) {
			char text[] = "net:\n  port: 1\n# abcdefghi\n";
			struct source source;
			struct config config;
			struct draft draft;
			text[sizeof text - 11 + place] = (char)byte;
			source_init(&arena, "mongod.conf", str_of(text), &source);
			config_read(&arena, &source, NULL, &config);
			bool plain = (byte >= ' ' && byte <= '~') || (byte == '\n' && place == 8) || (byte == '\r' && place == 8);
			if (byte != '\n')
				cr_expect_eq(config_draft_plain(&config, &draft), plain, "0x%02x at %d", (unsigned)byte, place);
		}
	}
}

/* An edited line that is not plain is left to the server's own reading. */
Test(plain, no_other_lines)
{
	static const struct {
		const char *value;
		bool plain;
	} values[] = {
		{ "rs0", true }, { "rs 0", true }, { "a: b", true }, { "it's", false }, { "{% x %}", true }, { "caf\xc3\xa9", false },
		{ "a\nb", false },
	};
	for (unsigned i = 0; i < sizeof values / sizeof *values; i++) {
		struct err err = ERR_INIT(&arena);
		struct source source;
		struct config config, after;
		struct draft draft;
		source_init(&arena, "mongod.conf", STR("net:\n  port: 1\nreplication:\n  oplogSizeMB: 1\n"), &source);
		config_read(&arena, &source, NULL, &config);
		cr_assert(config_draft_plain(&config, &draft));
		if (!draft_set(&draft, STR("replication.replSetName"), str_of(values[i].value), &err))
			continue;
		cr_expect_eq(config_read_plain(&draft, NULL, &after), values[i].plain, "%s", values[i].value);
	}
}
