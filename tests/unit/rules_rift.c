#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "lint_files.h"
#include "rules/rift.h"

/* Sets, routers and clusters made by hand: a row names the deployments and what their members are. Members are letters:
 *   n none, t transition, e enforced, l authorization alone, ? elsewhere
 *   E, T as e, t with another key; 2, 3 enforced, with both keys and the other first; 4 in transition with both
 *   a p r TLS modes allow, prefer, require, enforced
 *   k s S x the modes keyFile, sendKeyFile, sendX509, x509, all with requireTLS
 *   u none, with requireTLS
 *   w x509 without showing its certificate; m misspelt keyFile; c a certificate without a mode of TLS
 * A set is c:eee (config servers), s:eee or just eee; routers are m:ee. "eee s:nnn" is a cluster. */

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(rules_rift, .fini = tear_down);

#define KEY "security.keyFile: /k\n"
#define TRANSITION KEY "security.transitionToAuth: true\n"
#define TLS(mode) "net.tls.mode: " mode "\nnet.tls.certificateKeyFile: /c\nnet.tls.CAFile: /ca\n"
#define MODE(mode) KEY TLS("requireTLS") "security.clusterAuthMode: " mode "\n"

static const struct {
	char letter;
	const char *keys, *text;
} kinds[] = {
	{ 'n', "", "" }, { 't', "A", TRANSITION }, { 'e', "A", KEY }, { 'l', "", "security.authorization: enabled\n" },
	{ '?', "", "security: {__exec: s}\n" }, { 'E', "B", KEY }, { 'T', "B", TRANSITION }, { '2', "AB", KEY }, { '3', "BA", KEY },
	{ '4', "BA", TRANSITION }, { 'a', "A", KEY TLS("allowTLS") }, { 'p', "A", KEY TLS("preferTLS") },
	{ 'r', "A", KEY TLS("requireTLS") }, { 'k', "A", MODE("keyFile") }, { 's', "A", MODE("sendKeyFile") },
	{ 'S', "A", MODE("sendX509") }, { 'x', "", MODE("x509") },
	{ 'u', "", TLS("requireTLS") },
	{ 'w', "", MODE("x509") "setParameter: {tlsWithholdClientCertificate: true}\n" }, { 'm', "", "security.keyfile: /k\n" },
	{ 'c', "A", KEY "net.tls.certificateKeyFile: /c\n" },
};

static const struct keyfile *keyfile_of(const char *keys)
{
	struct keyfile *keyfile = arena_alloc(&arena, sizeof *keyfile);
	*keyfile = (struct keyfile){ .path = "/k", .state = KEYFILE_READ };
	keyfile->keys = arena_array(&arena, KEYS_MAX, sizeof *keyfile->keys);
	for (; *keys; keys++) {
		struct key *key = &keyfile->keys[keyfile->count++];
		key->digest[0] = (unsigned char)*keys;
		strcpy(key->id, "id");
		key->id[0] = *keys;
	}
	return keyfile;
}

static void make_member(struct member *member, struct deployment *deployment, const char *name, char letter, enum role role)
{
	unsigned k = 0;
	while (kinds[k].letter != letter)
		cr_assert_lt(++k, sizeof kinds / sizeof *kinds, "%c", letter);
	const char *text = arena_printf(&arena, "%s%s", role == ROLE_ROUTER ? "" : "replication.replSetName: rs\n", kinds[k].text);
	const struct config *config = lint_config(&arena, name, str_of(text), role == ROLE_ROUTER ? BINARY_MONGOS : BINARY_MONGOD);
	const struct keyfile *keyfile = *kinds[k].keys ? keyfile_of(kinds[k].keys) : NULL;
	*member = (struct member){ .config = config, .file = config, .name = name, .role = role, .keyfile = keyfile,
				   .deployment = deployment, .state = pair_state_of(&arena, config, keyfile) };
}

