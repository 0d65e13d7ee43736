#include "base/path.h"
#include "base/utf8.h"
#include "config/keyfile_text.h"
#include "diag/veil.h"
#include "report/sarif.h"

enum { SNIPPET_MOST = 500 };  /* bytes; who wants more has the file */

/* ---- columns ---- */

/* Characters above U+FFFF of one text: each is one code point, and two units of UTF-16. */
struct sarif_wide {
	const struct source *source;
	uint32_t *at;             /* their offsets, in order */
	uint32_t count;
	struct sarif_wide *next;
};

static void find_wide(struct arena *arena, struct sarif_wide *wide)
{
	struct str text = wide->source->text;
	uint32_t room = 0, bytes;
	for (uint32_t at = 0; at < text.len; at += bytes) {
		bytes = 1;
		if ((unsigned char)text.at[at] < 0xf0 || utf8_decode(str_sub(text, at, text.len), &bytes) <= 0xffff)
			continue;
		if (wide->count == room) {
			room = room ? 2 * room : 16;
			wide->at = arena_grow(arena, wide->at, wide->count, room, sizeof *wide->at);
		}
		wide->at[wide->count++] = at;
	}
}

/* Texts that are not ASCII are few, and a huge one is not to be walked for each of its findings. */
static const struct sarif_wide *wide_of(struct sarif *sarif, const struct source *source)
{
	struct sarif_wide *wide = sarif->wide;
	while (wide && wide->source != source)
		wide = wide->next;
	if (wide)
		return wide;
	wide = arena_alloc(sarif->arena, sizeof *wide);
	*wide = (struct sarif_wide){ .source = source, .next = sarif->wide };
	find_wide(sarif->arena, wide);
	return sarif->wide = wide;
}

static uint32_t wide_before(const struct sarif_wide *wide, uint32_t offset)
{
	uint32_t low = 0, high = wide->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (wide->at[middle] < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct place place_of(struct sarif *sarif, const struct source *source, uint32_t offset)
{
	struct place place = source_place(source, offset);
	if (!source->step)
		return place;
	const struct sarif_wide *wide = wide_of(sarif, source);
	place.column += wide_before(wide, offset) - wide_before(wide, source->line[place.line - 1]);
	return place;
}

/* ---- files ---- */

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-._~/", c));
}

/* RFC 3986. The bytes of a name that is not UTF-8 can be told like all others. */
static struct str encoded(struct arena *arena, const char *path)
{
	struct buf out = BUF_INIT(arena);
	for (; *path; path++) {
		if (is_unreserved(*path))
			buf_char(&out, *path);
		else
			buf_printf(&out, "%%%02X", (unsigned)(unsigned char)*path);
	}
	return buf_done(&out);
}

/* Of no base where it leads out of the repository and nothing is known of the current folder. */
struct json_t *sarif_file(struct sarif *sarif, const struct source *source)
{
	const char *path = report_file(sarif->arena, sarif->report, source);
	const char *here = sarif->report->here;
	struct json_t *location = json_map();
	while (str_starts(str_of(path), "./"))
		path += 2;
	if (here && (path[0] == '/' || str_is(str_of(path), "..") || str_starts(str_of(path), "../")))
		path = path_join(sarif->arena, here, str_of(path));
	if (path[0] == '/') {
		json_put_text(location, "uri", str_format(sarif->arena, "file://%s", encoded(sarif->arena, path).at));
		return location;
	}
	json_put_text(location, "uri", encoded(sarif->arena, path));
	json_put_text(location, "uriBaseId", STR("%SRCROOT%"));
	return location;
}

/* ---- regions ---- */

/* Does one of the lines look as if it held a password? */
static bool is_veiled(const struct source *source, struct span span)
{
	uint32_t index = source_line_index(source, span.at), last = source_line_index(source, span_end(span));
	struct veil veil = veil_before(source, index);
	for (; index <= last; index++)
		if (veil_hides(&veil, source_line(source, index)))
			return true;
	return false;
}

static struct str lines_of(const struct source *source, struct span span)
{
	return str_sub(source->text, source_line_start(source, span.at), source_line_end(source, span_end(span)));
}

bool sarif_is_secret(struct arena *arena, const struct source *source, struct span span)
{
	struct str lines = lines_of(source, span);
	return !str_eq(keyfile_hide(arena, lines), lines) || is_veiled(source, span);
}

/* Nothing of a line that holds a secret, not even the rest of it; nothing that JSON can't carry as it is. */
static bool may_be_shown(struct sarif *sarif, const struct source *source, struct span span, unsigned parts)
{
	struct str lines = lines_of(source, span);
	if (span.len > SNIPPET_MOST || lines.len > 3 * SNIPPET_MOST || utf8_invalid(lines) != STR_NONE)
		return false;
	return parts & REGION_SURE || !sarif_is_secret(sarif->arena, source, span);
}

static void put_snippet(struct json_t *region, struct str text)
{
	json_put_text(json_put_map(region, "snippet"), "text", text);
}

struct json_t *sarif_region(struct sarif *sarif, const struct source *source, struct span span, unsigned parts)
{
	struct json_t *region = json_map();
	/* A byte order mark has no column; what begins with it is told in bytes alone. */
	if (span.at >= source_text_start(source)) {
		struct place at = place_of(sarif, source, span.at), end = place_of(sarif, source, span_end(span));
		json_put_whole(region, "startLine", at.line);
		json_put_whole(region, "startColumn", at.column);
		json_put_whole(region, "endLine", end.line);
		json_put_whole(region, "endColumn", end.column);
	}
	if (parts & REGION_BYTES) {
		json_put_whole(region, "byteOffset", span.at);
		json_put_whole(region, "byteLength", span.len);
	}
	if (parts & REGION_TEXT && span.len && may_be_shown(sarif, source, span, parts))
		put_snippet(region, source_str(source, span));
	return region;
}

struct json_t *sarif_context(struct sarif *sarif, const struct source *source, struct span span, unsigned parts)
{
	uint32_t index = source_line_index(source, span.at);
	struct str line = source_str(source, source_line_span(source, index));
	uint32_t start = index ? source->line[index] : source_text_start(source);
	/* A CR that no LF follows is text. */
	uint32_t end = source->line[index] + line.len - (str_ends(line, "\r\n") ? 2 : str_ends(line, "\n"));
	if (span.at < start || span_end(span) > end || span.len == end - start || end - start > SNIPPET_MOST ||
	    !may_be_shown(sarif, source, span, parts))
		return NULL;
	struct json_t *region = json_map();
	json_put_whole(region, "startLine", index + 1);
	put_snippet(region, str_sub(source->text, start, end));
	return region;
}
