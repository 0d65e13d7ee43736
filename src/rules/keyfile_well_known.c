#include "rules/keyfile_look.h"

static void check_one(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named)
{
	const struct keyfile *keyfile = named->keyfile;
	if (!keyfile_is_plain(lint, named) || !keyfile->well_known)
		return;
	struct diag *diag = keyfile_finding(lint, rule, named, keyfile->keys[0].at,
					    "this key is published: a sample of a manual, or a default of a role");
	diag->server = "takes anybody who shows this key for one of its members";
	diag->help = "rotate it: mongoconf keyfile rotate, or make a new one with mongoconf keyfile create";
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->keyfile_count; i++)
		check_one(lint, rule, &fleet->keyfiles[i]);
}

const struct rule rule_keyfile_well_known = {
	.kind = { "keyfile-well-known", "keyfile" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "a key that everybody can look up",
	.why = "It is the sample of a manual, or the default of a role or an image: whoever knows where it was "
	       "copied from is a member of the deployment, with every right.",
	.server = "nothing; it takes anybody who shows the key for one of its members",
	.bad = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile", "replicasetkey123\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile", "c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n" }, { 0 } },
	.check_fleet = check,
};
