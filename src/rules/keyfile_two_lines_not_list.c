#include "rules/keyfile_look.h"

/* A peer with which these members share no key, though it may have one of those that were meant. */
static const struct member *cut_off_from(const struct fleet_keyfile *named)
{
	const struct deployment *deployment = named->count ? named->members[0]->deployment : NULL;
	for (uint32_t i = 0; deployment && i < deployment->count; i++) {
		const struct keyfile *other = deployment->members[i]->keyfile;
		if (other && other != named->keyfile && other->count && !keyfile_share(named->keyfile, other))
			return deployment->members[i];
	}
	return NULL;
}

static void check_one(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named)
{
	const struct keyfile *keyfile = named->keyfile;
	/* Without a key, the server refuses what stands before it: that is another finding. */
	if (!keyfile_is_plain(lint, named) || !keyfile->count || (!keyfile->lost_keys && !keyfile->joined_lines))
		return;
	bool lost = keyfile->lost_keys;
	struct span at = lost ? (struct span){ keyfile->lost_at, 0 } : keyfile->keys[0].at;
	const struct member *peer = cut_off_from(named);
	struct diag *diag = keyfile_finding(lint, rule, named, at,
					    lost ? "the server does not read what stands from here on"
						 : "these lines look like several keys, and are one to the server");
	diag->server = arena_printf(lint->arena, "starts with %s of %u characters",
				    keyfile->count == 1 ? "one key" : "keys, the first", keyfile->keys[0].length);
	if (peer) {
		diag->severity = SEVERITY_ERROR;
		diag->server = arena_printf(lint->arena, "%s, and %s has none that is the same: Authentication failed",
					    diag->server, peer->name);
	}
	diag->help = "write two keys as a list: a line `- KEY` for each (from 4.2 on)";
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->keyfile_count; i++)
		check_one(lint, rule, &fleet->keyfiles[i]);
}

const struct rule rule_keyfile_two_lines_not_list = {
	.kind = { "keyfile-two-lines-not-list", "keyfile" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "two keys that the server does not read as two",
	.why = "Two keys are a list: a line `- KEY` for each. Of two quoted lines the server reads the first and "
	       "never sees the second; two bare lines are one long key. Either way the member has another key than "
	       "was meant, and a rotation cuts it off.",
	.server = "nothing; it starts with another key, or with one key only",
	.bad = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile", "'c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0'\n'YW5kIHRoaXMgaXMgYW5vdGhlciBvbmUgb2YgdGhlbQ'\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile", "- c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n- YW5kIHRoaXMgaXMgYW5vdGhlciBvbmUgb2YgdGhlbQ\n" }, { 0 } },
	.check_fleet = check,
};
