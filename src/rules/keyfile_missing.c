#include "base/os.h"
#include "rules/keyfile_look.h"

struct words {
	enum severity severity;
	const char *message, *server, *help;
};

static const struct words words[] = {
	[KEYFILE_MISSING] = { SEVERITY_ERROR, "there is no keyfile at %s",
			      "stops with: Error reading file %s: No such file or directory",
			      "put the set's keyfile there, the same one as on the other members, with mode 0400" },
	[KEYFILE_NO_FILE] = { SEVERITY_ERROR, "%s is not a file", "stops with: error opening file: %s: bad file",
			      "Docker makes a folder where the source of a bind mount is missing: put the keyfile there" },
	/* Whether the server may is not known. */
	[KEYFILE_UNREADABLE] = { SEVERITY_WARNING, "the keyfile %s can't be read", NULL,
				 "run this check as a user who may read it" },
	[KEYFILE_OUTSIDE] = { SEVERITY_WARNING, "the keyfile %s leads out of the repository, and was not opened", NULL,
			      "put the file itself there; --trust-paths has it read where it is" },
};

/* Who runs this on the host as the server's own user, as a unit of systemd can, can't read it any more than the server. */
static const struct words closed = { SEVERITY_ERROR, "the keyfile %s can't be read by its server's user",
				     "stops with: error opening file: %s: bad file",
				     "chown it to the user that the server runs as, with mode 0400, and let that user into its folder" };

static bool is_servers_user(const struct lint *lint, const struct fleet_keyfile *named)
{
	unsigned owner;
	for (uint32_t i = 0; lint->on_host && i < named->count; i++)
		if (named->members[i]->keyfile && keyfile_data_owner(lint, named, named->members[i], &owner) &&
		    owner == os_user())
			return true;
	return false;
}

static void check_one(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named)
{
	const struct keyfile *keyfile = named->keyfile;
	const struct setting *setting = named->count ? config_find(named->members[0]->config, "security.keyFile") : NULL;
	if (!setting || !keyfile_is_used(named) || keyfile->state >= sizeof words / sizeof *words ||
	    !words[keyfile->state].message)
		return;
	const struct words *said = keyfile->state == KEYFILE_UNREADABLE && is_servers_user(lint, named) ? &closed : &words[keyfile->state];
	const char *path = setting->text.len ? str_cstr(lint->arena, setting->text) : keyfile->path;
	struct diag *diag = sink_add(lint->sink, &rule->kind, said->severity, setting_source(named->members[0]->config, setting), setting->value,
				     said->message, keyfile->path);
	if (said->server)
		diag->server = arena_printf(lint->arena, said->server, path);
	diag->help = said->help;
	keyfile_name_users(lint, diag, named);
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->keyfile_count; i++)
		check_one(lint, rule, &fleet->keyfiles[i]);
}

const struct rule rule_keyfile_missing = {
	.kind = { "keyfile-missing", "keyfile" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "the keyfile is not there",
	.why = "A member whose keyfile can't be opened does not start, and is found out at its next restart. Looked for "
	       "only with --key-file-root DIR or --on-host. One that is there and can't be read is a warning, as who runs the "
	       "check may be somebody else than the server; with --on-host it is an error for the user whom the folder of the "
	       "data belongs to.",
	.server = "Error reading file /etc/mongodb/keyfile: No such file or directory",
	.bad = (const struct example[]){ { "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyflie\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" }, { 0 } },
	.check_fleet = check,
};
