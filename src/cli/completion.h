/* completion: what a shell can offer for each place of a command line.
 *
 * Everything comes from the rows of verb_table: a verb's synopsis and a flag's argument say in a small language what
 * stands there, and `values` of the row where these words are not exact enough:
 *
 *     yaml|json        one of these words
 *     RULE             in capitals: one of a list (of rules, options, ...), a file, a folder, a commit of git; a word that
 *                      is none of these stands for free text, for which nothing is offered
 *     net.tls.mode     one of the words that this option takes
 *     RULE,...         several, with commas between; so does TRANSFORM[,TRANSFORM...]
 *     PATH...  [PATH]  of a synopsis: once or more; may be left out
 *     a B | c|d E...   of a synopsis: forms, told apart by the first word
 *
 * Who adds a verb, a flag or a row of a table need not know of this. The shells' scripts hold all words, so that they run
 * nothing, but git where a commit is asked for.
 *
 *     const struct completion_shell *shell = completion_shell_find("bash");
 *     shell->write(&out);
 *
 *     struct completion value = completion_flag(flag);
 *     struct completion_words words;
 *     completion_fill(arena, value.list, &words);
 */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include "cli/cli.h"

enum completion_source {
	COMPLETION_FREE,     /* nothing is known */
	COMPLETION_WORDS,
	COMPLETION_LIST,
	COMPLETION_FILES,
	COMPLETION_FOLDERS,
	COMPLETION_COMMITS,
};

struct completion_word {
	const char *word;    /* of letters, digits and ._- */
	const char *about;   /* a line, or NULL */
};

struct completion_words {
	struct arena *arena;
	struct completion_word *at;
	uint32_t count, room;
};

struct completion_list {
	const char *name;    /* "RULE" */
	const char *title;   /* "rule", for people */
	bool assigned;       /* each word is followed by = and a value */
	void (*fill)(struct completion_words *words);
};

/* What may stand in one place. */
struct completion {
	enum completion_source source;
	struct str words;                    /* WORDS: "yaml|json" */
	const struct completion_list *list;  /* LIST */
	bool commas;                         /* several of them, with commas between */
	bool repeats;
};

/* What may stand at an argument's place after a verb: `at` arguments, the first of which is one of `first`, stand before it. */
enum { COMPLETION_PLACES = 4, COMPLETION_CASES = 16 };
struct completion_case {
	uint32_t at;
	bool further;        /* here, and wherever no other case says */
	struct str first;    /* "status|plan"; empty: whatever it is */
	struct completion places[COMPLETION_PLACES];
	uint32_t count;
};

/* The lists; one without a name ends them. */
extern const struct completion_list completion_lists[];

struct completion completion_flag(const struct flag *flag);
bool completion_takes_value(const struct flag *flag);  /* in the next word, if not behind = */

/* The cases of a verb, in the order in which they are to be looked at; how many. */
uint32_t completion_cases(const struct verb *verb, struct completion_case cases[COMPLETION_CASES]);

/* The words of a list. */
void completion_fill(struct arena *arena, const struct completion_list *list, struct completion_words *words);

/* Those of WORDS with blanks between: "yaml json". */
const char *completion_blanks(struct arena *arena, const struct completion *completion);

/* A list's name as part of a function's: "OPTION_VALUE". */
const char *completion_function(struct arena *arena, const struct completion_list *list);

/* The first lines of every script: what it is. */
void completion_head(struct buf *out, const char *shell);

struct completion_shell {
	const char *name;    /* "bash" */
	void (*write)(struct buf *out);
};
extern const struct completion_shell completion_shells[];
extern const unsigned completion_shell_count;

void completion_bash(struct buf *out);
void completion_zsh(struct buf *out);
void completion_fish(struct buf *out);

#endif