static struct fleet *fleet_of(const char *row)
{
	static const struct { const char *prefix; enum role role; } roles[] = {
		{ "c:", ROLE_CONFIG_SERVER }, { "s:", ROLE_SHARD }, { "m:", ROLE_ROUTER }, { "", ROLE_MEMBER },
	};
	struct fleet *fleet = arena_alloc(&arena, sizeof *fleet);
	fleet->deployments = arena_array(&arena, 8, sizeof *fleet->deployments);
	fleet->clusters = arena_array(&arena, 1, sizeof *fleet->clusters);
	fleet->clusters[0] = (struct cluster){ .name = "c", .declared = true };
	fleet->clusters[0].deployments = arena_array(&arena, 8, sizeof *fleet->clusters[0].deployments);
	struct str rest = str_of(row), word;
	while (str_split(&rest, ' ', &word)) {
		struct deployment *deployment = &fleet->deployments[fleet->count++];
		unsigned r = 0;
		while (!str_starts(word, roles[r].prefix))
			r++;
		word = str_sub(word, (uint32_t)strlen(roles[r].prefix), word.len);
		*deployment = (struct deployment){ .name = "d", .alike = true, .count = word.len,
			.kind = roles[r].role == ROLE_ROUTER ? DEPLOYMENT_ROUTERS : DEPLOYMENT_REPLICA_SET };
		deployment->members = arena_array(&arena, word.len, sizeof *deployment->members);
		for (uint32_t i = 0; i < word.len; i++) {
			deployment->members[i] = arena_alloc(&arena, sizeof **deployment->members);
			make_member(deployment->members[i], deployment, arena_printf(&arena, "%u%c", fleet->count, 'a' + (int)i),
				    word.at[i], roles[r].role);
		}
		deployment->cluster = r < 3 ? &fleet->clusters[0] : NULL;
		if (r < 3)
			fleet->clusters[0].deployments[fleet->clusters[0].count++] = deployment;
	}
	fleet->cluster_count = fleet->clusters[0].count > 0;
	return fleet;
}

static struct buf said;

static void add_rift(const struct lint *lint, const struct rule *rule, const struct rift *rift)
{
	static const char letters[] = { [RIFT_TLS] = 'T', [RIFT_CERTIFICATE] = 'C', [RIFT_MODE] = 'M', [RIFT_NAME] = 'N', [RIFT_KEY] = 'K',
					[RIFT_MASKED] = 'k', [RIFT_AUTH] = 'A' };
	(void)lint;
	(void)rule;
	buf_printf(&said, " %s%c%s", rift->odd->name, letters[rift->cause], rift->cluster ? "!" : "");
}

/* Who is odd, by which cause; with ! as one of a cluster. */
static const struct {
	const char *fleet, *odd;
} table[] = {
	{ "eee", "" }, { "nnn", "" }, { "ttt", "" }, { "nnt", "" }, { "tte", "" }, { "e?n", " 1cA" }, { "???", "" }, { "e", "" },
	{ "een", " 1cA" }, { "enn", " 1aA" }, { "en", " 1bA" }, { "ne", " 1aA" }, { "eenn", " 1cA 1dA" }, { "eeten", " 1eA" },
	/* Members in transition go with both, and do not decide. */
	{ "nntee", " 1aA 1bA" }, { "nnnte", " 1eA" }, { "tne", " 1bA" },
	/* A rule of its file speaks of these. */
	{ "eel", "" }, { "lle", "" }, { "eem", "" }, { "rrc", "" },
	/* Keys. */
	{ "eeE", " 1cK" }, { "eE", " 1bK" }, { "EEe", " 1cK" }, { "ee2", "" }, { "2233", "" }, { "e2E", " 1cK" }, { "EE2ee", " 1dK 1eK" },
	{ "eeT", " 1cK" }, { "ttT", " 1ck" }, { "teT", " 1cK" }, { "tt4", " 1ck" }, { "ee4", " 1cK" }, { "22T", "" }, { "ttnT", " 1dk" },
	/* TLS and cluster modes: neighbours are fine. */
	{ "eea", "" }, { "aap", "" }, { "ppr", "" }, { "aar", " 1cT" }, { "rra", " 1cT" }, { "ppe", " 1cT" }, { "ep", " 1aT" }, { "ra", " 1bT" },
	{ "kks", "" }, { "ssS", "" }, { "SSx", "" }, { "kkS", " 1cM" }, { "xxs", " 1cM" }, { "kx", " 1aM" }, { "ssx", " 1cM" }, { "kkxx", " 1aM 1bM" },
	{ "kkkxkkS", " 1dM 1gM" }, { "xxn", " 1cT" },
	/* It has a certificate, and no authentication to show it by. */
	{ "xxu", " 1cA" }, { "xu", " 1bA" }, { "uux", " 1cA" },
	/* One cause for each: the channel comes first. */
	{ "rrn", " 1cT" }, { "rrE", " 1cT" },
	{ "xxw", " 1cC" }, { "www", " 1aC 1bC 1cC" },
	/* Clusters: each member of a shard; a member that is odd in its set is not odd in the cluster as well. */
	{ "m:ee c:eee s:eee", "" }, { "c:eee s:nnn s:eee", " 2aA! 2bA! 2cA!" }, { "c:eee s:een s:eee", " 2cA" }, { "c:eee s:EEE", " 2aK! 2bK! 2cK!" },
	{ "m:en c:eee s:eee", " 1bA!" }, { "m:nn c:eee s:eee", " 1aA! 1bA!" }, { "m:eE c:eee s:eee", " 1bK!" }, { "m:t c:eee s:eee", "" },
	{ "m:e c:nnn s:nnn", " 1aA!" }, { "c:ttt s:eee m:n", " 3aA!" }, { "c:ttt s:nnn s:eee m:t", " 2aA! 2bA! 2cA!" }, { "c:ttt s:TTT", " 2ak! 2bk! 2ck!" },
	{ "c:rrr s:aaa", " 2aT! 2bT! 2cT!" }, { "c:xxx s:kkk s:xxx", " 2aM! 2bM! 2cM!" }, { "c:e s:n", " 2aA!" },
	/* A mongos only dials: it may be further from the rest. */
	{ "m:e c:ppp s:ppp", "" }, { "m:r c:aaa s:aaa", "" }, { "m:e c:rrr s:rrr", " 1aT!" }, { "m:r c:eee s:eee", " 1aT!" },
	{ "m:re c:ppp s:ppp", "" },
};

