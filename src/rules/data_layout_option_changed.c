#include "rules/ask.h"
#include "rules/odd.h"

/* What decides how the data files look, and is written down with them (server source,
 * storage/storage_engine_metadata.cpp, 3.4 to 4.4: "Requested option conflicts with current storage
 * engine option for directoryPerDB"). */
static const struct layout {
	const char *option, *usual;
} layouts[] = {
	{ "storage.engine", "wiredTiger" },
	{ "storage.directoryPerDB", "false" },
	{ "storage.wiredTiger.engineConfig.directoryForIndexes", "false" },
};
/* Values that are looked at: a set has two, and what has more has no majority. */
enum { LAYOUTS = sizeof layouts / sizeof *layouts, CLASSES = 8 };

/* Empty: not known, or a value that the server refuses. */
static struct str value_of(const struct member *member, const struct layout *layout)
{
	const struct setting *setting = config_find(member->config, layout->option);
	if (config_is_opaque(member->config, layout->option) || (setting && setting->refusal) ||
	    (!setting && !ask_whole(member->config)))
		return STR("");
	return setting && setting->text.len ? setting->text : str_of(layout->usual);
}

/* An arbiter has no data, and one that the set's own list does not have may be one. A hidden member on disk beside
 * others in memory is a set as the manual builds it ("In-Memory Storage Engine", use cases). */
static bool is_exempt(const struct member *member, const struct layout *layout, struct str value)
{
	bool strange = member->deployment && member->deployment->list && !member->listed;
	return member->arbiter || strange || !value.len ||
	       (layout == layouts && member->listed && member->listed->hidden);
}

/* The value of most members; of two as many the usual one. */
static struct str majority(const struct deployment *deployment, const struct layout *layout)
{
	struct str best = STR("");
	uint32_t most = 0, classes = 0;
	for (uint32_t i = 0; i < deployment->count && classes < CLASSES; i++) {
		struct str value = value_of(deployment->members[i], layout);
		uint32_t bearers = 0;
		if (is_exempt(deployment->members[i], layout, value) || str_eq(value, best))
			continue;
		classes++;
		for (uint32_t k = i; k < deployment->count; k++) {
			struct str other = value_of(deployment->members[k], layout);
			bearers += str_eq(value, other) && !is_exempt(deployment->members[k], layout, other);
		}
		if (bearers > most || (bearers == most && str_is(value, layout->usual))) {
			most = bearers;
			best = value;
		}
	}
	return best;
}

static void report(const struct lint *lint, const struct rule *rule, const struct deployment *deployment,
		   const struct layout *layout, const struct member *odd, struct str most)
{
	struct arena *arena = lint->arena;
	struct str value = value_of(odd, layout);
	struct diag *diag = odd_add(lint, rule, rule->severity, odd, layout->option,
				    arena_printf(arena, "%s has %s %.*s, its peers have %.*s", odd->name, layout->option,
						 STR_ARG(value), STR_ARG(most)));
	diag->server = "stops, where its data files were made otherwise: Requested option conflicts with current storage "
		       "engine option";
	diag->help = "a member gets another layout by an initial sync into an empty dbPath; where that was not meant, write "
		     "what its peers have";
	for (uint32_t i = 0; diag->note_count < ODD_NOTES && i < deployment->count; i++) {
		const struct member *peer = deployment->members[i];
		if (str_eq(value_of(peer, layout), most))
			odd_note(lint, diag, peer, layout->option,
				 arena_printf(arena, "%s has %.*s", peer->name, STR_ARG(most)));
	}
}

static void check(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	if (deployment->kind != DEPLOYMENT_REPLICA_SET || deployment->count < 2)
		return;
	for (unsigned n = 0; n < LAYOUTS; n++) {
		struct str most = majority(deployment, &layouts[n]);
		for (uint32_t i = 0; most.len && i < deployment->count; i++) {
			const struct member *member = deployment->members[i];
			struct str value = value_of(member, &layouts[n]);
			if (!is_exempt(member, &layouts[n], value) && !str_eq(value, most))
				report(lint, rule, deployment, &layouts[n], member, most);
		}
	}
}

#define MEMBER(address, more) \
	"net:\n  bindIp: " address "\nreplication:\n  replSetName: rs0\nstorage:\n  dbPath: /srv/mongodb\n" more
#define APART "  directoryPerDB: true\n"

const struct rule rule_data_layout_option_changed = {
	.kind = { "data-layout-option-changed", "fleet" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "a member whose data files are laid out otherwise than its peers'",
	.why = "The storage engine, directoryPerDB and directoryForIndexes are written down with the data when it is made. "
	       "A member may have others than its peers, but only after a fresh initial sync: over data that is there, "
	       "the changed option stops the server.",
	.server = "Requested option conflicts with current storage engine option for directoryPerDB",
	.bad = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("10.0.0.1", APART) },
		{ "hosts/db2/mongod.conf", MEMBER("10.0.0.2", APART) },
		{ "hosts/db3/mongod.conf", MEMBER("10.0.0.3", "") }, { 0 } },
	.good = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("10.0.0.1", APART) },
		{ "hosts/db2/mongod.conf", MEMBER("10.0.0.2", APART) },
		{ "hosts/db3/mongod.conf", MEMBER("10.0.0.3", APART) }, { 0 } },
	.check_deployment = check,
};
