#include "rules/rule.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct text_check *text = &config->check;
	const struct source *source = config->source;
	struct diag *diag;
	if (text->nul != STR_NONE) {
		bool utf16 = str_starts(source->text, "\xff\xfe") || str_starts(source->text, "\xfe\xff") ||
			     text->nul < 2;
		diag = sink_add(lint->sink, &rule->kind, SEVERITY_ERROR, source, (struct span){ text->nul, 1 },
				utf16 ? "the file is UTF-16: it has NUL bytes" : "the file has a NUL byte");
		/* The second half came with 4.0 (server source, options_parser.cpp). */
		bool old = version_known(lint->server) && !version_at_least(lint->server, (struct version)VERSION(4, 0));
		diag->server = old ? "stops with: Config file has null bytes"
				   : "stops with: Config file has null bytes, ensure the file is saved as UTF-8 and not UTF-16.";
		diag->help = "save the file as UTF-8";
	} else if (text->invalid != STR_NONE) {
		diag = sink_add(lint->sink, &rule->kind, SEVERITY_WARNING, source,
				(struct span){ text->invalid, 1 }, "this byte is not UTF-8");
		diag->server = "takes the byte as it is; the manual asks for plain ASCII";
		diag->help = "save the file as UTF-8";
	}
}

const struct rule rule_wrong_encoding = {
	.kind = { "wrong-encoding", "syntax" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "the file is not UTF-8",
	.why = "An editor that saves UTF-16 puts a NUL byte beside every letter, and mongod refuses the file. Other "
	       "bytes that are not UTF-8 pass, and end up in paths and names as nobody meant them.",
	.server = "Config file has null bytes",
	.bad = (const struct example[]){ { "mongod.conf", "# caf\xe9\nnet:\n  port: 27017\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "# caf\xc3\xa9\nnet:\n  port: 27017\n" }, { 0 } },
	.check_config = check,
};
