#include "rules/keyfile_look.h"

static void check_one(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named)
{
	const struct keyfile *keyfile = named->keyfile;
	if (!keyfile_is_plain(lint, named) || keyfile->state == KEYFILE_ENCRYPTED || keyfile->fault != KEYFILE_TOO_MANY)
		return;
	struct diag *diag = keyfile_refusal(lint, rule, named, "the keyfile has more than two keys");
	diag->help = "remove all but the key that every member has and the one that it is rotated to";
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->keyfile_count; i++)
		check_one(lint, rule, &fleet->keyfiles[i]);
}

const struct rule rule_keyfile_too_many_keys = {
	.kind = { "keyfile-too-many-keys", "keyfile" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "more than two keys in a keyfile",
	.why = "While keys are rotated, a keyfile holds two: the one that all members have and the new one. A "
	       "server with three does not start: the oldest must go before another one comes.",
	.server = "Only two keys are supported in the security key file, 3 are specified in /etc/mongodb/keyfile",
	.bad = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile", "- c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n"
						"- YW5kIHRoaXMgaXMgYW5vdGhlciBvbmUgb2YgdGhlbQ\n"
						"- b25jZSBtb3JlLCBhbmQgdGhhdCBpcyBvbmUgdG9vIG1hbnk\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile", "- c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n- YW5kIHRoaXMgaXMgYW5vdGhlciBvbmUgb2YgdGhlbQ\n" }, { 0 } },
	.check_fleet = check,
};
