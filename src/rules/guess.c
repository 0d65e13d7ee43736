#include "rules/guess.h"

#include <string.h>

#include "base/buf.h"

/* A guess costs a look at the whole table, which is more than reading a config. Several rules ask for the same name, and one
 * mistake is mostly made in many files: so each thread remembers the last few names. */
enum { CANDIDATES = 8, NAMES = 8, NAME_MOST = 80 };

struct guessed {
	char name[NAME_MOST];
	uint32_t len;          /* 0: none */
	unsigned count;
	struct suggestion near[CANDIDATES];
};

static _Thread_local struct guessed guessed[NAMES];
static _Thread_local unsigned next_guessed;

static const struct guessed *find_guessed(struct str path)
{
	for (unsigned i = 0; i < NAMES; i++)
		if (guessed[i].len == path.len && path.len && !memcmp(guessed[i].name, path.at, path.len))
			return &guessed[i];
	return NULL;
}

static unsigned suggest(struct str path, struct suggestion out[CANDIDATES])
{
	const struct guessed *known = find_guessed(path);
	if (known) {
		memcpy(out, known->near, known->count * sizeof *out);
		return known->count;
	}
	unsigned count = option_suggest(path, out, CANDIDATES);
	if (path.len && path.len <= NAME_MOST) {
		struct guessed *place = &guessed[next_guessed++ % NAMES];
		memcpy(place->name, path.at, path.len);
		memcpy(place->near, out, count * sizeof *out);
		place->len = path.len;
		place->count = count;
	}
	return count;
}

unsigned guess_options(const struct config *config, struct str path, struct suggestion out[GUESSES])
{
	struct suggestion all[CANDIDATES];
	unsigned count = suggest(path, all), used = 0;
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
