#include "rules/keyfile_look.h"

/* Percona Server: mode & 037 where root owns the file (its security_file.cpp, 4.2 on, and the option's
 * description). */
static bool is_relaxed(const struct fleet_keyfile *named)
{
	bool relaxed = named->count && named->keyfile->owner == 0;
	for (uint32_t i = 0; relaxed && i < named->count; i++)
		relaxed = config_is(named->members[i]->config, "security.relaxPermChecks", "true");
	return relaxed;
}

static void check_one(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named)
{
	const struct keyfile *keyfile = named->keyfile;
	if (!keyfile_has_attributes(lint, named) || !(keyfile->mode & (is_relaxed(named) ? 037 : 077)))
		return;
	const char *message = arena_printf(lint->arena, "the mode %04o lets others than its owner have the key",
					   keyfile->mode);
	struct diag *diag = keyfile_finding(lint, rule, named, keyfile_start(keyfile), message);
	diag->server = arena_printf(lint->arena, "stops with: permissions on %s are too open", keyfile->path);
	diag->help = arena_printf(lint->arena, "chmod 400 %s",
				  str_cstr(lint->arena, str_shell_word(lint->arena, str_of(keyfile->path))));
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->keyfile_count; i++)
		check_one(lint, rule, &fleet->keyfiles[i]);
}

const struct rule rule_keyfile_permissions = {
	.kind = { "keyfile-permissions", "keyfile" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "a keyfile that others than its owner may read",
	.why = "The server does not start with a keyfile whose mode has any bit for the group or for others, but that Percona "
	       "Server, with security.relaxPermChecks, lets the group read one of root's. Looked at only with --on-host, or "
	       "below a --key-file-root that git does not keep, because git keeps no modes.",
	.server = "permissions on /etc/mongodb/keyfile are too open",
	.bad = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile (mode 0644)", "c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile (mode 0400)", "c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n" }, { 0 } },
	.check_fleet = check,
};
