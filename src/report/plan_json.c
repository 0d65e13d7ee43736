/* All of a plan. Keys keep their names and types; new ones may be added. */
#include "report/rollout_json.h"
#include "report/rollout_words.h"

static void put_conditions(struct json_t *phase, const char *key, const struct plan_condition *conditions, uint32_t count)
{
	struct json_t *list = json_put_list(phase, key);
	for (uint32_t i = 0; i < count; i++) {
		const struct plan_condition *one = &conditions[i];
		struct json_t *object = json_map();
		json_put_text(object, "text", str_of(one->condition->text));
		json_put_text(object, "told_by", str_of(level_words(one->condition->level)));
		if (one->later)
			json_put_null(object, "answer");
		else
			json_put_text(object, "answer", str_of(plan_answer_name(one->answer)));
		json_put_text_or_null(object, "why", one->why);
		json_put_text_or_null(object, "command", one->condition->command);
		if (one->condition->log_id)
			json_put_whole(object, "log_id", one->condition->log_id);
		else
			json_put_null(object, "log_id");
		json_add(list, object);
	}
}

static void put_roll(struct json_t *list, const struct roll *roll)
{
	struct json_t *object = json_map();
	bool set = roll->part && roll->part->kind == DEPLOYMENT_REPLICA_SET;
	json_put_text_or_null(object, "deployment", roll->part ? roll->part->name : NULL);
	if (set)
		json_put_bool(object, "primary_known", roll->primary_known);
	else
		json_put_null(object, "primary_known");
	struct json_t *stops = json_put_list(object, "stops");
	for (uint32_t i = 0; i < roll->count; i++) {
		const struct stop *stop = &roll->stops[i];
		struct json_t *one = json_map();
		json_put_text(one, "member", str_of(stop->name));
		json_put_bool(one, "step_down", stop->kind == STOP_STEP_DOWN);
		json_put_bool(one, "written", stop->written);
		json_put_text_or_null(one, "because", stop->because);
		json_put_text_or_null(one, "address", stop->address);
		json_put_text_or_null(one, "remark", stop->remark);
		json_add(stops, one);
	}
	json_put_text(object, "restart", str_of(words_restart(roll)));
	json_add(list, object);
}

static void put_phase(struct json_t *list, const struct plan_phase *phase)
{
	struct json_t *object = json_map();
	json_put_whole(object, "number", phase->number);
	json_put_text(object, "title", str_of(phase->phase->title));
	json_put_text(object, "state", str_of(plan_state_name(phase->state)));
	json_put_text_or_null(object, "about", phase->phase->about);
	json_put_bool(object, "changes_files", phase_edits(phase->phase));
	json_put_bool(object, "restarts", phase->phase->restarts);
	json_put_text_or_null(object, "transforms", phase->phase->transforms);
	json_put_text_or_null(object, "change", phase->phase->change);
	put_conditions(object, "before", phase->before, phase->before_count);
	json_put_texts(object, "files", phase->files, phase->file_count);
	json_put_texts(object, "by_hand", phase->by_hand, phase->by_hand_count);
	json_put_command(object, "command", &phase->command);
	struct json_t *rolls = json_put_list(object, "rolls");
	for (uint32_t i = 0; i < phase->roll_count; i++)
		put_roll(rolls, &phase->rolls[i]);
	struct json_t *live = json_put_list(object, "live");
	for (uint32_t i = 0; i < phase->live_count; i++) {
		struct json_t *one = json_map();
		json_put_text(one, "what", str_of(phase->live[i].what));
		json_put_text(one, "line", str_of(phase->live[i].line));
		json_add(live, one);
	}
	json_put_bool(object, "log_in", phase->log_in);
	put_conditions(object, "after", phase->after, phase->after_count);
	json_put_text_or_null(object, "clients", phase->phase->clients);
	json_put_text_or_null(object, "if_skipped", phase->phase->if_skipped);
	json_add(list, object);
}

static void put_requirements(struct json_t *field, const struct plan *plan)
{
	struct json_t *list = json_put_list(field, "requirements");
	for (uint32_t i = 0; i < plan->requirement_count; i++) {
		const struct requirement *one = &plan->requirements[i];
		struct json_t *object = json_map();
		json_put_text(object, "deployment", str_of(one->part->name));
		json_put_text(object, "code", str_of(code_table[one->code].name));
		json_put_text(object, "answer", str_of(plan_answer_name(one->answer)));
		json_put_text(object, "text", str_of(one->text));
		json_add(list, object);
	}
}

static void put_unknown(struct json_t *field, const struct plan *plan)
{
	struct json_t *list = json_put_list(field, "unknown");
	for (uint32_t i = 0; i < plan->unknown_count; i++) {
		const struct plan_unknown *one = &plan->unknown[i];
		struct json_t *object = json_map();
		json_put_text(object, "what", str_of(one->what));
		json_put_text(object, "why", str_of(one->why));
		json_put_text(object, "ask", str_of(one->ask));
		json_put_text_or_null(object, "command", one->command);
		json_add(list, object);
	}
}

void plan_write_json(struct buf *out, const struct rollout_report *report)
{
	struct json_t *fields, *root = json_rollout(report->procedure, &fields);
	for (uint32_t i = 0; i < report->count; i++) {
		const struct plan *plan = &report->plans[i];
		struct json_t *field = json_stand(out->arena, plan->stand);
		put_requirements(field, plan);
		put_unknown(field, plan);
		json_put_texts(field, "warnings", plan->warnings, plan->warning_count);
		struct json_t *phases = json_put_list(field, "phases");
		for (uint32_t k = 0; k < plan->count; k++)
			put_phase(phases, &plan->phases[k]);
		json_add(fields, field);
	}
	json_write(out, root);
}
