#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "fleet/pair_certificate.h"
#include "fleet_facts.h"
#include "rollout/stand.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(rollout_stand, .fini = tear_down);

/* A fleet is written as members with a | between, each "NAME words": kf=A or kf=A+B (keys; kf=? was not looked at), tta,
 * cam=x509, tls=prefer, authz, `?` for a security section from elsewhere, `broken` for a config that can't be read, and of a
 * cluster cfg, shard=NAME, mongos; v=4.4; crt= and ca= are files of fixtures/certificates, and nothing is known without them. */
struct facts {
	struct lint_file files[12];
	const char *keys[12];   /* per member, as in kf= */
	struct str server[12];  /* as in v= */
	struct str certificate[12], ca[12];
	unsigned count;
};

static const struct {
	const char *word, *text;
} words[] = {
	{ "tta", "security.transitionToAuth: true\n" },
	{ "authz", "security.authorization: enabled\n" },
	{ "?", "security: {__exec: s}\n" },
	{ "mongos", "sharding.configDB: cfg/c1:27019\n" },
	{ "cfg", "sharding.clusterRole: configsvr\nreplication.replSetName: cfg\n" },
	{ "broken", "\"\n" },
};

static void put_word(struct buf *text, struct str word, struct facts *facts)
{
	for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
		if (str_is(word, words[i].word)) {
			buf_text(text, words[i].text);
			return;
		}
	struct str value = str_sub(word, str_find_char(word, '=', 0) + 1, word.len);
	if (str_starts(word, "v=")) {
		facts->server[facts->count] = value;
	} else if (str_starts(word, "crt=")) {
		facts->certificate[facts->count] = value;
	} else if (str_starts(word, "ca=")) {
		facts->ca[facts->count] = value;
	} else if (str_starts(word, "kf=")) {
		buf_text(text, "security.keyFile: /k\n");
		facts->keys[facts->count] = str_is(value, "?") ? NULL : str_cstr(&arena, value);
	} else if (str_starts(word, "cam=")) {
		buf_printf(text, "security.clusterAuthMode: %.*s\n", STR_ARG(value));
	} else if (str_starts(word, "tls=")) {
		buf_printf(text, "net.tls: {mode: %.*s%s, certificateKeyFile: /c, CAFile: /ca}\n", STR_ARG(value),
			   str_is(value, "disabled") ? "" : "TLS");
	} else {
		cr_assert(str_starts(word, "shard="), "%.*s", STR_ARG(word));
		buf_printf(text, "sharding.clusterRole: shardsvr\nreplication.replSetName: %.*s\n", STR_ARG(value));
	}
}

static const struct keyfile *keyfile_of(const char *keys)
{
	struct keyfile *keyfile = arena_alloc(&arena, sizeof *keyfile);
	struct str rest = str_of(keys), key;
	*keyfile = (struct keyfile){ .path = "/k", .state = KEYFILE_READ };
	keyfile->keys = arena_array(&arena, KEYS_MAX, sizeof *keyfile->keys);
	while (str_split(&rest, '+', &key)) {
		cr_assert_lt(keyfile->count, KEYS_MAX);
		struct key *one = &keyfile->keys[keyfile->count++];
		one->digest[0] = (unsigned char)key.at[0];
		one->id[0] = key.at[0];
	}
	return keyfile;
}

/* One member: "m0 kf=A tta". */
static void put_member(struct facts *facts, struct str member)
{
	struct buf text = BUF_INIT(&arena);
	struct str rest = str_trim(member), name, word;
	str_split(&rest, ' ', &name);
	while (rest.len && str_split(&rest, ' ', &word))
		if (word.len)
			put_word(&text, word, facts);
	facts->files[facts->count++] = (struct lint_file){ arena_printf(&arena, "%.*s.conf", STR_ARG(name)), buf_done(&text).at };
}

static const struct certificates *certificates_of(struct str name)
{
	const char *path = arena_printf(&arena, "fixtures/certificates/%.*s.pem", STR_ARG(name));
	struct certificates *file = arena_alloc(&arena, sizeof *file);
	certificates_read(&arena, lint_fixture(&arena, path), file);
	cr_assert(file->count, "%s", path);
	return file;
}

static void settle(struct member *member, const struct facts *facts, unsigned i)
{
	if (facts->keys[i])
		member->keyfile = member->state.keyfile = keyfile_of(facts->keys[i]);
	if (facts->server[i].len)
		cr_assert(version_parse(facts->server[i], &member->server));
	if (facts->certificate[i].len)
		member->state.certificates = pair_certificates_of(&arena, member->config, (const struct certificates *const[PAIR_FILES]){
			[PAIR_FILE_OWN] = certificates_of(facts->certificate[i]),
			[PAIR_FILE_CA] = facts->ca[i].len ? certificates_of(facts->ca[i]) : NULL,
		});
}

