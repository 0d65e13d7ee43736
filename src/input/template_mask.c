#include "input/template_line.h"

/* What stands before the next line's first byte, once tags have eaten blanks. */
enum before { BEFORE_KNOWN, BEFORE_COLUMN, BEFORE_TEXT };

struct masker {
	struct arena *arena;
	struct str text;
	const struct tags *tags;
	struct mask *mask;
	char *out;
	uint32_t value;        /* where the value of the last line of the config begins; STR_NONE: there was none */
	uint32_t header;       /* behind the : of the last line, which ends with it; STR_NONE: it doesn't */
	uint32_t absorbed;     /* lines before this offset belong to a value that began before */
	uint32_t orphans;      /* lines that are indented more than this lost their header; STR_NONE: none did */
	uint32_t parent;       /* indentation of the key whose block scalar this is; STR_NONE: it is none */
	uint32_t column;       /* of that block scalar */
	enum before before;
	bool before_all;       /* line ends were eaten too */
	bool joined;           /* this line goes on with the value of the last */
	uint32_t before_column;
	uint32_t config_line;  /* the next line that looks like one of a config, from `config_from` on */
	uint32_t config_from;
};

static uint32_t line_end(struct str text, uint32_t at)
{
	uint32_t end = str_find_char(text, '\n', at);
	return end == STR_NONE ? text.len : end;
}

static void add(struct masker *masker, enum mask_kind kind, uint32_t from, uint32_t to)
{
	if (to > from)
		mask_add(masker->arena, masker->mask, (struct mask_span){ .at = { from, to - from }, .kind = kind });
}

/* Letters, or what else; line ends stay. */
static void fill(struct masker *masker, uint32_t from, uint32_t to, char c)
{
	for (uint32_t i = from; i < to; i++)
		if (masker->text.at[i] != '\n' && !(masker->text.at[i] == '\r' && tag_byte(masker->text, i + 1, '\n')))
			masker->out[i] = c;
}

/* One line as a comment. In a block scalar it must not stand left of the scalar's text. */
static void comment_line(struct masker *masker, uint32_t start, uint32_t end)
{
	uint32_t at = start;
	while (end > start && strchr(" \t\r", masker->text.at[end - 1]) && masker->text.at[end - 1])
		end--;
	while (at < end && masker->text.at[at] == ' ')
		at++;
	if (at == end)
		return;
	if (masker->parent != STR_NONE && at - start < masker->column) {
		uint32_t to = start + masker->column < end ? start + masker->column : end;
		fill(masker, at, to, ' ');
		at = to;
	}
	if (at == end)
		return;
	masker->out[at] = '#';
	fill(masker, at + 1, end, 'x');
}

static void comment_lines(struct masker *masker, uint32_t start, uint32_t end)
{
	while (start < end) {
		uint32_t stop = line_end(masker->text, start);
		comment_line(masker, start, stop < end ? stop : end);
		start = stop + 1;
	}
}

/* Lines of which nobody can say what they will be. Right under a header they are all that it has. */
static void gap(struct masker *masker, const struct template_line *line)
{
	comment_lines(masker, line->start, line->end);
	add(masker, MASK_GAP, masker->header == STR_NONE ? line->start : masker->header, line->end);
	masker->header = STR_NONE;
	if (line->literal != STR_NONE && line->last_byte == ':')
		masker->orphans = line->begin - line->start;
}

/* A value that goes on to `to`: its first line is letters, the others comments. */
static void long_value(struct masker *masker, const struct template_line *line, uint32_t to)
{
	uint32_t first = line_end(masker->text, line->start), end = line_end(masker->text, to);
	if (line->value == STR_NONE || (line->first < line->last && masker->tags->at[line->first].at.at < line->value)) {
		gap(masker, line);
		add(masker, MASK_GAP, line->start, end);
	} else {
		fill(masker, line->value, first, 'x');
		comment_lines(masker, first + 1, line->end);
		add(masker, MASK_VALUE, line->value, end);
	}
	if (end > line->next)
		masker->absorbed = end;
}

