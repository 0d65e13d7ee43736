/* The script for bash, from 3.2 on, with the package bash-completion or without. */

#include "cli/completion.h"

static const char helpers[] =
	"# Each offers what begins as the word that is typed, $cur.\n"
	"__mongoconf_words() {\n"
	"\tlocal word\n"
	"\tfor word; do\n"
	"\t\tif [[ $word == \"$cur\"* ]]; then COMPREPLY+=(\"$word\"); fi\n"
	"\tdone\n"
	"}\n"
	"\n"
	"__mongoconf_commas() {\n"
	"\tlocal word done=\n"
	"\tif [[ $cur == *,* ]]; then done=${cur%,*},; fi\n"
	"\tfor word; do\n"
	"\t\tif [[ $done$word == \"$cur\"* && ,$done != *\",$word,\"* ]]; then COMPREPLY+=(\"$done$word\"); fi\n"
	"\tdone\n"
	"}\n"
	"\n"
	"__mongoconf_assigned() {\n"
	"\tlocal word\n"
	"\tfor word; do\n"
	"\t\tif [[ $word= == \"$cur\"* ]]; then\n"
	"\t\t\tCOMPREPLY+=(\"$word=\")\n"
	"\t\t\tcompopt -o nospace 2>/dev/null\n"
	"\t\tfi\n"
	"\tdone\n"
	"}\n"
	"\n"
	"# Where there is nothing else: files, or folders only; by readline itself, which knows quotes and ~, where it can.\n"
	"__mongoconf_files() {\n"
	"\tlocal word\n"
	"\tif [[ ${#COMPREPLY[@]} -gt 0 ]]; then return; fi\n"
	"\tif [[ $prefix == \"$kept\" ]] && compopt -o \"$1\" 2>/dev/null; then return; fi\n"
	"\twhile IFS= read -r word; do\n"
	"\t\tCOMPREPLY+=(\"$word\")\n"
	"\tdone < <(compgen -A \"$2\" -- \"$cur\")\n"
	"}\n"
	"\n"
	"__mongoconf_commits() {\n"
	"\tlocal word\n"
	"\twhile IFS= read -r word; do\n"
	"\t\t__mongoconf_words \"$word\"\n"
	"\tdone < <(echo HEAD; git for-each-ref '--format=%(refname:short)' refs/heads refs/tags refs/remotes 2>/dev/null)\n"
	"}\n";

static const char body[] =
	"_mongoconf() {\n"
	"\tlocal cur= prefix= kept= verb flag= first= ended= with= without= at=0 i\n"
	"\tlocal -a line=()\n"
	"\tCOMPREPLY=()\n"
	"\t# Readline takes words apart at = and :, and replaces only what is behind: $kept stays.\n"
	"\tfor ((i = 0; i <= COMP_CWORD; i++)); do\n"
	"\t\tif [[ $i -gt 1 && ( ${COMP_WORDS[i]} == [=:]* || ${COMP_WORDS[i - 1]} == [=:]* ) ]]; then\n"
	"\t\t\tkept=$cur\n"
	"\t\t\tcur=$cur${COMP_WORDS[i]}\n"
	"\t\t\tif [[ ${COMP_WORDS[i]} == [=:]* ]]; then kept=$cur; fi\n"
	"\t\t\tline[${#line[@]} - 1]=$cur\n"
	"\t\telse\n"
	"\t\t\tkept=\n"
	"\t\t\tcur=${COMP_WORDS[i]}\n"
	"\t\t\tline+=(\"$cur\")\n"
	"\t\tfi\n"
	"\tdone\n"
	"\tverb=${line[1]}\n"
	"\tif [[ ${#line[@]} -le 2 || $verb == help ]]; then\n"
	"\t\t__mongoconf_verbs\n"
	"\t\treturn\n"
	"\tfi\n"
	"\t__mongoconf_flags\n"
	"\tfor ((i = 2; i < ${#line[@]} - 1; i++)); do\n"
	"\t\tif [[ $flag ]]; then\n"
	"\t\t\tflag=\n"
	"\t\telif [[ $ended || ${line[i]} != -?* ]]; then\n"
	"\t\t\tfirst=${first:-${line[i]}}\n"
	"\t\t\t((++at))\n"
	"\t\telif [[ ${line[i]} == -- ]]; then\n"
	"\t\t\tended=yes\n"
	"\t\telif [[ \" $with \" == *\" ${line[i]} \"* ]]; then\n"
	"\t\t\tflag=${line[i]}\n"
	"\t\tfi\n"
	"\tdone\n"
	"\tif [[ ! $flag && ! $ended && $cur == --*=* ]]; then\n"
	"\t\tflag=${cur%%=*}\n"
	"\t\tprefix=$flag=\n"
	"\t\tcur=${cur#*=}\n"
	"\tfi\n"
	"\tif [[ $flag ]]; then\n"
	"\t\t__mongoconf_value\n"
	"\telif [[ ! $ended && $cur == -* ]]; then\n"
	"\t\t__mongoconf_words $with $without\n"
	"\telse\n"
	"\t\t__mongoconf_argument\n"
	"\tfi\n"
	"\tfor i in \"${!COMPREPLY[@]}\"; do\n"
	"\t\tCOMPREPLY[i]=$prefix${COMPREPLY[i]}\n"
	"\t\tCOMPREPLY[i]=${COMPREPLY[i]#\"$kept\"}\n"
	"\tdone\n"
	"}\n"
	"complete -F _mongoconf mongoconf\n";

