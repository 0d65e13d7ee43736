#include "rules/keyfile_look.h"

static void check_one(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named)
{
	const struct keyfile *keyfile = named->keyfile;
	if (!keyfile_is_plain(lint, named) || !keyfile->bom || keyfile->state == KEYFILE_ENCRYPTED ||
	    (keyfile->fault && keyfile->fault != KEYFILE_BAD_CHAR))
		return;
	struct span at = keyfile->fault ? keyfile->fault_at : keyfile_start(keyfile);
	struct diag *diag = keyfile_finding(lint, rule, named, at,
					    "the keyfile begins with a byte order mark, or is UTF-16");
	if (keyfile->fault) {
		diag->severity = SEVERITY_ERROR;
		diag->server = arena_printf(lint->arena, "stops with: %s", keyfile->prints);
	} else {
		diag->server = "from 4.2 on it reads over it; before, it stops with: invalid char in key file";
	}
	diag->help = "save it as ASCII (UTF-8 without a byte order mark)";
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->keyfile_count; i++)
		check_one(lint, rule, &fleet->keyfiles[i]);
}

const struct rule rule_keyfile_windows = {
	.kind = { "keyfile-windows", "keyfile" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "a keyfile written by a Windows editor",
	.why = "A byte order mark, or UTF-16, as Notepad and PowerShell write it: from 4.2 on the server reads "
	       "over it, before it is a character that no key may have; and every comparison of files by their "
	       "bytes says that they differ.",
	.server = "nothing from 4.2 on; before, invalid char in key file",
	.bad = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile", "\xef\xbb\xbf" "c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile", "c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n" }, { 0 } },
	.check_fleet = check,
};