Test(rules_rift, table)
{
	const unsigned all = (1u << (RIFT_AUTH + 1)) - 1;
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		said = (struct buf)BUF_INIT(&arena);
		rift_each(&(struct lint){ .arena = &arena, .fleet = fleet_of(table[i].fleet) }, NULL, all, add_rift);
		cr_expect_str_eq(buf_done(&said).at, table[i].odd, "%s gives%s", table[i].fleet, buf_done(&said).at);
	}
}

/* What the rules say of one rift: place, severity, message and notes. */
static const char *rule_says(const char *id, struct fleet *fleet)
{
	struct sink sink = SINK_INIT(&arena);
	struct buf out = BUF_INIT(&arena);
	const struct rule *rule = rule_find(str_of(id));
	rule->check_fleet(&(struct lint){ .arena = &arena, .fleet = fleet, .sink = &sink }, rule, fleet);
	for (uint32_t i = 0; i < sink.count; i++) {
		const struct diag *diag = sink.at[i];
		buf_printf(&out, "%s:%u %s: %s", diag->source->name, source_place(diag->source, diag->at.at).line,
			   severity_name(diag->severity), diag->message);
		for (uint32_t n = 0; n < diag->note_count; n++)
			buf_printf(&out, "; %s", diag->notes[n].text);
		buf_char(&out, '\n');
	}
	return buf_done(&out).at;
}

