#include <stdlib.h>

#include "rules/odd.h"
#include "rules/rift.h"

/* The members that should have one key: of a cluster, or of a set by itself. */
struct ring {
	struct member **members;   /* with a keyfile that was read */
	uint32_t count, rotating;  /* those with two keys */
	bool declared;             /* a rotation is under way, or another rule has spoken */
};

static bool has_two(const struct member *member)
{
	return member->keyfile->count > 1;
}

static bool counts(const struct member *member)
{
	const struct keyfile *keyfile = member->keyfile;
	return keyfile && keyfile->state == KEYFILE_READ && keyfile->count && member->state.cluster != CLUSTER_X509;
}

static void add(struct ring *ring, const struct deployment *deployment)
{
	ring->declared = ring->declared || rift_procedure(deployment, "rotate-keyfile");
	for (uint32_t i = 0; i < deployment->count; i++) {
		if (!counts(deployment->members[i]))
			continue;
		ring->members[ring->count++] = deployment->members[i];
		ring->rotating += has_two(deployment->members[i]);
	}
}

/* Somebody with another number of keys, who has none of its own to say of: keyfile-mismatch tells of that. */
static bool is_cut_off(const struct ring *ring, const struct member *member)
{
	for (uint32_t i = 0; i < ring->count; i++)
		if (has_two(ring->members[i]) != has_two(member))
			return !pair_works(&member->state, &ring->members[i]->state);
	return false;
}

static void say(const struct lint *lint, const struct rule *rule, const struct ring *ring, const struct member *member)
{
	const struct keyfile *keyfile = member->keyfile;
	uint32_t all = ring->count, two = ring->rotating;
	const char *message = two == all
		? arena_printf(lint->arena, "the keyfile of %s holds two keys, %s and %s, on all members, and no rotation is under way",
			       member->name, keyfile->keys[0].id, keyfile->keys[1].id)
		: has_two(member)
		? arena_printf(lint->arena, "the keyfile of %s holds two keys, %s and %s, and %u of %u members have one",
			       member->name, keyfile->keys[0].id, keyfile->keys[1].id, all - two, all)
		: arena_printf(lint->arena, "the keyfile of %s holds one key, %s, and %u of %u members have two", member->name,
			       keyfile->keys[0].id, two, all);
	struct diag *diag = odd_add(lint, rule, rule->severity, member, "security.keyFile", message);
	diag->server = "starts; with two keys it warns: Multiple keys specified in security key file. If cluster key file rollover "
		       "is not in progress, only one key should be specified in the key file";
	diag->help = "take the next step of the rotation on all members, or say `procedure: rotate-keyfile` for this deployment in "
		     "the project file while it is under way";
	for (uint32_t i = 0; i < ring->count; i++)
		if (ring->members[i] != member && ring->members[i]->keyfile != keyfile)
			odd_note(lint, diag, ring->members[i], "security.keyFile",
				 arena_printf(lint->arena, "%s has %s", ring->members[i]->name,
					      has_two(ring->members[i]) ? "two" : "one"));
}

struct seat {
	const struct keyfile *keyfile;
	uint32_t place;
};

static int by_keyfile(const void *a, const void *b)
{
	const struct seat *left = a, *right = b;
	uintptr_t x = (uintptr_t)left->keyfile, y = (uintptr_t)right->keyfile;
	return x != y ? (x < y ? -1 : 1) : left->place < right->place ? -1 : left->place > right->place;
}

/* A file that several members are started with is one finding, at the first of them. */
static bool *first_of_keyfile(struct arena *arena, const struct ring *ring)
{
	struct seat *seats = arena_array(arena, ring->count, sizeof *seats);
	bool *first = arena_array(arena, ring->count, sizeof *first);
	for (uint32_t i = 0; i < ring->count; i++)
		seats[i] = (struct seat){ ring->members[i]->keyfile, i };
	qsort(seats, ring->count, sizeof *seats, by_keyfile);
	for (uint32_t i = 0; i < ring->count; i++)
		first[seats[i].place] = !i || seats[i].keyfile != seats[i - 1].keyfile;
	return first;
}

static void judge(const struct lint *lint, const struct rule *rule, struct arena *scratch, const struct ring *ring)
{
	if (!ring->rotating || ring->declared)
		return;
	if (ring->rotating == ring->count) {
		say(lint, rule, ring, ring->members[0]);
		return;
	}
	/* Of two halves those are odd that have two. */
	bool two_is_odd = 2 * ring->rotating <= ring->count;
	const bool *first = first_of_keyfile(scratch, ring);
	for (uint32_t i = 0; i < ring->count; i++)
		if (has_two(ring->members[i]) == two_is_odd && first[i] && !is_cut_off(ring, ring->members[i]))
			say(lint, rule, ring, ring->members[i]);
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	struct arena scratch = ARENA_INIT;
	if (!fleet->keyfile_count)
		return;
	for (uint32_t d = 0; d < fleet->count; d++) {
		const struct deployment *deployment = &fleet->deployments[d];
		struct ring ring = { .members = arena_array(&scratch, deployment->count, sizeof *ring.members) };
		if (deployment->cluster || deployment->kind != DEPLOYMENT_REPLICA_SET)
			continue;
		add(&ring, deployment);
		judge(lint, rule, &scratch, &ring);
	}
	for (uint32_t c = 0; c < fleet->cluster_count; c++) {
		const struct cluster *cluster = &fleet->clusters[c];
		uint32_t members = 0;
		for (uint32_t d = 0; d < cluster->count; d++)
			members += cluster->deployments[d]->count;
		struct ring ring = { .members = arena_array(&scratch, members, sizeof *ring.members) };
		for (uint32_t d = 0; d < cluster->count; d++)
			add(&ring, cluster->deployments[d]);
		judge(lint, rule, &scratch, &ring);
	}
	arena_free(&scratch);
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

const struct rule rule_keyfile_rotation_left_half = {
	.kind = { "keyfile-rotation-left-half", "keyfile" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "a rotation of keys that was begun and not finished",
	.why = "While a key is rotated, all keyfiles hold the old one and the new one. Left like that, the old key, which was to go, "
	       "is as good as the new one, and a next rotation that takes the wrong one away cuts members off. A "
	       "rotation that is under way is declared in the project file: procedure: rotate-keyfile.",
	.server = "Multiple keys specified in security key file. If cluster key file rollover is not in progress, only one key should "
		  "be specified in the key file",
	.bad = (const struct example[]){ FLEET(OLD, OLD, "- " OLD "- " NEW) },
	.good = (const struct example[]){ FLEET(OLD, OLD, OLD) },
	.check_fleet = check,
};
