#include "rules/keyfile_look.h"

static void check_one(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named)
{
	const struct keyfile *keyfile = named->keyfile;
	if (!keyfile_is_plain(lint, named) || keyfile->fault || !keyfile->crlf)
		return;
	struct diag *diag = keyfile_finding(lint, rule, named, keyfile_start(keyfile),
					    "the lines of the keyfile end with CR LF");
	diag->server = "nothing; it reads the same key";
	diag->help = "write it with LF, and in a repository put its path with `-text` into .gitattributes";
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->keyfile_count; i++)
		check_one(lint, rule, &fleet->keyfiles[i]);
}

const struct rule rule_keyfile_crlf = {
	.kind = { "keyfile-crlf", "keyfile" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FLEET,
	.title = "a keyfile with the line ends of Windows",
	.why = "The server drops them with all other blanks. But two files that hold the same key differ byte by "
	       "byte, so that a checksum calls them different, and a shell that reads the key has a CR at its end.",
	.server = "nothing; it reads the same key",
	.bad = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile", "c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\r\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile", "c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n" }, { 0 } },
	.check_fleet = check,
};
