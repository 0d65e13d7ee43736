#include "rules/keyfile_look.h"

static void check_one(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named)
{
	const struct keyfile *keyfile = named->keyfile;
	bool is_short = keyfile->fault == KEYFILE_TOO_SHORT;
	if (!keyfile_is_plain(lint, named) || keyfile->state == KEYFILE_ENCRYPTED ||
	    (!is_short && keyfile->fault != KEYFILE_TOO_LONG))
		return;
	const char *message = "the keyfile is larger than any key";
	if (is_short || keyfile->length)
		message = arena_printf(lint->arena, "the key has %u character%s, and must have %s", keyfile->length,
				       keyfile->length == 1 ? "" : "s", is_short ? "at least 6" : "at most 1024");
	struct diag *diag = keyfile_refusal(lint, rule, named, message);
	diag->help = is_short ? "make one of 1008 characters: mongoconf keyfile create FILE"
			      : "if a key was appended to another, write them as a list (- KEY, from 4.2 on); else make a "
				"shorter one: mongoconf keyfile create FILE";
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->keyfile_count; i++)
		check_one(lint, rule, &fleet->keyfiles[i]);
}

const struct rule rule_keyfile_length = {
	.kind = { "keyfile-length", "keyfile" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "a key that is too short or too long",
	.why = "A key has 6 to 1024 characters, blanks and line ends not counted. 768 random bytes in base64 are "
	       "just 1024 characters; the manual's openssl rand -base64 756 gives 1008. A key that was appended to "
	       "another one (>> instead of >) makes one that is too long.",
	.server = "security key in /etc/mongodb/keyfile has length 5, must be between 6 and 1024 chars",
	.bad = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile", "c29tZ\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile", "c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n" }, { 0 } },
	.check_fleet = check,
};
