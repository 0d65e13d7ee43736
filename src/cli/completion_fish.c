/* The script for fish, from 3.0 on. */

#include "cli/completion.h"

static const char helpers[] =
	"# The verb, and behind it the arguments that stand before the cursor; flags and their values are left out.\n"
	"function __mongoconf_line\n"
	"\tset -l words (commandline -opc)\n"
	"\tset -l skip no\n"
	"\tset -l ended no\n"
	"\tset -e words[1]\n"
	"\tfor i in (seq (count $words))\n"
	"\t\tif test $skip = yes\n"
	"\t\t\tset skip no\n"
	"\t\telse if test $ended = yes; or not string match -q -- '-?*' $words[$i]\n"
	"\t\t\techo -- $words[$i]\n"
	"\t\telse if test $words[$i] = --\n"
	"\t\t\tset ended yes\n"
	"\t\telse if __mongoconf_takes_value $words[1] $words[$i]\n"
	"\t\t\tset skip yes\n"
	"\t\tend\n"
	"\tend\n"
	"end\n"
	"\n"
	"function __mongoconf_verb\n"
	"\tset -l line (__mongoconf_line)\n"
	"\ttest (count $line) -gt 0; and test $line[1] = $argv[1]\n"
	"end\n"
	"\n"
	"# VERB AT [FIRST...]: do so many arguments stand behind the verb (more of them too, where it ends in +), of which the first\n"
	"# is one of these?\n"
	"function __mongoconf_at\n"
	"\tset -l line (__mongoconf_line)\n"
	"\tset -l at (math (count $line) - 1)\n"
	"\tset -l wanted (string replace + '' $argv[2])\n"
	"\ttest $at -ge 0; and test $line[1] = $argv[1]; or return 1\n"
	"\ttest $at -eq $wanted; or begin\n"
	"\t\ttest $at -gt $wanted; and string match -q '*+' $argv[2]\n"
	"\tend; or return 1\n"
	"\ttest (count $argv) -eq 2; or contains -- $line[2] $argv[3..-1]\n"
	"end\n"
	"\n"
	"# Several words with commas between: those that are not there yet, behind what is.\n"
	"function __mongoconf_commas\n"
	"\tset -l typed (string replace -r '^--[^=]*=' '' -- (commandline -ct))\n"
	"\tset -l before (string match -r '.*,' -- $typed)\n"
	"\tset -l taken (string split , -- $before)\n"
	"\tfor word in $argv\n"
	"\t\tcontains -- (string split -m 1 \\t -- $word)[1] $taken; or echo -- \"$before$word\"\n"
	"\tend\n"
	"end\n"
	"\n"
	"function __mongoconf_assigned\n"
	"\tstring replace -r '(\\t|$)' '=$1' -- $argv\n"
	"end\n"
	"\n"
	"function __mongoconf_commits\n"
	"\techo HEAD\n"
	"\tgit for-each-ref '--format=%(refname:short)' refs/heads refs/tags refs/remotes 2>/dev/null\n"
	"end\n"
	"\n";

static void put_quoted(struct buf *out, const char *text)
{
	buf_char(out, '\'');
	for (; *text; text++)
		buf_printf(out, *text == '\'' || *text == '\\' ? "\\%c" : "%c", *text);
	buf_char(out, '\'');
}

/* A function that calls its arguments with all words, each with a tab and what it is where that is known. */
static void put_list(struct buf *out, const struct completion_list *list)
{
	struct completion_words words;
	completion_fill(out->arena, list, &words);
	buf_printf(out, "function __mongoconf_%s\n\t$argv", completion_function(out->arena, list));
	for (uint32_t i = 0; i < words.count; i++) {
		const struct completion_word *word = &words.at[i];
		buf_printf(out, word->about ? " \\\n\t\t%s\\t" : " \\\n\t\t%s", word->word);
		if (word->about)
			put_quoted(out, word->about);
	}
	buf_text(out, "\nend\n\n");
}

