/* The script for zsh: a file for its fpath, that can be read with `source` as well. */

#include "cli/completion.h"

static const char helpers[] =
	"_mongoconf_commits() {\n"
	"\tlocal -a names=(HEAD ${(f)\"$(_call_program commits git for-each-ref '--format=%\\(refname:short\\)' refs/heads refs/tags refs/remotes 2>/dev/null)\"})\n"
	"\tlocal expl\n"
	"\t_wanted commits expl commit compadd \"$@\" -a names\n"
	"}\n"
	"\n"
	"# All of these at once.\n"
	"_mongoconf_any() {\n"
	"\tlocal one ret=1\n"
	"\tfor one; do\n"
	"\t\t$=one && ret=0\n"
	"\tdone\n"
	"\treturn ret\n"
	"}\n";

static const char begin[] =
	"_mongoconf() {\n"
	"\tlocal curcontext=$curcontext state verb=$words[2] ret=1\n"
	"\tlocal -a line\n"
	"\tlocal -A opt_args\n"
	"\tif (( CURRENT == 2 )) || [[ $verb == help ]]; then\n"
	"\t\t(( CURRENT > 3 )) && return 1\n"
	"\t\t_mongoconf_verbs\n"
	"\t\treturn\n"
	"\tfi\n"
	"\tcurcontext=${curcontext%:*:*}:mongoconf-$verb:\n"
	"\tshift words\n"
	"\t(( CURRENT-- ))\n"
	"\tcase $verb in\n";

static const char end[] =
	"\tesac\n"
	"\treturn ret\n"
	"}\n"
	"\n"
	"# Loaded by the completion system, or read by `source`.\n"
	"if [[ $funcstack[1] == _mongoconf ]]; then\n"
	"\t_mongoconf \"$@\"\n"
	"elif (( $+functions[compdef] )); then\n"
	"\tcompdef _mongoconf mongoconf\n"
	"fi\n";

/* In single quotes; with a backslash before each of `special`. */
static void put_quoted(struct buf *out, const char *text, const char *special)
{
	for (; *text; text++) {
		if (*text == '\'')
			buf_text(out, "'\\''");
		else if (strchr(special, *text))
			buf_printf(out, "\\%c", *text);
		else
			buf_char(out, *text);
	}
}

/* "word:what it is", as _describe takes it. */
static void put_described(struct buf *out, const char *word, const char *about)
{
	buf_text(out, "\t\t'");
	put_quoted(out, word, ":\\");
	if (about) {
		buf_char(out, ':');
		put_quoted(out, about, "\\");
	}
	buf_text(out, "'\n");
}

static void put_list(struct buf *out, const struct completion_list *list)
{
	struct completion_words words;
	completion_fill(out->arena, list, &words);
	buf_printf(out, "\n_mongoconf_%s() {\n\tlocal -a names=(\n", completion_function(out->arena, list));
	for (uint32_t i = 0; i < words.count; i++)
		put_described(out, words.at[i].word, words.at[i].about);
	buf_printf(out, "\t)\n\t_describe -t names '%s' names \"$@\"%s\n}\n", list->title, list->assigned ? " -S =" : "");
}

static void put_verbs(struct buf *out)
{
	buf_text(out, "\n_mongoconf_verbs() {\n\tlocal -a verbs=(\n");
	put_described(out, "help", "tell more about a verb");
	for (unsigned i = 0; i < verb_count; i++)
		put_described(out, verb_table[i].name, verb_table[i].title);
	buf_text(out, "\t) flags=(--help --version)\n"
		      "\t_describe -t verbs verb verbs\n\t[[ $PREFIX != -* ]] || compadd -a flags\n}\n\n");
}

/* A command that adds what may stand there. */
static void put_command(struct buf *out, const struct completion *completion)
{
	const char *before = completion->commas ? "_sequence " : "";
	switch (completion->source) {
	case COMPLETION_WORDS:
		buf_printf(out, "%scompadd - %s", before, completion_blanks(out->arena, completion));
		break;
	case COMPLETION_LIST:
		buf_printf(out, "%s_mongoconf_%s", before, completion_function(out->arena, completion->list));
		break;
	case COMPLETION_FILES:
		buf_text(out, "_files");
		break;
	case COMPLETION_FOLDERS:
		buf_text(out, "_files -/");
		break;
	case COMPLETION_COMMITS:
		buf_text(out, "_mongoconf_commits");
		break;
	case COMPLETION_FREE:
		break;
	}
}

