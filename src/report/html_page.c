#include "report/html_page.h"

#include <stdlib.h>
#include <string.h>

/* ---- members ---- */

static const struct source *source_of(const struct member *member)
{
	return member->config ? member->config->source : NULL;
}

static int by_source(const void *a, const void *b)
{
	const struct html_door *left = a, *right = b;
	if (left->source != right->source)
		return (uintptr_t)left->source < (uintptr_t)right->source ? -1 : 1;
	return left->seat < right->seat ? -1 : left->seat > right->seat;
}

static void take_fleet(struct html_page *page, const struct fleet *fleet, uint32_t first_group)
{
	struct html_seat *seats = page->seats + page->seat_count;
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		const struct member *member = &fleet->members[i];
		seats[i] = (struct html_seat){ .member = member, .group = UINT32_MAX };
		if (member->deployment)
			seats[i].group = first_group + (uint32_t)(member->deployment - fleet->deployments);
	}
	for (uint32_t i = 0; i < fleet->count; i++)
		page->groups[first_group + i] =
			(struct html_group){ .deployment = &fleet->deployments[i], .name = fleet->deployments[i].name };
	page->seat_count += fleet->member_count;
	page->group_count += fleet->count;
}

static void take_fleets(struct html_page *page)
{
	const struct report *report = page->report;
	size_t members = 0, deployments = 0;
	for (uint32_t i = 0; i < report->fleet_count; i++) {
		members += report->fleets[i]->member_count;
		deployments += report->fleets[i]->count;
	}
	page->seats = arena_array(page->arena, members, sizeof *page->seats);
	/* One more for the files that are nobody's; names that are no deployment's make it grow. */
	page->groups = arena_array(page->arena, deployments + 1, sizeof *page->groups);
	for (uint32_t i = 0; i < report->fleet_count; i++)
		take_fleet(page, report->fleets[i], page->group_count);
	page->groups[page->group_count++] = (struct html_group){ 0 };
	page->doors = arena_array(page->arena, page->seat_count, sizeof *page->doors);
	for (uint32_t i = 0; i < page->seat_count; i++)
		page->doors[i] = (struct html_door){ source_of(page->seats[i].member), i };
	if (page->seat_count)
		qsort(page->doors, page->seat_count, sizeof *page->doors, by_source);
}

struct html_seat *html_seat(const struct html_page *page, const struct member *member)
{
	uint32_t base = 0;
	for (uint32_t i = 0; i < page->report->fleet_count; i++) {
		const struct fleet *fleet = page->report->fleets[i];
		if (member >= fleet->members && member < fleet->members + fleet->member_count)
			return &page->seats[base + (uint32_t)(member - fleet->members)];
		base += fleet->member_count;
	}
	return NULL;
}

/* The first of the members that are started with this file, in page->doors. */
static uint32_t first_of(const struct html_page *page, const struct source *source)
{
	uint32_t low = 0, high = page->seat_count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if ((uintptr_t)page->doors[middle].source < (uintptr_t)source)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct html_seat *seat_at(const struct html_page *page, uint32_t place, const struct source *source)
{
	bool is = place < page->seat_count && page->doors[place].source == source;
	return is ? &page->seats[page->doors[place].seat] : NULL;
}

uint32_t html_picture(const struct html_page *page, const struct source *source)
{
	const struct html_seat *seat = seat_at(page, first_of(page, source), source);
	return seat && seat->group != UINT32_MAX ? page->groups[seat->group].picture : 0;
}

/* ---- findings ---- */

static bool is_named(const struct html_group *group, const char *name)
{
	return group->name && name && !strcmp(group->name, name);
}

static uint32_t group_by_name(struct html_page *page, const char *name)
{
	for (uint32_t i = 0; i < page->group_count; i++)
		if (is_named(&page->groups[i], name))
			return i;
	page->groups = arena_grow(page->arena, page->groups, page->group_count, page->group_count + 1U, sizeof *page->groups);
	page->groups[page->group_count] = (struct html_group){ .name = name };
	return page->group_count++;
}

static uint32_t nobody(const struct html_page *page)
{
	for (uint32_t i = 0; i < page->group_count; i++)
		if (!page->groups[i].name)
			return i;
	return 0;
}

/* Where several servers are started with one file, the one whose deployment is said. */
static uint32_t group_of(struct html_page *page, const struct diag *diag)
{
	uint32_t place = first_of(page, diag->source), found = UINT32_MAX;
	for (const struct html_seat *seat; (seat = seat_at(page, place, diag->source)); place++) {
		if (seat->group == UINT32_MAX)
			continue;
		if (is_named(&page->groups[seat->group], diag->deployment))
			return seat->group;
		found = found == UINT32_MAX ? seat->group : found;
	}
	if (found != UINT32_MAX)
		return found;
	return diag->deployment ? group_by_name(page, diag->deployment) : nobody(page);
}

static int by_group(const void *a, const void *b)
{
	const struct html_entry *left = a, *right = b;
	if (left->group != right->group)
		return left->group < right->group ? -1 : 1;
	return left->place < right->place ? -1 : left->place > right->place;
}

/* The worst first, where there are too many. */
static void choose(struct html_page *page)
{
	const struct sink *sink = page->report->sink;
	uint32_t room = HTML_FINDINGS, allowed[3], found[3] = { 0 };
	for (uint32_t i = 0; i < sink->count; i++)
		found[sink->at[i]->severity]++;
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--) {
		allowed[severity] = found[severity] < room ? found[severity] : room;
		room -= allowed[severity];
		page->left_out[severity] = sink_count(sink, (enum severity)severity) - allowed[severity];
	}
	page->entries = arena_array(page->arena, sink->count, sizeof *page->entries);
	for (uint32_t i = 0; i < sink->count; i++) {
		const struct diag *diag = sink->at[i];
		if (!allowed[diag->severity])
			continue;
		allowed[diag->severity]--;
		page->entries[page->entry_count++] =
			(struct html_entry){ .diag = diag, .group = group_of(page, diag), .place = i };
	}
	if (page->entry_count)
		qsort(page->entries, page->entry_count, sizeof *page->entries, by_group);
}

