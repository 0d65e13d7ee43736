#include "rules/odd.h"

#include "rules/ask.h"

/* One file for several services: what one of them lacks, the others have on their command lines. */
static bool shares_file(const struct member *member)
{
	const struct deployment *deployment = member->deployment;
	for (uint32_t i = 0; deployment && member->file && i < deployment->count; i++)
		if (deployment->members[i] != member && deployment->members[i]->file == member->file)
			return true;
	return false;
}

struct odd_place odd_place(const struct member *member, const char *option)
{
	const char *const places[] = { option, "replication.replSetName", "sharding.configDB" };
	bool own_line = member->entry && member->inventory && member->entry->command.config.len && shares_file(member);
	for (unsigned i = 0; i < sizeof places / sizeof *places; i++) {
		const struct setting *setting = config_find(member->config, places[i]);
		if (setting && (!i || !own_line || setting_source(member->config, setting) != member->file->source))
			return (struct odd_place){ setting_source(member->config, setting), i ? setting->key : ask_place(setting) };
	}
	if (own_line)
		return (struct odd_place){ member->inventory->source, member->entry->command.config_at };
	/* A service that is started with no flag at all has a line of its own all the same. */
	if (!member->file && member->entry && member->inventory)
		return (struct odd_place){ member->inventory->source, member->entry->at };
	return (struct odd_place){ member->config->source, config_start(member->config) };
}

enum severity odd_severity(const struct rule *rule, const struct member *member)
{
	return rule->severity == SEVERITY_ERROR && !member_is_sure(member) ? SEVERITY_WARNING : rule->severity;
}

struct diag *odd_add(const struct lint *lint, const struct rule *rule, enum severity severity,
		     const struct member *member, const char *option, const char *message)
{
	struct odd_place place = odd_place(member, option);
	struct diag *diag = sink_add(lint->sink, &rule->kind, severity, place.source, place.at, "%s", message);
	diag->option = option;
	diag->deployment = member->deployment ? member->deployment->name : NULL;
	diag->member = member->name;
	return diag;
}

void odd_note(const struct lint *lint, struct diag *diag, const struct member *peer, const char *option,
	      const char *text)
{
	if (diag->note_count >= ODD_NOTES)
		return;
	struct odd_place place = odd_place(peer, option);
	diag_note(lint->sink, diag, place.source, place.at, "%s", text);
}
