#include "rules/keyfile_look.h"

static void check_one(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named)
{
	const struct keyfile *keyfile = named->keyfile;
	if (!named->in_repository || keyfile->state != KEYFILE_READ || !keyfile->count)
		return;
	struct diag *diag = keyfile_finding(lint, rule, named, keyfile_start(keyfile),
					    "a key lies in the repository in clear text");
	diag->server = "nothing, until somebody uses it";
	diag->help = "rotate the key, and keep the new one in a vault or encrypted (ansible-vault, sops, git-crypt); put the "
		     "file into .gitignore";
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->keyfile_count; i++)
		check_one(lint, rule, &fleet->keyfiles[i]);
}

const struct rule rule_keyfile_committed = {
	.kind = { "keyfile-committed", "keyfile" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "a key in the repository, in clear text",
	.why = "Who can read the repository, a fork or an old clone of it has the key, and with it every right on "
	       "the deployment. It stays in the history when the file is removed: a key that was committed must be "
	       "rotated.",
	.server = "nothing, until somebody uses it",
	.bad = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile (mode 0400)", "c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile (mode 0400)", "$ANSIBLE_VAULT;1.1;AES256\n3132333435363738\n" }, { 0 } },
	.check_fleet = check,
};
