#include <string.h>

#include "cli/cli.h"
#include "reference/describe.h"
#include "reference/list.h"

enum form { FORM_TEXT, FORM_JSON, FORM_MAN };

/* --format, where `man` is one only for a list that has a manual page. */
static bool take_form(struct cli *cli, bool has_man, enum form *form)
{
	static const char *const names[] = { [FORM_TEXT] = "text", [FORM_JSON] = "json", [FORM_MAN] = "man" };
	const char *name = cli->flags.format ? cli->flags.format : "text";
	for (*form = FORM_TEXT; *form <= FORM_MAN; (*form)++)
		if (!strcmp(name, names[*form]) && (*form != FORM_MAN || has_man))
			return true;
	cli_usage(cli, "--format is text%s json%s here, not %s", has_man ? "," : " or", has_man ? " or man" : "", name);
	return false;
}

/* The server that is asked about, or NULL where none was said. */
static bool take_asked(struct cli *cli, struct target *target, const struct target **asked)
{
	const struct flags *flags = &cli->flags;
	*asked = flags->server_version || flags->edition || flags->binary ? target : NULL;
	return cli_target_told(cli, target);
}

/* ---- explain ---- */

static void explain_nothing(struct cli *cli, const char *name)
{
	const char *near[SUBJECT_NEAR];
	unsigned count = subject_suggest(str_of(name), near);
	if (!count) {
		cli_usage(cli, "there is no rule, option, parameter, transform or procedure %s; see mongoconf list rules, list options, "
			  "list transforms and list procedures", name);
		return;
	}
	struct buf names = BUF_INIT(cli->arena);
	for (unsigned i = 0; i < count; i++)
		buf_printf(&names, "%s%s", i == 0 ? "" : i + 1 == count ? " or " : ", ", near[i]);
	cli_usage(cli, "there is no rule, option, parameter, transform or procedure %s; did you mean %s?", name, buf_done(&names).at);
}

static void say_spelling(struct cli *cli, const struct subject *subject, const char *name)
{
	if (subject->spelling == SUBJECT_CASE)
		cli_say(cli, "%s is written %.*s; names are case-sensitive", name, STR_ARG(subject->name));
	else if (subject->spelling == SUBJECT_CLI_NAME && subject->value)
		cli_say(cli, "%s is the command line's name for %.*s: %s", name, STR_ARG(subject->name), subject->value);
	else if (subject->spelling == SUBJECT_CLI_NAME)
		cli_say(cli, "%s is the command line's name for %.*s", name, STR_ARG(subject->name));
}

static void explain(struct cli *cli, const struct subject *subject, enum form form, const struct target *asked)
{
	struct buf out = BUF_INIT(cli->arena);
	if (form == FORM_TEXT) {
		describe_text(&out, subject, asked);
	} else {
		struct json_t *object = list_json_head();
		json_put(object, "subject", describe_json(cli->arena, subject, asked));
		json_write(&out, object);
	}
	cli_print(cli, buf_done(&out));
}

void cmd_explain(struct cli *cli, int count, char *const *arguments)
{
	struct subject subject;
	struct target target;
	const struct target *asked;
	enum form form;
	if (count != 1 || !*arguments[0]) {
		cli_usage(cli, "say which one: mongoconf explain NAME");
		return;
	}
	if (!take_form(cli, false, &form) || !take_asked(cli, &target, &asked))
		return;
	if (!subject_find(str_of(arguments[0]), &subject)) {
		explain_nothing(cli, arguments[0]);
		return;
	}
	static const char *const fixed[] = { [SUBJECT_RULE] = "rule", [SUBJECT_TRANSFORM] = "transform", [SUBJECT_PROCEDURE] = "procedure" };
	bool by_server = subject.kind > SUBJECT_PROCEDURE;
	if (asked && !by_server) {
		cli_usage(cli, "%s is a %s; --server-version, --edition and --binary ask about options", arguments[0],
			  fixed[subject.kind]);
		return;
	}
	say_spelling(cli, &subject, arguments[0]);
	explain(cli, &subject, form, asked);
}

/* ---- list ---- */

void cmd_list(struct cli *cli, int count, char *const *arguments)
{
	struct target target;
	const struct target *asked;
	enum form form;
	const struct list *list = count == 1 ? list_find(arguments[0]) : NULL;
	if (!list) {
		cli_usage(cli, "say which: mongoconf list rules|options|parameters|transforms|procedures|formats");
		return;
	}
	if (!take_form(cli, list->man != NULL, &form) || !take_asked(cli, &target, &asked))
		return;
	if (asked && !list->by_server) {
		cli_usage(cli, "the list of %s is the same for every server; --server-version, --edition and --binary ask "
			  "about options", list->name);
		return;
	}
	struct buf out = BUF_INIT(cli->arena);
	if (form == FORM_TEXT)
		list->text(&out, asked);
	else if (form == FORM_JSON)
		list_json(&out, list, asked);
	else
		list->man(&out);
	cli_print(cli, buf_done(&out));
}
