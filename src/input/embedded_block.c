#include "input/embedded_carrier.h"

#include "input/embedded_looks.h"

/* A config as a text: a block scalar, which can be edited where it stands, or a scalar of another style, which can't. */

/* ---- lines of a literal block scalar ---- */

static bool is_blank_line(struct str text, uint32_t from, uint32_t to)
{
	return str_trim(str_sub(text, from, to)).len == 0;
}

/* Lines behind the header: those of the block, and those up to a last one behind them where a template brings in more of
 * it, at the left edge. Without blank lines at the end. */
static struct span content_of(const struct carrier *carrier, uint32_t at)
{
	const struct source *file = carrier->file;
	const struct node *node = &carrier->tree->node[at];
	uint32_t from = source_line_next(file, node->span.at), to = from;
	for (uint32_t line = from; line < file->text.len;) {
		uint32_t next = source_line_next(file, line);
		if (line >= span_end(node->span) && !is_blank_line(carrier->outer, line, next))
			break;
		bool own = line < span_end(node->span) && !is_blank_line(carrier->view->text, line, next);
		if (own || mask_find(carrier->view->mask, MASK_GAP, (struct span){ line, next - line }))
			to = next;
		line = next;
	}
	return (struct span){ from, to - from };
}

/* `---` or `...`, as a line of the config. */
static bool is_marker(struct str line, const char *marker)
{
	return str_starts(line, marker) && (line.len == 3 || str_has_char(STR(" \t\r\n"), line.at[3]));
}

/* How far the block is indented: what the first line has more than the text that it stands for. */
static uint32_t indent_of(const struct carrier *carrier, const struct node *node, struct span content)
{
	struct str text = node->text, line, raw = str_sub(carrier->outer, content.at, span_end(content));
	while (text.len && str_split(&text, '\n', &line) && raw.len) {
		struct str written;
		str_split(&raw, '\n', &written);
		if (str_ends(written, "\r"))
			written.len--;
		if (str_trim(line).len)
			return written.len > line.len ? written.len - line.len : 0;
	}
	return 0;
}

/* The markers of documents begin no document where they are indented: they become comments. False where something stands
 * behind the end of the config's own document: a server does not read that, and here it would. */
static bool hide_markers(struct str text, uint32_t indent)
{
	bool content = false, ended = false;
	char *bytes = (char *)(uintptr_t)text.at;  /* our own copy */
	for (uint32_t at = 0; at < text.len;) {
		uint32_t end = str_find_char(text, '\n', at);
		end = end == STR_NONE ? text.len : end;
		struct str line = str_sub(text, at + indent < end ? at + indent : end, end), words = str_trim(line);
		bool start = is_marker(line, "---"), stop = is_marker(line, "...");
		if (ended && words.len && words.at[0] != '#')
			return false;
		if (start && (content || str_trim(str_sub(line, 3, line.len)).len))
			return false;
		if (start || stop || (!content && line.len && line.at[0] == '%'))
			bytes[at + indent] = '#';
		else if (words.len && words.at[0] != '#')
			content = true;
		ended |= stop;
		/* What is set in the config's name must stand before its end. */
		if (ended)
			memset(bytes + at, ' ', end - at - (end > at && text.at[end - 1] == '\r'));
		at = end + 1;
	}
	return true;
}

/* ---- which of them ---- */

/* A template that writes all of the config: nothing can be said of it, and nothing edited, but it is one. */
static bool is_filled_in(const struct carrier *carrier, struct span content, enum promise promise)
{
	const struct mask *mask = carrier->filled ? carrier->filled : carrier->view->mask;
	return promise >= PROMISE_SERVER && content.len && mask_find(mask, MASK_GAP, content);
}

static bool take_literal(struct carrier *carrier, uint32_t at, enum promise promise)
{
	const struct node *node = &carrier->tree->node[at];
	struct span content = content_of(carrier, at);
	if (!content.len)
		return false;
	struct str own = str_copy(carrier->scratch, str_sub(carrier->view->text, content.at, span_end(content)));
	carrier->filled = carrier_fill(carrier, content.at, own);
	bool looks = looks_text(carrier->scratch, carrier->filled ? own : node->text, promise);
	bool written = is_filled_in(carrier, content, promise), anchored = tree_decorated(carrier->tree, at) != 0;
	bool taken = looks || written;
	if (taken && hide_markers(own, indent_of(carrier, node, content)))
		carrier_add(carrier, at, content, own, written, anchored ? "an anchor, an alias or a tag is around it" : NULL);
	else if (taken)
		carrier_add_decoded(carrier, at, content, node->text, false, "several YAML documents are in it");
	carrier->filled = NULL;
	return taken;
}

static bool take_secret(struct carrier *carrier, uint32_t at, enum promise promise)
{
	const struct node *node = &carrier->tree->node[at];
	struct str text;
	if (carrier_decode(carrier, node->text, &text)) {
		if (!looks_text(carrier->scratch, text, promise > PROMISE_CONFIG ? promise : PROMISE_CONFIG))
			return false;
		carrier_add_decoded(carrier, at, node->span, text, false, "this is base64; decode it, edit what comes of it, and encode that");
		return true;
	}
	if (promise >= PROMISE_SERVER && !carrier->undecoded) {
		carrier->undecoded = node->span.at;
		carrier->undecoded_label = carrier_path(carrier, at);
	}
	return false;
}

bool carrier_take_scalar(struct carrier *carrier, uint32_t at)
{
	const struct node *node = &carrier->tree->node[at];
	const struct mask *mask = carrier->view->mask;
	bool secret = carrier_is_secret(carrier, at), literal = node->style == STYLE_LITERAL && !secret;
	if (node->kind != NODE_SCALAR || !node->parent)
		return false;
	/* Not even a look at names: most scalars are a word. */
	if (!literal && !secret && (node->text.len < 8 || !str_has_char(node->text, '\n')))
		return false;
	enum promise promise = carrier_promise(carrier, at);
	if (literal)
		return take_literal(carrier, at, promise);
	/* Nobody knows what a copy of a template's letters stands for. */
	if (mask_find(mask, MASK_VALUE, node->span) || mask_find(mask, MASK_GAP, node->span))
		return false;
	if (secret)
		return take_secret(carrier, at, promise);
	if (carrier_fill(carrier, 0, str_copy(carrier->scratch, node->text)))
		return false;
	if (!looks_text(carrier->scratch, node->text, promise))
		return false;
	carrier_add_decoded(carrier, at, node->span, node->text, false, "the config is written as one quoted or folded text (write it "
			    "as a block, `key: |`, to have it edited)");
	return true;
}
