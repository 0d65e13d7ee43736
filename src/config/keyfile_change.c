#include <string.h>

#include "base/buf.h"
#include "config/keyfile_text.h"
#include "config/keyfile_write.h"

static bool refuse(const struct keyfile_change *change, struct err *err, const char *reason)
{
	return err_set(err, ERR_REFUSED, change->path, 0, "%s", reason);
}

bool keyfile_change_open(struct keyfile_change *change, struct err *err)
{
	struct keyfile *before = &change->before;
	change->result = change->bytes;
	if (!keyfile_secrets(change->arena, change->scratch, change->path, change->bytes, before, change->keys))
		return refuse(change, err, before->state == KEYFILE_ENCRYPTED
			      ? "is encrypted, or a template: decrypt it first, and change what the servers read"
			      : "is no keyfile that a server starts with; mongoconf keyfile check says why");
	bool twice = before->count == 2 && str_eq(change->keys[0], change->keys[1]);
	change->after = *before;
	change->count = before->count - twice;
	change->unclear = before->lost_keys || before->joined_lines || twice;
	if (!change->unclear || change->normalise)
		return true;
	return refuse(change, err, twice ? "holds the same key twice; --normalise writes it once"
			      : before->lost_keys ? "holds text behind its keys that the server does not read as a key; mongoconf keyfile "
						    "check says where. --normalise writes only what the server reads"
						  : "holds lines that look like several keys, and the server reads them as one; mongoconf "
						    "keyfile check says where. --normalise writes that one key plainly");
}

/* ---- the lines of a plain file ---- */

enum line_kind { LINE_OTHER, LINE_PASSIVE, LINE_DASH, LINE_KEY };

struct line {
	enum line_kind kind;
	uint32_t indent;  /* blanks before it, or before its dash */
};

/* Quotes count as a key's: what they mean is proven afterwards. Of tabs, parsers of YAML think differently. */
static bool is_key_text(struct str text)
{
	for (uint32_t i = 0; i < text.len; i++)
		if (!keyfile_base64(text.at[i]) && text.at[i] != '\'' && text.at[i] != '"')
			return false;
	return text.len > 0;
}

static struct line line_of(struct str text)
{
	uint32_t at = 0;
	while (at < text.len && text.at[at] == ' ')
		at++;
	struct str rest = str_trim(str_sub(text, at, text.len));
	bool comment = str_starts(str_sub(text, at, text.len), "#");
	if (!comment && str_has_char(text, '\t'))
		return (struct line){ LINE_OTHER, at };
	if (comment || !rest.len)
		return (struct line){ LINE_PASSIVE, at };
	bool dash = str_starts(rest, "- ");
	rest = str_sub(rest, dash ? 2 : 0, rest.len);
	if (!is_key_text(str_trim(str_sub(rest, 0, str_find(rest, STR(" #"), 0)))))
		return (struct line){ LINE_OTHER, at };
	return (struct line){ dash ? LINE_DASH : LINE_KEY, at };
}

/* With its ending. */
static bool next_line(struct str *rest, struct str *line)
{
	if (!rest->len)
		return false;
	uint32_t end = str_find_char(*rest, '\n', 0);
	*line = str_sub(*rest, 0, end == STR_NONE ? end : end + 1);
	*rest = str_sub(*rest, line->len, rest->len);
	return true;
}

static struct str without_mark(struct str bytes)
{
	return str_starts(bytes, "\xef\xbb\xbf") ? str_sub(bytes, 3, bytes.len) : bytes;
}

/* How many lines have something of a key, and do all others have nothing? 0: they have. */
static uint32_t key_lines(struct str text)
{
	uint32_t count = 0;
	struct str line;
	while (next_line(&text, &line)) {
		enum line_kind kind = line_of(line).kind;
		if (kind == LINE_OTHER)
			return 0;
		count += kind != LINE_PASSIVE;
	}
	return count;
}

/* A plain key's first line gets the dash, and its others a place under it; behind them stands the new one. Empty where the
 * file is not that plain. */
