#include <string.h>

#include "rules/cause.h"
#include "rules/line.h"

/* What looks like something else, or like nothing, and what was meant. */
static const struct {
	const char *bytes, *name, *meant;
} signs[] = {
	{ "\xc2\xa0", "a no-break space", " " },
	{ "\xe2\x80\xaf", "a narrow no-break space", " " },
	{ "\xe2\x80\x83", "an em space", " " },
	{ "\xe2\x80\x82", "an en space", " " },
	{ "\xe2\x80\x89", "a thin space", " " },
	{ "\xe3\x80\x80", "an ideographic space", " " },
	{ "\xe2\x80\x8b", "a zero-width space", "" },
	{ "\xe2\x80\x8c", "a zero-width non-joiner", "" },
	{ "\xe2\x80\x8d", "a zero-width joiner", "" },
	{ "\xe2\x81\xa0", "a word joiner", "" },
	{ "\xef\xbb\xbf", "a byte order mark", "" },
	{ "\xc2\xad", "a soft hyphen", "" },
	{ "\v", "a vertical tab", "" },
	{ "\f", "a form feed", "" },
	{ "\xe2\x80\x9c", "a curly quote", "\"" },
	{ "\xe2\x80\x9d", "a curly quote", "\"" },
	{ "\xe2\x80\x98", "a curly quote", "'" },
	{ "\xe2\x80\x99", "a curly quote", "'" },
	{ "\xef\xbc\x9a", "a full-width colon", ":" },
};
enum { SIGNS = sizeof signs / sizeof *signs };

static int sign_at(struct str text, uint32_t at)
{
	unsigned char c = (unsigned char)text.at[at];
	if (c < 0x80 && c != '\v' && c != '\f')
		return -1;
	for (unsigned i = 0; i < SIGNS; i++)
		if (str_starts(str_sub(text, at, text.len), signs[i].bytes))
			return (int)i;
	return -1;
}

/* Adds the edits for [from, to); the first sign, or -1. */
static int gather(const struct source *source, uint32_t from, uint32_t to, struct edits *edits, uint32_t *where)
{
	int first = -1;
	for (uint32_t at = from; at < to; at++) {
		int sign = sign_at(source->text, at);
		if (sign < 0)
			continue;
		uint32_t len = (uint32_t)strlen(signs[sign].bytes);
		struct str put = str_of(signs[sign].meant);
		bool end = at + len >= to || source->text.at[at + len] == ' ' || source->text.at[at + len] == '\r';
		if (str_is(put, ":") && !end)
			put = STR(": ");
		edits_add(edits, (struct span){ at, len }, put);
		if (first < 0) {
			first = sign;
			*where = at;
		}
		at += len - 1;
	}
	return first;
}

/* A comment may have any of them. */
static int gather_line(const struct source *source, uint32_t index, struct edits *edits, uint32_t *where)
{
	struct line line = line_at(source, index);
	uint32_t end = line.comment || line.blank ? line.at : line.at + line.indent + line.text.len;
	return gather(source, line.at, end, edits, where);
}

static bool found(const struct clue *clue, struct cause *cause, int sign, uint32_t where)
{
	cause->at = (struct span){ where, (uint32_t)strlen(signs[sign].bytes) };
	cause->message = arena_printf(clue->arena, "%s, which %s", signs[sign].name,
				      *signs[sign].meant ? "is not what it looks like" : "nobody can see");
	cause->fix = *signs[sign].meant == ' ' ? "put a blank in its place"
		   : *signs[sign].meant ? "write it in ASCII" : "remove it";
	cause->safety = SAFETY_SAFE;
	cause->group = source_line_start(clue->source, where) + 1;
	return true;
}

bool explain_trailing_blank_or_invisible(const struct clue *clue, struct cause *cause)
{
	uint32_t where = 0, before, last = clue->line;
	int sign = -1;
	if (clue->setting) {
		/* What is indented by such blanks stands beside its section, which then has nothing below it. */
		uint32_t value = clue->setting->value.at;
		if (clue->setting->null)
			last = clue->line + 1 < clue->source->lines ? clue->line + 1 : clue->line;
		else if (value > clue->setting->key.at)
			last = source_line_index(clue->source, value);
	} else if (line_before(clue->source, clue->line, &before)) {
		sign = gather_line(clue->source, before, &cause->edits, &where);
	}
	for (uint32_t line = clue->line; line <= last && line < clue->line + 3; line++) {
		uint32_t at = 0;
		int here = gather_line(clue->source, line, &cause->edits, &at);
		if (sign < 0 && here >= 0) {
			sign = here;
			where = at;
		}
	}
	return sign >= 0 && cause_mends(clue, &cause->edits) && found(clue, cause, sign, where);
}

