/* section: all options of a section under another section's name.
 *
 * net.ssl becomes net.tls where it stands: keys get their new names one by one, a value its new words, and
 * then the section its name. Comments, order and quotes stay.
 *
 *     if (!section_rename(draft, &config, STR("net.ssl"), STR("net.tls"), name_of, context, err)) ...
 */
#ifndef TRANSFORMS_SECTION_H
#define TRANSFORMS_SECTION_H

#include "config/config.h"
#include "yaml/draft.h"

struct str section_of(struct str path);    /* "net.ssl" of "net.ssl.mode"; empty where there is no dot */
struct str section_last(struct str path);  /* "mode" */
bool section_holds(struct str section, struct str path);

/* What an option of the section is to be called (the last name), and to say. */
struct section_entry {
	struct str name, value;
};
typedef struct section_entry section_entry(const void *context, const struct setting *setting);

/* One option, where it stands. */
bool section_rename_option(struct draft *draft, const struct setting *setting, const struct section_entry *entry,
			   struct err *err) __attribute__((warn_unused_result));

/* `config` is what the draft says before; nothing may have the name `to` yet, and both are in one section. */
bool section_rename(struct draft *draft, const struct config *config, struct str from, struct str to,
		    section_entry *entry_of, const void *context, struct err *err) __attribute__((warn_unused_result));

#endif
