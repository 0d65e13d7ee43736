#include "rules/ask.h"
#include "rules/beside.h"

/* What the packages of the two families make: their users, and the folders that belong to those. */
static const struct family {
	const char *user, *folder, *packages;
} families[] = {
	{ "mongodb", "/var/lib/mongodb", "Debian" },
	{ "mongod", "/var/lib/mongo", "RPM" },
};

/* Whose user it is, and whose folder it is or lies in; NULL: neither's. */
static const struct family *family_of_user(struct str user)
{
	return str_is(user, families[0].user) ? &families[0] : str_is(user, families[1].user) ? &families[1] : NULL;
}

static const struct family *family_of_folder(struct str path)
{
	return beside_holds(families[0].folder, path) ? &families[0] : beside_holds(families[1].folder, path) ? &families[1] : NULL;
}

static void check_witness(const struct lint *lint, const struct rule *rule, const struct witness *witness)
{
	const struct unit_file *unit = witness->entry->unit;
	const struct setting *path = config_find(witness->config, "storage.dbPath");
	const struct family *user = family_of_user(unit->user.text);
	const struct family *folder = path && path->kind == SETTING_SCALAR ? family_of_folder(path->text) : NULL;
	if (!user || !folder || user == folder)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, beside_source(witness, path), ask_place(path),
				     "%s is the folder of the %s packages, and %s runs the server as %s, the user of the %s packages",
				     folder->folder, folder->packages, unit->name, user->user, user->packages);
	diag->option = "storage.dbPath";
	diag->server = "stops where it may not write there: Attempted to create a lock file on a read-only directory; or Permission denied";
	diag->help = arena_printf(lint->arena, "set User= to the owner of the data, %s where a %s package made the folder; a server whose "
				  "data is elsewhere wants its dbPath there", folder->user, folder->packages);
	diag_note(lint->sink, diag, unit->user.source, unit->user.at, "%s", "the user is named here");
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->witness_count; i++) {
		const struct witness *witness = &fleet->witnesses[i];
		const struct unit_file *unit = witness->entry->unit;
		if (witness->file && unit && beside_is_unit(witness) && unit->user.source && !unit->user.unknown)
			check_witness(lint, rule, witness);
	}
}

#define UNIT(user) "[Service]\nUser=" user "\nExecStart=/usr/bin/mongod --config /etc/mongod.conf\n"
#define CONFIG "storage:\n  dbPath: /var/lib/mongo\n"

const struct rule rule_dbpath_distribution_mismatch = {
	.kind = { "dbpath-distribution-mismatch", "fleet" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "a data folder of one family of packages, and the user of the other",
	.why = "The packages for Debian and Ubuntu run the server as mongodb, with data in /var/lib/mongodb; the RPM packages as mongod, "
	       "with data in /var/lib/mongo. A config and a unit of which one stems from each have a server that may not write where "
	       "its data is to be. Only said where a unit beside the config names the user.",
	.server = "Attempted to create a lock file on a read-only directory: /var/lib/mongo",
	.bad = (const struct example[]){ { "mongod.service", UNIT("mongodb") }, { "mongod.conf", CONFIG }, { 0 } },
	.good = (const struct example[]){ { "mongod.service", UNIT("mongod") }, { "mongod.conf", CONFIG }, { 0 } },
	.check_fleet = check,
};
