/* The journal of a rewrite and the pointers to it: input from a disk, which says what is renamed. The bytes as they are, and
 * with the last line that fits them, which nobody guesses. */
#include "fuzz.h"

#include "save/journal.h"

static void check_name(const char *name)
{
	FUZZ_HOLDS(name && *name && !strchr(name, '/') && strcmp(name, ".") && strcmp(name, ".."), "a name that leads elsewhere: %s",
		   name ? name : "none");
}

/* What is believed says so again when it is written. */
static void read_journal(struct arena *arena, struct str text)
{
	struct journal journal, again;
	struct err err = ERR_INIT(arena);
	if (!journal_parse(arena, text, "/d/.mongoconf-0123456789abcdef.commit", &journal, &err)) {
		fuzz_check_err(&err, NULL);
		return;
	}
	FUZZ_HOLDS(journal.count && strlen(journal.tx) <= TX_DIGITS, "a journal of no file, or of a long transaction");
	for (uint32_t i = 0; i < journal.count; i++) {
		const struct entry *entry = &journal.at[i];
		check_name(entry->name);
		if (entry->backup)
			check_name(entry->backup);
		FUZZ_HOLDS(!entry->folder_path || *entry->folder_path == '/', "a folder that depends on where we are");
	}
	if (strlen(journal.tx) < TX_DIGITS)
		return;
	struct str written = journal_text(arena, &journal);
	FUZZ_HOLDS(journal_parse(arena, written, "again", &again, &err), "what was written can't be read:\n%.*s", STR_ARG(written));
	FUZZ_HOLDS(again.count == journal.count && str_eq(journal_text(arena, &again), written), "it became another:\n%.*s",
		   STR_ARG(written));
}

static void read_see(struct arena *arena, struct str text)
{
	struct see see, again;
	if (!journal_see_parse(arena, text, &see))
		return;
	FUZZ_HOLDS(see.home && *see.home == '/', "a home that depends on where we are");
	struct folder home = { .path = see.home, .ino = see.ino };
	struct str written = journal_see_text(arena, &home);
	FUZZ_HOLDS(journal_see_parse(arena, written, &again) && again.ino == see.ino && !strcmp(again.home, see.home),
		   "it became another:\n%.*s", STR_ARG(written));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct str text = fuzz_text(data, size);
	unsigned char digest[DIGEST_SIZE];
	char hex[2 * DIGEST_SIZE + 1];
	digest_sha256(text, digest);
	digest_hex(digest, 2 * DIGEST_SIZE, hex);
	struct str ended = str_format(&arena, "%.*send %s\n", STR_ARG(text), hex);
	/* printf ends at the first NUL. */
	if (ended.len != text.len + 4 + 2 * DIGEST_SIZE + 1)
		ended = text;
	const struct str texts[] = { text, ended };
	for (unsigned i = 0; i < 2; i++) {
		read_journal(&arena, texts[i]);
		read_see(&arena, texts[i]);
	}
	arena_free(&arena);
	return 0;
}