/* The helper that offers the words of a place. */
static const char *helper(const struct completion *completion)
{
	return completion->list && completion->list->assigned ? "__mongoconf_assigned"
	     : completion->commas ? "__mongoconf_commas" : "__mongoconf_words";
}

static void put_call(struct buf *out, const struct completion *completion)
{
	switch (completion->source) {
	case COMPLETION_WORDS:
		buf_printf(out, "%s %s", helper(completion), completion_blanks(out->arena, completion));
		break;
	case COMPLETION_LIST:
		buf_printf(out, "__mongoconf_%s %s", completion_function(out->arena, completion->list), helper(completion));
		break;
	case COMPLETION_FILES:
		buf_text(out, "__mongoconf_files default file");
		break;
	case COMPLETION_FOLDERS:
		buf_text(out, "__mongoconf_files dirnames directory");
		break;
	case COMPLETION_COMMITS:
		buf_text(out, "__mongoconf_commits");
		break;
	case COMPLETION_FREE:
		break;
	}
}

static void put_lists(struct buf *out)
{
	for (const struct completion_list *list = completion_lists; list->name; list++) {
		struct completion_words words;
		completion_fill(out->arena, list, &words);
		buf_printf(out, "\n__mongoconf_%s() {\n\t\"$1\"", completion_function(out->arena, list));
		for (uint32_t i = 0; i < words.count; i++)
			buf_printf(out, "%s%s", i % 8 ? " " : " \\\n\t\t", words.at[i].word);
		buf_text(out, "\n}\n");
	}
}

static void put_verbs(struct buf *out)
{
	buf_text(out, "\n__mongoconf_verbs() {\n\tif [[ $cur == -* ]]; then\n\t\t__mongoconf_words --help --version\n"
		      "\telse\n\t\t__mongoconf_words help");
	for (unsigned i = 0; i < verb_count; i++)
		buf_printf(out, " %s", verb_table[i].name);
	buf_text(out, "\n\tfi\n}\n");
}

/* The flags of a verb with a value, or those without. */
static void put_flags_with(struct buf *out, const struct verb *verb, bool value)
{
	const char *before = "";
	for (const struct flag *const *list = verb->flags; *list; list++)
		for (const struct flag *flag = *list; flag->name; flag++)
			if (completion_takes_value(flag) == value) {
				buf_printf(out, "%s--%s", before, flag->name);
				before = " ";
			}
}

static void put_flags(struct buf *out)
{
	buf_text(out, "\n# The flags of the verb, with a value and without.\n__mongoconf_flags() {\n\tcase $verb in\n");
	for (unsigned i = 0; i < verb_count; i++) {
		buf_printf(out, "\t%s)\n\t\twith='", verb_table[i].name);
		put_flags_with(out, &verb_table[i], true);
		buf_text(out, "'\n\t\twithout='");
		put_flags_with(out, &verb_table[i], false);
		buf_text(out, "'\n\t\t;;\n");
	}
	buf_text(out, "\tesac\n}\n");
}

static void put_values(struct buf *out)
{
	buf_text(out, "\n# What may stand for the value of the flag.\n__mongoconf_value() {\n\tcase \"$verb $flag\" in\n");
	for (unsigned i = 0; i < verb_count; i++)
		for (const struct flag *const *list = verb_table[i].flags; *list; list++)
			for (const struct flag *flag = *list; flag->name; flag++) {
				struct completion completion = completion_flag(flag);
				if (!completion_takes_value(flag) || completion.source == COMPLETION_FREE)
					continue;
				buf_printf(out, "\t\"%s --%s\") ", verb_table[i].name, flag->name);
				put_call(out, &completion);
				buf_text(out, " ;;\n");
			}
	buf_text(out, "\tesac\n}\n");
}

/* The pattern of a case, for "$verb $at $first". */
static void put_pattern(struct buf *out, const struct verb *verb, const struct completion_case *one)
{
	const char *at = one->further ? "\"*\"" : arena_printf(out->arena, "%u", one->at);
	struct str rest = one->first, word;
	const char *before = "";
	if (!one->first.len) {
		buf_printf(out, "\"%s %s \"*", verb->name, at);
		return;
	}
	while (str_split(&rest, '|', &word)) {
		buf_printf(out, "%s\"%s %s %.*s\"", before, verb->name, at, STR_ARG(word));
		before = " | ";
	}
}

static void put_arguments(struct buf *out)
{
	buf_text(out, "\n# What may stand after so many arguments, of which this is the first.\n"
		      "__mongoconf_argument() {\n\tcase \"$verb $at $first\" in\n");
	for (unsigned i = 0; i < verb_count; i++) {
		struct completion_case cases[COMPLETION_CASES];
		uint32_t count = completion_cases(&verb_table[i], cases);
		for (uint32_t k = 0; k < count; k++) {
			buf_char(out, '\t');
			put_pattern(out, &verb_table[i], &cases[k]);
			buf_char(out, ')');
			for (uint32_t place = 0; place < cases[k].count; place++) {
				/* Of both options and files, the files are more where nothing is typed yet. */
				buf_text(out, place ? "; " : cases[k].count > 1 && cases[k].at ? " [[ ! $cur ]] || " : " ");
				put_call(out, &cases[k].places[place]);
			}
			buf_text(out, " ;;\n");
		}
	}
	buf_text(out, "\tesac\n}\n\n");
}

void completion_bash(struct buf *out)
{
	completion_head(out, "bash");
	buf_char(out, '\n');
	buf_text(out, helpers);
	put_lists(out);
	put_verbs(out);
	put_flags(out);
	put_values(out);
	put_arguments(out);
	buf_text(out, body);
}
