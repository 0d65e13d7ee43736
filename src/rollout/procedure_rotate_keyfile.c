#include "rollout/condition.h"

/* A phase goes to the step of its number, as in enum rotation_phase. */
enum { OLD, BOTH, NEW };

static const struct step steps[] = {
	[OLD] = { .name = "old", .words = "has the old key alone", .settings = "the old key alone in the keyfile" },
	[BOTH] = { .name = "both", .words = "has both keys", .settings = "the old key and the new one in the keyfile, as a list" },
	[NEW] = { .name = "new", .words = "has the new key alone", .settings = "the new key alone in the keyfile" },
};

/* ---- where members are ---- */

/* What all keyfiles together say. */
struct ring {
	struct arena *arena;
	const struct field *field;
	struct position *positions;
	const struct keyfile *two;    /* the first one with two keys; NULL: none */
	const struct key *one;        /* of those with one key, what most have */
	bool two_orders;              /* keyfiles with the two keys of `two` have them in different orders */
};

static bool is_same_key(const struct key *a, const struct key *b)
{
	return memcmp(a->digest, b->digest, sizeof a->digest) == 0;
}

static uint32_t count_of(const struct keyfile *keyfile)
{
	return keyfile->count == 2 && is_same_key(&keyfile->keys[0], &keyfile->keys[1]) ? 1 : keyfile->count;
}

static const char *trouble(struct arena *arena, const struct member *member, const char **help)
{
	const struct pair_state *state = &member->state;
	const struct keyfile *keyfile = member->keyfile;
	struct position unknown;
	if (condition_is_opaque(member, &unknown)) {
		*help = unknown.help;
		return unknown.why_off;
	}
	*help = "there is nothing to rotate on it; begin with enforce-keyfile";
	if (!state->keyfile_path)
		return "has no keyfile";
	*help = "there is nothing to rotate on it";
	if (state->cluster == CLUSTER_X509)
		return "has clusterAuthMode: x509, and doesn't read its keyfile";
	*help = "say where keyfiles lie: --key-file-root DIR, key-file-root in the project file, or --on-host";
	if (!keyfile)
		return arena_printf(arena, "has a keyfile that was not looked at (%s)", state->keyfile_path);
	*help = "copy it to where it belongs, or say where keyfiles lie: --key-file-root DIR";
	if (keyfile->state == KEYFILE_MISSING)
		return arena_printf(arena, "names a keyfile that is not there (%s)", keyfile->path);
	*help = "decrypt it first, and name the folder that it then lies in by --key-file-root DIR";
	if (keyfile->state == KEYFILE_ENCRYPTED)
		return arena_printf(arena, "has a keyfile that is encrypted here, so that its keys are not known (%s)", keyfile->path);
	*help = "mongoconf keyfile check says why";
	if (keyfile->state != KEYFILE_READ || keyfile->fault != KEYFILE_FINE || !keyfile->count)
		return arena_printf(arena, "has a keyfile that can't be read, or that the server refuses (%s)", keyfile->path);
	return NULL;
}

static void find_troubles(struct ring *ring)
{
	for (uint32_t i = 0; i < ring->field->count; i++) {
		const char *help, *why = trouble(ring->arena, ring->field->members[i], &help);
		ring->positions[i] = why ? (struct position){ STEP_OFF, why, help } : (struct position){ .step = OLD };
	}
}

/* The keyfile of a member that has one to speak of. */
static const struct keyfile *keyfile_at(const struct ring *ring, uint32_t i)
{
	return ring->positions[i].step == STEP_OFF ? NULL : ring->field->members[i]->keyfile;
}

static bool has_both(const struct keyfile *two, const struct keyfile *keyfile)
{
	return keyfile_has(two, &keyfile->keys[0]) && keyfile_has(two, &keyfile->keys[1]);
}

