#include "rules/rule.h"

/* One line for each rule, in the order of ids. */
#define RULES(RULE) \
	RULE(auth_state_mixed) \
	RULE(bind_loopback_in_replset) \
	RULE(duplicate_option) \
	RULE(empty_section) \
	RULE(ini_format) \
	RULE(keyfile_missing) \
	RULE(keyfile_path_relative) \
	RULE(keyfile_required) \
	RULE(replset_name_mismatch) \
	RULE(text_after_document) \
	RULE(transition_without_keyfile) \
	RULE(unknown_option) \
	RULE(wrong_encoding) \
	RULE(yaml_syntax)

#define DECLARE(name) extern const struct rule rule_##name;
RULES(DECLARE)

#define ROW(name) &rule_##name,
const struct rule *const rule_table[] = { RULES(ROW) };
const unsigned rule_count = sizeof rule_table / sizeof *rule_table;
