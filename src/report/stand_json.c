#include "report/rollout_json.h"

static void put_command(struct json_t *field, const struct rollout_report *report, const struct stand *stand,
			struct arena *arena)
{
	struct plan_command command = { 0 };
	if (stand->variant && stand->state != STAND_HELD && (unsigned)stand->edit < stand->variant->phase_count)
		plan_command(arena, stand, (unsigned)stand->edit, report->invocation, &command);
	json_put_command(field, "command", &command);
}

void stand_write_json(struct buf *out, const struct rollout_report *report)
{
	struct json_t *fields, *root = json_rollout(report->procedure, &fields);
	for (uint32_t i = 0; i < report->count; i++) {
		struct json_t *field = json_stand(out->arena, &report->stands[i]);
		put_command(field, report, &report->stands[i], out->arena);
		json_add(fields, field);
	}
	json_write(out, root);
}
