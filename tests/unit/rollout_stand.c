#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
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
 * cluster cfg, shard=NAME, mongos; v=4.4. */
struct facts {
	struct lint_file files[12];
	const char *keys[12];   /* per member, as in kf= */
	struct str server[12];  /* as in v= */
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

static void put_word(struct buf *text, struct str word, const char **keys, struct str *server)
{
	for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
		if (str_is(word, words[i].word)) {
			buf_text(text, words[i].text);
			return;
		}
	struct str value = str_sub(word, str_find_char(word, '=', 0) + 1, word.len);
	if (str_starts(word, "v=")) {
		*server = value;
	} else if (str_starts(word, "kf=")) {
		buf_text(text, "security.keyFile: /k\n");
		*keys = str_is(value, "?") ? NULL : str_cstr(&arena, value);
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
			put_word(&text, word, &facts->keys[facts->count], &facts->server[facts->count]);
	facts->files[facts->count++] = (struct lint_file){ arena_printf(&arena, "%.*s.conf", STR_ARG(name)), buf_done(&text).at };
}

static void settle(struct member *member, const char *keys, struct str server)
{
	if (keys)
		member->keyfile = member->state.keyfile = keyfile_of(keys);
	if (server.len)
		cr_assert(version_parse(server, &member->server));
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
				settle(&fleet->members[i], facts.keys[k], facts.server[k]);
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

/* "m0 no-auth, m1 transition; SUMMARY", then lines for what holds it back (-) and for notes (*). */
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
};

Test(rollout_stand, table)
{
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		const char *stand = described(table[i].procedure, fleet_of(table[i].members, table[i].said));
		cr_expect_str_eq(stand, table[i].stand, "%s: %s\n%sbut expected\n%s", table[i].procedure, table[i].members, stand,
				 table[i].stand);
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
		cr_expect(strstr(described(procedure, fleet_of(members, "")),
				 arena_printf(&arena, "m%u %s", i, stand.variant->steps[steps[i]].name)), "%s: %s: m%u", procedure, members, i);
	cr_expect_eq(stand.edit, next_of(&stand), "%s: %s", procedure, members);
	cr_expect_eq(stand.state == STAND_DONE, low == last && !all_new, "%s: %s", procedure, members);
	cr_expect(high == low || stand.state == STAND_UNDER_WAY || stand.field->cluster, "%s: %s", procedure, members);
	cr_expect(high > low || stand.state != STAND_UNDER_WAY, "%s: %s", procedure, members);
}

Test(rollout_stand, mixtures)
{
	for (unsigned chain = 0; chain < sizeof chains / sizeof *chains; chain++) {
		int count = (int)states_of(chain);
		for (int i = 0; i < count * count * count; i++)
			check_mixture(chain, (int[]){ i % count, i / count % count, i / count / count });
		arena_free(&arena);
	}
}
