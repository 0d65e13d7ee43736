#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/heap.h"
#include "base/os.h"
#include "base/path.h"
#include "cli/confine.h"
#include "cli/workers.h"
#include "fleet/revision.h"
#include "config/keyfile_text.h"
#include "fleet/home.h"
#include "fleet/project.h"

void cli_raise(struct cli *cli, int status)
{
	if (status > cli->status)
		cli->status = status;
}

/* The first failure is kept: stdio forgets it, and the next one may have another cause. */
static void flush_out(struct cli *cli)
{
	if (fflush(stdout) && !cli->out_errno)
		cli->out_errno = errno;
}

static void put_err(struct cli *cli, enum term_role role, const char *label, const char *text)
{
	struct buf line = BUF_INIT(cli->arena);
	buf_text(&line, "mongoconf: ");
	if (*label) {
		term_paint(&line, cli->color_err, role, str_of(label));
		buf_text(&line, ": ");
	}
	/* A keyfile may have been taken for something that is read as text, and cited. */
	struct str words = keyfile_hide(cli->arena, str_of(text));
	term_escape(&line, cli->revision ? revision_words(cli->arena, cli->revision, words) : words);
	buf_char(&line, '\n');
	if (cli->said)
		buf_str(cli->said, buf_done(&line));
	else
		cli_put(cli, buf_done(&line));
}

void cli_put(struct cli *cli, struct str lines)
{
	progress_hide(cli);
	flush_out(cli);
	fwrite(lines.at, 1, lines.len, stderr);
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
	progress_hide(cli);
	if (text.len && fwrite(text.at, 1, text.len, stdout) != text.len && !cli->out_errno)
		cli->out_errno = errno;
}

/* The path without the `..` that it begins with. The current folder has no links in its name, so going up by name is
 * going up; behind a name it need not be. */
static const char *without_ups(struct arena *arena, const char *here, const char *path)
{
	size_t ups = 0;
	while (!strncmp(path + ups, "../", 3))
		ups += 3;
	const char *from = ups ? path_join(arena, here, str_sub(str_of(path), 0, (uint32_t)ups)) : NULL;
	return from ? arena_printf(arena, "%s/%s", strcmp(from, "/") ? from : "", path + ups) : path;
}

/* Where no repository is, as in /dev, links are followed. */
static bool is_safe_to_write(struct cli *cli, const char *path)
{
	struct arena *arena = cli->arena;
	struct home here, home;
	/* Whoever names a .git means it. */
	if (cli->flags.trust_paths || str_find(str_format(arena, "/%s", path), STR("/.git/"), 0) != STR_NONE)
		return true;
	bool known = home_of(arena, ".", NULL, &here);
	if (known)
		path = without_ups(arena, here.here, path);
	if (known && home_names(arena, &here, path))
		return home_holds(&here, path);
	bool found = home_of(arena, path_folder(arena, path), NULL, &home);
	return !found || !project_repository(arena, home.real) || home_holds(&home, path);
}

bool cli_output_is_safe(struct cli *cli)
{
	const char *path = cli->flags.output;
	return !path || !*path || !strcmp(path, "-") || is_safe_to_write(cli, path);
}

bool cli_may_write(struct cli *cli)
{
	if (cli_output_is_safe(cli))
		return true;
	cli_usage(cli, "--output %s: a link on the way there leads out of the repository; nothing was written", cli->flags.output);
	return false;
}

bool cli_to_file(const struct cli *cli)
{
	return cli->flags.output && strcmp(cli->flags.output, "-") != 0;
}

void cli_write(struct cli *cli, struct str text)
{
	const char *path = cli->flags.output;
	struct err err = ERR_INIT(cli->arena);
	if (!cli_to_file(cli))
		cli_print(cli, text);
	else if (!*path)
		cli_usage(cli, "--output: the name of the file is empty");
	else if (cli_may_write(cli) && !os_write_report(path, text, &err))
		cli_fail(cli, &err);
}

/* A reader that has seen enough (head) is no failure. */
static void check_out(struct cli *cli)
{
	flush_out(cli);
	if (!cli->out_errno || cli->out_errno == EPIPE)
		return;
	struct err err = ERR_INIT(cli->arena);
	err_set(&err, ERR_INPUT, NULL, cli->out_errno, "standard output can't be written");
	cli_fail(cli, &err);
}

