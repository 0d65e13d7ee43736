/* rollout_json: the values that the JSON of stands and plans have in common. */
#ifndef REPORT_ROLLOUT_JSON_H
#define REPORT_ROLLOUT_JSON_H

#include "base/json.h"
#include "report/rollout.h"

/* {"version": 1, "procedure": ..., "fields": []}; *fields is the list. */
struct json_t *json_rollout(const struct procedure *procedure, struct json_t **fields);

/* What both say of a field: its name, kind, variant, state, phases done, held. */
struct json_t *json_stand(struct arena *arena, const struct stand *stand);

void json_put_texts(struct json_t *map, const char *key, const char *const *texts, uint32_t count);

/* {"line": ..., "missing": [...]}, or null where there is none. */
void json_put_command(struct json_t *map, const char *key, const struct plan_command *command);

#endif
