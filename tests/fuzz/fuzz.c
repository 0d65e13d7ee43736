#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "fleet/literal.h"
#include "report/report.h"

void fuzz_broken(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fputs("broken: ", stderr);
	vfprintf(stderr, format, args);
	fputs("\n", stderr);
	va_end(args);
	abort();
}

struct str fuzz_text(const uint8_t *data, size_t size)
{
	return size ? (struct str){ (const char *)data, (uint32_t)size } : STR("");
}

/* ---- choices ---- */

struct fuzz_dice fuzz_dice(struct str text)
{
	return (struct fuzz_dice){ str_hash(text) | 1 };
}

uint32_t fuzz_throw(struct fuzz_dice *dice, uint32_t sides)
{
	dice->state = dice->state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(dice->state >> 33) % sides;
}

struct str fuzz_option(struct fuzz_dice *dice)
{
	/* The sections that are edited most, and anything. */
	static const char *const often[] = {
		"security.keyFile", "security.transitionToAuth", "net.bindIp", "net.port", "replication.replSetName",
		"setParameter.x", "net.tls.mode", "storage.wiredTiger.engineConfig.cacheSizeGB", "a", "a.b", "a.b.c", "a.b.c.d",
	};
	uint32_t at = fuzz_throw(dice, 2 * (uint32_t)(sizeof often / sizeof *often));
	if (at < sizeof often / sizeof *often)
		return str_of(often[at]);
	return str_of(option_table[fuzz_throw(dice, option_count)].path);
}

const char *fuzz_value(struct fuzz_dice *dice)
{
	static const char *const values[] = {
		"true", "false", "1", "-1", "/etc/mongodb/keyfile", "localhost,::1", "rs: 0 #1", "it's", ": [y], 'q' \"z\" \xc3\xa9 #",
		"", "null", "~", "0x1F", "- a", "? a", "a: b", "[a, b]", "{a: b}", "*a", "&a", "!!str a", "%x", "@x", "`x`",
		"a ", " a", "a\\b", "C:\\data", "\"", "'", "''", "---", "...", "--- a", "a #b", "#b", "a:", ":a", "\xf0\x9f\x92\xbe", ",", "]", "}",
	};
	return values[fuzz_throw(dice, sizeof values / sizeof *values)];
}

struct target fuzz_target(struct fuzz_dice *dice)
{
	static const struct version releases[] = {
		{ 0 }, VERSION(2, 6, VERSION_NEWEST), VERSION(3, 2, VERSION_NEWEST), VERSION(3, 4, VERSION_NEWEST),
		VERSION(3, 6, VERSION_NEWEST), VERSION(4, 0, VERSION_NEWEST), VERSION(4, 2, VERSION_NEWEST),
		VERSION(4, 4, VERSION_NEWEST), VERSION(5, 0, VERSION_NEWEST), VERSION(6, 0, VERSION_NEWEST),
		VERSION(7, 0, VERSION_NEWEST), VERSION(8, 0, VERSION_NEWEST),
	};
	static const unsigned editions[] = { 0, EDITION_COMMUNITY, EDITION_ENTERPRISE, EDITION_PERCONA };
	return (struct target){
		.server = releases[fuzz_throw(dice, sizeof releases / sizeof *releases)],
		.binary = fuzz_throw(dice, 3),
		.edition = editions[fuzz_throw(dice, sizeof editions / sizeof *editions)],
	};
}

bool fuzz_part(struct str *rest, struct str *name, struct str *text)
{
	*name = STR("");
	if (!rest->len)
		return false;
	if (str_starts(*rest, "=")) {
		uint32_t end = str_find_char(*rest, '\n', 0);
		*name = str_sub(*rest, 1, end);
		*rest = end == STR_NONE ? STR("") : str_sub(*rest, end + 1, rest->len);
	}
	if (!rest->len || str_starts(*rest, "=")) {
		*text = STR("");
		return true;
	}
	uint32_t end = str_find(*rest, STR("\n="), 0);
	*text = str_sub(*rest, 0, end == STR_NONE ? rest->len : end + 1);
	*rest = str_sub(*rest, text->len, rest->len);
	return true;
}

