#include "yaml/read.h"

#include "base/utf8.h"
#include "yaml/verify.h"

struct text_check text_check(struct str text)
{
	struct text_check check = { .lone_cr = STR_NONE };
	check.nul = str_find_char(text, '\0', 0);
	check.invalid = utf8_invalid(text);
	for (uint32_t at = 0; (at = str_find_char(text, '\r', at)) != STR_NONE; at++) {
		if (at + 1 == text.len || text.at[at + 1] != '\n') {
			check.lone_cr = at;
			break;
		}
	}
	return check;
}

/* The same number of bytes, with each invalid one a "_", which is plain text wherever it
 * stands, so that spans stay true. */
static struct str mask_invalid(struct arena *arena, struct str text)
{
	char *bytes = arena_copy(arena, text.at, text.len);
	struct str masked = { bytes, text.len };
	for (uint32_t at = 0, bad; (bad = utf8_invalid(str_sub(masked, at, masked.len))) != STR_NONE;) {
		at += bad;
		bytes[at++] = '_';
	}
	return masked;
}

static bool is_space(char c)
{
	return c == '\n' || c == ' ' || c == '\t' || c == '\r';
}

/* libfyaml 0.7.12 takes time by the square of the blank lines in a row inside a scalar: 20,000
 * of them cost it a second, 4 MiB an hour (measured). No config has so many; one that has is not
 * given to it. Returns where the run that is too much begins, or STR_NONE. */
static uint32_t blank_run(struct str text)
{
	enum { LINES_SQUARED = 100000000 };
	uint64_t cost = 0;
	for (uint32_t at = 0; (at = str_find_char(text, '\n', at)) != STR_NONE; at++) {
		uint64_t lines = 1;
		uint32_t start = at;
		cost += 2;
		for (uint32_t next = at + 1; next < text.len && is_space(text.at[next]); next++) {
			if (text.at[next] != '\n')
				continue;
			at = next;
			cost += 2 * ++lines;
			if (cost > LINES_SQUARED)
				return start;
		}
	}
	return STR_NONE;
}

/* It also takes time by the square of a directive's length (measured): where one begins that is longer than any,
 * or STR_NONE. */
static uint32_t long_directive(const struct source *source, struct str text)
{
	enum { DIRECTIVE_MOST = 1024 };
	if (!str_has_char(text, '%'))
		return STR_NONE;
	for (uint32_t i = 0; i < source->lines; i++) {
		struct span line = source_line_span(source, i);
		if (line.len > DIRECTIVE_MOST && text.at[line.at] == '%')
			return line.at;
	}
	return STR_NONE;
}

static struct tree no_tree(struct arena *arena, const struct source *source)
{
	return (struct tree){ .source = source, .count = 1, .rest = NO_OFFSET, .node = arena_array(arena, 1, sizeof(struct node)) };
}

/* Why libfyaml isn't given the text, whatever it may say. */
static struct syntax_error kept_from_fyaml(const struct yaml *yaml, struct str text)
{
	uint32_t blank = blank_run(text), directive = long_directive(yaml->source, text);
	if (yaml->check.lone_cr != STR_NONE)
		return (struct syntax_error){ .at = yaml->check.lone_cr, .text = "has a CR that no LF follows" };
	if (blank != STR_NONE)
		return (struct syntax_error){ .at = blank, .text = "has too many blank lines in a row" };
	if (directive != STR_NONE)
		return (struct syntax_error){ .at = directive, .text = "has a directive that is longer than any" };
	return (struct syntax_error){ 0 };
}

/* Each for itself, and what they make of it is compared. */
static void read_apart(struct arena *arena, struct str text, struct yaml *yaml)
{
	const struct source *source = yaml->source;
	struct tree fyaml, libyaml;
	bool by_libyaml = verify_tree(arena, source, text, &libyaml, &yaml->libyaml);
	bool by_fyaml = false;
	if (!yaml->fyaml.text && yaml->libyaml.limit)
		yaml->fyaml = yaml->libyaml;  /* libfyaml cuts a whole line into tokens first, and each takes 350 bytes */
	else if (!yaml->fyaml.text)
		by_fyaml = parse_tree(arena, source, text, &fyaml, &yaml->fyaml);

	if (by_fyaml && by_libyaml) {
		uint32_t at;
		bool same = tree_same(&fyaml, &libyaml, &at);
		yaml->reading = same ? READING_BOTH : READING_DIFFERENT;
		yaml->differs = same ? 0 : fyaml.node[at].span.at;
		yaml->tree = same ? fyaml : libyaml;
	} else if (by_fyaml || by_libyaml) {
		yaml->reading = by_fyaml ? READING_FYAML : READING_LIBYAML;
		yaml->tree = by_fyaml ? fyaml : libyaml;
	}
}

