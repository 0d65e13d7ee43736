/* list: tables of all that there is, one row for each list.
 *
 *     const struct list *list = list_find("options");
 *     struct buf out = BUF_INIT(arena);
 *     list->text(&out, asked);
 *     ...
 *     list_json(&out, list, asked);
 *
 * `asked` is a server, or NULL: then the list of options is that of all servers. As text, what hardly any
 * manual names is left out; as JSON everything is there, with all that describe.h knows.
 */
#ifndef REFERENCE_LIST_H
#define REFERENCE_LIST_H

#include "base/json.h"
#include "schema/target.h"

struct list {
	const char *name;     /* "rules" */
	bool by_server;       /* does it depend on `asked`? */
	void (*text)(struct buf *out, const struct target *asked);
	void (*json)(struct arena *arena, struct json_t *rows, const struct target *asked);
	void (*man)(struct buf *out);  /* a manual page, or NULL */
};

extern const struct list list_table[];
extern const unsigned list_count;

const struct list *list_find(const char *name);  /* or NULL */
void list_json(struct buf *out, const struct list *list, const struct target *asked);

/* The head of every JSON of the reference: version and tool. */
struct json_t *list_json_head(void);

/* mongoconf-rules(7), in manual.c, and mongoconf-transforms(7), in manual_transforms.c. */
void list_rules_manual(struct buf *out);
void list_transforms_manual(struct buf *out);

#endif
