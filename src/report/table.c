#include "base/utf8.h"
#include "report/report.h"

const struct format report_formats[] = {
	{ "text", "for people: the line, a caret under the place, what to do", report_text },
	{ "oneline", "file:line:column: severity: message [rule], one line each", report_oneline },
	{ "json", "one object with everything that is known, fixes too", report_json },
};
const unsigned report_format_count = sizeof report_formats / sizeof *report_formats;

const struct format *report_format_find(const char *name)
{
	for (unsigned i = 0; i < report_format_count; i++)
		if (str_is(str_of(name), report_formats[i].name))
			return &report_formats[i];
	return NULL;
}

struct str report_repair(struct arena *arena, struct str s)
{
	uint32_t bad = utf8_invalid(s);
	if (bad == STR_NONE)
		return s;
	struct buf out = BUF_INIT(arena);
	for (; bad != STR_NONE; bad = utf8_invalid(s)) {
		buf_bytes(&out, s.at, bad);
		buf_text(&out, "\xef\xbf\xbd");
		s = str_sub(s, bad + 1, s.len);
	}
	buf_str(&out, s);
	return buf_done(&out);
}