/* The fleet as one deployment, of which the project file says `said`. */
static struct fleet *fleet_of(const char *members, const char *said)
{
	struct facts facts = { .count = 1 };
	struct str rest = str_of(members), member;
	bool sharded = strstr(members, "cfg") || strstr(members, "shard=") || strstr(members, "mongos");
	while (str_split(&rest, '|', &member))
		put_member(&facts, member);
	facts.files[0] = (struct lint_file){ ".mongoconf.yaml", arena_printf(&arena,
		"deployments:\n  shop:\n    files: ['*.conf']\n    kind: %s\n%s", sharded ? "sharded-cluster" : "replica-set", said) };
	struct fleet *fleet = arena_alloc(&arena, sizeof *fleet);
	fleet_build(&arena, fleet_facts_of(&arena, facts.files), fleet);
	for (uint32_t i = 0; i < fleet->member_count; i++)
		for (unsigned k = 1; k < facts.count; k++)
			if (strcmp(fleet->members[i].config->source->name, facts.files[k].file) == 0)
				settle(&fleet->members[i], &facts, k);
	return fleet;
}

static void put_list(struct buf *out, const char *mark, const char *const *lines, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		buf_printf(out, "%s %s\n", mark, lines[i]);
}

static void stand_of(const char *name, const struct fleet *fleet, struct stand *stand)
{
	const struct procedure *procedure = procedure_find(str_of(name));
	uint32_t count;
	cr_assert(procedure, "%s", name);
	struct field *fields = procedure_fields(&arena, procedure, fleet, &count);
	cr_assert_eq(count, 1u);
	stand_find(&arena, procedure, &fields[0], stand);
}

/* "m0 no-auth, m1 transition; SUMMARY", then lines for what holds it back (-), for commands that mend it ($) and for notes (*). */
static const char *described(const char *procedure, const struct fleet *fleet)
{
	struct buf out = BUF_INIT(&arena);
	struct stand stand;
	stand_of(procedure, fleet, &stand);
	for (uint32_t i = 0; i < stand.count; i++)
		buf_printf(&out, "%s%s %s%s", i ? ", " : "", stand.members[i].name, stand.members[i].state,
			   stand.members[i].differs && stand.members[i].step != STEP_OFF ? "<" : "");
	buf_printf(&out, "; %s\n", stand_summary(&arena, &stand));
	put_list(&out, "-", stand.held, stand.held_count);
	put_list(&out, "$", stand.repairs, stand.repair_count);
	put_list(&out, "*", stand.notes, stand.note_count);
	return buf_done(&out).at;
}