/* ---- what the server takes ---- */

static bool is_name(const struct option *option)
{
	return option->type == OPTION_PATH || !strcmp(option->path, "replication.replSetName") ||
	       !strcmp(option->path, "net.bindIp");
}

/* Blanks and letters nobody sees go, a pair of curly quotes around the whole value becomes a plain pair; of other
 * quotes there is no saying what they would do to the line. */
static bool is_mendable(const struct setting *setting, const struct edits *edits)
{
	bool quotes = false;
	for (uint32_t i = 0; i < edits->count; i++)
		quotes |= str_has_char(STR("\"'"), edits->at[i].put.len ? edits->at[i].put.at[0] : ' ');
	if (!quotes)
		return true;
	const struct edit *first = &edits->at[0], *last = &edits->at[edits->count - 1];
	return edits->count == 2 && first->cut.at == setting->value.at && span_end(last->cut) == span_end(setting->value) &&
	       str_eq(first->put, last->put);
}

static void offer_fix(const struct lint *lint, struct diag *diag, const struct config *config, const struct setting *setting,
		      const struct edits *edits)
{
	if (config->format != CONFIG_YAML || !edits->count || !is_mendable(setting, edits))
		return;
	diag_fix(lint->sink, diag, SAFETY_UNSAFE, "write it in ASCII", edits->at[0].cut, edits->at[0].put);
	for (uint32_t i = 1; i < edits->count; i++)
		diag_fix_more(lint->sink, diag, config->source, edits->at[i].cut, edits->at[i].put);
}

static void check_value(const struct lint *lint, const struct rule *rule, const struct config *config,
			const struct setting *setting)
{
	struct edits edits = EDITS_INIT(lint->arena);
	uint32_t where = 0;
	struct diag *diag;
	int sign = gather(config->source, setting->value.at, span_end(setting->value), &edits, &where);
	if (sign >= 0) {
		diag = sink_add(lint->sink, &rule->kind, SEVERITY_WARNING, config->source,
				(struct span){ where, (uint32_t)strlen(signs[sign].bytes) },
				"%s in the value of %s", signs[sign].name, setting->option->path);
	} else if (setting->text.len != str_trim(setting->text).len && str_trim(setting->text).len &&
		   strcmp(setting->option->path, "net.bindIp") && !str_has_char(setting->text, '\n')) {
		diag = sink_add(lint->sink, &rule->kind, SEVERITY_WARNING, config->source, setting->value,
				"a blank at the %s of the value of %s",
				setting->text.at[0] == ' ' || setting->text.at[0] == '\t' ? "beginning" : "end",
				setting->option->path);
	} else {
		return;
	}
	diag->option = setting->option->path;
	diag->server = "takes it for a part of the name";
	diag->help = "remove it, unless the name is really written so";
	offer_fix(lint, diag, config, setting, &edits);
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	cause_report(lint, rule, config);
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		bool closed = setting->node != config->document.unclosed || !setting->node;
		if (setting->option && setting->kind == SETTING_SCALAR && !setting->entry && !setting->refusal && closed &&
		    is_name(setting->option))
			check_value(lint, rule, config, setting);
	}
}

const struct rule rule_trailing_blank_or_invisible = {
	.kind = { "trailing-blank-or-invisible", "syntax" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a character that can't be seen, or is not what it looks like",
	.why = "Text that was copied from a web page or a chat brings no-break spaces, zero-width spaces and curly "
	       "quotes. To mongod they are letters: a name with one of them is another name, a value a part of which is one "
	       "is another path.",
	.server = "Unrecognized option: with a name that looks right, or a parse error",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  port\xc2\xa0: 27017\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  port: 27017  # caf\xc3\xa9\xc2\xa0\n" }, { 0 } },
	.check_config = check,
};
