#include "config/keyfile_prefix.h"
#include "rules/rift.h"

/* "1a2b3c4d", or both keys of a rotation. */
static const char *ids(struct arena *arena, const struct member *member)
{
	const struct keyfile *keyfile = member->keyfile;
	return keyfile->count > 1 ? arena_printf(arena, "%s and %s", keyfile->keys[0].id, keyfile->keys[1].id)
				  : keyfile->keys[0].id;
}

static const char *words(struct arena *arena, const struct member *member)
{
	return arena_printf(arena, "has %s, in %s", ids(arena, member), member->keyfile->path);
}

/* Another rule says what happened to the file, and that it is the cause: keyfile-two-lines-not-list, keyfile-appended. */
static bool is_explained(const struct rift *rift)
{
	const struct keyfile *odd = rift->odd->keyfile, *peer = rift->peer->keyfile;
	uint32_t at;
	return odd->joined_lines || odd->lost_keys || peer->joined_lines || peer->lost_keys ||
	       keyfile_is_appended(odd, peer, &at) || keyfile_is_appended(peer, odd, &at);
}

/* One has what the other offers, but not first. */
static bool is_order(const struct rift *rift)
{
	return keyfile_share(rift->odd->keyfile, rift->peer->keyfile);
}

static void report(const struct lint *lint, const struct rule *rule, const struct rift *rift)
{
	const struct member *odd = rift->odd, *peer = rift->peer;
	if (is_explained(rift))
		return;
	const char *form = is_order(rift)
		? "the keyfiles of %s and %s have a key in common, but in transition a member shows its first one alone: "
		  "%s has %s, and %s has %s%s"
		: "the keyfiles of %s and %s have no key in common: %s has %s, and %s has %s%s";
	const char *message = arena_printf(lint->arena, form, odd->name, peer->name, odd->name, ids(lint->arena, odd), peer->name,
					   ids(lint->arena, peer), rift_step(rift));
	struct diag *diag = rift_add(lint, rule, rift, "security.keyFile", message);
	if (rift->cause == RIFT_MASKED)
		diag->server = "starts, and nobody notices while they are in transition; without transitionToAuth it is cut off: "
			       "Authentication failed";
	else
		diag->server = "starts, and is cut off: SCRAM authentication failed, storedKey mismatch";
	diag->help = is_order(rift) ? "put the key that all members have first while any of them is in transition"
				    : arena_printf(lint->arena, "copy the set's keyfile to %s, as %s, with mode 0400", odd->name,
						   odd->state.keyfile_path);
	rift_notes(lint, diag, rift, "security.keyFile", words);
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
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

const struct rule rule_keyfile_mismatch = {
	.kind = { "keyfile-mismatch", "keyfile" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "members whose keyfiles have no key in common",
	.why = "Members prove that they are of one set by a key that both have. Compared is what the server makes of the "
	       "files, line ends and blanks left aside; shown are the first digits of a digest, never a key. Members in transition "
	       "get along without, until transitionToAuth goes. Keyfiles are read only with --key-file-root, --on-host or a "
	       "key-file-root in the project file.",
	.server = "SCRAM authentication failed, storedKey mismatch; Authentication failed",
	.bad = (const struct example[]){ FLEET(OLD, OLD, NEW) },
	.good = (const struct example[]){ FLEET(OLD, OLD, OLD) },
	.check_fleet = check,
};
