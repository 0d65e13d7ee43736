#include "rules/rift.h"

#include <stdlib.h>
#include <string.h>

#include "rules/doubt.h"
#include "rules/odd.h"

/* The camps that a set is judged by. */
enum { JUDGES = 256 };

/* Members of one deployment that are in one state. */
struct camp {
	struct member **members;
	uint32_t count;
	uint32_t place;                /* in the order of files, for camps as great */
	const struct deployment *deployment;
	uint32_t weight;               /* members that it can talk to, its own included */
	const struct camp *against;    /* whom it can't talk to; NULL: it goes with the rest */
	enum rift_cause cause;
};

struct court {
	struct arena *arena;
	struct camp *camps;
	uint32_t count;
	bool across;                   /* the sets of a cluster: what is within one is none of it */
	bool strict;                   /* what is masked fails, too */
	uint32_t members;              /* across: of all sets */
};

/* ---- one pair ---- */

static bool has_credential(const struct pair_state *state)
{
	return state->auth == AUTH_ENFORCED || state->auth == AUTH_TRANSITION;
}

static bool wants_key_of(const struct pair_state *a, const struct pair_state *b)
{
	bool sends = a->cluster == CLUSTER_KEYFILE || a->cluster == CLUSTER_SEND_KEYFILE;
	return sends && b->cluster == CLUSTER_SEND_X509 && !b->keyfile_path;
}

static enum rift_cause cause_of_code(enum pair_code code, const struct pair_state *a, const struct pair_state *b)
{
	if (code == PAIR_TLS)
		return RIFT_TLS;
	bool withheld = a->withholds_certificate && (a->cluster == CLUSTER_SEND_X509 || a->cluster == CLUSTER_X509) &&
			cluster_mode_allows_x509(b->cluster);
	if (code == PAIR_CA || withheld)
		return RIFT_CERTIFICATE;
	if (pair_fails_by_name(a, b))
		return RIFT_NAME;
	if (pair_fails_by_key(a, b))
		return RIFT_KEY;
	return has_credential(a) && has_credential(b) && !wants_key_of(a, b) ? RIFT_MODE : RIFT_AUTH;
}

/* Can they talk in the directions in which they have to? A mongos is called by no server. */
static bool fails(const struct member *a, const struct member *b, bool strict, enum rift_cause *cause)
{
	const struct member *const ways[][2] = { { a, b }, { b, a } };
	bool masked = false;
	if (a->role == ROLE_ROUTER && b->role == ROLE_ROUTER)
		return false;
	for (unsigned i = 0; i < 2; i++) {
		const struct pair_state *from = &ways[i][0]->state, *to = &ways[i][1]->state;
		if (ways[i][1]->role == ROLE_ROUTER)
			continue;
		enum pair_code code = pair_of(from, to);
		if (code != PAIR_OK) {
			*cause = cause_of_code(code, from, to);
			return true;
		}
		masked = masked || (strict && pair_is_masked(from, to));
	}
	*cause = RIFT_MASKED;
	return masked;
}

static bool takes_part(const struct member *member)
{
	return member->guess != GUESS_NO_NAME && doubt_starts(member);
}

/* ---- camps ---- */

struct seat {
	struct member *member;
	uint32_t place;
};

static int by_state(const void *a, const void *b)
{
	const struct seat *left = a, *right = b;
	int order = pair_state_compare(&left->member->state, &right->member->state);
	return order ? order : left->place < right->place ? -1 : left->place > right->place;
}

static void make_camps(struct court *court, const struct deployment *deployment)
{
	struct seat *seats = arena_array(court->arena, deployment->count, sizeof *seats);
	struct member **members = arena_array(court->arena, deployment->count, sizeof *members);
	uint32_t used = 0;
	for (uint32_t i = 0; i < deployment->count; i++)
		if (takes_part(deployment->members[i]))
			seats[used++] = (struct seat){ deployment->members[i], i };
	if (used)
		qsort(seats, used, sizeof *seats, by_state);
	court->camps = arena_array(court->arena, used, sizeof *court->camps);
	for (uint32_t i = 0; i < used; i++) {
		members[i] = seats[i].member;
		if (i && pair_state_same(&members[i]->state, &members[i - 1]->state)) {
			court->camps[court->count - 1].count++;
			continue;
		}
		court->camps[court->count++] = (struct camp){
			.members = members + i, .count = 1, .place = seats[i].place, .deployment = deployment,
		};
	}
}