static struct str with_key(struct arena *scratch, struct str bytes, struct str key)
{
	struct str rest = without_mark(bytes), line;
	uint32_t count = key_lines(rest), seen = 0, indent = 0;
	bool list = false;
	const char *ending = str_find(bytes, STR("\r\n"), 0) != STR_NONE ? "\r\n" : "\n";
	struct buf out = BUF_INIT(scratch);
	if (!count)
		return STR("");
	buf_bytes(&out, bytes.at, bytes.len - rest.len);
	while (next_line(&rest, &line)) {
		struct line shape = line_of(line);
		bool counts = shape.kind != LINE_PASSIVE;
		list |= shape.kind == LINE_DASH;
		indent = shape.kind == LINE_DASH ? shape.indent : indent;
		seen += counts;
		if (counts && !list)
			buf_text(&out, seen == 1 ? "- " : "  ");
		buf_str(&out, line);
		if (!counts || seen < count)
			continue;
		bool ended = str_ends(line, "\n");
		buf_printf(&out, "%s%*s- ", ended ? "" : ending, (int)indent, "");
		buf_str(&out, key);
		buf_text(&out, ended ? ending : "");
	}
	return buf_done(&out);
}

/* The list without the item of that number; the other one loses its dash. Empty where the file is not that plain. */
static struct str without_key(struct arena *scratch, struct str bytes, uint32_t item)
{
	struct str rest = without_mark(bytes), line;
	uint32_t dashes = 0, indent = 0;
	struct buf out = BUF_INIT(scratch);
	if (!key_lines(rest))
		return STR("");
	buf_bytes(&out, bytes.at, bytes.len - rest.len);
	while (next_line(&rest, &line)) {
		struct line shape = line_of(line);
		dashes += shape.kind == LINE_DASH;
		if (shape.kind == LINE_PASSIVE) {
			buf_str(&out, line);
			continue;
		}
		if (shape.kind == LINE_DASH)
			indent = shape.indent + 2;
		if (!dashes || (shape.kind == LINE_KEY && shape.indent < indent))
			return STR("");
		if (dashes != item + 1)
			buf_str(&out, str_sub(line, indent, line.len));
	}
	/* It had no ending, and the line that is the last one now has none either. */
	if (!str_ends(bytes, "\n")) {
		out.len -= out.len && out.at[out.len - 1] == '\n';
		out.len -= out.len && out.at[out.len - 1] == '\r';
	}
	return buf_done(&out);
}

/* ---- the result ---- */

/* Does a server that reads this text find just these keys in it? */
static bool is_right(struct keyfile_change *change, struct str text, const struct str *keys, uint32_t count)
{
	struct str found[KEYS_MAX];
	bool same = text.len && keyfile_secrets(change->arena, change->scratch, change->path, text, &change->after, found) &&
		    change->after.count == count && !change->after.lost_keys && !change->after.joined_lines;
	for (uint32_t i = 0; same && i < count; i++)
		same = str_eq(found[i], keys[i]);
	return same;
}

static bool finish(struct keyfile_change *change, struct str text, const struct str *keys, uint32_t count, struct err *err)
{
	/* What was unclear is not to look as it did. */
	change->anew = change->unclear || !is_right(change, text, keys, count);
	if (change->anew)
		text = keyfile_make_text(change->scratch, keys, count);
	if (!is_right(change, text, keys, count))
		return refuse(change, err, "could not be written so that a server reads the same keys");
	change->result = text;
	change->changes = !str_eq(text, change->bytes);
	return true;
}

static bool leave(struct keyfile_change *change, struct err *err)
{
	return !change->unclear || finish(change, STR(""), change->keys, change->count, err);
}

bool keyfile_change_add(struct keyfile_change *change, struct str key, struct err *err)
{
	for (uint32_t i = 0; i < change->count; i++)
		if (str_eq(change->keys[i], key))
			return leave(change, err);
	if (change->count == KEYS_MAX)
		return refuse(change, err, "holds two keys, and a server takes no third; finish the rotation that is under way, or drop one "
					   "(keyfile-drop-key)");
	struct str keys[KEYS_MAX] = { change->keys[0], key };
	return finish(change, with_key(change->scratch, change->bytes, key), keys, KEYS_MAX, err);
}

bool keyfile_change_drop(struct keyfile_change *change, struct str id, struct err *err)
{
	uint32_t item = 0;
	while (item < change->count && !str_is(id, change->before.keys[item].id))
		item++;
	if (item == change->count)
		return leave(change, err);
	if (change->count == 1)
		return refuse(change, err, "holds this key alone, and a server needs one; add the new one first (keyfile-add-key)");
	return finish(change, without_key(change->scratch, change->bytes, item), &change->keys[!item], 1, err);
}