static void mark_members(struct html_page *page, const struct diag *diag, uint32_t number)
{
	uint32_t place = first_of(page, diag->source);
	bool alone = !seat_at(page, place + 1, diag->source);
	for (struct html_seat *seat; (seat = seat_at(page, place, diag->source)); place++) {
		if (!alone && diag->member && strcmp(diag->member, seat->member->name) != 0)
			continue;
		seat->count++;
		seat->first = seat->first ? seat->first : number;
		seat->worst = diag->severity > seat->worst ? diag->severity : seat->worst;
	}
}

static int by_home(const void *a, const void *b)
{
	const struct html_home *left = a, *right = b;
	if (left->source != right->source)
		return (uintptr_t)left->source < (uintptr_t)right->source ? -1 : 1;
	return left->section < right->section ? -1 : left->section > right->section;
}

static void number(struct html_page *page)
{
	page->homes = arena_array(page->arena, page->entry_count, sizeof *page->homes);
	for (uint32_t i = 0; i < page->entry_count; i++) {
		struct html_entry *entry = &page->entries[i];
		bool new = !i || entry[-1].group != entry->group || entry[-1].diag->source != entry->diag->source;
		page->home_count += new;
		if (new)
			page->homes[page->home_count - 1] = (struct html_home){ entry->diag->source, page->home_count };
		entry->section = page->home_count;
		page->groups[entry->group].counts[entry->diag->severity]++;
		mark_members(page, entry->diag, i + 1);
	}
	if (page->home_count)
		qsort(page->homes, page->home_count, sizeof *page->homes, by_home);
}

uint32_t html_section(const struct html_page *page, const struct source *source)
{
	uint32_t low = 0, high = page->home_count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if ((uintptr_t)page->homes[middle].source < (uintptr_t)source)
			low = middle + 1;
		else
			high = middle;
	}
	return low < page->home_count && page->homes[low].source == source ? page->homes[low].section : 0;
}

/* ---- deployments of one name ---- */

/* The folders that the files of all its members are in. */
static const char *folder_of(struct arena *arena, const struct deployment *deployment)
{
	struct str common = { 0 };
	for (uint32_t i = 0; i < deployment->count; i++) {
		const struct config *config = deployment->members[i]->config;
		struct str name = str_of(config ? config->source->name : "");
		if (!i)
			common = name;
		uint32_t same = 0;
		while (same < common.len && same < name.len && common.at[same] == name.at[same])
			same++;
		common.len = same;
	}
	while (common.len && common.at[common.len - 1] != '/')
		common.len--;
	return common.len ? str_cstr(arena, common) : NULL;
}

static int by_name(const void *a, const void *b)
{
	const struct html_group *left = *(struct html_group *const *)a, *right = *(struct html_group *const *)b;
	return strcmp(left->name, right->name);
}

static void tell_apart(struct html_page *page)
{
	struct html_group **sorted = arena_array(page->arena, page->group_count, sizeof *sorted);
	uint32_t count = 0;
	for (uint32_t i = 0; i < page->group_count; i++)
		if (page->groups[i].deployment)
			sorted[count++] = &page->groups[i];
	if (count)
		qsort(sorted, count, sizeof *sorted, by_name);
	for (uint32_t i = 0; i < count; i++) {
		bool twice = (i && !strcmp(sorted[i - 1]->name, sorted[i]->name)) ||
			     (i + 1 < count && !strcmp(sorted[i + 1]->name, sorted[i]->name));
		if (twice)
			sorted[i]->folder = folder_of(page->arena, sorted[i]->deployment);
	}
}

void html_page_init(struct html_page *page, struct arena *arena, const struct report *report)
{
	*page = (struct html_page){ .report = report, .arena = arena, .scratch = ARENA_INIT };
	take_fleets(page);
	choose(page);
	number(page);
	tell_apart(page);
}

void html_page_free(struct html_page *page)
{
	arena_free(&page->scratch);
}