/* How far it is on the way that sets go. */
static unsigned rank_of(const struct camp *camp)
{
	const struct pair_state *state = &camp->members[0]->state;
	return (has_credential(state) ? 100u : 0) + 10u * (unsigned)state->cluster + (unsigned)state->tls;
}

static int by_weight(const void *a, const void *b)
{
	const struct camp *left = a, *right = b;
	const uint32_t of[][2] = {
		{ right->weight, left->weight }, { right->count, left->count }, { rank_of(right), rank_of(left) },
		{ left->place, right->place },
	};
	for (unsigned i = 0; i < sizeof of / sizeof *of; i++)
		if (of[i][0] != of[i][1])
			return of[i][0] < of[i][1] ? -1 : 1;
	return 0;
}

static bool camps_fail(const struct court *court, const struct camp *a, const struct camp *b, enum rift_cause *cause)
{
	if (court->across && a->deployment == b->deployment)
		return false;
	return fails(a->members[0], b->members[0], court->strict, cause);
}

/* Camps of one member have nobody of their own to talk to. */
static bool fails_itself(const struct court *court, const struct camp *camp, enum rift_cause *cause)
{
	return camp->count > 1 && camps_fail(court, camp, camp, cause);
}

static void weigh(struct court *court)
{
	enum rift_cause cause;
	qsort(court->camps, court->count, sizeof *court->camps, by_weight);
	uint32_t judges = court->count < JUDGES ? court->count : JUDGES;
	uint32_t weights[JUDGES] = { 0 };
	for (uint32_t i = 0; i < judges; i++) {
		struct camp *a = &court->camps[i];
		weights[i] += fails_itself(court, a, &cause) ? 0 : a->count;
		for (uint32_t k = i + 1; k < judges; k++) {
			struct camp *b = &court->camps[k];
			if (camps_fail(court, a, b, &cause))
				continue;
			weights[i] += b->count;
			weights[k] += a->count;
		}
	}
	for (uint32_t i = 0; i < judges; i++)
		court->camps[i].weight = weights[i];
	qsort(court->camps, court->count, sizeof *court->camps, by_weight);
}

/* Keeps camps that all go with each other, the weightiest first. */
static void judge(struct court *court)
{
	const struct camp *kept[JUDGES];
	uint32_t kept_count = 0;
	if (!court->count)
		return;
	weigh(court);
	for (uint32_t i = 0; i < court->count; i++) {
		struct camp *camp = &court->camps[i];
		camp->against = fails_itself(court, camp, &camp->cause) ? camp : NULL;
		for (uint32_t k = 0; k < kept_count && !camp->against; k++)
			if (camps_fail(court, camp, kept[k], &camp->cause))
				camp->against = kept[k];
		if (!camp->against && kept_count < JUDGES)
			kept[kept_count++] = camp;
	}
}

/* ---- courts ---- */

/* The camps that go with each other, to be looked at more closely. */
static struct court strict_of(const struct court *court)
{
	struct court strict = { .arena = court->arena, .across = court->across, .members = court->members, .strict = true };
	strict.camps = arena_array(court->arena, court->count, sizeof *strict.camps);
	for (uint32_t i = 0; i < court->count; i++)
		if (!court->camps[i].against)
			strict.camps[strict.count++] = court->camps[i];
	return strict;
}

struct hearing {
	const struct lint *lint;
	const struct rule *rule;
	unsigned causes;
	rift_report *report;
	struct arena *arena;
};

/* Two services may be started with one file, and it is one place then. */
static bool is_told(const struct camp *camp, uint32_t i)
{
	const struct member *member = camp->members[i];
	return i && member->file && member->file == camp->members[i - 1]->file;
}

