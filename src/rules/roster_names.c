#include "rules/roster_names.h"

#include <stdlib.h>

#include "fleet/siblings.h"

bool roster_entry_is(const struct inventory_entry *entry, struct str host)
{
	if (hostname_same(str_of(entry->name), host))
		return true;
	for (uint32_t i = 0; i < entry->address_count; i++)
		if (hostname_same(str_of(entry->addresses[i]), host))
			return true;
	return false;
}

/* What its folder is called, or else its file: that may be a host's name, if others' are. */
struct str roster_called(const struct member *member)
{
	return str_of(member->host ? member->host : member->name);
}

/* The next entry of net.bindIp by which others may know its host; false when there is none left. */
bool roster_next_address(struct str *rest, struct str *entry)
{
	while (rest->at && str_split(rest, ',', entry)) {
		*entry = str_trim(*entry);
		enum hostname_kind kind = hostname_kind_of(*entry);
		bool wide = str_is(*entry, "0.0.0.0") || str_is(*entry, "::") || str_is(*entry, "*");
		if (!wide && kind != HOSTNAME_LOCAL && kind != HOSTNAME_UNKNOWN)
			return true;
	}
	return false;
}

struct str roster_bound_to(const struct member *member)
{
	const struct setting *setting = config_find(member->config, "net.bindIp");
	return setting && setting->kind == SETTING_SCALAR ? setting->text : STR("");
}

static bool binds(const struct member *member, struct str host)
{
	struct str rest = roster_bound_to(member), entry;
	while (roster_next_address(&rest, &entry))
		if (hostname_same(entry, host))
			return true;
	return false;
}

bool roster_is_known_as(const struct member *member, struct str host)
{
	return hostname_same(roster_called(member), host) || (member->entry && roster_entry_is(member->entry, host));
}

bool roster_is_called(const struct member *member, struct str host)
{
	return roster_is_known_as(member, host) || binds(member, host);
}

/* Are its addresses all said, each as an address? Then one that is not among them is not its. */
bool roster_addresses_known(const struct member *member)
{
	struct str rest = roster_bound_to(member), entry;
	uint32_t known = 0;
	while (rest.at && str_split(&rest, ',', &entry)) {
		entry = str_trim(entry);
		enum hostname_kind kind = hostname_kind_of(entry);
		if (str_is(entry, "0.0.0.0") || str_is(entry, "::") || str_is(entry, "*") || kind == HOSTNAME_NAME ||
		    kind == HOSTNAME_PASSING)
			return false;
		known += hostname_is_address(kind);
	}
	return known > 0;
}

/* ---- strays ---- */

/* What its folder is called like a host; empty: nothing is. */
static struct str folder_of(const struct member *member)
{
	bool surely;
	return member->file ? sibling_host_folder(str_of(member->file->source->name), &surely) : STR("");
}

struct str roster_folder(const struct member *member)
{
	struct str folder = folder_of(member);
	return folder.len ? sibling_last(folder) : folder;
}

/* Equal for files of one set that differ in their hosts' folders alone; empty where there is no such folder. */
static struct str key_of(struct arena *arena, const struct member *member)
{
	struct str folder = folder_of(member), path = str_of(member->file ? member->file->source->name : "");
	if (!folder.len)
		return STR("");
	struct str host = sibling_last(folder);
	return str_format(arena, "%.*s\n%.*s\n%.*s", STR_ARG(member->set), STR_ARG(str_sub(path, 0, folder.len - host.len)),
			  STR_ARG(str_sub(path, folder.len, path.len)));
}

static int by_key(const void *a, const void *b)
{
	const struct roster_stray *left = a, *right = b;
	int order = str_compare(left->key, right->key);
	return order ? order : (left->member > right->member) - (left->member < right->member);
}

struct roster_strays roster_strays(struct arena *arena, const struct fleet *fleet)
{
	struct roster_strays strays = { 0 };
	bool inventories = false;
	for (uint32_t i = 0; !inventories && i < fleet->member_count; i++)
		inventories = fleet->members[i].entry;
	if (!inventories)
		return strays;
	strays.at = arena_array(arena, fleet->member_count, sizeof *strays.at);
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		const struct member *member = &fleet->members[i];
		if (member->deployment || member->entry || !member->set.len || member->role == ROLE_ROUTER)
			continue;
		strays.at[strays.count] = (struct roster_stray){ key_of(arena, member), member };
		strays.count += strays.at[strays.count].key.len > 0;
	}
	if (strays.count)
		qsort(strays.at, strays.count, sizeof *strays.at, by_key);
	return strays;
}

static uint32_t first_stray(const struct roster_strays *strays, struct str key)
{
	uint32_t low = 0, high = strays->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (str_compare(strays->at[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct roster_stray *roster_strays_beside(struct arena *arena, const struct roster_strays *strays,
						const struct member *member, uint32_t *count)
{
	struct str key = key_of(arena, member);
	uint32_t from = key.len ? first_stray(strays, key) : strays->count, to = from;
	while (to < strays->count && str_eq(strays->at[to].key, key))
		to++;
	*count = to - from;
	return strays->at + from;
}