/* What is put out right behind the last line. */
static bool joins(const struct masker *masker, const struct template_line *line)
{
	const struct tag *first = &masker->tags->at[line->first];
	if (masker->value == STR_NONE || line->first == line->code || line->begin != first->at.at || !first->eats_before)
		return false;
	for (uint32_t i = line->first; i < line->code; i++)
		if (masker->tags->at[i].value)
			return !masker->tags->at[i].fresh;
	return true;
}

static void join(struct masker *masker, const struct template_line *line)
{
	comment_lines(masker, line->start, line->end);
	add(masker, MASK_VALUE, masker->value, line->end);
	masker->joined = true;
}

static bool looks_like_config(struct str line)
{
	line = str_trim(line);
	if (!line.len || str_starts(line, "{%") || str_starts(line, "<%") || str_starts(line, "%{"))
		return false;
	if (line.at[0] == '#' || str_starts(line, "- ") || str_ends(line, ":"))
		return true;
	return line.at[0] != ',' && (str_find(line, STR(": "), 0) != STR_NONE || str_has_char(line, '='));
}

/* Is there a line of a config in [from, to)? What was found for one place is true for those up to it. */
static bool has_config(struct masker *masker, uint32_t from, uint32_t to)
{
	if (from < masker->config_from || from > masker->config_line || masker->config_line == STR_NONE) {
		masker->config_from = from;
		for (; from < masker->text.len; from = line_end(masker->text, from) + 1)
			if (looks_like_config(str_sub(masker->text, from, line_end(masker->text, from))))
				break;
		masker->config_line = from;
	}
	return masker->config_line < to;
}

/* Tags behind a value that is complete. */
static void hide_tail(struct masker *masker, const struct template_line *line, uint32_t tag)
{
	uint32_t from = masker->tags->at[tag].at.at, to = span_end(masker->tags->at[line->code - 1].at);
	uint32_t end = line_end(masker->text, from);
	bool blank = strchr(" \t", masker->text.at[from - 1]);
	fill(masker, from, to < end ? to : end, blank ? 'x' : ' ');
	if (blank)
		masker->out[from] = '#';
	comment_lines(masker, end + 1, line->comment);
}

/* The value that has tags in it; all of it where letters would not make one scalar. */
static void check_value(struct masker *masker, const struct template_line *line)
{
	uint32_t first = masker->tags->at[line->first].at.at;
	if (line->value == STR_NONE || first < line->value)
		return;
	struct str now = { masker->out + line->start, line->comment - line->start };
	if (template_value_sound(now, line->value - line->start))
		return;
	uint32_t end = line->comment;
	while (end > line->value && strchr(" \t", masker->text.at[end - 1]))
		end--;
	fill(masker, line->value, end, 'x');
	add(masker, MASK_VALUE, line->value, end);
}

/* Expressions, and what says nothing, in a line with text of its own. */
static void mask_values(struct masker *masker, const struct template_line *line)
{
	uint32_t tail = line->code;
	while (tail > line->first && !masker->tags->at[tail - 1].value && masker->tags->at[tail - 1].at.at >= line->literal)
		tail--;
	if (line->several) {
		long_value(masker, line, line->end);
		return;
	}
	for (uint32_t i = line->first; i < tail; i++) {
		struct span at = masker->tags->at[i].at;
		fill(masker, at.at, span_end(at), 'x');
		add(masker, MASK_VALUE, at.at, span_end(at));
	}
	if (tail < line->code)
		hide_tail(masker, line, tail);
	check_value(masker, line);
}

/* The last tag that closes what this line opens, where that is in a later one. */
static uint32_t reaches(const struct masker *masker, const struct template_line *line)
{
	uint32_t far = 0;
	for (uint32_t i = line->first; i < line->code; i++)
		if (masker->tags->at[i].to >= line->last && masker->tags->at[i].to > far)
			far = masker->tags->at[i].to;
	return far;
}