static const struct {
	const char *procedure, *members, *said, *stand;
} table[] = {
	{ "enforce-keyfile", "m0 | m1 | m2", "", "m0 no-auth<, m1 no-auth<, m2 no-auth<; not begun; phase 1 of 4 (prepare) comes first\n" },
	{ "enforce-keyfile", "m0 kf=A tta | m1 | m2", "",
	  "m0 transition, m1 no-auth<, m2 no-auth<; phase 3 of 4 (transition) is under way: 1 of 3 members are done\n" },
	{ "enforce-keyfile", "m0 kf=A tta | m1 kf=A tta | m2 kf=A tta", "",
	  "m0 transition<, m1 transition<, m2 transition<; phase 3 of 4 (transition) is done; phase 4 of 4 (enforce) comes next\n" },
	{ "enforce-keyfile", "m0 kf=A tta | m1 kf=A | m2 kf=A tta", "",
	  "m0 transition<, m1 enforced, m2 transition<; phase 4 of 4 (enforce) is under way: 1 of 3 members are done\n" },
	{ "enforce-keyfile", "m0 kf=A | m1 kf=A | m2 kf=A", "", "m0 enforced, m1 enforced, m2 enforced; done\n" },
	{ "enforce-keyfile", "m0 kf=A | m1 kf=A tta | m2", "",
	  "m0 enforced, m1 transition, m2 no-auth<; held back in phase 3 of 4 (transition): 2 of 3 members are done\n"
	  "- m2 has no keyfile and demands none while m0 enforces authentication: m2 can't authenticate to m0; bring m2 "
	  "to transition (security.keyFile and security.transitionToAuth: true), and restart it\n"
	  "$ mongoconf apply add-keyfile,enable-transition --key-file /k m2.conf\n" },
	{ "enforce-keyfile", "m0 kf=A | m1 kf=A | m2 kf=A | m3 | m4", "",
	  "m0 enforced, m1 enforced, m2 enforced, m3 no-auth<, m4 no-auth<; held back in phase 3 of 4 (transition): 3 of "
	  "5 members are done\n"
	  "- m3 has no keyfile and demands none while m0 enforces authentication: m3 can't authenticate to m0; bring m3 "
	  "and m4 to transition (security.keyFile and security.transitionToAuth: true), and restart one after the other\n"
	  "$ mongoconf apply add-keyfile,enable-transition --key-file /k m3.conf m4.conf\n" },
	{ "enforce-keyfile", "m0 kf=A tta | m1 kf=B tta | m2 kf=A tta", "",
	  "m0 transition<, m1 transition<, m2 transition<; held back before phase 4 of 4 (enforce)\n"
	  "- before phase 4 (enforce): m1: the keyfile has no key of the others'; copy the same keyfile to every host\n" },
	{ "enforce-keyfile", "m0 kf=A | m1 kf=B | m2 kf=A", "",
	  "m0 enforced, m1 enforced, m2 enforced; held back after the last phase\n"
	  "- the keyfiles of m0 and m1 have no key in common; give every host the same keyfile (mongoconf keyfile check "
	  "tells keys apart), and restart the server there\n" },
	{ "enforce-keyfile", "m0 kf=A | m1 | m2", "",
	  "m0 enforced, m1 no-auth<, m2 no-auth<; held back in phase 3 of 4 (transition): 1 of 3 members are done\n"
	  "- m1 has no keyfile and demands none while m0 enforces authentication: m1 can't authenticate to m0; bring m0 "
	  "back to transition (security.keyFile and security.transitionToAuth: true), and restart it\n"
	  "$ mongoconf apply enable-transition m0.conf\n" },
	{ "enforce-keyfile", "m0 tta | m1 kf=A tta cam=sendKeyFile tls=allow", "",
	  "m0 off, m1 off; held back before phase 1 of 4 (prepare)\n"
	  "- m0 has transitionToAuth and no keyfile, and does not start so; give it the keyfile, or take transitionToAuth "
	  "away\n"
	  "- m1 has transitionToAuth beside a clusterAuthMode with which it does not start; set clusterAuthMode: keyFile, "
	  "or take it away\n" },
	{ "disable-auth", "m0 tta | m1 | m2 authz", "",
	  "m0 off, m1 no-auth, m2 off; held back in phase 1 of 2 (transition): 1 of 3 members are done\n"
	  "- m0 has transitionToAuth alone, and does not start so; take it away as well\n"
	  "- m2 demands authentication and has no keyfile to offer; it is cut off already: take security.authorization or "
	  "security.clusterAuthMode away from it when the others are in transition\n" },
	{ "enforce-keyfile", "m0 ? | m1 broken | m2 authz | m3 authz", "",
	  "m0 off, m1 off, m2 off, m3 off; held back before phase 1 of 4 (prepare)\n"
	  "- m0 has security settings that come from elsewhere, or that stop the server; write what they mean into the "
	  "file that is read here\n"
	  "- m1 has a config that can't be read; mend it; mongoconf lint says what is wrong\n"
	  "- m2 and m3: each demands authentication and has no keyfile to offer; take security.authorization or "
	  "security.clusterAuthMode away from it until it has a keyfile\n" },
	{ "enforce-keyfile", "m0 cam=x509 tta tls=prefer | m1 | m2", "",
	  "m0 off, m1 no-auth<, m2 no-auth<; held back before phase 1 of 4 (prepare)\n"
	  "- m0 is in transition to certificates, not to a keyfile; take clusterAuthMode away from it, or finish what was "
	  "begun with certificates\n" },
	{ "enforce-keyfile", "m0 kf=A tta tls=prefer | m1 kf=A tta | m2 kf=A tta", "",
	  "m0 transition<, m1 transition<, m2 transition<; held back before phase 4 of 4 (enforce)\n"
	  "- m0 dials TLS, and m1 speaks none; bring their TLS modes together first; mongoconf rollout status enable-tls "
	  "says how\n" },
	{ "enforce-keyfile", "m0 v=3.2 | m1 v=3.4 | m2", "",
	  "m0 no-auth<, m1 no-auth<, m2 no-auth<; held back before phase 1 of 4 (prepare)\n"
	  "- before phase 1 (prepare): m0: before 3.4 there is no security.transitionToAuth; upgrade first\n" },
	{ "enforce-keyfile", "m0 | m1 | m2", "    users: true\n    clients: {authenticate: true}\n",
	  "m0 no-auth<, m1 no-auth<, m2 no-auth<; not begun; phase 2 of 4 (keyfile placed) comes first\n" },
	{ "enforce-keyfile", "m0 kf=A tta | m1 kf=A tta | m2 kf=A tta", "    users: false\n    clients: {authenticate: false}\n",
	  "m0 transition<, m1 transition<, m2 transition<; held back before phase 4 of 4 (enforce)\n"
	  "- before phase 4 (enforce): the project file says of shop: users: false; create them first, or nobody can log "
	  "in\n"
	  "- before phase 4 (enforce): the project file says of shop: clients: {authenticate: false}; give every client a "
	  "user and a password first, or it is locked out\n" },
	{ "enforce-keyfile", "m0 kf=A tta | m1 kf=? tta | m2 kf=A tta", "",
	  "m0 transition<, m1 transition<, m2 transition<; phase 3 of 4 (transition) is done; phase 4 of 4 (enforce) "
	  "comes next\n" },
	{ "enforce-keyfile", "r mongos | c1 cfg | s1 shard=s", "",
	  "r no-auth<, c1 no-auth, s1 no-auth; not begun; phase 1 of 8 (prepare) comes first\n"
	  "* shop has one mongos: while it restarts, no client can reach the cluster; start a second one first\n" },
	{ "enforce-keyfile", "r mongos | r2 mongos | c1 cfg kf=A tta | s1 shard=s | s2 shard=t", "",
	  "r no-auth<, r2 no-auth<, c1 transition, s1 no-auth, s2 no-auth; phase 2 of 8 (keyfile placed) is done; phase 3 "
	  "of 8 (mongos transition) comes next\n" },
	{ "enforce-keyfile", "r mongos kf=A tta | r2 mongos kf=A tta | c1 cfg kf=A tta | s1 shard=s kf=A tta | s2 shard=t", "",
	  "r transition, r2 transition, c1 transition, s1 transition, s2 no-auth<; phase 5 of 8 (shards transition) is "
	  "under way: 1 of 2 members are done\n" },
	{ "enforce-keyfile", "r mongos kf=A | r2 mongos kf=A tta | c1 cfg kf=A tta | s1 shard=s kf=A tta | s2 shard=t", "",
	  "r enforced, r2 transition, c1 transition, s1 transition, s2 no-auth<; held back in phase 5 of 8 (shards "
	  "transition): 1 of 2 members are done\n"
	  "- r enforces authentication while s2 has no keyfile and demands none: r insists on authenticating, and s2 "
	  "doesn't take what it offers; bring s2 to transition (security.keyFile and security.transitionToAuth: true), "
	  "and restart it\n"
	  "$ mongoconf apply add-keyfile,enable-transition --key-file /k s2.conf\n" },
	{ "enforce-keyfile", "c1 cfg | c2 cfg", "",
	  "c1 no-auth, c2 no-auth; not begun; phase 1 of 8 (prepare) comes first\n"
	  "* the mongos and the shards of this cluster are not among the files that were read: they have to be at a step "
	  "beside these, and nothing here can tell\n" },
	{ "enforce-keyfile", "r1 mongos | r2 mongos", "",
	  "r1 no-auth<, r2 no-auth<; held back before phase 1 of 8 (prepare)\n"
	  "- the config servers and the shards of this cluster are not among the files that were read: they have to be at "
	  "a step beside these, and nothing here can tell; name their configs as well\n" },
	{ "rotate-keyfile", "m0 kf=A | m1 kf=A | m2 kf=A", "",
	  "m0 old<, m1 old<, m2 old<; not begun; phase 1 of 2 (both keys) comes first\n"
	  "* all keyfiles hold one key, A: a rotation has not begun, or is done\n" },
	{ "rotate-keyfile", "m0 kf=A+B | m1 kf=A | m2 kf=A", "",
	  "m0 both, m1 old<, m2 old<; phase 1 of 2 (both keys) is under way: 1 of 3 members are done\n" },
	{ "rotate-keyfile", "m0 kf=A+B | m1 kf=B | m2 kf=A+B", "",
	  "m0 both<, m1 new, m2 both<; phase 2 of 2 (new key) is under way: 1 of 3 members are done\n" },
	{ "rotate-keyfile", "m0 kf=A+B | m1 kf=A | m2 kf=B", "",
	  "m0 both, m1 old<, m2 new; held back in phase 1 of 2 (both keys): 2 of 3 members are done\n"
	  "- m1 has the old key alone while m2 has the new key alone: the keyfiles of m1 and m2 have no key in common; "
	  "bring m1 to both (the old key and the new one in the keyfile, as a list), and restart it\n" },
	{ "rotate-keyfile", "m0 kf=A+B | m1 kf=B+A | m2 kf=A", "",
	  "m0 both, m1 both, m2 off; held back in phase 1 of 2 (both keys): 2 of 3 members are done\n"
	  "- m2 has a keyfile with the key A alone, and whether that is the old or the new one can't be told: others list "
	  "the two in both orders; write them in one order everywhere, the old key first\n" },
	{ "rotate-keyfile", "m0 kf=A | m1 kf=B | m2 kf=B", "",
	  "m0 off, m1 old<, m2 old<; held back before phase 1 of 2 (both keys)\n"
	  "- m0 has a keyfile with the key A alone, and most others have another one alone; put both keys, as a list, "
	  "into every keyfile, and restart first whoever is cut off\n" },
	{ "rotate-keyfile", "m0 kf=A+B | m1 kf=C | m2 kf=C+B", "",
	  "m0 both, m1 off, m2 off; held back in phase 1 of 2 (both keys): 1 of 3 members are done\n"
	  "- m1 has a keyfile with the key C, which is none of the two that others have; give it the keyfile of the "
	  "others\n"
	  "- m2 has a keyfile with two keys, C and another, that are not the two that others have; give it the keyfile of "
	  "the others\n" },
	{ "rotate-keyfile", "m0 kf=A | m1 kf=? | m2", "",
	  "m0 old<, m1 off, m2 off; held back before phase 1 of 2 (both keys)\n"
	  "- m1 has a keyfile that was not looked at (/k); say where keyfiles lie: --key-file-root DIR, key-file-root in "
	  "the project file, or --on-host\n"
	  "- m2 has no keyfile; there is nothing to rotate on it; begin with enforce-keyfile\n" },
	{ "rotate-keyfile", "m0 kf=A cam=x509 tls=prefer | m1 kf=A | m2 kf=A", "",
	  "m0 off, m1 old<, m2 old<; held back before phase 1 of 2 (both keys)\n"
	  "- m0 has clusterAuthMode: x509, and doesn't read its keyfile; there is nothing to rotate on it\n" },
	{ "rotate-keyfile", "m0 kf=A tta | m1 kf=A tta | m2 kf=A tta", "",
	  "m0 old<, m1 old<, m2 old<; held back before phase 1 of 2 (both keys)\n"
	  "- before phase 1 (both keys): m0, m1 and m2: in transition, where a server offers the first key of its keyfile "
	  "alone, and a wrong one shows only when somebody enforces; finish enforce-keyfile or disable-auth first\n"
	  "* all keyfiles hold one key, A: a rotation has not begun, or is done\n" },
	{ "rotate-keyfile", "m0 kf=A v=4.0 | m1 kf=A v=4.0 | m2 kf=A v=4.2", "",
	  "m0 old<, m1 old<, m2 old<; held back before phase 1 of 2 (both keys)\n"
	  "- before phase 1 (both keys): m0 and m1: before 4.2 a keyfile holds one key; upgrade first, or rotate with all "
	  "members stopped\n"
	  "* all keyfiles hold one key, A: a rotation has not begun, or is done\n" },
	{ "keyfile-to-x509", "m0 | m1 kf=A tta | m2 kf=A", "",
	  "m0 off, m1 off, m2 keyFile<; held back before phase 1 of 3 (sendKeyFile)\n"
	  "- m0 has no keyfile; begin with enforce-keyfile\n"
	  "- m1 is in transition; finish enforce-keyfile or disable-auth first\n" },
	{ "keyfile-to-x509", "m0 kf=A cam=sendKeyFile | m1 kf=A | m2 kf=A", "",
	  "m0 off, m1 keyFile<, m2 keyFile<; held back before phase 1 of 3 (sendKeyFile)\n"
	  "- m0 has clusterAuthMode: sendKeyFile without TLS, and does not start so; set net.tls.mode: allowTLS, with a "
	  "certificate and a CA file, or take clusterAuthMode away\n" },
	{ "keyfile-to-x509", "m0 kf=A cam=sendX509 tls=allow | m1 kf=A | m2 kf=A tls=prefer", "",
	  "m0 off, m1 keyFile<, m2 off; held back before phase 1 of 3 (sendKeyFile)\n"
	  "- m0 has to show a certificate and does not dial TLS, and does not start so; set net.tls.mode: preferTLS\n"
	  "- m2 dials TLS already, while others don't; finish enable-tls up to preferTLS on all members first\n" },
	{ "keyfile-to-x509", "m0 kf=A cam=sendX509 tls=prefer | m1 kf=A cam=sendX509 tls=prefer", "",
	  "m0 sendX509<, m1 sendX509<; phase 2 of 3 (sendX509) is done; phase 3 of 3 (x509) comes next\n"
	  "* servers still take connections without TLS; where all clients speak TLS, enable-tls goes on to requireTLS\n" },
	{ "keyfile-to-x509", "m0 kf=A cam=sendX509 tls=prefer | m1 kf=A cam=sendX509 tls=prefer", "    clients: {tls: true}\n",
	  "m0 sendX509<, m1 sendX509<; phase 2 of 3 (sendX509) is done; phase 3 of 3 (x509) comes next\n" },
	{ "keyfile-to-x509", "m0 cam=x509 tls=prefer | m1 cam=x509 tls=prefer", "",
	  "m0 x509, m1 x509; done\n"
	  "* servers still take connections without TLS; where all clients speak TLS, enable-tls goes on to requireTLS\n" },
	{ "keyfile-to-x509", "m0 kf=A tls=prefer | m1 kf=A tls=prefer", "",
	  "m0 keyFile<, m1 keyFile<; not begun; phase 1 of 3 (sendKeyFile) comes first\n" },
	{ "keyfile-to-x509", "m0 kf=A tls=allow | m1 kf=A tls=allow", "",
	  "m0 keyFile<, m1 keyFile<; not begun; phase 1 of 3 (sendKeyFile) comes first\n" },
	{ "enable-tls", "m0 tls=allow | m1 tls=allow | m2 tls=allow", "",
	  "m0 allowTLS<, m1 allowTLS<, m2 allowTLS<; phase 1 of 4 (allowTLS) is done; phase 2 of 4 (clients switch to "
	  "TLS) comes next\n" },
	{ "enable-tls", "m0 tls=allow | m1 tls=allow | m2 tls=allow", "    clients: {tls: true}\n",
	  "m0 allowTLS<, m1 allowTLS<, m2 allowTLS<; phase 2 of 4 (clients switch to TLS) is done; phase 3 of 4 "
	  "(preferTLS) comes next\n" },
	{ "enable-tls", "m0 tls=prefer | m1 tls=prefer | m2 tls=prefer", "    clients: {tls: false}\n",
	  "m0 preferTLS<, m1 preferTLS<, m2 preferTLS<; held back before phase 4 of 4 (requireTLS)\n"
	  "- before phase 4 (requireTLS): the project file says of shop: clients: {tls: false}; let every client speak "
	  "TLS first, or it is locked out\n" },
	{ "enable-tls", "m0 tls=require | m1 tls=prefer | m2 tls=prefer | m3 tls=allow", "",
	  "m0 requireTLS, m1 preferTLS, m2 preferTLS, m3 allowTLS<; held back in phase 3 of 4 (preferTLS): 3 of 4 members "
	  "are done\n"
	  "- m3 takes TLS and dials without while m0 requires TLS: m3 dials without TLS, and m0 requires it; bring m3 to "
	  "preferTLS (net.tls.mode: preferTLS), and restart it\n"
	  "$ mongoconf apply set-tls-mode:preferTLS m3.conf\n" },
	{ "enable-tls", "r mongos | r2 mongos | c1 cfg tls=prefer | s1 shard=s tls=prefer", "",
	  "r disabled<, r2 disabled<, c1 preferTLS, s1 preferTLS; phase 1 of 4 (allowTLS) is under way: 2 of 4 members "
	  "are done\n" },
	{ "enable-tls", "m0 tls=sometimes | m1 broken | m2", "",
	  "m0 off, m1 off, m2 disabled<; held back before phase 1 of 4 (allowTLS)\n"
	  "- m0 has a TLS mode that is not known: a word that stops the server, or one from elsewhere; write disabled, "
	  "allowTLS, preferTLS or requireTLS into its config\n"
	  "- m1 has a config that can't be read; mend it; mongoconf lint says what is wrong\n" },
	{ "enable-tls", "m0 tls=allow crt=o ca=ca1 | m1 tls=allow crt=o2 ca=ca1 | m2 tls=allow crt=o-by-ca2 ca=ca1", "",
	  "m0 allowTLS<, m1 allowTLS<, m2 allowTLS<; held back before phase 2 of 4 (clients switch to TLS)\n"
	  "- before phase 3 (preferTLS): m2: the certificate, or one of the others', was issued by a CA that is not in "
	  "the CA file of who checks it; put the CAs of all into every CA file first\n" },
	{ "enable-tls", "m0 tls=allow crt=o ca=ca1 | m1 tls=allow crt=o2 ca=ca1 | m2 tls=allow crt=o ca=ca1", "",
	  "m0 allowTLS<, m1 allowTLS<, m2 allowTLS<; phase 1 of 4 (allowTLS) is done; phase 2 of 4 (clients switch to "
	  "TLS) comes next\n" },
	{ "enable-tls", "m0 tls=prefer crt=o ca=ca1 | m1 tls=prefer crt=o-by-ca2 ca=ca1", "",
	  "m0 preferTLS<, m1 preferTLS<; held back before phase 4 of 4 (requireTLS)\n"
	  "- m0 calls m1, and one can't check the certificate of the other by its CA file; put the CAs of all "
	  "certificates into the CA file of each\n" },
	{ "keyfile-to-x509", "m0 kf=A tls=prefer crt=o ca=ca1 | m1 kf=A tls=prefer crt=n ca=ca1 | m2 kf=A tls=prefer crt=o2 ca=ca1", "",
	  "m0 keyFile<, m1 keyFile<, m2 keyFile<; held back before phase 1 of 3 (sendKeyFile)\n"
	  "- before phase 1 (sendKeyFile): m1: the certificate has not the O, OU and DC of the others', or none at all, "
	  "and is not taken for a member's\n" },
	{ "keyfile-to-x509", "m0 kf=A tls=prefer crt=o ca=ca1 | m1 kf=A tls=prefer | m2 kf=A tls=prefer crt=o2 ca=ca1", "",
	  "m0 keyFile<, m1 keyFile<, m2 keyFile<; not begun; phase 1 of 3 (sendKeyFile) comes first\n" },
	{ "keyfile-to-x509", "m0 kf=A cam=x509 tls=prefer crt=o ca=ca1 | m1 kf=A cam=x509 tls=prefer crt=n ca=ca1", "",
	  "m0 x509, m1 x509; held back after the last phase\n"
	  "- m0 shows a certificate that m1 does not take for a member's; give every member one with the same O, OU and "
	  "DC\n"
	  "* servers still take connections without TLS; where all clients speak TLS, enable-tls goes on to requireTLS\n" },
	{ "disable-auth", "m0 kf=A | m1 kf=A cam=sendKeyFile tls=prefer", "",
	  "m0 enforced<, m1 enforced<; held back before phase 1 of 2 (transition)\n"
	  "- m1 dials TLS, and m0 speaks none; bring their TLS modes together first; mongoconf rollout status enable-tls "
	  "says how\n" },
	{ "disable-auth", "m0 kf=A tls=prefer cam=sendX509 | m1 kf=A cam=x509 tta tls=prefer", "",
	  "m0 enforced<, m1 transition; phase 1 of 2 (transition) is under way: 1 of 2 members are done\n" },
	{ "disable-auth", "m0 kf=A tta | m1 kf=A | m2", "",
	  "m0 transition, m1 enforced<, m2 no-auth; held back in phase 1 of 2 (transition): 2 of 3 members are done\n"
	  "- m1 enforces authentication while m2 demands no authentication: m1 insists on authenticating, and m2 doesn't "
	  "take what it offers; bring m1 to transition (security.transitionToAuth: true beside what it has), and restart "
	  "it\n"
	  "$ mongoconf apply enable-transition m1.conf\n" },
	{ "disable-auth", "m0 | m1 | m2", "",
	  "m0 no-auth, m1 no-auth, m2 no-auth; done\n" },
};