/* Which flags take the next word. */
static void put_takes_value(struct buf *out)
{
	buf_text(out, "function __mongoconf_takes_value\n\tswitch \"$argv\"\n\t\tcase");
	for (unsigned i = 0; i < verb_count; i++)
		for (const struct flag *const *list = verb_table[i].flags; *list; list++)
			for (const struct flag *flag = *list; flag->name; flag++)
				if (completion_takes_value(flag))
					buf_printf(out, " \\\n\t\t\t'%s --%s'", verb_table[i].name, flag->name);
	buf_text(out, "\n\t\t\treturn 0\n\tend\n\treturn 1\nend\n\n");
}

/* What follows -a, or -F where files may stand there. */
static void put_offer(struct buf *out, const struct completion *completion)
{
	const char *helper = completion->list && completion->list->assigned ? "__mongoconf_assigned"
			   : completion->commas ? "__mongoconf_commas" : "printf %s\\\\n";
	switch (completion->source) {
	case COMPLETION_WORDS:
		buf_printf(out, completion->commas ? " -a '(__mongoconf_commas %s)'" : " -a '%s'",
			   completion_blanks(out->arena, completion));
		break;
	case COMPLETION_LIST:
		buf_printf(out, " -a '(__mongoconf_%s %s)'", completion_function(out->arena, completion->list), helper);
		break;
	case COMPLETION_FILES:
		buf_text(out, " -F");
		break;
	case COMPLETION_FOLDERS:
		buf_text(out, " -a '(__fish_complete_directories)'");
		break;
	case COMPLETION_COMMITS:
		buf_text(out, " -a '(__mongoconf_commits)'");
		break;
	case COMPLETION_FREE:
		break;
	}
}

static void put_flag(struct buf *out, const struct verb *verb, const struct flag *flag)
{
	buf_printf(out, "complete -c mongoconf -n '__mongoconf_verb %s' -l %s", verb->name, flag->name);
	if (completion_takes_value(flag)) {
		struct completion completion = completion_flag(flag);
		buf_text(out, completion.source == COMPLETION_FILES ? " -r" : " -x");
		put_offer(out, &completion);
	}
	buf_text(out, " -d ");
	put_quoted(out, flag->help);
	buf_char(out, '\n');
}

static void put_case(struct buf *out, const struct verb *verb, const struct completion_case *one)
{
	for (uint32_t i = 0; i < one->count; i++) {
		struct str rest = one->first, word;
		buf_printf(out, "complete -c mongoconf -n '__mongoconf_at %s %u%s", verb->name, one->at, one->further ? "+" : "");
		while (rest.len && str_split(&rest, '|', &word))
			buf_printf(out, " %.*s", STR_ARG(word));
		buf_char(out, '\'');
		put_offer(out, &one->places[i]);
		buf_char(out, '\n');
	}
}

static void put_verb(struct buf *out, const struct verb *verb)
{
	struct completion_case cases[COMPLETION_CASES];
	uint32_t count = completion_cases(verb, cases);
	buf_printf(out, "\ncomplete -c mongoconf -n __mongoconf_starts -a %s -d ", verb->name);
	put_quoted(out, verb->title);
	buf_printf(out, "\ncomplete -c mongoconf -n '__mongoconf_at help 0' -a %s\n", verb->name);
	for (const struct flag *const *list = verb->flags; *list; list++)
		for (const struct flag *flag = *list; flag->name; flag++)
			put_flag(out, verb, flag);
	for (uint32_t i = 0; i < count; i++)
		put_case(out, verb, &cases[i]);
}

void completion_fish(struct buf *out)
{
	completion_head(out, "fish");
	buf_char(out, '\n');
	buf_text(out, helpers);
	put_takes_value(out);
	for (const struct completion_list *list = completion_lists; list->name; list++)
		put_list(out, list);
	buf_text(out, "# Files only where one may stand.\ncomplete -c mongoconf -f\n\n"
		      "function __mongoconf_starts\n\ttest (count (commandline -opc)) -eq 1\nend\n\n"
		      "complete -c mongoconf -n __mongoconf_starts -l help -d 'what there is'\n"
		      "complete -c mongoconf -n __mongoconf_starts -l version -d 'the version'\n"
		      "complete -c mongoconf -n __mongoconf_starts -a help -d 'tell more about a verb'\n");
	for (unsigned i = 0; i < verb_count; i++)
		put_verb(out, &verb_table[i]);
}