/* Statements in a line with text of its own before them. */
static void mask_inline(struct masker *masker, const struct template_line *line)
{
	const struct tag *tags = masker->tags->at;
	uint32_t from = tags[line->first].at.at, to = span_end(tags[line->code - 1].at), far = reaches(masker, line);
	uint32_t end = far ? line_end(masker->text, span_end(tags[far].at)) : line->end;
	bool tail = from >= line->literal;
	for (uint32_t i = line->first; i < line->code; i++)
		tail &= !tags[i].value;
	if (tail && (!far || has_config(masker, line->next, tags[far].at.at))) {
		hide_tail(masker, line, line->first);
	} else if (line->separator != STR_NONE && line->separator > from) {
		gap(masker, line);
	} else if (far || line->several) {
		long_value(masker, line, end);
	} else {
		fill(masker, from, to, 'x');
		add(masker, MASK_VALUE, from, to);
		check_value(masker, line);
	}
}

struct kinds {
	bool values, statements;
};

static struct kinds kinds_of(const struct masker *masker, const struct template_line *line)
{
	struct kinds kinds = { false, false };
	for (uint32_t i = line->first; i < line->code; i++) {
		const struct tag *tag = &masker->tags->at[i];
		kinds.values |= tag->value && !tag->remark;
		kinds.statements |= tag->opens || tag->arm || tag->closes;
	}
	return kinds;
}

static bool tag_leads(const struct masker *masker, const struct template_line *line)
{
	return line->first < line->last && masker->tags->at[line->first].at.at == line->begin;
}

/* Tags in a comment of the config, or behind one. */
static void mask_comment(struct masker *masker, const struct template_line *line)
{
	uint32_t first = line->code < line->last ? line_end(masker->text, masker->tags->at[line->code].at.at) : 0;
	for (uint32_t i = line->code; i < line->last; i++) {
		struct span at = masker->tags->at[i].at;
		fill(masker, at.at, span_end(at) < first ? span_end(at) : first, 'x');
	}
	if (first)
		comment_lines(masker, first + 1, line->end);
}

static void mask_line(struct masker *masker, const struct template_line *line)
{
	struct kinds kinds = kinds_of(masker, line);
	bool leads = tag_leads(masker, line);
	mask_comment(masker, line);
	if (line->first == line->code)
		return;
	if (line->literal == STR_NONE && !kinds.values)
		comment_lines(masker, line->start, line->comment);
	else if (joins(masker, line))
		join(masker, line);
	else if (line->literal == STR_NONE)
		gap(masker, line);
	else if (leads && (kinds.statements || !masker->tags->at[line->first].value)) {
		uint32_t far = reaches(masker, line);
		gap(masker, line);
		if (far && !has_config(masker, line->next, masker->tags->at[far].at.at)) {
			masker->absorbed = line_end(masker->text, span_end(masker->tags->at[far].at));
			add(masker, MASK_GAP, line->start, masker->absorbed);
		}
	} else if (kinds.statements)
		mask_inline(masker, line);
	else
		mask_values(masker, line);
}

/* ---- from line to line */

/* Does a line put anything out before its comment? */
static bool says_nothing(const struct masker *masker, const struct template_line *line)
{
	if (line->literal != STR_NONE || line->comment < line->end)
		return false;
	for (uint32_t i = line->first; i < line->code; i++)
		if (masker->tags->at[i].value)
			return false;
	return true;
}

/* A line that a tag before it moves to another column has its place nobody knows where; true: it is masked. One that is put
 * behind other text has another name than it looks. */
static bool moved(struct masker *masker, const struct template_line *line)
{
	if (masker->before == BEFORE_KNOWN || line->literal == STR_NONE || tag_leads(masker, line))
		return false;
	if (masker->before == BEFORE_COLUMN) {
		bool moves = masker->before_column != line->begin - line->start;
		if (moves)
			gap(masker, line);
		return moves;
	}
	add(masker, MASK_VALUE, line->begin, line->separator == STR_NONE ? line->literal : line->separator - 1);
	return false;
}

/* Blanks behind a line of statements are gone: the next begins where this one does. */
static void moved_to(struct masker *masker, const struct template_line *line)
{
	bool first = masker->value == STR_NONE && masker->tags->at[line->first].eats_before;
	masker->before = BEFORE_COLUMN;
	masker->before_column = first ? 0 : line->begin - line->start;
}