/* `rift` has what is the same for all of them. */
static void report_camps(const struct hearing *hearing, const struct court *court, struct rift *rift)
{
	for (uint32_t c = 0; c < court->count; c++) {
		const struct camp *camp = &court->camps[c];
		if (!camp->against || !(hearing->causes & RIFT_BIT(camp->cause)))
			continue;
		rift->cause = camp->cause;
		for (uint32_t i = 0; i < camp->count; i++) {
			/* The peer of one that can't talk to its like is another of them. */
			rift->odd = camp->members[i];
			rift->peer = camp->against->members[camp->against == camp && !i];
			if (!is_told(camp, i) && !doubt_file(rift->odd) &&
			    !(camp->against->count == 1 && doubt_file(rift->peer)))
				hearing->report(hearing->lint, hearing->rule, rift);
		}
	}
}

static void report_set(const struct hearing *hearing, const struct deployment *deployment, const struct court *court)
{
	report_camps(hearing, court, &(struct rift){ .among = deployment->members, .among_count = deployment->count });
}

/* Most sets are: then nobody is to be asked for more than its state. */
static bool is_of_one_mind(const struct deployment *deployment)
{
	const struct pair_state *first = &deployment->members[0]->state;
	for (uint32_t i = 1; i < deployment->count; i++)
		if (!pair_state_same(first, &deployment->members[i]->state))
			return false;
	return pair_of(first, first) == PAIR_OK;
}

/* Judges a set by itself; what is left goes together in every respect. */
static struct court hear_set(const struct hearing *hearing, const struct deployment *deployment, bool tell)
{
	struct court court = { .arena = hearing->arena };
	make_camps(&court, deployment);
	judge(&court);
	if (tell)
		report_set(hearing, deployment, &court);
	struct court strict = strict_of(&court);
	judge(&strict);
	if (tell)
		report_set(hearing, deployment, &strict);
	return strict_of(&strict);
}

static void report_cluster(const struct hearing *hearing, const struct cluster *cluster, const struct court *court)
{
	struct member **among = arena_array(hearing->arena, court->members, sizeof *among);
	uint32_t count = 0;
	for (uint32_t c = 0; c < court->count; c++)
		for (uint32_t i = 0; !court->camps[c].against && i < court->camps[c].count; i++)
			among[count++] = court->camps[c].members[i];
	report_camps(hearing, court, &(struct rift){ .cluster = cluster, .among = among, .among_count = count });
}

static void hear_cluster(const struct hearing *hearing, const struct cluster *cluster)
{
	struct court court = { .arena = hearing->arena, .across = true };
	for (uint32_t d = 0; d < cluster->count; d++)
		court.members += cluster->deployments[d]->count;
	court.camps = arena_array(court.arena, court.members, sizeof *court.camps);
	for (uint32_t d = 0; d < cluster->count; d++) {
		struct court set = { .arena = hearing->arena };
		if (cluster->deployments[d]->kind == DEPLOYMENT_ROUTERS)
			make_camps(&set, cluster->deployments[d]);
		else
			set = hear_set(hearing, cluster->deployments[d], false);
		for (uint32_t c = 0; c < set.count; c++) {
			court.camps[court.count] = set.camps[c];
			court.camps[court.count].place = court.count;
			court.count++;
		}
	}
	judge(&court);
	report_cluster(hearing, cluster, &court);
	struct court strict = strict_of(&court);
	judge(&strict);
	report_cluster(hearing, cluster, &strict);
}

void rift_each(const struct lint *lint, const struct rule *rule, unsigned causes, rift_report *report)
{
	struct arena scratch = ARENA_INIT;
	struct hearing hearing = { .lint = lint, .rule = rule, .causes = causes, .report = report, .arena = &scratch };
	for (uint32_t d = 0; d < lint->fleet->count; d++)
		if (lint->fleet->deployments[d].kind == DEPLOYMENT_REPLICA_SET && lint->fleet->deployments[d].count &&
		    !is_of_one_mind(&lint->fleet->deployments[d]))
			hear_set(&hearing, &lint->fleet->deployments[d], true);
	for (uint32_t c = 0; c < lint->fleet->cluster_count; c++)
		hear_cluster(&hearing, &lint->fleet->clusters[c]);
	arena_free(&scratch);
}

/* ---- what is said ---- */

