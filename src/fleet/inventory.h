/* inventory: lists of hosts that people keep anyway, in one form.
 *
 * An Ansible inventory (INI or YAML; groups are sets) and a Compose file (services, mounted configs,
 * published ports, images, command lines) both say which servers there are. One entry here is one
 * server process, or one host of which no more is known. Exports of rs.conf() and rs.status() are
 * no inventories but lists of a set's own making: see rsconf.h.
 *
 *     struct inventory inventory;
 *     if (!inventory_read(arena, path, &inventory, err)) ...
 *     for (uint32_t i = 0; i < inventory.count; i++) ... inventory.entries[i].config
 *
 * Which of the formats it is, is told from the content. All memory is the arena's.
 */
#ifndef FLEET_INVENTORY_H
#define FLEET_INVENTORY_H

#include "config/flags.h"
#include "fleet/image.h"
#include "fleet/log_rotation.h"
#include "fleet/unit_file.h"

enum inventory_kind {
	INVENTORY_ANSIBLE_INI, INVENTORY_ANSIBLE_YAML, INVENTORY_COMPOSE, INVENTORY_UNIT, INVENTORY_WORKLOAD, INVENTORY_LOGROTATE,
};

/* What lies at a mount's source. */
enum mount_lead { MOUNT_NOT_LOOKED, MOUNT_FILE, MOUNT_FOLDER, MOUNT_NOTHING };

/* A file of the server's host, and where it lies in the repository. */
struct mount {
	const char *from;      /* relative to the current folder, as a run would name it, without ./ */
	const char *to;        /* absolute, on the server's host */
	struct span at;
	bool read_only;
	enum mount_lead lead;  /* filled in by who may look: see home.h */
	bool secret;           /* a config or a secret, of which Compose makes a copy */
	bool mode_said;
	unsigned mode;         /* which that is to have */
	struct span mode_at;
};

struct published_port {
	struct str address;    /* of the machine that Compose runs on; empty: all of them */
	uint32_t outside, inside;  /* 0: not said */
	struct span at;
};

struct inventory_entry {
	const char *name;      /* the alias, the service: what the inventory calls it */
	const struct source *source;
	struct span at;
	const char **addresses;    /* other names for the same: ansible_host, hostname, container_name, aliases */
	uint32_t address_count;
	const char **groups;   /* Ansible: those that it is in, inner before outer, without `all` */
	uint32_t group_count;
	uint32_t port;         /* where mongod listens; 0: not said */
	struct version server; /* from an image's tag or a variable; { 0 }: not said */
	struct span server_at;
	unsigned edition;      /* 0: not said */
	const struct unit_file *unit;  /* a systemd unit's; else NULL */
	/* Compose only, but for command and config: */
	bool starts_server;    /* it runs mongod or mongos, as far as can be seen */
	const char *config;    /* where the config that it is started with lies in the repository, whether or not it is
	                        * there; NULL: command.config is empty, or not mounted from the repository */
	const char *misnamed;  /* a unit's: no config is called as it says, but this one, mongodb.conf for mongod.conf; or NULL */
	struct span config_at;
	struct command_line command;   /* with what the image adds by itself */
	struct mount *mounts;
	uint32_t mount_count;
	struct published_port *ports;
	uint32_t port_count;
	uint64_t memory;       /* bytes that the container may have; 0: not said */
	struct span memory_at;
	enum image_kind image; /* IMAGE_OTHER also where it is not known */
	struct str *volumes;   /* where a volume of Docker's own is mounted */
	uint32_t volume_count;
	const char *included;  /* the Compose file that it is included from; NULL: it is of the inventory's own */
	bool host_network;     /* shares the machine's addresses with others */
};

struct inventory {
	enum inventory_kind kind;
	const struct source *source;
	struct inventory_entry *entries;
	uint32_t count;
	const struct log_rotation *rotations;  /* of a file of logrotate, which has no entries */
	uint32_t rotation_count;
};

/* ERR_INPUT with a position where it is none of the formats or can't be read. */
bool inventory_read(struct arena *arena, const char *path, struct inventory *inventory, struct err *err)
	__attribute__((warn_unused_result));

/* The same of a text that is there already; the caller keeps it. */
bool inventory_read_source(struct arena *arena, const struct source *source, struct inventory *inventory, struct err *err)
	__attribute__((warn_unused_result));

/* Tells `file` what a server that `entry` starts with it is told besides, and that it is started so: before rules run. */
void inventory_decide(struct arena *arena, const struct config *file, const struct inventory_entry *entry);

/* Is this text an export of rs.conf() or rs.status(), for rsconf_read(), and no inventory? */
bool inventory_is_rsconf(struct str text);

#endif
