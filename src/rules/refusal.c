#include "rules/refusal.h"

enum reach refusal_reach(const struct target *target, struct version from, struct version to)
{
	static const struct version oldest_in_use = VERSION(4, 2);
	struct version server = target->server;
	if (!version_known(server))
		return version_known(to) || (version_known(from) && !version_at_least(oldest_in_use, from))
		     ? REACH_SOME : REACH_ALL;
	if ((version_known(from) && !version_at_least(server, from)) || (version_known(to) && version_at_least(server, to)))
		return REACH_NONE;
	return REACH_ALL;
}

const char *refusal_releases(struct arena *arena, struct version from, struct version to)
{
	if (version_known(from) && version_known(to))
		return arena_printf(arena, "%s to %s", version_text(arena, from), version_text(arena, to));
	if (version_known(from))
		return arena_printf(arena, "since %s", version_text(arena, from));
	return version_known(to) ? arena_printf(arena, "before %s", version_text(arena, to)) : "";
}

const struct refusal *refusal_choose(const struct target *target, const struct refusal *rows, unsigned count)
{
	for (unsigned i = count; i--;)
		if (refusal_reach(target, rows[i].from, rows[i].to) != REACH_NONE)
			return &rows[i];
	return NULL;
}

struct diag *refusal_add(const struct lint *lint, const struct rule *rule, const struct config *config,
			 const struct refusal *refusal, struct span at, const char *message)
{
	enum reach reach = refusal_reach(&config->target, refusal->from, refusal->to);
	if (reach == REACH_NONE)
		return NULL;
	struct diag *diag = sink_add(lint->sink, &rule->kind, reach == REACH_ALL ? SEVERITY_ERROR : SEVERITY_WARNING,
				     config->source, at, "%s", message);
	diag->server = reach == REACH_ALL ? arena_printf(lint->arena, "stops with: %s", refusal->text)
		     : arena_printf(lint->arena, "stops with: %s (%s)", refusal->text,
				    refusal_releases(lint->arena, refusal->from, refusal->to));
	return diag;
}
