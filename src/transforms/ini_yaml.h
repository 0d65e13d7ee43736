/* ini_yaml: an INI file, planned and written as YAML, for ini-to-yaml.
 *
 *     struct ini_plan plan;
 *     if (!ini_check_faults(application, &config)) ...
 *     if (!ini_plan_options(application, &config, &plan)) ...  something has no YAML form; said where and why
 *     ini_plan_comments(&plan);
 *     if (!ini_plan_write(application, &plan, &result)) ...
 *
 * Each entry becomes an option of a section; where its comments go is decided by where they stand:
 *
 *     above an entry         above its option, with paragraphs of plain words that lead to it
 *     behind an entry        behind its value
 *     an entry commented out the end of the section that its option belongs to, if there is one in the result; else the end of the file
 *     before the first       the top of the file
 *     after the last         the end of the file
 *
 * No word of a comment is changed, so what is commented out stays as INI has it.
 */
#ifndef TRANSFORMS_INI_YAML_H
#define TRANSFORMS_INI_YAML_H

#include "config/config.h"
#include "input/ini.h"
#include "text/mask.h"
#include "transforms/transform.h"

/* Comment lines below each other, and which lines they are: [from, to). */
struct comments {
	uint32_t from, to;
	bool apart;             /* a blank line is above them */
	struct comments *next;
};

struct comment_list {
	struct comments *first, *last;
};

/* One line of the result that has a value. */
struct ini_option {
	struct str path;        /* with the names of all sections */
	uint32_t name;          /* where the last name begins in it: that of a parameter may have dots */
	struct str value;       /* bytes of the source where it is what the line says, so that its mask is found */
	bool item;              /* an element of the list `path` */
	bool derived;           /* follows from the option behind it: systemLog.destination */
	uint32_t line;          /* its entry */
	bool apart;             /* a blank line is above the entry, or above its comments */
	struct comment_list above, below;
};

/* The names at the top of a config, in the order of the packaged file, and those that are not in there. */
extern const char *const ini_sections[];
extern const uint32_t ini_section_count;
enum { INI_SECTIONS_MAX = 24 };

struct ini_plan {
	struct arena *arena;
	const struct source *source;
	const struct config *config;
	struct ini_lines lines;
	struct ini_option *options;  /* in the order of their lines */
	uint32_t count;
	struct comment_list header, trailer, ends[INI_SECTIONS_MAX];
};

/* The index of the section that a path is in; ini_section_count: of none. */
uint32_t ini_section_of(struct str path);

/* Refuses a file that its server refuses. */
bool ini_check_faults(const struct application *application, const struct config *config);

/* Reads the lines; false where one has no form in YAML. */
bool ini_plan_options(const struct application *application, const struct config *config, struct ini_plan *plan);

void ini_plan_comments(struct ini_plan *plan);

/* The text of the part, and the same as it is read (masked), of equal length. */
struct ini_written {
	struct str raw, masked;
	struct mask mask;       /* in offsets of the two */
};
bool ini_plan_write(const struct application *application, const struct ini_plan *plan, struct ini_written *written);

#endif