/* The same as what _arguments wants behind the last colon. */
static void put_action(struct buf *out, const struct completion *completion)
{
	if (completion->source == COMPLETION_WORDS && !completion->commas)
		buf_printf(out, "(%s)", completion_blanks(out->arena, completion));
	else
		put_command(out, completion);
}

/* '*--inventory=[help]:FILE:_files' */
static void put_flag(struct buf *out, const struct flag *flag)
{
	struct completion completion = completion_takes_value(flag) ? completion_flag(flag) : (struct completion){ 0 };
	buf_printf(out, "\t\t\t'%s--%s", flag->kind == FLAG_WORDS ? "*" : "", flag->name);
	buf_text(out, flag->kind == FLAG_BOOL ? "[" : flag->kind == FLAG_MAYBE ? "=-[" : "=[");
	put_quoted(out, flag->help, "[]\\");
	buf_char(out, ']');
	if (flag->kind != FLAG_BOOL) {
		buf_text(out, flag->kind == FLAG_MAYBE ? "::" : ":");
		put_quoted(out, flag->argument, ":\\");
		buf_char(out, ':');
		put_action(out, &completion);
		buf_text(out, completion.source == COMPLETION_FREE ? " " : "");
	}
	buf_text(out, "' \\\n");
}

/* '1:argument:(check create)'; where it depends on the first argument, that is asked afterwards. */
static void put_argument(struct buf *out, const struct completion_case *one)
{
	if (one->further)
		buf_text(out, "\t\t\t'*:argument:");
	else
		buf_printf(out, "\t\t\t'%u:argument:", one->at + 1);
	if (one->first.len) {
		buf_printf(out, "->argument-%u", one->at);
	} else if (one->count == 1) {
		put_action(out, &one->places[0]);
	} else {
		buf_text(out, " _mongoconf_any");
		for (uint32_t i = 0; i < one->count; i++) {
			buf_text(out, " \"");
			put_command(out, &one->places[i]);
			buf_char(out, '"');
		}
	}
	buf_text(out, "' \\\n");
}

static void put_verb(struct buf *out, const struct verb *verb)
{
	struct completion_case cases[COMPLETION_CASES];
	uint32_t count = completion_cases(verb, cases);
	buf_printf(out, "\t%s)\n\t\t_arguments -C -S \\\n", verb->name);
	for (const struct flag *const *list = verb->flags; *list; list++)
		for (const struct flag *flag = *list; flag->name; flag++)
			put_flag(out, flag);
	for (uint32_t i = 0; i < count; i++)
		put_argument(out, &cases[i]);
	buf_text(out, "\t\t\t&& ret=0\n\t\t;;\n");
}

/* What depends on the first argument: "rollout argument-1 status". */
static void put_states(struct buf *out, const struct verb *verb)
{
	struct completion_case cases[COMPLETION_CASES];
	uint32_t count = completion_cases(verb, cases);
	for (uint32_t i = 0; i < count; i++) {
		if (!cases[i].first.len)
			continue;
		buf_printf(out, "\t\"%s argument-%u \"(%.*s))", verb->name, cases[i].at, STR_ARG(cases[i].first));
		for (uint32_t k = 0; k < cases[i].count; k++) {
			buf_char(out, ' ');
			put_command(out, &cases[i].places[k]);
			buf_text(out, " && ret=0;");
		}
		buf_text(out, ";\n");
	}
}

void completion_zsh(struct buf *out)
{
	buf_text(out, "#compdef mongoconf\n");
	completion_head(out, "zsh");
	buf_char(out, '\n');
	buf_text(out, helpers);
	for (const struct completion_list *list = completion_lists; list->name; list++)
		put_list(out, list);
	put_verbs(out);
	buf_text(out, begin);
	for (unsigned i = 0; i < verb_count; i++)
		put_verb(out, &verb_table[i]);
	buf_text(out, "\tesac\n\tcase \"$verb $state $line[1]\" in\n");
	for (unsigned i = 0; i < verb_count; i++)
		put_states(out, &verb_table[i]);
	buf_text(out, end);
}