Test(rollout_stand, table)
{
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		const char *stand = described(table[i].procedure, fleet_of(table[i].members, table[i].said));
		cr_expect_str_eq(stand, table[i].stand, "%s: %s\n%sbut expected\n%s", table[i].procedure, table[i].members, stand,
				 table[i].stand);
	}
}

Test(rollout_stand, suggest)
{
	static const struct {
		const char *name, *near;
	} rows[] = {
		{ "enforce-keyfil", "enforce-keyfile" }, { "Enable-TLS", "enable-tls" }, { "rotate-keyfiel", "rotate-keyfile" },
		{ "hosts", NULL }, { "", NULL }, { "keyfile", NULL },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct procedure *near = procedure_suggest(str_of(rows[i].name));
		cr_expect_str_eq(near ? near->name : "-", rows[i].near ? rows[i].near : "-", "%s", rows[i].name);
	}
}

/* ---- every mixture ---- */

/* The states of a procedure in their order, and the first members of each fleet: three of them vary. */
static const struct {
	const char *procedure, *roles[3], *states[4];
} chains[] = {
	{ "enforce-keyfile", { "", "", "" }, { "", "kf=A tta", "kf=A" } },
	{ "enforce-keyfile", { "mongos", "cfg", "shard=s" }, { "", "kf=A tta", "kf=A" } },
	{ "rotate-keyfile", { "", "", "" }, { "kf=A", "kf=A+B", "kf=B" } },
	{ "rotate-keyfile", { "mongos", "cfg", "shard=s" }, { "kf=A", "kf=A+B", "kf=B" } },
	{ "keyfile-to-x509", { "", "", "" }, { "kf=A tls=prefer", "kf=A cam=sendKeyFile tls=prefer", "kf=A cam=sendX509 tls=prefer",
					       "kf=A cam=x509 tls=prefer" } },
	{ "keyfile-to-x509", { "", "", "" }, { "kf=A tls=require", "kf=A cam=sendKeyFile tls=require", "kf=A cam=sendX509 tls=require",
					       "cam=x509 tls=require" } },
	{ "keyfile-to-x509", { "", "", "" }, { "kf=A", "kf=A cam=sendKeyFile tls=allow", "kf=A cam=sendX509 tls=prefer",
					       "cam=x509 tls=require" } },
	{ "keyfile-to-x509", { "cfg", "cfg", "shard=s" }, { "kf=A", "kf=A cam=sendKeyFile tls=allow", "kf=A cam=sendX509 tls=prefer",
							    "cam=x509 tls=require" } },
	{ "enable-tls", { "", "", "" }, { "", "tls=allow", "tls=prefer", "tls=require" } },
	{ "enable-tls", { "", "", "" }, { "kf=A", "kf=A tls=allow", "kf=A tls=prefer", "kf=A tls=require" } },
	{ "enable-tls", { "shard=t", "cfg", "shard=s" }, { "", "tls=allow", "tls=prefer", "tls=require" } },
	{ "disable-auth", { "", "", "" }, { "kf=A", "kf=A tta", "" } },
	{ "disable-auth", { "", "", "" }, { "kf=A cam=sendKeyFile tls=prefer", "kf=A cam=keyFile tta tls=prefer", "tls=prefer" } },
	{ "disable-auth", { "", "", "" }, { "kf=A cam=sendX509 tls=prefer", "kf=A cam=x509 tta tls=prefer", "tls=prefer" } },
	{ "disable-auth", { "mongos", "cfg", "shard=s" }, { "kf=A", "kf=A tta", "" } },
};

