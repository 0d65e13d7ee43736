#include "rollout/check.h"

#include "base/buf.h"
#include "rollout/concern.h"
#include "rollout/mixture.h"
#include "rollout/quorum.h"

/* Of a class of thousands a few names are enough. */
enum { NAMED_MAX = 8 };

struct reason *check_add(struct check *check, enum code_id code, const struct server *const *members, uint32_t count,
			 const char *message)
{
	if (check->reason_count == check->reason_room) {
		check->reason_room = check->reason_room ? 2 * check->reason_room : 16;
		check->reasons = arena_grow(check->arena, check->reasons, check->reason_count, check->reason_room,
					    sizeof *check->reasons);
	}
	struct reason *reason = &check->reasons[check->reason_count++];
	uint32_t named = count < NAMED_MAX ? count : NAMED_MAX;
	*reason = (struct reason){ .code = code, .message = message, .member_count = named, .more = count - named };
	reason->members = arena_array(check->arena, named, sizeof *reason->members);
	for (uint32_t i = 0; i < named; i++)
		reason->members[i] = members[i];
	if (code_table[code].verdict > check->verdict)
		check->verdict = code_table[code].verdict;
	return reason;
}

void check_site(struct check *check, struct reason *reason, const struct server *server, enum side side,
		const char *const *options)
{
	const struct member *member = side == SIDE_BEFORE ? server->before : server->after;
	if (!member || !member->config)
		return;
	struct site site = { .source = member->config->source, .at = config_start(member->config) };
	site.words = arena_printf(check->arena, "%s, as it %s", server->name, side == SIDE_BEFORE ? "runs now" : "will run");
	for (uint32_t i = 0; options && options[i]; i++) {
		const struct setting *setting = config_find(member->config, options[i]);
		if (setting) {
			site.source = setting_source(member->config, setting);
			site.at = setting->key;
			break;
		}
	}
	reason->sites = arena_grow(check->arena, reason->sites, reason->site_count, reason->site_count + 1U, sizeof *reason->sites);
	reason->sites[reason->site_count++] = site;
}

const char *check_names(struct arena *arena, const struct server *const *members, uint32_t count)
{
	struct buf out = BUF_INIT(arena);
	uint32_t named = count <= 3 ? count : 2;
	for (uint32_t i = 0; i < named; i++)
		buf_printf(&out, "%s%s", !i ? "" : i + 1 == count ? " and " : ", ", members[i]->name);
	if (named < count)
		buf_printf(&out, " and %u others", count - named);
	return str_cstr(arena, buf_done(&out));
}

static void judge_refused(struct check *check)
{
	for (uint32_t i = 0; i < check->refused_count; i++) {
		const struct refused *refused = &check->refused[i];
		struct reason *reason = check_add(check, refused->code, &refused->server, refused->server ? 1 : 0, refused->message);
		if (!refused->source)
			continue;
		reason->sites = arena_alloc(check->arena, sizeof *reason->sites);
		reason->sites[reason->site_count++] = (struct site){ .source = refused->source, .at = refused->at, .words = "here" };
	}
}

/* Worst first, those of one code together; else in the order in which they were found. */
static int by_weight(const struct reason *a, const struct reason *b)
{
	enum verdict left = code_table[a->code].verdict, right = code_table[b->code].verdict;
	return left != right ? (left > right ? -1 : 1) : a->code < b->code ? -1 : a->code > b->code;
}

/* Few reasons: an insertion keeps their order. */
static void sort_reasons(struct check *check)
{
	for (uint32_t i = 1; i < check->reason_count; i++) {
		struct reason moved = check->reasons[i];
		uint32_t k = i;
		for (; k && by_weight(&moved, &check->reasons[k - 1]) < 0; k--)
			check->reasons[k] = check->reasons[k - 1];
		check->reasons[k] = moved;
	}
}

void check_run(struct arena *arena, struct check *check)
{
	check->arena = arena;
	check->verdict = VERDICT_SAFE;
	if (!check->batch)
		check->batch = 1;
	judge_refused(check);
	mixture_judge(check);
	quorum_judge(check);
	concern_judge(check);
	sort_reasons(check);
	/* No order is any good then. */
	if (check->verdict >= VERDICT_UNSAFE)
		check->order_count = 0;
}
