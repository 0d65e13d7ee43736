#include "cli/cli.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"
#include "base/version.h"

void cli_raise(struct cli *cli, int status)
{
	if (status > cli->status)
		cli->status = status;
}

static void put_err(struct cli *cli, enum term_role role, const char *label, const char *text)
{
	struct buf line = BUF_INIT(cli->arena);
	buf_text(&line, "mongoconf: ");
	if (*label) {
		term_paint(&line, cli->color_err, role, str_of(label));
		buf_text(&line, ": ");
	}
	term_escape(&line, str_of(text));
	buf_char(&line, '\n');
	fflush(stdout);
	struct str all = buf_done(&line);
	fwrite(all.at, 1, all.len, stderr);
}

void cli_fail(struct cli *cli, const struct err *err)
{
	put_err(cli, TERM_ERROR, err->kind == ERR_REFUSED ? "refused" : "error", err_line(err));
	cli_raise(cli, err->kind);
}

void cli_usage(struct cli *cli, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	put_err(cli, TERM_ERROR, "error", arena_vprintf(cli->arena, format, args));
	va_end(args);
	cli_raise(cli, ERR_USAGE);
}

void cli_say(struct cli *cli, const char *format, ...)
{
	if (cli->flags.quiet)
		return;
	va_list args;
	va_start(args, format);
	put_err(cli, TERM_PLAIN, "", arena_vprintf(cli->arena, format, args));
	va_end(args);
}

void cli_say_more(struct cli *cli, const char *format, ...)
{
	if (!cli->flags.verbose)
		return;
	va_list args;
	va_start(args, format);
	put_err(cli, TERM_PLAIN, "", arena_vprintf(cli->arena, format, args));
	va_end(args);
}

void cli_print(struct cli *cli, struct str text)
{
	if (text.len && fwrite(text.at, 1, text.len, stdout) != text.len)
		cli_raise(cli, ERR_INPUT);
}

bool cli_server_version(struct cli *cli, struct version *version)
{
	*version = (struct version){ 0 };
	const char *text = cli->flags.server_version;
	if (!text || version_parse(str_of(text), version))
		return true;
	cli_usage(cli, "--server-version %s is no version; write it as 7.0 or 4.4.18", text);
	return false;
}

/* ---- the command line ---- */

enum { FLAGS_MAX = 64 };

/* One getopt table of all lists of a verb; `from` says where each entry came from. */
static void flatten(const struct verb *verb, struct option *options, const struct flag **from)
{
	unsigned count = 0;
	for (const struct flag *const *list = verb->flags; *list; list++) {
		for (const struct flag *flag = *list; flag->name; flag++) {
			if (count == FLAGS_MAX - 1)
				bug("verb %s has too many flags", verb->name);
			int argument = flag->kind == FLAG_BOOL ? no_argument
				     : flag->kind == FLAG_TEXT ? required_argument : optional_argument;
			options[count] = (struct option){ .name = flag->name, .has_arg = argument };
			from[count++] = flag;
		}
	}
	options[count] = (struct option){ 0 };
}

static void store(struct flags *flags, const struct flag *flag, const char *argument)
{
	char *base = (char *)flags;
	if (flag->kind == FLAG_TEXT) {
		*(const char **)(base + flag->field) = argument;
		return;
	}
	*(bool *)(base + flag->field) = true;
	if (flag->kind == FLAG_MAYBE && argument)
		*(const char **)(base + flag->value) = argument;
}

static bool parse_flags(struct cli *cli, const struct verb *verb, int argc, char **argv)
{
	struct option options[FLAGS_MAX];
	const struct flag *from[FLAGS_MAX];
	flatten(verb, options, from);
	opterr = 0;
	optind = 0;
	for (;;) {
		int index = -1;
		int got = getopt_long(argc, argv, ":h", options, &index);
		if (got == -1)
			return true;
		if (got == 'h') {
			cli->flags.help = true;
		} else if (got == 0) {
			store(&cli->flags, from[index], optarg);
		} else {
			const char *word = argv[optind - 1];
			cli_usage(cli, got == ':' ? "%s needs a value" : "%s is not a flag of this verb, or has a value that "
				  "it does not take; see mongoconf %s --help", word, verb->name);
			return false;
		}
	}
}

static bool set_colors(struct cli *cli)
{
	static const char *const name[] = { [COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never" };
	const char *wanted = cli->flags.color ? cli->flags.color : "auto";
	for (unsigned mode = 0; mode < sizeof name / sizeof *name; mode++) {
		if (strcmp(wanted, name[mode]))
			continue;
		cli->color_out = term_wants_color(mode, STDOUT_FILENO);
		cli->color_err = term_wants_color(mode, STDERR_FILENO);
		return true;
	}
	cli_usage(cli, "--color is auto, always or never, not %s", wanted);
	return false;
}

static const struct verb *find_verb(const char *name)
{
	for (unsigned i = 0; i < verb_count; i++)
		if (!strcmp(verb_table[i].name, name))
			return &verb_table[i];
	return NULL;
}

static void unknown_verb(struct cli *cli, const char *name)
{
	const char *best = NULL;
	unsigned least = 3;
	for (unsigned i = 0; i < verb_count; i++) {
		unsigned edits = str_distance(str_of(name), str_of(verb_table[i].name), 2);
		if (edits < least) {
			least = edits;
			best = verb_table[i].name;
		}
	}
	if (best)
		cli_usage(cli, "there is no verb %s; did you mean %s?", name, best);
	else
		cli_usage(cli, "there is no verb %s; see mongoconf --help", name);
}

static void run_verb(struct cli *cli, const struct verb *verb, int argc, char **argv)
{
	if (!parse_flags(cli, verb, argc, argv) || !set_colors(cli))
		return;
	if (cli->flags.help)
		cli_print(cli, help_text(cli->arena, verb));
	else
		verb->run(cli, argc - optind, argv + optind);
}

int cli_main(int argc, char **argv)
{
	struct arena arena = ARENA_INIT;
	struct cli cli = { .arena = &arena };
	/* A reader that goes away ends the output, not the run: files may be half renamed. */
	signal(SIGPIPE, SIG_IGN);
	const char *name = argc > 1 ? argv[1] : "";
	const struct verb *verb = find_verb(name);
	if (verb) {
		run_verb(&cli, verb, argc - 1, argv + 1);
	} else if (!strcmp(name, "--version")) {
		cli_print(&cli, STR(PACKAGE_STRING "\n"));
	} else if (!strcmp(name, "--help") || !strcmp(name, "-h") || !strcmp(name, "help")) {
		const struct verb *about = argc > 2 ? find_verb(argv[2]) : NULL;
		cli_print(&cli, help_text(&arena, about));
	} else if (!*name) {
		cli_usage(&cli, "what shall be done? see mongoconf --help");
	} else {
		unknown_verb(&cli, name);
	}
	if ((fflush(stdout) || ferror(stdout)) && errno != EPIPE) {
		struct err err = ERR_INIT(&arena);
		err_set(&err, ERR_INPUT, NULL, errno, "standard output can't be written");
		cli_fail(&cli, &err);
	}
	int status = cli.status;
	arena_free(&arena);
	return status;
}
