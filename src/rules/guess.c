#include "rules/guess.h"

#include "base/buf.h"

/* A guess costs a look at the whole table. */
enum { CANDIDATES = 8 };

unsigned guess_options(const struct config *config, struct str path, struct suggestion out[GUESSES])
{
	struct suggestion all[CANDIDATES];
	unsigned count = option_suggest(path, all, CANDIDATES), used = 0;
	for (unsigned i = 0; i < count && used < GUESSES; i++) {
		enum option_state state = option_state(all[i].option, &config->target);
		if (state == OPTION_FOREIGN || state == OPTION_REMOVED || state == OPTION_FUTURE)
			continue;
		out[used++] = all[i];
	}
	return used;
}

const char *guess_text(struct arena *arena, const struct suggestion *near, unsigned count)
{
	struct buf out = BUF_INIT(arena);
	static const char *const why[] = {
		[SUGGEST_CASE] = "names are case-sensitive",
		[SUGGEST_CLI_NAME] = "that is its name on the command line",
		[SUGGEST_PLACE] = "it belongs there",
		[SUGGEST_SPELLING] = NULL,
	};
	for (unsigned i = 0; i < count; i++) {
		buf_printf(&out, "%s%s", i == 0 ? "did you mean " : i + 1 == count ? " or " : ", ", near[i].option->path);
		if (near[i].value)
			buf_printf(&out, ": %s", near[i].value);
	}
	if (count)
		buf_char(&out, '?');
	if (count == 1 && why[near[0].why])
		buf_printf(&out, " (%s)", why[near[0].why]);
	return count ? buf_done(&out).at : NULL;
}
