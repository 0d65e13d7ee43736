/* pods: what the manifests of a run say of the configs in it: the containers that are started with them.
 *
 * A config in a ConfigMap is read by a container of the same file, or of another manifest in the folder that a walk came by
 * (workload.h). Its image tells the release, and its flags win over the config.
 *
 *     struct pods pods;
 *     pods_open(arena, unit, input, source, &parts, &pods);
 *     for (each part) pods_target(&pods, part, &told), config_read(), pods_decide(), pods_witness()
 */
#ifndef CLI_PODS_H
#define CLI_PODS_H

#include "cli/gather.h"
#include "fleet/fleet.h"
#include "fleet/workload.h"
#include "input/parts.h"

/* What may read a config of one file. */
struct pods {
	struct arena *arena;
	const struct unit *unit;
	const char *folder;            /* of the file */
	struct workloads own;          /* of the file itself; nothing where there is no more to ask */
	struct pod_keys keys;          /* of those */
	bool certain;                  /* no template makes its names */
};

void pods_open(struct arena *arena, const struct unit *unit, const struct input *input, const struct source *source,
	       const struct parts *parts, struct pods *out);

/* What the images tell, where they agree. */
void pods_target(const struct pods *pods, const struct part *part, struct target *told);

/* Tells the config what command lines decide: before its rules run. */
void pods_decide(const struct pods *pods, const struct part *part, const struct config *config);

/* The containers that surely have the config and are started without: to `*out`, which grows. */
void pods_unused(const struct pods *pods, const struct part *part, const struct config *config, struct witness **out,
		 uint32_t *count);

/* Of what walks came by, the manifests: what they start. */
void pods_read(struct gathering *gathering, struct unit *unit, const char *const *paths, uint32_t count);

#endif