/* ---- paths ---- */

void cli_say_walk(struct cli *cli, const struct paths *paths)
{
	const char *more = paths->outside_count > 1 ? arena_printf(cli->arena, " (and %u more)", paths->outside_count - 1) : "";
	if (paths->unfiltered)
		cli_say(cli, "warning: git can't say which files it ignores below %s, so none was passed over; ask it "
			"yourself: git -C %s status", paths->unfiltered,
			str_cstr(cli->arena, str_shell_word(cli->arena, str_of(paths->unfiltered))));
	if (paths->outside)
		cli_say(cli, "warning: %s is a link that leads out of the repository, and is not followed%s; name it to have it read",
			paths->outside, more);
}

/* ---- the command line ---- */

/* What getopt_long returns for the first flag: no character of a short one. */
enum { FLAGS_MAX = 64, FLAG_VALUE = 256 };

/* One getopt table of all lists of a verb; `from` says where each entry came from. */
static void flatten(const struct verb *verb, struct option *options, const struct flag **from)
{
	unsigned count = 0;
	for (const struct flag *const *list = verb->flags; *list; list++) {
		for (const struct flag *flag = *list; flag->name; flag++) {
			if (count == FLAGS_MAX - 1)
				bug("verb %s has too many flags", verb->name);
			int argument = flag->kind == FLAG_BOOL ? no_argument
				     : flag->kind == FLAG_MAYBE ? optional_argument : required_argument;
			options[count] = (struct option){
				.name = flag->name, .has_arg = argument, .val = FLAG_VALUE + (int)count };
			from[count++] = flag;
		}
	}
	options[count] = (struct option){ 0 };
}

static void store(struct cli *cli, const struct flag *flag, const char *argument)
{
	char *base = (char *)&cli->flags;
	if (flag->kind == FLAG_WORDS) {
		struct words *words = (struct words *)(void *)(base + flag->field);
		words->at = arena_grow(cli->arena, words->at, words->count, words->count + 1U, sizeof *words->at);
		words->at[words->count++] = argument;
		return;
	}
	if (flag->kind == FLAG_TEXT) {
		*(const char **)(base + flag->field) = argument;
		return;
	}
	*(bool *)(base + flag->field) = true;
	if (flag->kind == FLAG_MAYBE && argument)
		*(const char **)(base + flag->value) = argument;
}

static const struct flag *verb_flag(const struct verb *verb, struct str name)
{
	for (const struct flag *const *list = verb->flags; *list; list++)
		for (const struct flag *flag = *list; flag->name; flag++)
			if (str_is(name, flag->name))
				return flag;
	return NULL;
}

static unsigned count_beginnings(const struct verb *verb, struct str name)
{
	unsigned count = 0;
	for (const struct flag *const *list = verb->flags; *list; list++)
		for (const struct flag *flag = *list; flag->name; flag++)
			count += str_eq(str_sub(str_of(flag->name), 0, name.len), name);
	return count;
}

static void unknown_flag(struct cli *cli, const struct verb *verb, const char *word)
{
	struct str name = str_of(word + strspn(word, "-"));
	name = str_sub(name, 0, str_find_char(name, '=', 0));
	const char *best = NULL;
	unsigned least = 3;
	for (const struct flag *const *list = verb->flags; *list; list++) {
		for (const struct flag *flag = *list; flag->name; flag++) {
			unsigned edits = str_distance(name, str_of(flag->name), 2);
			if (edits < least) {
				least = edits;
				best = flag->name;
			}
		}
	}
	for (unsigned i = 0; !best && i < verb_count; i++) {
		if (verb_flag(&verb_table[i], name)) {
			cli_usage(cli, "--%.*s is a flag of %s, and %s does not take it", STR_ARG(name),
				  verb_table[i].name, verb->name);
			return;
		}
	}
	if (name.len && count_beginnings(verb, name) > 1)
		cli_usage(cli, "--%.*s can be several flags of %s; write it out", STR_ARG(name), verb->name);
	else if (best)
		cli_usage(cli, "%s has no flag --%.*s; did you mean --%s?", verb->name, STR_ARG(name), best);
	else
		cli_usage(cli, "%s has no flag --%.*s; see mongoconf %s --help", verb->name, STR_ARG(name), verb->name);
}

