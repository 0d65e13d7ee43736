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

static void put_word(struct buf *text, struct str word, const char **keys)
{
	for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
		if (str_is(word, words[i].word)) {
			buf_text(text, words[i].text);
			return;
		}
	struct str value = str_sub(word, str_find_char(word, '=', 0) + 1, word.len);
	if (str_starts(word, "kf=")) {
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
			put_word(&text, word, &facts->keys[facts->count]);
	facts->files[facts->count++] = (struct lint_file){ arena_printf(&arena, "%.*s.conf", STR_ARG(name)), buf_done(&text).at };
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
			if (facts.keys[k] && strcmp(fleet->members[i].config->source->name, facts.files[k].file) == 0)
				fleet->members[i].keyfile = fleet->members[i].state.keyfile = keyfile_of(facts.keys[k]);
	return fleet;
}

static void put_list(struct buf *out, const char *mark, const char *const *lines, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		buf_printf(out, "%s %s\n", mark, lines[i]);
}

/* "m0 no-auth, m1 transition; SUMMARY", then lines for what holds it back (-) and for notes (*). */
static const char *described(const char *procedure_name, const struct fleet *fleet)
{
	const struct procedure *procedure = procedure_find(str_of(procedure_name));
	struct buf out = BUF_INIT(&arena);
	struct stand stand;
	uint32_t count;
	cr_assert(procedure, "%s", procedure_name);
	struct field *fields = procedure_fields(&arena, procedure, fleet, &count);
	cr_assert_eq(count, 1u);
	stand_find(&arena, procedure, &fields[0], &stand);
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
