#include "rules/follow.h"

#include <stdlib.h>
#include <string.h>

/* What a finding explains in its file. Where `same_option` is set, only what is about its own option. */
static const struct row {
	const char *cause, *effect;
	bool same_option;
} rows[] = {
	{ "arbiter-without-keyfile", "authentication-off", false },
	{ "arbiter-without-keyfile", "exposed-without-auth", false },
	{ "auth-state-mixed", "authentication-off", false },
	{ "auth-state-mixed", "exposed-without-auth", false },
	{ "cluster-auth-mode-mixed", "keyfile-unused", false },
	{ "cluster-auth-needs-keyfile", "keyfile-required", false },
	{ "cluster-role-case", "cluster-role-mixed", false },
	{ "cluster-role-ignored", "cluster-role-mixed", false },
	/* The role decides on the port where none is said. */
	{ "cluster-role-mixed", "port-collision-on-host", false },
	{ "cluster-role-mixed", "port-mismatch", false },
	{ "data-layout-option-changed", "non-active-engine-section", false },
	{ "ipv6-mixed", "odd-one-out", false },
	{ "keyfile-appended", "keyfile-length", false },
	{ "keyfile-appended", "keyfile-two-lines-not-list", false },
	{ "keyfile-mismatch", "keyfile-path-differs", false },
	/* It is missing at the place that nobody else has it at. */
	{ "keyfile-path-differs", "keyfile-missing", false },
	/* The mode is looked at first, and the server stops there. */
	{ "keyfile-permissions", "keyfile-invalid-char", false },
	{ "keyfile-permissions", "keyfile-length", false },
	{ "keyfile-permissions", "keyfile-shape", false },
	{ "keyfile-permissions", "keyfile-too-many-keys", false },
	{ "keyfile-required", "empty-value", true },
	{ "keyfile-two-lines-not-list", "keyfile-weak", false },
	{ "keyfile-well-known", "keyfile-committed", false },
	{ "keyfile-well-known", "keyfile-weak", false },
	{ "keyfile-windows", "keyfile-crlf", false },
	{ "replset-name-mismatch", "cluster-role-mixed", false },
	{ "replset-name-mismatch", "cluster-role-without-replset", false },
	{ "replset-name-mismatch", "keyfile-on-standalone", false },
	{ "replset-name-mismatch", "trailing-blank-or-invisible", true },
	{ "started-without-replset", "cluster-role-without-replset", false },
	{ "started-without-replset", "keyfile-on-standalone", false },
	{ "storage-engine-removed", "data-layout-option-changed", false },
	{ "storage-engine-unknown", "data-layout-option-changed", false },
	{ "transition-to-auth-left-on", "authentication-off", false },
	{ "transition-to-auth-left-on", "exposed-without-auth", false },
	{ "transition-without-keyfile", "authentication-off", false },
	{ "transition-without-keyfile", "exposed-without-auth", false },
};
enum { ROWS = sizeof rows / sizeof *rows };

/* Whose findings say only that a member differs: nothing, where another rule says what is wrong with it. */
static const char weak[] = "odd-one-out";

static bool is_of(const struct diag *diag, const char *id)
{
	return strcmp(diag->kind->id, id) == 0;
}

static bool same_option(const struct diag *a, const struct diag *b)
{
	return a->option && b->option && strcmp(a->option, b->option) == 0;
}

/* What stops a server before it comes to what it does with its options. */
static bool stops(const struct diag *diag)
{
	return diag->severity == SEVERITY_ERROR &&
	       (!strcmp(diag->kind->group, "syntax") || !strcmp(diag->kind->group, "startup"));
}

/* One of the sink's findings. */
struct seat {
	struct diag *diag;
	uint32_t index;
	bool follows;
};

static bool explains(const struct diag *cause, const struct diag *effect, const bool *present)
{
	/* One Compose file starts many members. */
	if (cause->member && effect->member && strcmp(cause->member, effect->member) != 0)
		return false;
	if (is_of(effect, weak) && !is_of(cause, weak) && (same_option(cause, effect) || stops(cause)))
		return true;
	for (unsigned i = 0; i < ROWS; i++)
		if (present[i] && is_of(effect, rows[i].effect) && is_of(cause, rows[i].cause) &&
		    (!rows[i].same_option || same_option(cause, effect)))
			return true;
	return false;
}

/* Is there anything that may explain this one? Most files have no finding that does. */
static bool may_follow(const struct diag *effect, const bool *present)
{
	bool may = is_of(effect, weak);
	for (unsigned i = 0; !may && i < ROWS; i++)
		may = present[i] && is_of(effect, rows[i].effect);
	return may;
}

/* The findings of one file. */
static void mark(struct seat *seats, uint32_t count)
{
	bool present[ROWS] = { false };
	for (uint32_t i = 0; i < count; i++)
		for (unsigned r = 0; r < ROWS; r++)
			present[r] = present[r] || is_of(seats[i].diag, rows[r].cause);
	for (uint32_t i = 0; i < count; i++) {
		struct diag *effect = seats[i].diag;
		if (!may_follow(effect, present))
			continue;
		for (uint32_t k = 0; k < count && !seats[i].follows; k++) {
			seats[i].follows = explains(seats[k].diag, effect, present);
			if (seats[i].follows && stops(effect))
				seats[k].diag->severity = SEVERITY_ERROR;
		}
	}
}

static int by_source(const void *a, const void *b)
{
	const struct seat *left = a, *right = b;
	uintptr_t x = (uintptr_t)left->diag->source, y = (uintptr_t)right->diag->source;
	return x != y ? (x < y ? -1 : 1) : left->index < right->index ? -1 : left->index > right->index;
}

void follow_drop(struct sink *sink, uint32_t from)
{
	uint32_t count = sink->count - from, kept = from;
	if (count < 2)
		return;
	struct diag **at = sink->at + from;
	struct seat *seats = arena_array(sink->arena, count, sizeof *seats);
	for (uint32_t i = 0; i < count; i++)
		seats[i] = (struct seat){ .diag = at[i], .index = i };
	qsort(seats, count, sizeof *seats, by_source);
	for (uint32_t first = 0, to; first < count; first = to) {
		for (to = first + 1; to < count && seats[to].diag->source == seats[first].diag->source;)
			to++;
		mark(seats + first, to - first);
	}
	for (uint32_t i = 0; i < count; i++)
		if (seats[i].follows)
			at[seats[i].index] = NULL;
	for (uint32_t i = 0; i < count; i++)
		if (at[i])
			sink->at[kept++] = at[i];
	sink->count = kept;
}
