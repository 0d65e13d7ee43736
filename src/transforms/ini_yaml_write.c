#include "transforms/ini_yaml.h"

#include "yaml/scalar.h"

struct out {
	const struct ini_plan *plan;
	const struct source *source, *file;
	struct err *err;
	struct buf raw, masked;
	struct mask mask;
	struct str base, ending;  /* before and behind every line */
	bool *done;               /* of each option */
	bool fresh;               /* nothing stands in the section yet, */
	bool blank;               /* or a blank line is the last */
	bool failed;
};

/* ---- texts ---- */

static void put(struct out *out, struct str text)
{
	buf_str(&out->raw, text);
	buf_str(&out->masked, text);
}

static void put_text(struct out *out, const char *text)
{
	put(out, str_of(text));
}

/* Bytes of the file, with what its template decides of them. */
static void put_span(struct out *out, struct span span)
{
	const struct mask *mask = out->source->mask;
	uint32_t at = out->raw.len;
	buf_str(&out->raw, source_str(out->file, span));
	buf_str(&out->masked, source_str(out->source, span));
	for (uint32_t i = 0; mask && i < mask->count; i++) {
		struct mask_span one = mask->spans[i];
		if (one.kind == MASK_BRANCH || one.at.at < span.at || span_end(one.at) > span_end(span))
			continue;
		one.at.at += at - span.at;
		mask_add(out->plan->arena, &out->mask, one);
	}
}

static void begin_line(struct out *out, uint32_t depth)
{
	put(out, out->base);
	for (uint32_t i = 0; i < depth; i++)
		put_text(out, "  ");
	out->blank = out->fresh = false;
}

static void end_line(struct out *out)
{
	put(out, out->ending);
}

static void blank_line(struct out *out)
{
	if (!out->fresh && !out->blank)
		end_line(out);
	out->blank = true;
}

/* ---- comments ---- */

static void write_comments(struct out *out, const struct comment_list *list, uint32_t depth)
{
	for (const struct comments *comments = list->first; comments; comments = comments->next) {
		if (comments->apart)
			blank_line(out);
		for (uint32_t i = comments->from; i < comments->to; i++) {
			begin_line(out, depth);
			put_span(out, out->plan->lines.at[i].comment);
			end_line(out);
		}
	}
}

/* Above an option the first ones have a blank line above them where the entry had one, which is asked before. */
static void write_above(struct out *out, const struct ini_option *option, uint32_t depth)
{
	const struct comments *last = option->above.last;
	if (!last)
		return;
	out->blank = true;
	write_comments(out, &option->above, depth);
	if (last->to != option->line && out->plan->lines.at[option->line - 1].kind == INI_LINE_BLANK)
		blank_line(out);
}

/* Behind the value, with as many blanks as there were, but one at least and two at most. */
static void write_behind(struct out *out, const struct ini_option *option)
{
	const struct ini_line *line = &out->plan->lines.at[option->line];
	if (line->comment.len && !option->derived) {
		uint32_t gap = line->comment.at - span_end(line->content);
		put_text(out, gap > 1 ? "  " : " ");
		put_span(out, line->comment);
	}
	end_line(out);
}

/* ---- options ---- */

/* The bytes of the file that a text is, if it is some. */
static bool is_of_source(const struct out *out, struct str text, struct span *span)
{
	const struct str *all = &out->source->text;
	if (text.at < all->at || text.at + text.len > all->at + all->len)
		return false;
	*span = (struct span){ (uint32_t)(text.at - all->at), text.len };
	return true;
}

static void write_value(struct out *out, const struct ini_option *option)
{
	struct str value = option->value, spelt = scalar_spell(out->plan->arena, value, STYLE_PLAIN, false);
	struct span span;
	if (!is_of_source(out, value, &span) || !mask_find(out->source->mask, MASK_VALUE, span)) {
		put(out, spelt);
	} else if (str_eq(spelt, value)) {
		put_span(out, span);
	} else if (str_eq(str_sub(spelt, 1, spelt.len - 1), value)) {
		put(out, STR("\""));
		put_span(out, span);
		put(out, STR("\""));
	} else {
		out->failed = true;
		source_refuse(out->source, span.at, out->err, "this value is decided by the template, and would have to be written otherwise "
			      "in YAML; write it as YAML by hand");
	}
}

static void write_item(struct out *out, struct ini_option *option, uint32_t depth)
{
	begin_line(out, depth);
	put_text(out, "- ");
	write_value(out, option);
	write_behind(out, option);
	write_comments(out, &option->below, depth);
}

