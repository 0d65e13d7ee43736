#include "fleet/aliases.h"

#include <stdlib.h>

#include "config/address.h"

/* A host's name without its domain; an address as it is. */
static struct str short_name(struct str host)
{
	bool letters = false;
	for (uint32_t i = 0; i < host.len; i++)
		letters |= (host.at[i] >= 'a' && host.at[i] <= 'z') || (host.at[i] >= 'A' && host.at[i] <= 'Z');
	uint32_t dot = str_find_char(host, '.', 0);
	return letters && dot != STR_NONE && !str_has_char(host, ':') ? str_sub(host, 0, dot) : host;
}

static struct str lower(struct arena *arena, struct str name)
{
	char *text = str_cstr(arena, name);
	for (char *c = text; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c += 'a' - 'A';
	return str_of(text);
}

static void add_alias(struct aliases *all, struct member *member, struct str name, enum alias_kind kind)
{
	if (!name.len)
		return;
	if (all->count == all->room) {
		all->room = all->room ? 2 * all->room : 64;
		all->at = arena_grow(all->arena, all->at, all->count, all->room, sizeof *all->at);
	}
	all->at[all->count++] = (struct alias){ lower(all->arena, name), member, kind };
}

static void add_name(struct aliases *all, struct member *member, struct str name)
{
	add_alias(all, member, name, ALIAS_FULL);
	if (short_name(name).len < name.len)
		add_alias(all, member, short_name(name), ALIAS_SHORT);
}

void aliases_add(struct aliases *all, struct member *member)
{
	struct str list = config_text(member->config, "net.bindIp"), entry;
	add_name(all, member, str_of(member->host));
	if (!member->host || !str_eq(str_of(member->host), str_of(member->name)))
		add_name(all, member, str_of(member->name));
	for (uint32_t i = 0; member->entry && i < member->entry->address_count; i++)
		add_name(all, member, str_of(member->entry->addresses[i]));
	if (member->entry)
		add_name(all, member, str_of(member->entry->name));
	while (address_next(&list, &entry))
		if (!address_is_loopback(entry) && !address_is_wildcard(entry) && !str_has_char(entry, '/'))
			add_alias(all, member, entry, ALIAS_LISTENS);
}

static int by_name(const void *a, const void *b)
{
	const struct alias *left = a, *right = b;
	int order = str_compare(left->name, right->name);
	if (!order)
		order = (int)left->kind - (int)right->kind;
	return order ? order : (left->member > right->member) - (left->member < right->member);
}

static uint32_t first_named(const struct aliases *all, struct str name)
{
	uint32_t low = 0, high = all->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (str_compare(all->at[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The one member called so; with the port that is listed, or the only one there is. NULL: none, or
 * more than one. */
static struct member *member_called(const struct aliases *all, struct str name, enum alias_kind kind,
				    uint32_t port)
{
	struct member *with_port = NULL, *any = NULL;
	bool several = false, ports = false;
	for (uint32_t i = first_named(all, name); i < all->count && str_eq(all->at[i].name, name); i++) {
		struct member *member = all->at[i].member;
		if (all->at[i].kind != kind)
			continue;
		several |= any && any != member;
		any = member;
		if (member->port != port)
			continue;
		ports |= with_port && with_port != member;
		with_port = member;
	}
	return ports ? NULL : with_port ? with_port : several ? NULL : any;
}

void aliases_sort(struct aliases *all)
{
	if (all->count)
		qsort(all->at, all->count, sizeof *all->at, by_name);
}

struct member *aliases_find(const struct aliases *all, const struct rs_member *line)
{
	struct str name = lower(all->arena, line->host), plain = short_name(name);
	struct member *member = member_called(all, name, ALIAS_FULL, line->port);
	if (!member && plain.len < name.len)
		member = member_called(all, plain, ALIAS_FULL, line->port);
	if (!member)
		member = member_called(all, name, ALIAS_SHORT, line->port);
	/* What a file says of addresses may be another host's, when it was copied. */
	return member ? member : member_called(all, name, ALIAS_LISTENS, line->port);
}
