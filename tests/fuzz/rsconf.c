/* Exports of rs.conf() and rs.status(): one alone, or the second read into what the first said. */
#include "fuzz.h"

#include <math.h>

static void check_set(const struct rsconf *set)
{
	FUZZ_HOLDS(set->config || set->status, "read, and of no export");
	const struct source *source = set->config ? set->config : set->status;
	FUZZ_HOLDS(span_end(set->set_at) <= source->text.len, "the set's name at %u", set->set_at.at);
	for (uint32_t i = 0; i < set->count; i++) {
		const struct rs_member *member = &set->members[i];
		FUZZ_HOLDS(member->source && span_end(member->at) <= member->source->text.len, "member %u at %u", i, member->at.at);
		FUZZ_HOLDS(member->port <= 65535 && !isnan(member->priority), "member %u: port %u", i, member->port);
	}
	FUZZ_HOLDS(rsconf_voters(set) <= set->count, "more voters than members");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct str rest = fuzz_text(data, size), name, text;
	struct rsconf set = { 0 };
	inventory_is_rsconf(rest);
	for (unsigned i = 0; i < 3 && fuzz_part(&rest, &name, &text); i++) {
		struct source *source = arena_alloc(&arena, sizeof *source);
		struct err err = ERR_INIT(&arena);
		source_init(&arena, i ? "rs.status.json" : "rs.conf.json", text, source);
		if (rsconf_read_source(&arena, source, &set, &err))
			check_set(&set);
		else
			fuzz_check_err(&err, source);
	}
	arena_free(&arena);
	return 0;
}
