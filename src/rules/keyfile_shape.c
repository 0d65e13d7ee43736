#include "rules/keyfile_look.h"

static const char *const messages[] = {
	[KEYFILE_NO_KEY] = "there is no key in the keyfile",
	[KEYFILE_SHAPE] = "the keyfile is neither a key nor a list of keys",
	[KEYFILE_SYNTAX] = "the keyfile is no YAML, and no plain key",
};

static const char *const help[] = {
	[KEYFILE_NO_KEY] = "copy the keyfile of another member",
	[KEYFILE_SHAPE] = "write the key alone, or a list: a line `- KEY` for each",
	[KEYFILE_SYNTAX] = "write the key alone, or a list: a line `- KEY` for each",
};

static void check_one(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named)
{
	const struct keyfile *keyfile = named->keyfile;
	bool sealed = keyfile->state == KEYFILE_ENCRYPTED && keyfile->fault;
	bool shape = keyfile->fault < sizeof messages / sizeof *messages && messages[keyfile->fault];
	if (!keyfile_is_plain(lint, named) || (!sealed && !shape))
		return;
	struct diag *diag = keyfile_refusal(lint, rule, named,
					    sealed ? "the keyfile is still encrypted, or a template" : messages[keyfile->fault]);
	diag->help = sealed ? "decrypt or render it on its way to the host" : help[keyfile->fault];
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->keyfile_count; i++)
		check_one(lint, rule, &fleet->keyfiles[i]);
}

const struct rule rule_keyfile_shape = {
	.kind = { "keyfile-shape", "keyfile" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "a keyfile that is empty, or nothing that holds keys",
	.why = "From 4.2 on a keyfile is YAML: one text is one key, a list holds one or two. A mapping (key: ...), "
	       "an empty file, or a text that is no YAML stops the server at its next start; so does a file that "
	       "was to be decrypted or rendered before it went to the host.",
	.server = "Only strings and sequences are supported for YAML key files",
	.bad = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile", "key: c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ "rootfs/etc/mongodb/keyfile", "c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n" }, { 0 } },
	.check_fleet = check,
};
