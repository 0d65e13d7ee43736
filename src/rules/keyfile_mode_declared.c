#include <string.h>

#include "base/path.h"
#include "config/auth.h"
#include "rules/ask.h"
#include "rules/beside.h"

/* Percona Server lets the group read one of root's (keyfile_permissions.c); whose it is there, is not known. */
static unsigned refused_bits(const struct config *config)
{
	return config_is(config, "security.relaxPermChecks", "true") ? 037 : 077;
}

/* The keyfile that its server opens; with clusterAuthMode x509 it opens none. */
static const struct setting *key_of(const struct config *config)
{
	const struct setting *key = config_find(config, "security.keyFile");
	bool known = key && key->kind == SETTING_SCALAR && str_starts(key->text, "/") && !config_is_opaque(config, "security.keyFile");
	return known && cluster_mode_of(config) != CLUSTER_X509 ? key : NULL;
}

/* A Compose file is about the images that are built in its folder and below. */
static bool is_built_by(const struct lint *lint, const struct source *compose, const struct source *image)
{
	const char *folder = path_folder(lint->arena, compose->name);
	return !strcmp(folder, ".") || !*folder || beside_holds(folder, str_of(image->name));
}

/* Does a service bring a keyfile of its own to this place, or a command that may do anything before the server starts? */
static bool is_covered(const struct lint *lint, const struct fleet *fleet, const struct claims *claims, const struct config *file,
		       struct str path)
{
	for (uint32_t i = 0; i < fleet->witness_count; i++) {
		const struct witness *witness = &fleet->witnesses[i];
		const struct inventory_entry *entry = witness->entry;
		if (witness->inventory->kind != INVENTORY_COMPOSE ||
		    (witness->file != file && !is_built_by(lint, witness->inventory->source, claims->source)))
			continue;
		if (witness->file == file && entry->command.unknown)
			return true;
		for (uint32_t k = 0; k < entry->mount_count; k++)
			if (beside_holds(entry->mounts[k].to, path))
				return true;
		for (uint32_t k = 0; k < entry->volume_count; k++)
			if (entry->volumes[k].len && beside_holds(str_cstr(lint->arena, entry->volumes[k]), path))
				return true;
	}
	return false;
}

/* What `claims` say of the keyfile, or NULL where that is nothing, or something that the server takes. */
static const struct mode_claim *loose(const struct claims *claims, const struct config *config, struct str path, bool *otherwise)
{
	const struct mode_claim *claim = claims_reach(claims, config->source->name) ? claims_find(claims, path) : NULL;
	bool refused = claim && claim->mode_said && (claim->mode & refused_bits(config));
	*otherwise |= claim && !refused;
	return refused ? claim : NULL;
}

static void report(const struct lint *lint, const struct rule *rule, const struct config *config, const struct setting *key,
		   const struct claims *claims, const struct mode_claim *claim)
{
	const char *path = str_cstr(lint->arena, key->text);
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, claims->source, claim->at,
				     "the mode %04o lets others than its owner have the keyfile %s", claim->mode, path);
	diag->option = "security.keyFile";
	diag->server = arena_printf(lint->arena, "stops with: permissions on %s are too open", path);
	diag->help = claims->kind == CLAIMS_TASKS ? "write mode: \"0400\", and the server's user as its owner"
						  : "give it the mode 400, and the server's user as its owner";
	diag_note(lint->sink, diag, config->source, key->value, "%s", "the server is started with it here");
}

static void check_config(const struct lint *lint, const struct rule *rule, const struct fleet *fleet, const struct config *config,
			 const struct setting *key)
{
	const struct claims *task = NULL;
	const struct mode_claim *set = NULL;
	bool otherwise = false, aside = false;
	for (uint32_t i = 0; i < fleet->claims_count; i++) {
		const struct claims *claims = fleet->claims[i];
		bool image = claims->kind == CLAIMS_IMAGE;
		if (image && !claims->starts)
			continue;
		const struct mode_claim *claim = loose(claims, config, key->text, image ? &aside : &otherwise);
		if (claim && image && !is_covered(lint, fleet, claims, config, key->text))
			report(lint, rule, config, key, claims, claim);
		if (claim && !image && !task) {
			task = claims;
			set = claim;
		}
	}
	/* In which order the files of a play are run is not known: none may say another. */
	if (task && !otherwise)
		report(lint, rule, config, key, task, set);
}

static bool is_first(const struct fleet *fleet, const struct member *member)
{
	for (const struct member *other = fleet->members; other < member; other++)
		if (other->file == member->file)
			return false;
	return true;
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; fleet->claims_count && i < fleet->member_count; i++) {
		const struct member *member = &fleet->members[i];
		const struct setting *key = member->file ? key_of(member->file) : NULL;
		if (key && is_first(fleet, member))
			check_config(lint, rule, fleet, member->file, key);
	}
}

#define IMAGE(mode) \
	"FROM mongo:7.0\nCOPY mongod.conf /etc/mongod.conf\nCOPY --chown=mongodb:mongodb keyfile /etc/mongodb/keyfile\n" \
	"RUN chmod " mode " /etc/mongodb/keyfile\nCMD [\"mongod\", \"--config\", \"/etc/mongod.conf\"]\n"
#define CONFIG "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n"

const struct rule rule_keyfile_mode_declared = {
	.kind = { "keyfile-mode-declared", "keyfile" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "a keyfile that a Dockerfile or a playbook lets others than its owner read",
	.why = "The server does not start with a keyfile whose mode has any bit for the group or for others. git keeps no modes, so "
	       "what counts is what is written beside the config: COPY --chmod and RUN chmod of the Dockerfile that copies the config, and "
	       "mode of Ansible's copy, template and file. Where a variable, a script or a mount may decide otherwise, nothing "
	       "is said.",
	.server = "permissions on /etc/mongodb/keyfile are too open",
	.bad = (const struct example[]){ { "Dockerfile", IMAGE("644") }, { "mongod.conf", CONFIG }, { 0 } },
	.good = (const struct example[]){ { "Dockerfile", IMAGE("400") }, { "mongod.conf", CONFIG }, { 0 } },
	.check_fleet = check,
};
