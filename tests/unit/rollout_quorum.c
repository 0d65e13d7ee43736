#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "rollout/quorum.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(rollout_quorum, .fini = tear_down);

/* A set is written as one letter for each member: P primary, S secondary, N without a vote, H hidden, 0 priority 0, A arbiter, D down
 * (a secondary), d a down arbiter; a small u behind it: nothing of it changes. */
static uint32_t read_set(const char *text, struct server *servers)
{
	uint32_t count = 0;
	for (; *text; text++) {
		if (*text == 'u') {
			servers[count - 1].restarts = false;
			continue;
		}
		struct server *server = &servers[count++];
		bool arbiter = *text == 'A' || *text == 'd';
		*server = (struct server){
			.name = arena_printf(&arena, "m%u", count - 1), .runs = true, .stays = true, .restarts = true, .set = 1, .known = true,
			.votes = *text != 'N', .arbiter = arbiter, .up = *text != 'D' && *text != 'd', .primary = *text == 'P',
			.hidden = *text == 'H', .electable = *text == 'P' || *text == 'S' || *text == 'D',
		};
	}
	return count;
}

Test(rollout_quorum, counts)
{
	static const struct {
		const char *set;
		uint32_t voters, majority, write_majority, up;
	} rows[] = {
		{ "P", 1, 1, 1, 1 }, { "PS", 2, 2, 2, 2 }, { "PSS", 3, 2, 2, 3 }, { "PSA", 3, 2, 2, 3 }, { "PSSS", 4, 3, 3, 4 },
		{ "PSSSS", 5, 3, 3, 5 }, { "PSSSA", 5, 3, 3, 5 }, { "PSSAA", 5, 3, 3, 5 }, { "PSAAA", 5, 3, 2, 5 },
		{ "PSSSSSS", 7, 4, 4, 7 }, { "PSSNN", 3, 2, 2, 3 }, { "PSD", 3, 2, 2, 2 }, { "PSd", 3, 2, 2, 2 },
		{ "PSSSSSSSS", 7, 4, 4, 7 },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct server servers[16];
		const struct server *members[16];
		struct quorum quorum;
		uint32_t count = read_set(rows[i].set, servers);
		for (uint32_t k = 0; k < count; k++)
			members[k] = &servers[k];
		quorum_count(&quorum, members, count, NULL);
		cr_expect_eq(quorum.voters, rows[i].voters, "%s", rows[i].set);
		cr_expect_eq(quorum.majority, rows[i].majority, "%s", rows[i].set);
		cr_expect_eq(quorum.write_majority, rows[i].write_majority, "%s", rows[i].set);
		cr_expect_eq(quorum.up, rows[i].up, "%s", rows[i].set);
	}
}

Test(rollout_quorum, rolls)
{
	static const struct {
		const char *set;
		uint32_t batch;
		bool all_at_once;
		const char *order;   /* indices, as letters from a on; "" is none */
		const char *codes;   /* of what is worse than an info */
	} rows[] = {
		{ "PSS", 1, false, "", "" },
		{ "PS", 1, false, "", "QUORUM" },
		{ "P", 1, false, "", "QUORUM NO_ELECTABLE" },
		{ "P", 1, true, "", "" },
		{ "PSA", 1, false, "", "MAJORITY_WRITES_STALL" },
		{ "PuSuA", 1, false, "", "" },
		{ "PSSA", 1, false, "", "MAJORITY_WRITES_STALL" },
		{ "PSD", 1, false, "", "QUORUM" },
		{ "PuSuD", 1, false, "", "" },
		{ "PSSSS", 2, false, "", "" },
		{ "PSSSS", 3, false, "", "QUORUM" },
		{ "PSSSSSS", 4, false, "", "QUORUM" },
		{ "PSSSSSS", 3, false, "", "" },
		{ "PSSNN", 1, false, "", "" },
		{ "PSSNN", 2, false, "", "QUORUM" },
		{ "PSSNN", 2, false, "adbec", "" },
		{ "PSSNN", 2, false, "abcde", "QUORUM" },
		{ "P00", 1, false, "", "NO_ELECTABLE" },
		{ "PHH", 1, false, "", "NO_ELECTABLE" },
		{ "Pu00", 1, false, "", "" },
		{ "PS0", 1, false, "", "" },
		{ "PS000", 2, false, "", "" },
		{ "PS000", 2, false, "abcde", "NO_ELECTABLE" },
		{ "PS000", 2, false, "cdaeb", "" },
		{ "PSAAA", 1, false, "", "MAJORITY_WRITES_STALL" },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct server servers[16];
		const struct server *given[16];
		struct check check = { .servers = servers, .batch = rows[i].batch, .all_at_once = rows[i].all_at_once, .arena = &arena };
		struct buf codes = BUF_INIT(&arena);
		check.count = read_set(rows[i].set, servers);
		for (const char *at = rows[i].order; *at; at++)
			given[check.given_count++] = &servers[*at - 'a'];
		check.given = check.given_count ? given : NULL;
		quorum_judge(&check);
		for (uint32_t k = 0; k < check.reason_count; k++)
			if (code_severity(check.reasons[k].code) > SEVERITY_INFO)
				buf_printf(&codes, "%s%s", codes.len ? " " : "", code_table[check.reasons[k].code].name);
		cr_expect_str_eq(str_cstr(&arena, buf_done(&codes)), rows[i].codes, "%s by %u: %.*s", rows[i].set, rows[i].batch,
				 STR_ARG(buf_done(&codes)));
	}
}

Test(rollout_quorum, lists)
{
	/* Two members without a file, one of them down; and one that no line could be given to. */
	struct rs_member lines[] = {
		{ .votes = 1, .priority = 1, .state = RS_PRIMARY }, { .votes = 1, .priority = 1, .state = RS_DOWN },
		{ .votes = 0, .priority = 0, .state = RS_SECONDARY },
	};
	const struct rsconf list = { .members = lines, .count = 3 };
	const struct member first = { .name = "a", .listed = &lines[0] };
	const struct server known = { .name = "a", .before = &first, .known = true, .votes = true, .electable = true, .up = true,
				      .primary = true };
	const struct server stray = { .name = "b", .votes = true, .electable = true, .up = true };
	const struct server *members[] = { &known, &stray };
	struct quorum quorum;
	quorum_count(&quorum, members, 1, &list);
	cr_expect_eq(quorum.voters, 2);
	cr_expect_eq(quorum.up, 1);
	cr_expect(quorum.has_primary);
	quorum_count(&quorum, members, 2, &list);
	cr_expect_eq(quorum.voters, 2, "the stray stands for one of the lines: %u", quorum.voters);
	cr_expect_eq(quorum.electable_up, 1);
}