static void look_behind(struct masker *masker, const struct template_line *line)
{
	bool silent = says_nothing(masker, line), last = line->first < line->last;
	const struct tag *tag = last ? &masker->tags->at[line->last - 1] : NULL;
	last = last && !str_trim(str_sub(masker->text, span_end(tag->at), line->end)).len;
	if (line->begin == line->end) {
		if (!masker->before_all)
			masker->before = BEFORE_KNOWN;
	} else if (last && tag->eats_after) {
		bool joined = masker->tags->at[line->first].eats_before && masker->value != STR_NONE;
		if (!silent || (joined && masker->before == BEFORE_KNOWN))
			masker->before = BEFORE_TEXT;
		else if (masker->before == BEFORE_KNOWN)
			moved_to(masker, line);
		masker->before_all = true;
	} else {
		bool runs_on = last && tag->eats_line_end && !silent;
		masker->before = runs_on ? BEFORE_TEXT : BEFORE_KNOWN;
		masker->before_all = false;
	}
}

/* The column of a block scalar: that of its first line that is more than statements. */
static uint32_t block_column(const struct masker *masker, const struct template_line *header, uint32_t parent)
{
	uint32_t found = parent + 2, start = header->next, tag = header->last;
	while (start < masker->text.len) {
		struct template_line line = template_line_read(masker->text, masker->tags, tag, start);
		uint32_t column = line.begin - line.start;
		if (line.literal != STR_NONE || line.comment < line.end)
			return column > parent ? column : found;
		if (line.begin < line.end && column > parent && found == parent + 2)
			found = column;
		start = line.next;
		tag = line.last;
	}
	return found;
}

static void follow_blocks(struct masker *masker, const struct template_line *line)
{
	uint32_t column = line->begin - line->start;
	bool text = line->literal != STR_NONE || line->comment < line->end;
	if (masker->parent != STR_NONE && text && column <= masker->parent)
		masker->parent = STR_NONE;
	bool tagged = line->first < line->code && span_end(masker->tags->at[line->code - 1].at) > line->separator;
	if (masker->parent != STR_NONE || line->value == STR_NONE || line->separator == STR_NONE || tagged)
		return;
	struct str value = str_trim(str_sub(masker->text, line->value, line->comment));
	if (value.len && value.len < 4 && (value.at[0] == '|' || value.at[0] == '>')) {
		masker->column = block_column(masker, line, column);
		masker->parent = column;
	}
}

static void remember(struct masker *masker, const struct template_line *line)
{
	bool header = line->separator != STR_NONE && line->value == STR_NONE && line->last_byte == ':';
	if (line->literal == STR_NONE)
		return;
	masker->header = header ? line->separator : STR_NONE;
	masker->value = line->value != STR_NONE ? line->value : line->separator != STR_NONE ? line->separator : line->begin;
}

static void step(struct masker *masker, const struct template_line *line)
{
	uint32_t column = line->begin - line->start;
	bool text = line->literal != STR_NONE;
	if (line->start < masker->absorbed) {
		comment_lines(masker, line->start, line->end);
		if (line->end > masker->absorbed)  /* a tag goes on */
			add(masker, MASK_GAP, line->start, line->end);
		return;
	}
	if (masker->orphans != STR_NONE && text && column <= masker->orphans)
		masker->orphans = STR_NONE;
	if (masker->orphans != STR_NONE && text) {
		gap(masker, line);
		return;
	}
	masker->joined = false;
	follow_blocks(masker, line);
	if (!moved(masker, line))
		mask_line(masker, line);
	look_behind(masker, line);
	if (!masker->joined && masker->orphans == STR_NONE)
		remember(masker, line);
}

struct str tags_mask(struct arena *arena, struct str text, const struct tags *tags, struct mask *mask)
{
	struct masker masker = {
		.arena = arena, .text = text, .tags = tags, .mask = mask, .out = arena_bytes(arena, (size_t)text.len + 1),
		.value = STR_NONE, .header = STR_NONE, .orphans = STR_NONE, .parent = STR_NONE, .config_line = STR_NONE,
	};
	memcpy(masker.out, text.at, text.len);
	masker.out[text.len] = 0;
	struct template_line line = { 0 };
	while (line.next < text.len) {
		line = template_line_read(text, tags, line.last, line.next);
		step(&masker, &line);
	}
	return (struct str){ masker.out, text.len };
}
