#include "rules/beside.h"

#include <string.h>

bool beside_is_service(const struct witness *witness)
{
	return witness->inventory->kind == INVENTORY_COMPOSE && !witness->entry->command.unknown;
}

bool beside_is_unit(const struct witness *witness)
{
	return witness->entry->unit && !witness->entry->command.unknown;
}

uint32_t beside_port(const struct config *config)
{
	const struct setting *port = config_find(config, "net.port");
	struct str role = config_text(config, "sharding.clusterRole");
	if (config_is_opaque(config, "net.port") || config_is_opaque(config, "sharding.clusterRole"))
		return 0;
	if (!port)
		return str_is(role, "configsvr") ? 27019 : str_is(role, "shardsvr") ? 27018 : 27017;
	bool good = port->kind == SETTING_SCALAR && !port->refusal && port->typed.integer > 0 && port->typed.integer <= UINT16_MAX;
	return good ? (uint32_t)port->typed.integer : 0;
}

const struct member *beside_member(const struct lint *lint, const struct witness *witness)
{
	for (uint32_t i = 0; i < lint->fleet->member_count; i++)
		if (lint->fleet->members[i].entry == witness->entry)
			return &lint->fleet->members[i];
	return NULL;
}

const struct source *beside_source(const struct witness *witness, const struct setting *setting)
{
	return setting_source(witness->config, setting);
}

bool beside_is_first(const struct lint *lint, const struct witness *witness)
{
	for (const struct witness *other = lint->fleet->witnesses; other < witness; other++)
		if (witness->file && other->file == witness->file && other->inventory == witness->inventory)
			return false;
	return true;
}

bool beside_holds(const char *mount, struct str path)
{
	uint32_t len = (uint32_t)strlen(mount);
	return str_starts(path, mount) && (path.len == len || path.at[len] == '/' || !strcmp(mount, "/"));
}

void beside_note(const struct lint *lint, struct diag *diag, const struct witness *witness)
{
	const struct inventory_entry *entry = witness->entry;
	struct span at = entry->config && entry->config_at.len ? entry->config_at : entry->at;
	diag_note(lint->sink, diag, witness->inventory->source, at, "%s starts it here", entry->name);
}