static void write_list(struct out *out, uint32_t from, uint32_t depth)
{
	struct ini_option *options = out->plan->options;
	for (uint32_t i = from; i < out->plan->count; i++) {
		if (out->done[i] || !str_eq(options[i].path, options[from].path))
			continue;
		if (i > from)
			write_above(out, &options[i], depth);
		write_item(out, &options[i], depth);
		out->done[i] = true;
	}
}

static void write_name(struct out *out, struct str name)
{
	put(out, scalar_spell(out->plan->arena, name, STYLE_PLAIN, false));
	put_text(out, ":");
}

static void write_option(struct out *out, uint32_t index, uint32_t depth)
{
	struct ini_option *option = &out->plan->options[index];
	write_above(out, option, depth);
	begin_line(out, depth);
	write_name(out, str_sub(option->path, option->name, option->path.len));
	if (option->item) {
		end_line(out);
		write_list(out, index, depth + 1);
		return;
	}
	put_text(out, " ");
	write_value(out, option);
	write_behind(out, option);
	write_comments(out, &option->below, depth);
	out->done[index] = true;
}

/* What is below `above` ("net.tls."), from an option that is. */
static void write_level(struct out *out, uint32_t from, struct str above, uint32_t depth)
{
	struct ini_option *options = out->plan->options;
	/* systemLog.destination comes first, as everywhere; comments may follow it as they may follow the section's name. */
	for (uint32_t i = from; i < out->plan->count; i++) {
		if (!options[i].derived || options[i].name != above.len || !str_starts(options[i].path, above.at))
			continue;
		write_option(out, i, depth);
		out->fresh = true;
	}
	for (uint32_t i = from; i < out->plan->count; i++) {
		struct str path = options[i].path;
		if (out->done[i] || !str_starts(path, above.at))
			continue;
		if (options[i].apart && options[i].above.first)
			blank_line(out);
		if (options[i].name == above.len) {
			write_option(out, i, depth);
			continue;
		}
		uint32_t dot = str_find_char(path, '.', above.len);
		begin_line(out, depth);
		write_name(out, str_sub(path, above.len, dot));
		end_line(out);
		out->fresh = true;
		write_level(out, i, str_copy(out->plan->arena, str_sub(path, 0, dot + 1)), depth + 1);
	}
}

static void write_section(struct out *out, uint32_t section)
{
	const struct ini_plan *plan = out->plan;
	uint32_t first = 0;
	while (first < plan->count && ini_section_of(plan->options[first].path) != section)
		first++;
	if (first == plan->count)
		return;
	if (out->raw.len)
		blank_line(out);
	begin_line(out, 0);
	put_text(out, ini_sections[section]);
	put_text(out, ":");
	end_line(out);
	out->fresh = true;
	write_level(out, first, str_format(plan->arena, "%s.", ini_sections[section]), 1);
	write_comments(out, &plan->ends[section], 1);
}

/* ---- the whole ---- */

/* What every line of a part begins with: the blanks of the least indented. */
static struct str base_of(const struct ini_plan *plan)
{
	const struct source *source = plan->source;
	struct str base = STR("");
	bool any = false;
	for (uint32_t i = 0; i < plan->lines.count; i++) {
		const struct ini_line *line = &plan->lines.at[i];
		uint32_t text = line->content.len ? line->content.at : line->comment.at;
		if (line->kind == INI_LINE_BLANK || (any && text - line->at.at >= base.len))
			continue;
		base = source_str(source, (struct span){ line->at.at, text - line->at.at });
		any = true;
	}
	return base;
}

bool ini_plan_write(const struct application *application, const struct ini_plan *plan, struct ini_written *written)
{
	const struct source *source = plan->source, *file = source_file(source);
	struct span part = application->draft->now.part;
	struct out out = {
		.plan = plan, .source = source, .file = file, .err = application->err, .fresh = true,
		.raw = BUF_INIT(plan->arena), .masked = BUF_INIT(plan->arena), .base = STR(""), .ending = source_ending(file, part.at),
		.done = arena_array(plan->arena, plan->count, sizeof *out.done),
	};
	if (source->label)
		out.base = base_of(plan);
	uint32_t start = part.at ? part.at : source_text_start(source);
	put_span(&out, (struct span){ part.at, start - part.at });
	write_comments(&out, &plan->header, 0);
	for (uint32_t i = 0; i < ini_section_count; i++)
		write_section(&out, i);
	if (plan->trailer.first)
		blank_line(&out);
	write_comments(&out, &plan->trailer, 0);
	if (part.len && file->text.at[span_end(part) - 1] != '\n')
		out.raw.len = out.masked.len -= out.ending.len;
	mask_sort(&out.mask);
	*written = (struct ini_written){ buf_done(&out.raw), buf_done(&out.masked), out.mask };
	return !out.failed;
}