/* Of the single keys, that of the most; the vote is a count by elimination, and then the first. */
static void find_one(struct ring *ring)
{
	uint32_t lead = 0;
	for (uint32_t i = 0; i < ring->field->count; i++) {
		const struct keyfile *keyfile = keyfile_at(ring, i);
		if (!keyfile || count_of(keyfile) != 1)
			continue;
		if (!lead)
			ring->one = &keyfile->keys[0];
		lead += is_same_key(ring->one, &keyfile->keys[0]) ? 1u : UINT32_MAX;
	}
}

static void find_two(struct ring *ring)
{
	for (uint32_t i = 0; i < ring->field->count; i++) {
		const struct keyfile *keyfile = keyfile_at(ring, i);
		if (!keyfile || count_of(keyfile) != 2)
			continue;
		if (!ring->two)
			ring->two = keyfile;
		ring->two_orders = ring->two_orders ||
				   (has_both(ring->two, keyfile) && !is_same_key(&ring->two->keys[0], &keyfile->keys[0]));
	}
}

static struct position off(struct arena *arena, const char *format, const struct key *key, const char *help)
{
	return (struct position){ STEP_OFF, arena_printf(arena, format, key->id), help };
}

static struct position place_single(const struct ring *ring, const struct key *key)
{
	if (!ring->two && is_same_key(key, ring->one))
		return (struct position){ .step = OLD };
	if (!ring->two)
		return off(ring->arena, "has a keyfile with the key %s alone, and most others have another one alone", key,
			   "put both keys, as a list, into every keyfile, and restart first whoever is cut off");
	if (!keyfile_has(ring->two, key))
		return off(ring->arena, "has a keyfile with the key %s, which is none of the two that others have", key,
			   "give it the keyfile of the others");
	if (ring->two_orders)
		return off(ring->arena, "has a keyfile with the key %s alone, and whether that is the old or the new one can't be told: others list "
			   "the two in both orders", key, "write them in one order everywhere, the old key first");
	return (struct position){ .step = is_same_key(key, &ring->two->keys[0]) ? OLD : NEW };
}

/* `mongoconf keyfile rotate` and these phases put the old key first: that tells which of two a single key is. */
static void place(struct arena *arena, const struct field *field, struct position *positions)
{
	struct ring ring = { .arena = arena, .field = field, .positions = positions };
	find_troubles(&ring);
	find_one(&ring);
	find_two(&ring);
	for (uint32_t i = 0; i < field->count; i++) {
		const struct keyfile *keyfile = keyfile_at(&ring, i);
		if (!keyfile)
			continue;
		positions[i] = count_of(keyfile) == 1 ? place_single(&ring, &keyfile->keys[0])
			     : has_both(ring.two, keyfile) ? (struct position){ .step = BOTH }
			     : off(arena, "has a keyfile with two keys, %s and another, that are not the two that others have", &keyfile->keys[0],
				   "give it the keyfile of the others");
	}
}

static const char *note(struct arena *arena, const struct field *field, const struct position *positions)
{
	for (uint32_t i = 0; i < field->count; i++)
		if (positions[i].step != OLD)
			return NULL;
	return arena_printf(arena, "all keyfiles hold one key, %s: a rotation has not begun, or is done", field->members[0]->keyfile->keys[0].id);
}

/* ---- what must hold ---- */

static const struct condition before_both[] = {
	{ .level = LEVEL_EXPORTS, .text = "every server runs 4.2 or later: before, a keyfile holds one key", .command = "db.version()",
	  .holds = condition_since_4_2 },
	{ .level = LEVEL_FILES, .text = "no member is in transition: it would offer the first key alone", .holds = condition_none_in_transition },
	{ .level = LEVEL_CONTENT, .text = "every server takes its keyfile, and all hold the same key", .command = "mongoconf keyfile check KEYFILE",
	  .holds = condition_keyfiles_shared },
	{ .level = LEVEL_CONTENT, .text = "the keyfile is not the one of the encrypted storage engine, which takes a single key" },
	CONDITION_RESTARTABLE,
	{ 0 },
};

