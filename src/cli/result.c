#include "cli/result.h"

#include <string.h>

#include "save/transaction.h"
#include "text/diff.h"

bool result_flags_fit(struct cli *cli, uint32_t count, bool standard_input)
{
	const struct flags *flags = &cli->flags;
	bool printed = flags->to_stdout || standard_input;
	if (standard_input && count > 1)
		cli_usage(cli, "- (standard input) goes alone: its result is printed");
	else if (flags->to_stdout && count > 1)
		cli_usage(cli, "--stdout prints the result of one file, and these are %u", count);
	else if (flags->to_stdout && (flags->check || flags->diff))
		cli_usage(cli, "--stdout prints the result; it does not go with --check or --diff");
	else if (flags->backup_suffix && (!*flags->backup_suffix || strchr(flags->backup_suffix, '/')))
		cli_usage(cli, "--backup=%s: a suffix is put behind the file's name, such as .bak", flags->backup_suffix);
	else if (printed && flags->backup)
		cli_usage(cli, "--backup keeps the old file where one is written; here the result is printed");
	else
		return true;
	return false;
}

bool result_writes(const struct cli *cli, bool standard_input)
{
	return !cli->flags.check && !cli->flags.to_stdout && !standard_input;
}

bool result_prints(const struct cli *cli, bool standard_input)
{
	return cli->flags.to_stdout || (standard_input && !cli->flags.check);
}

bool result_write(struct cli *cli, const struct result *results, uint32_t count)
{
	struct replacement *all = arena_array(cli->arena, count, sizeof *all);
	for (uint32_t i = 0; i < count; i++)
		all[i] = (struct replacement){ results[i].path, results[i].id, results[i].old, results[i].text };
	struct err err = ERR_INIT(cli->arena);
	return cli_save(cli, cli->arena, all, count, &err);
}

/* For people: coloured by lines, and no mark at the end of each line of a CRLF file. */
static void paint(struct cli *cli, struct str rest)
{
	struct arena scratch = ARENA_INIT;
	struct buf out = BUF_INIT(&scratch);
	while (rest.len) {
		uint32_t end = str_find_char(rest, '\n', 0);
		struct str line = str_sub(rest, 0, end);
		line.len -= str_ends(line, "\r");
		bool header = str_starts(line, "---") || str_starts(line, "+++");
		enum term_role role = header ? TERM_PLACE : line.at[0] == '+' ? TERM_FIX
				    : line.at[0] == '-' ? TERM_ERROR : line.at[0] == '@' ? TERM_NOTE : TERM_PLAIN;
		term_paint(&out, true, role, line);
		buf_char(&out, '\n');
		rest = str_sub(rest, end + 1, rest.len);
	}
	cli_print(cli, buf_done(&out));
	arena_free(&scratch);
}

static void print_diff(struct cli *cli, const struct result *result)
{
	struct arena scratch = ARENA_INIT;
	struct buf diff = BUF_INIT(&scratch);
	struct source source;
	if (!result->edits->count)
		return;
	source_init(&scratch, result->name, result->old, &source);
	diff_unified(&diff, &source, result->edits);
	if (cli->color_out)
		paint(cli, buf_done(&diff));
	else
		cli_print(cli, buf_done(&diff));
	arena_free(&scratch);
}

void result_show(struct cli *cli, const struct result *result, bool standard_input)
{
	if (cli->flags.diff)
		print_diff(cli, result);
	else if (result_prints(cli, standard_input))
		cli_print(cli, result->text);
	if (cli->flags.check && result->edits->count)
		cli_raise(cli, 1);
}
