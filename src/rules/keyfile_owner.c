#include "rules/keyfile_look.h"

static void report(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named,
		   unsigned owner, const char *whose)
{
	const struct keyfile *keyfile = named->keyfile;
	const char *message = arena_printf(lint->arena, "the keyfile belongs to user %u, and %s to user %u",
					   keyfile->owner, whose, owner);
	struct diag *diag = keyfile_finding(lint, rule, named, keyfile_start(keyfile), message);
	diag->server = arena_printf(lint->arena, "stops with: error opening file: %s: bad file, unless it runs as user %u",
				    keyfile->path, keyfile->owner);
	diag->help = arena_printf(lint->arena, "chown %u %s", owner,
				  str_cstr(lint->arena, str_shell_word(lint->arena, str_of(keyfile->path))));
}

/* Root reads every file. */
static void check_one(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named)
{
	unsigned owner;
	for (uint32_t i = 0; i < named->count; i++) {
		if (!named->members[i]->keyfile || !keyfile_data_owner(lint, named, named->members[i], &owner))
			continue;
		if (owner && owner != named->keyfile->owner) {
			report(lint, rule, named, owner, "the folder of the data");
			return;
		}
	}
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->keyfile_count; i++)
		if (keyfile_has_attributes(lint, &fleet->keyfiles[i]))
			check_one(lint, rule, &fleet->keyfiles[i]);
}

const struct rule rule_keyfile_owner = {
	.kind = { "keyfile-owner", "keyfile" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.slow = true,
	.title = "a keyfile that is not the server's own",
	.why = "A keyfile may be readable for its owner only, so that must be the user that the server runs as: the one whom "
	       "the folder of its data belongs to. Looked at only where the keyfile's mode is, and where there is such a "
	       "folder.",
	.server = "error opening file: /etc/mongodb/keyfile: bad file",
	.bad = (const struct example[]){
		{ "mongod.conf", "storage:\n  dbPath: /var/lib/mongodb\nreplication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile (user 0)", "c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n" },
		{ "rootfs/var/lib/mongodb/ (user 999)", "(the folder of the data)\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "storage:\n  dbPath: /var/lib/mongodb\nreplication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile (user 999)", "c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n" },
		{ "rootfs/var/lib/mongodb/ (user 999)", "(the folder of the data)\n" }, { 0 } },
	.check_fleet = check,
};