static void read_all(struct arena *arena, const struct source *source, struct yaml *yaml)
{
	/* A larger one libyaml reads first, alone. */
	enum { TOGETHER_MOST = 64 * 1024 };
	*yaml = (struct yaml){ .source = source, .reading = READING_NONE, .tree = no_tree(arena, source) };
	struct str text = source->text;
	yaml->check = text_check(text);
	if (yaml->check.nul != STR_NONE) {
		yaml->fyaml = (struct syntax_error){ .at = yaml->check.nul, .text = "has a NUL byte" };
		yaml->libyaml = yaml->fyaml;
		return;
	}
	if (yaml->check.invalid != STR_NONE)
		text = mask_invalid(arena, text);
	yaml->fyaml = kept_from_fyaml(yaml, text);
	/* Nearly all texts are read alike. */
	struct tree tree;
	if (!yaml->fyaml.text && text.len <= TOGETHER_MOST && parse_verified(arena, source, text, &tree)) {
		yaml->reading = READING_BOTH;
		yaml->tree = tree;
	} else {
		read_apart(arena, text, yaml);
	}
}

/* What was read of some lines, as places of the text that they are of. */
static void place(struct yaml *yaml, const struct source *source, uint32_t by)
{
	uint32_t *const found[] = { &yaml->check.nul, &yaml->check.invalid, &yaml->check.lone_cr };
	for (unsigned i = 0; i < sizeof found / sizeof *found; i++)
		*found[i] += *found[i] == STR_NONE ? 0 : by;
	tree_shift(&yaml->tree, by);
	yaml->fyaml.at += by;
	yaml->libyaml.at += by;
	yaml->differs += by;
	yaml->source = yaml->tree.source = source;
}

void yaml_read(struct arena *arena, const struct source *source, struct yaml *yaml)
{
	struct span lines = source_own_lines(source);
	if (lines.len == source->text.len) {
		read_all(arena, source, yaml);
		return;
	}
	struct source own;
	source_init(arena, source->name, source_str(source, lines), &own);
	read_all(arena, &own, yaml);
	place(yaml, source, lines.at);
}

bool yaml_editable(const struct yaml *yaml, struct err *err)
{
	const struct source *source = yaml->source;
	if (yaml->check.nul != STR_NONE)
		return source_refuse(source, yaml->check.nul, err,
				     "has a NUL byte here, as UTF-16 files have; mongod refuses it: "
				     "save the file as UTF-8");
	if (yaml->check.invalid != STR_NONE)
		return source_refuse(source, yaml->check.invalid, err,
				     "has a byte here that is not UTF-8; save the file as UTF-8, then edit it");
	if (yaml->check.lone_cr != STR_NONE)
		return source_refuse(source, yaml->check.lone_cr, err,
				     "has a CR here that no LF follows, and parsers differ on what it "
				     "means; remove it");
	switch (yaml->reading) {
	case READING_NONE:
		return source_refuse(source, yaml->fyaml.at, err,
				     "can't be parsed as YAML (%s); nothing is edited in a file that "
				     "mongod would not read either", yaml->fyaml.text);
	case READING_LIBYAML:
		return source_refuse(source, yaml->fyaml.at, err,
				     "only one of two YAML parsers reads this (the other says: %s); it "
				     "is not edited, write it more simply first", yaml->fyaml.text);
	case READING_FYAML:
		return source_refuse(source, yaml->libyaml.at, err,
				     "only one of two YAML parsers reads this (the other says: %s); it "
				     "is not edited, write it more simply first", yaml->libyaml.text);
	case READING_DIFFERENT:
		return source_refuse(source, yaml->differs, err,
				     "two YAML parsers read this differently; it is not edited, write "
				     "it more simply first");
	case READING_BOTH:
		break;
	}
	const struct tree *tree = &yaml->tree;
	if (tree->undefined)
		return source_refuse(source, tree->node[tree->undefined].span.at, err,
				     "the alias *%.*s has no anchor before it, so mongod can't read the "
				     "file", STR_ARG(tree->node[tree->undefined].text));
	if (tree->documents > 1)
		return source_refuse(source, tree->rest, err,
				     "a second YAML document begins here; mongod reads only the first, "
				     "so it is not clear which one to edit: leave one document");
	return true;
}
