/* Patterns and globs of a project file, against paths: the first line is the pattern, each other one a path. */
#include "fuzz.h"

#include "base/regex.h"

static void match(struct arena *arena, const struct regex *regex, struct str path, bool glob)
{
	static const char *const names[] = { "host", "set", "role", "port", "environment", "none" };
	enum { COUNT = sizeof names / sizeof *names };
	struct str values[COUNT];
	uint32_t at = 0, len = 0;
	bool found = regex_find(regex, path, 0, &at, &len);
	FUZZ_HOLDS(!found || (at <= path.len && len <= path.len - at), "a match of %u at %u in %u", len, at, path.len);
	FUZZ_HOLDS(!found || !glob || (at == 0 && len == path.len), "a glob that matches a part");
	if (regex_groups(regex, path, names, values, COUNT))
		for (unsigned i = 0; i < COUNT; i++)
			FUZZ_HOLDS(values[i].len <= path.len, "group %s of %u", names[i], values[i].len);
	/* What matches has a beginning that may go on to match. */
	for (uint32_t i = 0; found && glob && i <= path.len; i++)
		if (i < path.len && path.at[i] == '/')
			FUZZ_HOLDS(regex_may_begin(regex, str_sub(path, 0, i + 1)), "a folder of a match is passed by: %u", i);
	for (unsigned i = 0; regex_group_name(regex, i); i++)
		FUZZ_HOLDS(*regex_group_name(regex, i), "a group without a name");
	(void)arena;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct str rest = fuzz_text(data, size), pattern, path;
	if (!rest.len || !str_split(&rest, '\n', &pattern))
		pattern = STR("");
	for (unsigned glob = 0; glob < 2; glob++) {
		struct regex_error error = { 0 };
		struct regex *regex = glob ? regex_glob(&arena, pattern, &error) : regex_read(&arena, pattern, &error);
		FUZZ_HOLDS(regex || (error.reason && error.at <= pattern.len), "refused at %u of %u without a reason", error.at,
			   pattern.len);
		struct str paths = rest;
		for (unsigned i = 0; regex && i < 8 && paths.len && str_split(&paths, '\n', &path); i++)
			match(&arena, regex, path, glob);
	}
	arena_free(&arena);
	return 0;
}
