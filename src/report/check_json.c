/* The object that mongoconf(1) documents; programs may rely on its keys. */
#include "report/check_report.h"

#include "base/json.h"

enum { REPORT_VERSION = 1 };

static void put_sites(struct json_t *object, const struct reason *reason)
{
	struct json_t *list = json_put_list(object, "locations");
	for (uint32_t i = 0; i < reason->site_count; i++) {
		const struct site *site = &reason->sites[i];
		struct place at = source_place(site->source, site->at.at);
		struct json_t *one = json_map();
		json_put_text(one, "file", str_of(site->source->name));
		json_put_whole(one, "line", at.line);
		json_put_whole(one, "column", at.column);
		json_add(list, one);
	}
}

static struct json_t *reason_of(const struct reason *reason)
{
	struct json_t *object = json_map();
	json_put_text(object, "code", str_of(code_table[reason->code].name));
	json_put_text(object, "severity", str_of(severity_name(code_severity(reason->code))));
	struct json_t *members = json_put_list(object, "members");
	for (uint32_t i = 0; i < reason->member_count; i++)
		json_add_text(members, str_of(reason->members[i]->name));
	json_put_whole(object, "others", reason->more);
	json_put_text(object, "message", str_of(reason->message));
	json_put_text_or_null(object, "help", reason->help);
	put_sites(object, reason);
	return object;
}

void check_report_json(struct buf *out, const struct check_report *report)
{
	const struct check *check = report->check;
	struct json_t *object = json_map();
	json_put_whole(object, "version", REPORT_VERSION);
	json_put_text(object, "verdict", str_of(verdict_name(check->verdict)));
	json_put_bool(object, "any_order", check->verdict < VERDICT_UNSAFE && !check->must_be_ordered);
	struct json_t *order = json_put_list(object, "order");
	for (uint32_t i = 0; i < check->order_count; i++)
		json_add_text(order, str_of(check->order[i]->name));
	struct json_t *reasons = json_put_list(object, "reasons");
	for (uint32_t i = 0; i < check->reason_count; i++)
		json_add(reasons, reason_of(&check->reasons[i]));
	json_write(out, object);
}
