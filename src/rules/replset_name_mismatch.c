#include "rules/rule.h"

/* What is odd about the name, in words. */
static const char *difference(struct arena *arena, const struct member *member, struct str set)
{
	if (str_eq_nocase(member->set, set))
		return "only upper and lower case differ";
	if (str_eq(str_trim(member->set), set) || str_eq_nocase(str_trim(member->set), str_trim(set)))
		return "blanks at its ends make it another name";
	unsigned edits = str_distance(member->set, set, 2);
	return edits > 2 ? "only blanks differ"
	     : arena_printf(arena, "%u %s", edits, edits == 1 ? "letter differs" : "letters differ");
}

static void note_peers(const struct lint *lint, struct diag *diag, const struct deployment *deployment)
{
	enum { NOTES = 7 };
	for (uint32_t i = 0; diag->note_count < NOTES && i < deployment->count; i++) {
		const struct member *peer = deployment->members[i];
		const struct setting *name = config_find(peer->config, "replication.replSetName");
		if (peer->guess == GUESS_NONE && name)
			diag_note(lint->sink, diag, peer->config->source, name->value, "%s is in %.*s", peer->name,
				  STR_ARG(deployment->set));
	}
}

static void check(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	for (uint32_t i = 0; i < deployment->count; i++) {
		const struct member *member = deployment->members[i];
		if (member->guess == GUESS_NONE)
			continue;
		const struct config *config = member->config;
		const struct setting *name = config_find(config, "replication.replSetName");
		struct span at = name ? name->value : config_start(config);
		if (name && !at.len)
			at = name->key;
		/* That it belongs to this set is inferred, so this is a warning. */
		struct diag *diag = member->guess == GUESS_NO_NAME
			? sink_add(lint->sink, &rule->kind, SEVERITY_WARNING, config->source, at,
				   "%s has no replSetName, its peers are in the replica set \"%.*s\"", member->name,
				   STR_ARG(deployment->set))
			: sink_add(lint->sink, &rule->kind, SEVERITY_WARNING, config->source, at,
				   "%s is in the replica set \"%.*s\", its peers are in \"%.*s\": %s", member->name,
				   STR_ARG(member->set), STR_ARG(deployment->set),
				   difference(lint->arena, member, deployment->set));
		diag->option = "replication.replSetName";
		diag->deployment = str_cstr(lint->arena, deployment->set);
		diag->member = member->name;
		diag->server = member->guess == GUESS_NO_NAME
			? "starts alone, and the others report it as not reachable"
			: "starts, and the others refuse it: replica set name mismatch";
		struct str set = str_format(lint->arena, "replication.replSetName=%.*s", STR_ARG(deployment->set));
		set = str_shell_word(lint->arena, set);
		diag->help = arena_printf(lint->arena, "if it is a member: mongoconf set %.*s %s", STR_ARG(set),
					  rule_file_word(lint, config));
		note_peers(lint, diag, deployment);
	}
}

#define MEMBER(name, address) \
	"net:\n  bindIp: " address "\nreplication:\n  replSetName: " name "\n"

const struct rule rule_replset_name_mismatch = {
	.kind = { "replset-name-mismatch", "fleet" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.covers = (const char *const[]){ "keyfile-on-standalone", "cluster-role-without-replset", NULL },
	.title = "members of one replica set call it by different names",
	.why = "A member whose replSetName differs by one letter starts without complaint and never joins its set. "
	       "The majority's name is taken for the intended one. Shards that differ only in a number are left alone.",
	.server = "replica set name mismatch, in the log of the others",
	.bad = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("shop", "10.0.0.1") },
		{ "hosts/db2/mongod.conf", MEMBER("Shop", "10.0.0.2") },
		{ "hosts/db3/mongod.conf", MEMBER("shop", "10.0.0.3") }, { 0 } },
	.good = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("shop", "10.0.0.1") },
		{ "hosts/db2/mongod.conf", MEMBER("shop", "10.0.0.2") },
		{ "hosts/db3/mongod.conf", MEMBER("shop", "10.0.0.3") }, { 0 } },
	.check_deployment = check,
};
