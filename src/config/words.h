/* words: command lines that stand as text in a file, taken apart.
 *
 * A command line in an inventory went through several hands before it reaches mongod: YAML's quotes
 * and folds, the variables of Compose, a shell's quotes. A finding about a flag still has to point at the
 * flag. So a struct mapped is a text that knows for each of its bytes where it came from.
 *
 *     struct mapped text = mapped_node(arena, source, node);
 *     text = mapped_variables(arena, text, &variables);
 *     words_split(arena, text, WORDS_PLAIN, &words);
 *
 * What depends on a variable without a default is not known: the byte WORDS_UNKNOWN stands for it, and
 * every word that has one is not known either. WORDS_ARGUMENTS stands for a script's own arguments,
 * $@. All memory is the arena's; nothing fails.
 */
#ifndef CONFIG_WORDS_H
#define CONFIG_WORDS_H

#include "yaml/tree.h"

enum { WORDS_UNKNOWN = '\0', WORDS_ARGUMENTS = '\1' };

struct mapped {
	struct str text;
	const uint32_t *from;    /* offset in the source of each byte of `text`, or NULL: not known */
	struct span at;          /* all of it */
};

/* A word of a command line, after the shell or Compose has taken it apart. */
struct flag_word {
	struct mapped word;
	bool ends;               /* no word but the end of a shell's command: ; && || | & or a line's end */
};

struct flag_words {
	struct flag_word *at;
	uint32_t count, room;
};

/* A scalar, by its value. */
struct mapped mapped_node(struct arena *arena, const struct source *source, const struct node *node);

/* Bytes [from, to). */
struct mapped mapped_sub(struct mapped text, uint32_t from, uint32_t to);

/* The bytes of the source that `text` came from. */
struct span mapped_span(struct mapped text);

/* Is something in it not known? */
bool mapped_unknown(struct mapped text);
bool words_unknown(struct str text);

/* What is known of the environment that variables are filled in from. */
struct known_variable {
	struct str name, value;  /* the value WORDS_UNKNOWN: it has one, which is not known */
};

struct variables {
	struct known_variable *at;
	uint32_t count, room;
	bool more;               /* there are others that can't be seen: what is not listed may still have a value */
};

/* $NAME, ${NAME}, ${NAME:-default}, ${NAME:?error}, ${NAME:+instead}, $$ as Compose fills them in. Of a name that is not
 * listed a default is taken (but not where there are others); without one it is not known. NULL: none is listed. */
struct mapped mapped_variables(struct arena *arena, struct mapped text, const struct variables *variables);

enum words_by {
	WORDS_PLAIN,             /* blanks, quotes and backslashes alone, as Compose takes a command apart */
	WORDS_SHELL,             /* ends of commands too; variables are not known, redirections and comments left out */
};

void words_split(struct arena *arena, struct mapped text, enum words_by by, struct flag_words *words);

void words_add(struct arena *arena, struct flag_words *words, struct flag_word word);

#endif
