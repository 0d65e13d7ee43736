#include "config/keyfile_prefix.h"
#include "rules/rift.h"

/* Looked at for a file that is too long: of a set with more keys than that each member has its own. */
enum { PEERS = 8 };

static void say(const struct lint *lint, const struct rule *rule, const struct member *member, const struct member *peer,
		uint32_t at)
{
	const struct keyfile *keyfile = member->keyfile;
	const struct setting *setting = config_find(member->config, "security.keyFile");
	bool starts = keyfile->fault == KEYFILE_FINE;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, keyfile->source, (struct span){ at, 0 },
				     "from here on something was appended to the key that %s has: together they are another key%s",
				     peer->name, starts ? "" : ", and too long a one");
	diag->secret = true;
	diag->option = "security.keyFile";
	diag->deployment = member->deployment->name;
	diag->member = member->name;
	diag->server = starts ? "starts, and is cut off: SCRAM authentication failed, storedKey mismatch"
			      : arena_printf(lint->arena, "stops with: %s", keyfile->prints ? keyfile->prints : "");
	diag->help = "write keyfiles with >, not with >>; two keys of a rotation are a list, a line `- KEY` for each (from 4.2 on)";
	if (setting)
		diag_note(lint->sink, diag, setting_source(member->config, setting), setting->value, "%s is started with it", member->name);
	setting = config_find(peer->config, "security.keyFile");
	if (setting)
		diag_note(lint->sink, diag, setting_source(peer->config, setting), setting->value, "%s has %s alone", peer->name,
			  peer->keyfile->keys[0].id);
}

/* It starts, with another key. */
static void report(const struct lint *lint, const struct rule *rule, const struct rift *rift)
{
	uint32_t at;
	if (keyfile_is_appended(rift->odd->keyfile, rift->peer->keyfile, &at))
		say(lint, rule, rift->odd, rift->peer, at);
	else if (keyfile_is_appended(rift->peer->keyfile, rift->odd->keyfile, &at))
		say(lint, rule, rift->peer, rift->odd, at);
}

/* It does not start, so there is no rift. */
static void check_length(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named)
{
	const struct member *member = named->count ? named->members[0] : NULL;
	uint32_t at, asked = 0;
	if (named->keyfile->fault != KEYFILE_TOO_LONG || !member || !member->deployment)
		return;
	const struct deployment *deployment = member->deployment;
	for (uint32_t i = 0; i < deployment->count && asked < PEERS; i++) {
		const struct member *peer = deployment->members[i];
		if (!peer->keyfile || peer->keyfile == named->keyfile)
			continue;
		asked++;
		if (keyfile_is_appended(named->keyfile, peer->keyfile, &at)) {
			say(lint, rule, member, peer, at);
			return;
		}
	}
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->keyfile_count; i++)
		check_length(lint, rule, &fleet->keyfiles[i]);
	if (fleet->keyfile_count)
		rift_each(lint, rule, RIFT_BIT(RIFT_KEY) | RIFT_BIT(RIFT_MASKED), report);
}

#define MEMBER(address) \
	"net:\n  bindIp: " address "\nreplication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n"
#define PROJECT "members:\n  - path: '^hosts/(?<host>[^/]+)/'\nkey-file-root: 'rootfs/{host}'\n"
#define KEY(host) "rootfs/" host "/etc/mongodb/keyfile"
#define OLD "c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n"
#define NEW "YW5kIHRoaXMgaXMgYW5vdGhlciBvbmUgb2YgdGhlbQ\n"
#define FLEET(one, two, three) \
	{ ".mongoconf.yaml", PROJECT }, { "hosts/db1/mongod.conf", MEMBER("10.0.0.1") }, { KEY("db1"), one }, \
	{ "hosts/db2/mongod.conf", MEMBER("10.0.0.2") }, { KEY("db2"), two }, \
	{ "hosts/db3/mongod.conf", MEMBER("10.0.0.3") }, { KEY("db3"), three }, { 0 }

const struct rule rule_keyfile_appended = {
	.kind = { "keyfile-appended", "keyfile" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "a keyfile that was appended to instead of written anew",
	.why = "A script that writes its key with >> makes the file longer at each run. Lines without a dash are one key to "
	       "the server, so the member has another key than its peers, or one that is too long to start with. Found "
	       "where the file begins with the key of a peer.",
	.server = "SCRAM authentication failed, storedKey mismatch; security key in /etc/mongodb/keyfile has length 2016, must be "
		  "between 6 and 1024 chars",
	.bad = (const struct example[]){ FLEET(OLD, OLD, OLD NEW) },
	.good = (const struct example[]){ FLEET(OLD, OLD, OLD) },
	.check_fleet = check,
};
