/* ini: the lines of a file in the format of before 2.6, as boost's parser of config files takes them apart.
 *
 *     # a comment, on a line of its own or behind anything: nothing quotes a #
 *     [section]               puts "section." before the names below it
 *     name = value            blanks around both are dropped; the first = counts
 *     anything else           the server refuses the file for it
 *
 *     struct ini_lines lines = ini_lines(arena, source);
 *     for (i < lines.count) ... lines.at[i].kind, .name, .value, .comment
 *
 * There is one for each line of the source, in order. Spans are bytes of the source. What the names mean, and which of them may
 * stand twice, is said elsewhere (schema/ini.h, config/ini.h). Server source: boost 1.60 and 1.70, config_file.cpp.
 */
#ifndef INPUT_INI_H
#define INPUT_INI_H

#include "text/source.h"

enum ini_kind { INI_LINE_BLANK, INI_LINE_COMMENT, INI_LINE_SECTION, INI_LINE_ENTRY, INI_LINE_OTHER };

struct ini_line {
	enum ini_kind kind;
	struct span at;        /* all of it, with its ending */
	struct span content;   /* without blanks at both ends, comment and ending; empty where there is nothing else */
	struct span name;      /* ENTRY: before the =; SECTION: between the brackets. Without blanks at both ends */
	struct span value;     /* ENTRY: behind the =, without blanks at both ends; an empty one stands behind the = */
	struct span comment;   /* from the # on, without blanks at its end; empty: none */
	struct span ending;    /* LF or CR LF; empty at the end of a text without one */
	struct span section;   /* the name of the section that it is in; .at 0: in none, or this is a header */
};

struct ini_lines {
	struct ini_line *at;
	uint32_t count;
};

struct ini_lines ini_lines(struct arena *arena, const struct source *source);

/* The name of an entry as the server looks it up: with its section's before it. */
struct str ini_line_name(struct arena *arena, const struct source *source, const struct ini_line *line);

#endif