/* ---- what is said ---- */

static bool is_harmless(struct str text, bool lines)
{
	for (uint32_t at = 0, bytes; at < text.len; at += bytes) {
		uint32_t point = utf8_decode(str_sub(text, at, text.len), &bytes);
		bool control = point < ' ' || (point >= 0x7f && point < 0xa0) || point == 0x2028 || point == 0x2029 ||
			       (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069) || point == 0xfeff;
		if (control && !(lines && point == '\n'))
			return false;
	}
	return true;
}

void fuzz_check_err(const struct err *err, const struct source *source)
{
	FUZZ_HOLDS(err->kind != ERR_NONE && err->text && *err->text, "an error that says nothing");
	if (!err->line || !source || err->path != source->name)
		return;
	FUZZ_HOLDS(err->line <= source->lines, "line %u of %u: %s", err->line, source->lines, err->text);
	uint32_t most = utf8_length(source_line(source, err->line - 1)) + 3;
	FUZZ_HOLDS(err->column && err->column <= most, "line %u: column %u of %u: %s", err->line, err->column, most, err->text);
}

static void check_span(const struct diag *diag, const struct source *source, struct span span)
{
	FUZZ_HOLDS(source && span.at <= source->text.len && span.len <= source->text.len - span.at,
		   "%s: a span of %u at %u in %u bytes", diag->kind->id, span.len, span.at, source ? source->text.len : 0);
}

static void check_finding(const struct diag *diag)
{
	check_span(diag, diag->source, diag->at);
	FUZZ_HOLDS(diag->message && *diag->message, "%s: no message", diag->kind->id);
	for (uint32_t i = 0; i < diag->note_count; i++)
		if (diag->notes[i].source)
			check_span(diag, diag->notes[i].source, diag->notes[i].at);
	for (uint32_t i = 0; diag->fix && i < diag->fix->count; i++) {
		const struct fix_edit *edit = &diag->fix->edits[i];
		check_span(diag, edit->source, edit->cut);
		for (uint32_t k = 0; k < i; k++) {
			const struct fix_edit *other = &diag->fix->edits[k];
			FUZZ_HOLDS(other->source != edit->source || span_end(other->cut) <= edit->cut.at ||
				   span_end(edit->cut) <= other->cut.at, "%s: edits overlap", diag->kind->id);
		}
	}
}

void fuzz_check_findings(struct arena *arena, struct sink *sink)
{
	sink_sort(sink);
	for (uint32_t i = 0; i < sink->count; i++)
		check_finding(sink->at[i]);
	struct report report = { .sink = sink, .files = 1 };
	for (unsigned i = 0; i < report_format_count; i++) {
		const struct format *format = &report_formats[i];
		struct buf out = BUF_INIT(arena);
		format->write(&out, &report);
		struct str text = buf_done(&out);
		FUZZ_HOLDS(utf8_invalid(text) == STR_NONE, "%s: no UTF-8 at %u", format->name, utf8_invalid(text));
		FUZZ_HOLDS(is_harmless(text, true), "%s: something that acts on a terminal", format->name);
		if (strcmp(format->name, "json") != 0)
			continue;
		struct source source;
		struct literals literals;
		struct err err = ERR_INIT(arena);
		source_init(arena, "report", text, &source);
		/* The reader has limits of its own for what a person would export. */
		FUZZ_HOLDS(text.len > 100000 || literal_read(arena, &source, &literals, &err), "json: %s", err_line(&err));
	}
}

void fuzz_lint(struct arena *arena, const struct fleet *fleet, const struct config *const *configs, uint32_t count,
	       struct version server)
{
	struct sink sink = SINK_INIT(arena);
	struct lint lint = { .arena = arena, .sink = &sink, .fleet = fleet, .server = server };
	bool *selected = arena_array(arena, rule_count, sizeof *selected);
	for (unsigned i = 0; i < rule_count; i++)
		selected[i] = true;
	rules_run(&lint, selected, configs, count);
	fuzz_check_findings(arena, &sink);
}