static unsigned states_of(unsigned chain)
{
	unsigned count = 0;
	while (count < 4 && chains[chain].states[count])
		count++;
	return count;
}

static int least(const int *steps)
{
	int first = steps[0] < steps[1] ? steps[0] : steps[1];
	return steps[2] < first ? steps[2] : first;
}

static int most(const int *steps)
{
	int first = steps[0] > steps[1] ? steps[0] : steps[1];
	return steps[2] > first ? steps[2] : first;
}

/* One mongos, and no second one, would hold everything back. */
static const char *mixture_of(unsigned chain, const int *steps)
{
	struct buf members = BUF_INIT(&arena);
	for (unsigned i = 0; i < 3; i++)
		buf_printf(&members, "%sm%u %s %s", i ? " | " : "", i, chains[chain].roles[i], chains[chain].states[steps[i]]);
	if (!strcmp(chains[chain].roles[0], "mongos"))
		buf_printf(&members, " | m9 mongos %s", chains[chain].states[steps[0]]);
	return buf_done(&members).at;
}

/* A phase is next when it is the first that some member with its roles has still before it. */
static int next_of(const struct stand *stand)
{
	for (unsigned p = 0; p < stand->variant->phase_count; p++) {
		const struct phase *phase = &stand->variant->phases[p];
		for (uint32_t i = 0; i < stand->count && phase_edits(phase); i++)
			if (phase_has(phase, stand->members[i].member) && stand->members[i].step < phase->to)
				return (int)p;
	}
	return (int)stand->variant->phase_count;
}

