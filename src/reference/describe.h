/* describe: all that is known about one thing, for people and for programs.
 *
 * The facts come from the tables and nowhere else. `asked` says which server is meant, where that
 * was said, else it is NULL; only what is read by servers (options, sections, entries) depends on it.
 *
 *     struct buf out = BUF_INIT(arena);
 *     describe_text(&out, &subject, asked);
 *     ...
 *     json_write(&out, describe_json(arena, &subject, asked));
 *
 * The JSON of a rule, an option, a transform or a procedure has the same keys wherever it stands: alone, or in a
 * list (reference/list.h).
 */
#ifndef REFERENCE_DESCRIBE_H
#define REFERENCE_DESCRIBE_H

#include "base/json.h"
#include "reference/subject.h"

void describe_text(struct buf *out, const struct subject *subject, const struct target *asked);
struct json_t *describe_json(struct arena *arena, const struct subject *subject, const struct target *asked);

/* In describe_rule.c. */
void describe_rule(struct buf *out, const struct rule *rule);
struct json_t *describe_rule_json(struct arena *arena, const struct rule *rule);

/* Which items of benchmarks it checks, as a sentence, or NULL. */
const char *describe_rule_sets(struct arena *arena, const struct rule *rule);

/* The fix that lint offers for the rule's own bad example; NULL when it offers none. */
const struct fix *describe_rule_fix(struct arena *arena, const struct rule *rule);

/* Do the words of a rule name this option, by its path or by a last part that is a name and no
 * common word (keyFile, not port)? */
bool describe_rule_names(const struct rule *rule, const struct option *option);

struct json_t *describe_transform_json(struct arena *arena, const struct transform *transform);

/* In describe_procedure.c. */
void describe_procedure(struct buf *out, const struct procedure *procedure);
struct json_t *describe_procedure_json(struct arena *arena, const struct procedure *procedure);

/* Whose servers change and restart: "all servers, one at a time", "people". */
const char *describe_phase_who(struct arena *arena, const struct phase *phase);

/* In describe_parameter.c. Where a parameter has had several forms, all of them are told. */
void describe_parameter(struct buf *out, const struct parameter *parameter, const struct target *asked);
struct json_t *describe_parameter_json(struct arena *arena, const struct parameter *parameter,
				       const struct target *asked);
const char *describe_parameter_line(struct arena *arena, const struct parameter *parameter);

/* May it be set in a config file of one of the servers that are meant, as far as is known? */
bool describe_parameter_taken(const struct parameter *parameter, const struct target *target);

/* In describe_option.c. */
void describe_option(struct buf *out, const struct option *option, const struct target *asked);
struct json_t *describe_option_json(struct arena *arena, const struct option *option, const struct target *asked);

/* One line: "integer, 0 to 65535, default 27017. ..." */
const char *describe_option_line(struct arena *arena, const struct option *option, const struct target *asked);

/* A text of a table; "" is null. */
void describe_put(struct json_t *object, const char *key, const char *text);

/* Bits as a list of the words that flags have for them. */
enum describe_names { DESCRIBE_BINARIES, DESCRIBE_EDITIONS };
void describe_bits(struct json_t *object, const char *key, unsigned bits, enum describe_names names);

#endif
