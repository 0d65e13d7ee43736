#include "rules/keyfile_look.h"

/* The character itself is surely part of no key; what stands beside it is. */
static const char *describe(struct arena *arena, unsigned char c)
{
	if (c > ' ' && c <= '~')
		return arena_printf(arena, "the key has a character that is none of base64: %c", c);
	return c < 0x80 ? arena_printf(arena, "the key has a character that is none of base64: byte 0x%02x", c)
			: "the key has a character that is none of base64, and not even ASCII";
}

static void check_one(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named)
{
	const struct keyfile *keyfile = named->keyfile;
	/* What an editor put before it is a fault of its own. */
	if (!keyfile_is_plain(lint, named) || keyfile->fault != KEYFILE_BAD_CHAR || keyfile->bom ||
	    keyfile->state == KEYFILE_ENCRYPTED)
		return;
	struct diag *diag = keyfile_refusal(lint, rule, named, describe(lint->arena, keyfile->bad_char));
	diag->help = "make a new one with mongoconf keyfile create, or copy that of another member byte by byte";
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->keyfile_count; i++)
		check_one(lint, rule, &fleet->keyfiles[i]);
}

const struct rule rule_keyfile_invalid_char = {
	.kind = { "keyfile-invalid-char", "keyfile" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "a character that no key may have",
	.why = "A key is made of the characters of base64 (letters, digits, + / =); blanks and line ends do not "
	       "count. Anything else stops the server at its next start. From 4.2 on the file is YAML, so that a "
	       "comment or quotes are allowed; before, they are characters of the key. Beware: from 4.2 on the "
	       "server prints the whole key into its log with this error.",
	.server = "invalid char in key file /etc/mongodb/keyfile: ...",
	.bad = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile", "c29tZXRoaW5nIHRoYXQ-gaXMgbm8gc2VjcmV0\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile", "c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n" }, { 0 } },
	.check_fleet = check,
};