static const struct {
	const char *rule, *fleet, *procedure, *says;
} words[] = {
	{ "auth-state-mixed", "een", NULL, "1c:1 error: 1c has no keyFile, and its peers demand one; 1a enforces authentication; 1b enforces "
	  "authentication\n" },
	{ "auth-state-mixed", "nne", "enforce-keyfile", "1c:2 error: 1c demands a keyfile, and its peers have none; enforce-keyfile has a "
	  "step between: keyFile with transitionToAuth on all members; 1a has no keyfile and demands none; 1b has no keyfile and demands "
	  "none\n" },
	{ "auth-state-mixed", "een", "disable-auth", "1c:1 error: 1c has no keyFile, and its peers demand one; disable-auth has a step between: "
	  "transitionToAuth on all members; 1a enforces authentication; 1b enforces authentication\n" },
	{ "auth-state-mixed", "c:ee s:nn", NULL, "2a:1 error: 2a has no keyFile, and the rest of its cluster demand one; 1a enforces "
	  "authentication; 1b enforces authentication\n2b:1 error: 2b has no keyFile, and the rest of its cluster demand one; 1a enforces "
	  "authentication; 1b enforces authentication\n" },
	{ "auth-state-mixed", "nte", "enforce-keyfile", "1a:1 error: 1a has no keyFile, and its peers demand one; enforce-keyfile has a step "
	  "between: keyFile with transitionToAuth on all members; 1c enforces authentication\n" },
	{ "auth-state-mixed", "nnt", "enforce-keyfile", "" },
	{ "keyfile-mismatch", "eeE", NULL, "1c:2 error: the keyfiles of 1c and 1a have no key in common: 1c has Bd, and 1a has Ad; 1a has Ad, in "
	  "/k; 1b has Ad, in /k\n" },
	{ "keyfile-mismatch", "ttT", NULL, "1c:2 warning: the keyfiles of 1c and 1a have no key in common: 1c has Bd, and 1a has Ad; 1a has Ad, "
	  "in /k; 1b has Ad, in /k\n" },
	{ "keyfile-mismatch", "e2E", "rotate-keyfile", "1c:2 error: the keyfiles of 1c and 1a have no key in common: 1c has Bd, and 1a has Ad; "
	  "rotate-keyfile has a step between: both keys, as a list, on all members; 1a has Ad, in /k\n" },
	{ "keyfile-rotation-left-half", "ee2", NULL, "1c:2 warning: the keyfile of 1c holds two keys, Ad and Bd, and 2 of 3 members have one; 1a "
	  "has one; 1b has one\n" },
	{ "keyfile-rotation-left-half", "22E", NULL, "1c:2 warning: the keyfile of 1c holds one key, Bd, and 2 of 3 members have two; 1a has "
	  "two; 1b has two\n" },
	{ "keyfile-rotation-left-half", "c:22 s:33", NULL, "1a:2 warning: the keyfile of 1a holds two keys, Ad and Bd, on all members, and no "
	  "rotation is under way; 1b has two; 2a has two; 2b has two\n" },
	{ "keyfile-rotation-left-half", "ee2", "rotate-keyfile", "" },
	{ "keyfile-rotation-left-half", "eee", NULL, "" },
	{ "tls-mode-mixed", "rra", "enable-tls", "1c:3 error: 1c has TLS mode allowTLS, and 1a requireTLS: it dials without TLS, which they don't "
	  "take; enable-tls goes by allowTLS and preferTLS, each on all members before the next; 1a has requireTLS; 1b has requireTLS\n" },
	{ "tls-mode-mixed", "eep", NULL, "1c:3 error: 1c has TLS mode preferTLS, and 1a disabled: it dials with TLS, and they have none; 1a has "
	  "disabled; 1b has disabled\n" },
	{ "tls-mode-mixed", "xxw", NULL, "1c:7 error: 1c shows no certificate to other members, and 1a wants to see one; 1a wants to see a "
	  "certificate; 1b wants to see a certificate\n" },
	{ "cluster-auth-mode-mixed", "kkx", NULL, "1c:6 error: 1c has clusterAuthMode x509, and 1a has keyFile, which is more than one step away; "
	  "1a has keyFile; 1b has keyFile\n" },
	{ "cluster-auth-mode-mixed", "xxr", "keyfile-to-x509", "1c:2 error: 1c has clusterAuthMode keyFile (by its keyFile), and 1a has x509, which "
	  "is more than one step away; keyfile-to-x509 goes by sendKeyFile and sendX509, each on all members before the next; 1a has x509; 1b has "
	  "x509\n" },
};

Test(rules_rift, words)
{
	for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
		struct fleet *fleet = fleet_of(words[i].fleet);
		struct project_deployment project = { .name = "d", .procedure = words[i].procedure };
		fleet->keyfile_count = 1;
		fleet->keyfiles = arena_alloc(&arena, sizeof *fleet->keyfiles);
		fleet->keyfiles[0].keyfile = keyfile_of("A");
		for (uint32_t d = 0; d < fleet->count; d++)
			fleet->deployments[d].project = &project;
		const char *says = rule_says(words[i].rule, fleet);
		cr_expect_str_eq(says, words[i].says, "%s of %s says\n%s", words[i].rule, words[i].fleet, says);
	}
}

/* A set of very many states is judged all the same, in no more time than it takes to sort it. */
Test(rules_rift, crowd)
{
	enum { COUNT = 3000 };
	struct fleet *fleet = fleet_of("e");
	struct deployment *deployment = &fleet->deployments[0];
	deployment->members = arena_array(&arena, COUNT, sizeof *deployment->members);
	deployment->count = COUNT;
	for (unsigned i = 0; i < COUNT; i++) {
		struct member *member = deployment->members[i] = arena_alloc(&arena, sizeof *member);
		make_member(member, deployment, arena_printf(&arena, "m%u", i), 'e', ROLE_MEMBER);
		memcpy(member->keyfile->keys[0].digest, &i, sizeof i);
	}
	said = (struct buf)BUF_INIT(&arena);
	rift_each(&(struct lint){ .arena = &arena, .fleet = fleet }, NULL, RIFT_BIT(RIFT_KEY), add_rift);
	uint32_t odd = 0;
	for (const char *at = buf_done(&said).at; (at = strchr(at, 'K')); at++)
		odd++;
	cr_expect_eq(odd, COUNT - 1);
}
