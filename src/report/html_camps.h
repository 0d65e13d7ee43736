/* html_camps: who of a set or a cluster can't talk to whom, for a picture of it.
 *
 * Members in one state (fleet/pair.h) make a camp, and what holds for one of it holds for all: a set of 10,000 equal
 * members is one camp, and costs no more than sorting them. Camps that go together stand on one side, the one with the
 * most members first; each of the others on the other side, as in the findings about them (rules/rift.h).
 *
 *     struct html_camps camps;
 *     html_camps_of_set(arena, deployment, &camps);
 *     for (i < camps.link_count) ... camps.at[camps.links[i].from], .to
 *
 * Members that do not start, or of whose config nothing can be read, are judged by no pair. All memory is the arena's.
 */
#ifndef REPORT_HTML_CAMPS_H
#define REPORT_HTML_CAMPS_H

#include "fleet/fleet.h"

enum { HTML_CAMPS = 64 };  /* the greatest, which are compared with each other */

struct html_camp {
	struct member **members;
	uint32_t count;
	uint32_t parts;          /* of a cluster: deployments that they are from */
	uint64_t squares;        /* of a cluster: the sum of the squares of each deployment's share */
	uint32_t weight;         /* members that it can talk to */
	uint32_t place;          /* for camps of which nothing else tells which is first */
	bool odd;                /* can't talk to those on the first side */
	bool still;              /* not judged */
	const char *why_still;
};

/* Two camps that can't talk to each other; or one whose own members can't. */
struct html_link {
	uint32_t from, to;       /* camps; the first can't talk to the second, whatever about the other way */
	enum pair_code code;     /* PAIR_OK: goes well only as long as one is in transition */
	uint64_t pairs;          /* of members */
};

struct html_camps {
	struct html_camp *at;    /* those that go together, then the odd ones, then the still ones */
	uint32_t count;
	struct html_link *links;
	uint32_t link_count;
	uint64_t broken, pairs;  /* pairs of members: that can't talk, and all that were judged */
	bool more;               /* there are camps that were not compared */
};

void html_camps_of_set(struct arena *arena, const struct deployment *deployment, struct html_camps *camps);

/* Between its deployments; of a set only those who go together. */
void html_camps_of_cluster(struct arena *arena, const struct cluster *cluster, struct html_camps *camps);

#endif