struct diag *rift_add(const struct lint *lint, const struct rule *rule, const struct rift *rift, const char *option,
		      const char *message)
{
	bool sure = rift->cluster ? rift->cluster->declared : member_is_sure(rift->odd);
	enum severity severity = sure && rift->cause != RIFT_MASKED ? rule->severity : SEVERITY_WARNING;
	struct diag *diag = odd_add(lint, rule, severity, rift->odd, option, message);
	if (rift->cluster)
		diag->deployment = rift->cluster->name;
	return diag;
}

void rift_notes(const struct lint *lint, struct diag *diag, const struct rift *rift, const char *option,
		rift_words *words)
{
	for (uint32_t i = 0; i < rift->among_count && diag->note_count < ODD_NOTES; i++) {
		const struct member *peer = rift->among[i];
		enum rift_cause cause;
		if (peer != rift->odd && fails(rift->odd, peer, rift->cause == RIFT_MASKED, &cause) && cause == rift->cause)
			odd_note(lint, diag, peer, option,
				 arena_printf(lint->arena, "%s %s", peer->name, words(lint->arena, peer)));
	}
}

const char *rift_add_keyfile(const struct lint *lint, const struct rift *rift)
{
	const char *path = rift->peer->state.keyfile_path;
	struct str word = path ? str_shell_word(lint->arena, str_of(path)) : STR("PATH");
	if (!rift->odd->file)
		return arena_printf(lint->arena, "--keyFile %.*s on its command line", STR_ARG(word));
	return arena_printf(lint->arena, "mongoconf apply add-keyfile --key-file %.*s %s", STR_ARG(word),
			    rule_file_word(lint, rift->odd->file));
}

bool rift_is_forgotten_arbiter(const struct rift *rift)
{
	const struct member *odd = rift->odd;
	bool named = str_find(str_of(odd->name), STR("arbiter"), 0) != STR_NONE;
	return odd->state.auth == AUTH_NONE && (odd->arbiter || named);
}

bool rift_procedure(const struct deployment *deployment, const char *name)
{
	const struct project_deployment *project = deployment->project;
	return project && project->procedure && strcmp(project->procedure, name) == 0;
}

bool rift_is_open_by_plan(const struct deployment *deployment)
{
	return deployment && (rift_procedure(deployment, "enforce-keyfile") || rift_procedure(deployment, "disable-auth") ||
			      rift_procedure(deployment, "enforce-x509"));
}

const char *rift_step(const struct rift *rift)
{
	static const struct {
		const char *procedure;
		unsigned causes;
		const char *step;
	} steps[] = {
		{ "enforce-keyfile", RIFT_BIT(RIFT_AUTH),
		  "; enforce-keyfile has a step between: keyFile with transitionToAuth on all members" },
		{ "disable-auth", RIFT_BIT(RIFT_AUTH),
		  "; disable-auth has a step between: transitionToAuth on all members" },
		{ "rotate-keyfile", RIFT_BIT(RIFT_KEY) | RIFT_BIT(RIFT_MASKED),
		  "; rotate-keyfile has a step between: both keys, as a list, on all members" },
		{ "enforce-x509", RIFT_BIT(RIFT_AUTH) | RIFT_BIT(RIFT_TLS),
		  "; enforce-x509 goes by clusterAuthMode: x509 with transitionToAuth, first with allowTLS and then with "
		  "preferTLS, each on all members before the next" },
		{ "keyfile-to-x509", RIFT_BIT(RIFT_MODE),
		  "; keyfile-to-x509 goes by sendKeyFile and sendX509, each on all members before the next" },
		{ "keyfile-to-x509", RIFT_BIT(RIFT_TLS),
		  "; where TLS is turned on along with x509, it goes by allowTLS and preferTLS, each on all members" },
		{ "enable-tls", RIFT_BIT(RIFT_TLS),
		  "; enable-tls goes by allowTLS and preferTLS, each on all members before the next" },
		{ "disable-tls", RIFT_BIT(RIFT_TLS),
		  "; disable-tls goes by preferTLS and allowTLS, each on all members before the next" },
	};
	for (unsigned i = 0; i < sizeof steps / sizeof *steps; i++)
		if ((steps[i].causes & RIFT_BIT(rift->cause)) && rift_procedure(rift->odd->deployment, steps[i].procedure))
			return steps[i].step;
	return "";
}
