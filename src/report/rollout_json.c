#include "report/rollout_json.h"

#include "report/rollout_words.h"

enum { ROLLOUT_VERSION = 1 };

struct json_t *json_rollout(const struct procedure *procedure, struct json_t **fields)
{
	struct json_t *root = json_map();
	json_put_whole(root, "version", ROLLOUT_VERSION);
	json_put_text(root, "procedure", str_of(procedure->name));
	*fields = json_put_list(root, "fields");
	return root;
}

void json_put_texts(struct json_t *map, const char *key, const char *const *texts, uint32_t count)
{
	struct json_t *list = json_put_list(map, key);
	for (uint32_t i = 0; i < count; i++)
		json_add_text(list, str_of(texts[i]));
}

void json_put_command(struct json_t *map, const char *key, const struct plan_command *command)
{
	if (!command->line) {
		json_put_null(map, key);
		return;
	}
	struct json_t *object = json_put_map(map, key);
	json_put_text(object, "line", str_of(command->line));
	json_put_texts(object, "missing", command->missing, command->missing_count);
}

static const char *role_name(enum role role)
{
	static const char *const names[] = {
		[ROLE_MEMBER] = "member", [ROLE_SHARD] = "shard", [ROLE_CONFIG_SERVER] = "config-server", [ROLE_ROUTER] = "mongos",
	};
	return names[role];
}

static void put_member(struct arena *arena, struct json_t *list, const struct member_stand *one)
{
	const struct member *member = one->member;
	struct json_t *object = json_map();
	json_put_text(object, "name", str_of(one->name));
	json_put_text_or_null(object, "deployment", member->deployment ? member->deployment->name : NULL);
	json_put_text(object, "role", str_of(role_name(member->role)));
	json_put_text_or_null(object, "standing", plan_standing(member));
	json_put_text_or_null(object, "address", plan_address(arena, member));
	json_put_text(object, "file", str_of(words_file(member)));
	json_put_text(object, "state", str_of(one->state));
	json_put_text_or_null(object, "differs", one->differs);
	json_add(list, object);
}

static void put_steps(struct json_t *field, const struct variant *variant)
{
	struct json_t *list = json_put_list(field, "states");
	for (unsigned i = 0; variant && i < variant->step_count; i++) {
		struct json_t *one = json_map();
		json_put_text(one, "name", str_of(variant->steps[i].name));
		json_put_text(one, "words", str_of(variant->steps[i].words));
		json_put_bool(one, "open", variant->steps[i].open);
		json_add(list, one);
	}
}

/* Phases are numbered from 1, as everywhere; 0 done is none. What comes next is null when nothing does. */
static void put_number(struct json_t *field, const char *key, const struct stand *stand, int index)
{
	if (!stand->variant || stand->state == STAND_HELD || index < 0 || (unsigned)index >= stand->variant->phase_count)
		json_put_null(field, key);
	else
		json_put_whole(field, key, index + 1);
}

struct json_t *json_stand(struct arena *arena, const struct stand *stand)
{
	struct json_t *field = json_map();
	json_put_text(field, "name", str_of(stand->field->name));
	json_put_text(field, "kind", str_of(stand->field->sharded ? "sharded-cluster" : "replica-set"));
	json_put_text_or_null(field, "variant", stand->variant ? stand->variant->name : NULL);
	json_put_text(field, "state", str_of(stand_state_name(stand->state)));
	json_put_text(field, "summary", str_of(stand_summary(arena, stand)));
	json_put_whole(field, "phase_count", stand->variant ? stand->variant->phase_count : 0);
	put_number(field, "done", stand, stand->phase);
	put_number(field, "next", stand, stand->next);
	put_number(field, "next_change", stand, stand->edit);
	put_steps(field, stand->variant);
	struct json_t *members = json_put_list(field, "members");
	for (uint32_t i = 0; i < stand->count; i++)
		put_member(arena, members, &stand->members[i]);
	json_put_texts(field, "held", stand->held, stand->held_count);
	json_put_texts(field, "repairs", stand->repairs, stand->repair_count);
	json_put_texts(field, "notes", stand->notes, stand->note_count);
	return field;
}
