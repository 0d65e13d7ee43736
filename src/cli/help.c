#include "cli/cli.h"

#include <string.h>

static void put_flag(struct arena *arena, struct buf *out, const struct flag *flag)
{
	enum { COLUMN = 26 };
	const char *head = flag->kind == FLAG_BOOL ? arena_printf(arena, "  --%s", flag->name)
			 : flag->kind == FLAG_MAYBE ? arena_printf(arena, "  --%s[=%s]", flag->name, flag->argument)
			 : arena_printf(arena, "  --%s %s", flag->name, flag->argument);
	uint32_t len = (uint32_t)strlen(head);
	buf_text(out, head);
	if (len >= COLUMN) {
		buf_char(out, '\n');
		len = 0;
	}
	buf_wrap(out, flag->help, COLUMN, len);
}

static void put_overview(struct buf *out)
{
	buf_text(out, "usage: mongoconf VERB [FLAG...] [ARGUMENT...]\n\n"
		      "Lints and rewrites the config files of mongod and mongos.\n\n");
	for (unsigned i = 0; i < verb_count; i++) {
		buf_printf(out, "  %-11s", verb_table[i].name);
		buf_wrap(out, verb_table[i].title, 15, 13);
	}
	buf_text(out, "\n`mongoconf VERB --help` tells more, with an example; `mongoconf --version` is the version.\n"
		      "\nexit status: 0 done, 1 findings (or, with --check, files that would change),\n"
		      "2 wrong use, 3 an input can't be read, 4 a rewrite was refused or failed and no\n"
		      "file was changed, 5 an interrupted rewrite is pending (mongoconf recover), 70 a\n"
		      "bug in mongoconf\n");
}

struct str help_text(struct arena *arena, const struct verb *verb)
{
	struct buf out = BUF_INIT(arena);
	if (!verb) {
		put_overview(&out);
		return buf_done(&out);
	}
	buf_printf(&out, "usage: mongoconf %s [FLAG...]%s%s\n\n", verb->name, *verb->synopsis ? " " : "", verb->synopsis);
	buf_wrap(&out, verb->about, 0, 0);
	buf_char(&out, '\n');
	for (const struct flag *const *list = verb->flags; *list; list++)
		for (const struct flag *flag = *list; flag->name; flag++)
			put_flag(arena, &out, flag);
	buf_printf(&out, "\nexample: %s\n", verb->example);
	return buf_done(&out);
}