static bool parse_flags(struct cli *cli, const struct verb *verb, int argc, char **argv)
{
	struct option options[FLAGS_MAX];
	const struct flag *from[FLAGS_MAX];
	flatten(verb, options, from);
	opterr = 0;
	optind = 0;
	for (int got; (got = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
		if (got == 'h')
			cli->flags.help = true;
		else if (got >= FLAG_VALUE)
			store(cli, from[got - FLAG_VALUE], optarg);
		else if (got == ':')
			cli_usage(cli, "--%s needs a value: --%s %s", from[optopt - FLAG_VALUE]->name,
				  from[optopt - FLAG_VALUE]->name, from[optopt - FLAG_VALUE]->argument);
		else if (optopt >= FLAG_VALUE)
			cli_usage(cli, "--%s takes no value", from[optopt - FLAG_VALUE]->name);
		else if (optopt)
			cli_usage(cli, "%s has no flag -%c; flags are words, see mongoconf %s --help", verb->name, optopt,
				  verb->name);
		else
			unknown_flag(cli, verb, argv[optind - 1]);
		if (cli->status)
			return false;
	}
	return true;
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
		cli->link_host = term_wants_links(cli->color_out, STDOUT_FILENO) ? term_host(cli->arena) : NULL;
		cli->out_columns = term_columns(STDOUT_FILENO);
		cli->out_is_terminal = isatty(STDOUT_FILENO);
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
	if (*name == '-')
		cli_usage(cli, "the verb comes first, then its flags: mongoconf VERB %s; see mongoconf --help", name);
	else if (best)
		cli_usage(cli, "there is no verb %s; did you mean %s?", name, best);
	else
		cli_usage(cli, "there is no verb %s; see mongoconf --help", name);
}

static void run_verb(struct cli *cli, const struct verb *verb, int argc, char **argv)
{
	if (!parse_flags(cli, verb, argc, argv) || !set_colors(cli) || !workers_take(cli))
		return;
	/* What a commit has is written to a temporary folder first, and the verb gives up writing after that. */
	if (verb->reads && !cli->flags.diff_base)
		confine(cli);
	if (cli->flags.help)
		cli_print(cli, help_text(cli->arena, verb));
	else
		verb->run(cli, argc - optind, argv + optind);
}

static void help(struct cli *cli, const char *name)
{
	const struct verb *verb = name ? find_verb(name) : NULL;
	if (name && !verb)
		unknown_verb(cli, name);
	else
		cli_print(cli, help_text(cli->arena, verb));
}

/* A file that is opened where a standard stream should be would get what is printed. So closed
 * ones are opened first, each in the direction in which it can't be used. */
static bool open_standard_streams(void)
{
	static const int flags[] = { O_WRONLY, O_RDONLY, O_RDONLY };
	struct stat st;
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (os->fstat(fd, &st) < 0 && errno == EBADF && os->openat(AT_FDCWD, "/dev/null", flags[fd], 0) != fd)
			return false;
	return true;
}

int cli_main(int argc, char **argv)
{
	struct arena arena = ARENA_INIT;
	struct cli cli = { .arena = &arena };
	heap_keep();
	if (!open_standard_streams())
		return ERR_INPUT;
	/* A reader that goes away ends the output, not the run: files may be half renamed. */
	signal(SIGPIPE, SIG_IGN);
	const char *name = argc > 1 ? argv[1] : "";
	const struct verb *verb = find_verb(name);
	if (verb)
		run_verb(&cli, verb, argc - 1, argv + 1);
	else if (!strcmp(name, "--version"))
		cli_print(&cli, STR(PACKAGE_STRING "\n"));
	else if (!strcmp(name, "--help") || !strcmp(name, "-h") || !strcmp(name, "help"))
		help(&cli, argc > 2 ? argv[2] : NULL);
	else if (!*name)
		cli_usage(&cli, "what shall be done? see mongoconf --help");
	else
		unknown_verb(&cli, name);
	check_out(&cli);
	int status = cli.status;
	arena_free(&arena);
	return status;
}
