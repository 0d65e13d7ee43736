#include "rules/keyfile_look.h"

static void check_one(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named)
{
	const struct keyfile *keyfile = named->keyfile;
	if (!keyfile_is_plain(lint, named) || !keyfile->weak)
		return;
	struct diag *diag = keyfile_finding(lint, rule, named, keyfile->keys[0].at,
					    "the key is short, or made of words or of one piece repeated");
	diag->server = "nothing; it starts";
	diag->help = "make one of 756 random bytes: mongoconf keyfile create FILE; a running deployment rotates to it";
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->keyfile_count; i++)
		check_one(lint, rule, &fleet->keyfiles[i]);
}

const struct rule rule_keyfile_weak = {
	.kind = { "keyfile-weak", "keyfile" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "a key that can be guessed",
	.why = "The server takes 6 characters, and a key is attacked as fast as a computer can compute: whoever "
	       "heard one authentication tries words and short keys without asking a server again. 756 random "
	       "bytes can't be guessed.",
	.server = "nothing; it starts",
	.bad = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile", "changeme\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile", "c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n" }, { 0 } },
	.check_fleet = check,
};