static int step_of(const struct stand *stand, unsigned i)
{
	const char *name = arena_printf(&arena, "m%u", i);
	for (uint32_t k = 0; k < stand->count; k++)
		if (!strcmp(stand->members[k].name, name))
			return stand->members[k].step;
	return STEP_OFF;
}

static void check_mixture(unsigned chain, const int *steps)
{
	const char *members = mixture_of(chain, steps), *procedure = chains[chain].procedure;
	struct stand stand;
	stand_of(procedure, fleet_of(members, ""), &stand);
	int low = least(steps), high = most(steps), last = (int)states_of(chain) - 1;
	const char *held = stand.held_count ? stand.held[0] : "nothing";
	/* Two members that lie too far apart are told from which side they come only by a third one. */
	cr_expect_eq(stand.held_count > 0, high - low > 1, "%s: %s: held by %s", procedure, members, held);
	if (stand.held_count)
		return;
	bool all_new = low == last && !strcmp(procedure, "rotate-keyfile");
	for (unsigned i = 0; i < 3 && !all_new; i++)
		cr_expect_eq(step_of(&stand, i), steps[i], "%s: %s: m%u", procedure, members, i);
	cr_expect_eq(stand.edit, next_of(&stand), "%s: %s", procedure, members);
	cr_expect_eq(stand.state == STAND_DONE, low == last && !all_new, "%s: %s", procedure, members);
	cr_expect(high == low || stand.state == STAND_UNDER_WAY || stand.field->cluster, "%s: %s", procedure, members);
	cr_expect(high > low || stand.state != STAND_UNDER_WAY, "%s: %s", procedure, members);
}

Test(rollout_stand, mixtures)
{
	for (unsigned chain = 0; chain < sizeof chains / sizeof *chains; chain++) {
		int count = (int)states_of(chain);
		for (int i = 0; i < count * count * count; i += getenv("MONGOCONF_VALGRIND") ? 5 : 1)
			check_mixture(chain, (int[]){ i % count, i / count % count, i / count / count });
		arena_free(&arena);
	}
}
