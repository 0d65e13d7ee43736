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