static const struct condition after_both[] = {
	{ .level = LEVEL_CONTENT, .text = "every keyfile holds both keys, as a list, the old one first", .command = "mongoconf keyfile check KEYFILE" },
	CONDITION_MEMBERS_BACK,
	CONDITION_KEYFILE_LOADED,
	{ .level = LEVEL_LIVE, .text = "each server that restarted says in its log that its keyfile has two keys", .log_id = 22147 },
	{ 0 },
};

static const struct condition before_new[] = {
	{ .level = LEVEL_FILES, .text = "no member is in transition: it would offer the first key alone", .holds = condition_none_in_transition },
	{ .level = LEVEL_LIVE, .text = "every server has restarted with both keys, and said so in its log; one that has not knows the old key alone, "
	  "and is cut off", .log_id = 22147 },
	CONDITION_RESTARTABLE,
	{ 0 },
};

static const struct condition after_new[] = {
	{ .level = LEVEL_CONTENT, .text = "every keyfile holds one key", .command = "mongoconf keyfile check KEYFILE",
	  .holds = condition_keyfiles_single },
	CONDITION_MEMBERS_BACK,
	CONDITION_KEYFILE_LOADED,
	{ .level = LEVEL_LIVE, .text = "no server says after its restart that its keyfile has two keys", .log_id = 22147 },
	{ 0 },
};

static const struct phase phases[] = {
	{ .title = "both keys", .roles = PHASE_ALL, .from = OLD, .to = BOTH, .keyfiles = true, .restarts = true,
	  .change = "add the new key to its keyfile, behind the old one",
	  .about = "Every keyfile gets the new key beside the old one, as a list, on every host before the first restart; the configs don't change. Then "
		   "all servers restart one after the other. A server offers its first key and, where that is refused, its second, and takes "
		   "either. Two quoted lines without dashes are no list: the server reads the first one alone.",
	  .before = before_both, .after = after_both,
	  .if_skipped = "a server with the new key alone shares none with those that have the old one: every one that restarts is cut off." },
	{ .title = "new key", .roles = PHASE_ALL, .from = BOTH, .to = NEW, .keyfiles = true, .restarts = true,
	  .change = "take the old key out of its keyfile",
	  .about = "Every keyfile loses the old key, on every host before the first restart. Then all servers restart once more. One that crashes and "
		   "starts again between the edit and its turn is only early: that is safe.",
	  .before = before_new, .after = after_new,
	  .if_skipped = "the old key still opens every server." },
};

static const struct variant variants[] = {
	{ .name = "every server", .steps = steps, .step_count = sizeof steps / sizeof *steps, .place = place, .note = note,
	  .phases = phases, .phase_count = sizeof phases / sizeof *phases },
};

static const char *const sources[] = {
	"MongoDB manual: Rotate Keys for Replica Sets; Rotate Keys for Sharded Clusters",
	"server source: auth/security_key.cpp, auth/security_file.cpp, client/authenticate.cpp, auth/sasl_scram_server_conversation.cpp",
	"server tests: jstests/auth/keyfile_rollover.js",
	NULL,
};

static const char *const parameters[] = { NULL };

const struct procedure procedure_rotate_keyfile = {
	.name = "rotate-keyfile",
	.title = "from one key to another in all keyfiles, without downtime",
	.about = "Replaces the key in the keyfiles of a replica set or a sharded cluster. The servers restart twice, one at a time; in a cluster first the "
		 "config servers, then the shards, then the mongos.\n"
		 "Two members that share no key can't talk to each other. So there is a state between, both keys in every keyfile, that goes with "
		 "the old key alone and with the new one alone. Where all keyfiles hold one key and the same, a rotation has not begun, or is "
		 "done: files can't tell which.",
	.sources = sources,
	.since = VERSION(4, 2),
	.undo = "Up to the end of the first phase, put the old key alone back into the keyfiles and restart. After that, it is a rotation to the old key: "
		"both keys again, restart, then the old one.",
	.parameters = parameters,
	.routers_last = true,
	.variants = variants,
	.variant_count = sizeof variants / sizeof *variants,
};
