#include <criterion/criterion.h>
#include <string.h>

#include "config/keyfile_write.h"

#define A "Qm9ndXMgb25l"
#define B "Zm9vIHR3bw=="
#define PAIR "- " A "\n- " B "\n"

/* What up to three files hold, the phase that is asked for, and what each has then: the keys by their first letters,
 * N for a new one, = for no change; or what is refused. */
static const struct {
	const char *files[3];
	enum rotation_phase phase;
	const char *expected;
} rows[] = {
	{ { A "\n", A }, ROTATION_NEXT, "1 QN QN" },
	{ { A, "'" A "'", "- " A "\n" }, ROTATION_ADD, "1 QN QN QN" },
	{ { PAIR, PAIR }, ROTATION_NEXT, "2 Z Z" },
	{ { PAIR, "[" A ", " B "]" }, ROTATION_DROP, "2 Z Z" },
	/* Interrupted: finished with the same keys. */
	{ { PAIR, A }, ROTATION_NEXT, "1 = QZ" },
	{ { A, PAIR, A }, ROTATION_ADD, "1 QZ = QZ" },
	{ { B, PAIR }, ROTATION_NEXT, "2 = Z" },
	{ { PAIR, B }, ROTATION_DROP, "2 Z =" },
	/* Done. */
	{ { PAIR, PAIR }, ROTATION_ADD, "1 = =" },
	/* Not in that state. */
	{ { A, A }, ROTATION_DROP, "holds one key" },
	{ { PAIR, A }, ROTATION_DROP, "holds one key" },
	{ { PAIR, B }, ROTATION_ADD, "phase 2 is under way" },
	{ { A, B }, ROTATION_NEXT, "holds other keys" },
	{ { PAIR, "- " B "\n- " A "\n" }, ROTATION_NEXT, "in another order" },
	{ { PAIR, "YW5vdGhlcg==" }, ROTATION_NEXT, "none of the keys" },
	{ { PAIR "- YW5vdGhlcg==\n" }, ROTATION_NEXT, "no keyfile" },
	{ { "- " A "\n- " A "\n" }, ROTATION_NEXT, "twice" },
	{ { "" }, ROTATION_NEXT, "no keyfile" },
	{ { "'" A "'\n'" B "'\n" }, ROTATION_NEXT, "does not read" },
	{ { B "\n" A "\n" }, ROTATION_NEXT, "does not read" },
	{ { "$ANSIBLE_VAULT;1.1;AES256\n3132\n" }, ROTATION_NEXT, "encrypted" },
};

static const char *outcome(struct arena *arena, struct arena *scratch, unsigned row)
{
	struct rotation_file files[3] = { 0 };
	struct rotation rotation = { .arena = arena, .scratch = scratch, .files = files, .phase = rows[row].phase };
	struct err err = ERR_INIT(arena);
	for (; rotation.count < 3 && rows[row].files[rotation.count]; rotation.count++) {
		files[rotation.count].path = "key";
		files[rotation.count].bytes = str_of(rows[row].files[rotation.count]);
	}
	if (!rotation_plan(&rotation, &err))
		return err_line(&err);
	const char *said = arena_printf(arena, "%d", (int)rotation.phase);
	for (uint32_t i = 0; i < rotation.count; i++) {
		struct keyfile keyfile;
		struct str keys[KEYS_MAX];
		char letters[3] = "=";
		cr_assert(keyfile_secrets(arena, scratch, "key", files[i].result, &keyfile, keys));
		for (uint32_t k = 0; files[i].changes && k < keyfile.count; k++)
			letters[k] = keys[k].len == 1008 ? 'N' : keys[k].at[0];
		said = arena_printf(arena, "%s %s", said, letters);
	}
	return said;
}

Test(config_rotation, phases)
{
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena arena = ARENA_INIT, scratch = ARENA_INIT;
		const char *said = outcome(&arena, &scratch, i);
		bool as_expected = rows[i].expected[0] >= '1' && rows[i].expected[0] <= '2'
				 ? !strcmp(said, rows[i].expected) : strstr(said, rows[i].expected) != NULL;
		cr_expect(as_expected, "row %u: %s", i, said);
		arena_wipe(&scratch);
		arena_free(&arena);
	}
}

/* Of every length, what base64(1) would make. */
Test(config_rotation, random)
{
	struct arena arena = ARENA_INIT;
	struct str key, other;
	for (uint32_t bytes = KEY_BYTES_LEAST; bytes <= KEY_BYTES_MOST; bytes++) {
		cr_assert(keyfile_make_key(&arena, bytes, &key));
		cr_assert_eq(key.len, (bytes + 2) / 3 * 4);
		uint32_t pads = 0;
		while (key.at[key.len - 1 - pads] == '=')
			pads++;
		cr_expect_eq(pads, (3 - bytes % 3) % 3, "%u", bytes);
		cr_expect(str_find_char(key, '=', 0) == STR_NONE || str_find_char(key, '=', 0) == key.len - pads);
		cr_assert(keyfile_make_key(&arena, bytes, &other));
		cr_expect_not(str_eq(key, other));
	}
	arena_wipe(&arena);
}
