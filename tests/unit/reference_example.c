#include <criterion/criterion.h>
#include <string.h>

#include "reference/example.h"

/* The same example with another text. */
static struct transform_example of_text(const struct transform_example *example, const char *text)
{
	struct transform_example other = *example;
	other.text = text;
	return other;
}

Test(reference_example, every_transform)
{
	struct arena arena = { 0 };
	for (unsigned i = 0; i < transform_count; i++) {
		const struct transform *transform = transform_table[i];
		struct outcome outcome, again;
		cr_assert(transform->example.text && transform->refused.text, "%s has no examples", transform->name);
		cr_expect_lt(transform->topic, TOPIC_COUNT);
		cr_assert(example_run(&arena, transform, &transform->example, &outcome), "%s: %s", transform->name, outcome.refusal);
		cr_expect_str_neq(outcome.after, transform->example.text, "%s changes nothing", transform->name);
		cr_expect_null(outcome.refusal);
		cr_expect_eq(outcome.diff == NULL, transform->apply_keyfile != NULL, "%s", transform->name);
		cr_expect_eq(strncmp(outcome.command, "mongoconf apply ", 16), 0, "%s", outcome.command);

		/* What it did once it need not do again. */
		struct transform_example done = of_text(&transform->example, outcome.after);
		cr_expect(example_run(&arena, transform, &done, &again), "%s: %s", transform->name, again.refusal);
		cr_expect_str_eq(again.after, outcome.after, "%s", transform->name);

		/* It is the file that is refused, at a place where it has one. */
		cr_expect_not(example_run(&arena, transform, &transform->refused, &outcome), "%s refuses nothing", transform->name);
		const char *place = transform->apply_keyfile ? "mongoconf: refused: keyfile: " : "mongoconf: refused: mongod.conf:";
		cr_expect_eq(strncmp(outcome.refusal, place, strlen(place)), 0, "%s: %s", transform->name, outcome.refusal);
	}
	arena_free(&arena);
}

/* Words that a shell would take apart are quoted, and a long line goes on behind a backslash. */
Test(reference_example, commands)
{
	static const struct {
		const char *transform;
		struct parameters parameters;
		const char *command;
	} rows[] = {
		{ "drop-transition", { 0 }, "mongoconf apply drop-transition --diff mongod.conf" },
		{ "set-dn-override", { .dn = "O=A B" }, "mongoconf apply set-dn-override --dn 'O=A B' --diff mongod.conf" },
		{ "add-keyfile", { .key_file = "/k", .replace = true }, "mongoconf apply add-keyfile --key-file /k --replace --diff mongod.conf" },
		{ "keyfile-drop-key", { .key_id = "00000000" }, "mongoconf apply keyfile-drop-key --key-id 00000000 keyfile" },
		{ "add-keyfile", { .key_file = "/srv/keys/of/a/deployment/with/a/long/name/keyfile" },
		  "mongoconf apply add-keyfile \\\n      --key-file /srv/keys/of/a/deployment/with/a/long/name/keyfile \\\n"
		  "      --diff mongod.conf" },
	};
	struct arena arena = { 0 };
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct transform_example example = { .text = "net:\n  port: 1\n", .parameters = rows[i].parameters };
		struct outcome outcome;
		(void)example_run(&arena, transform_find(str_of(rows[i].transform)), &example, &outcome);
		cr_expect_str_eq(outcome.command, rows[i].command);
	}
	arena_free(&arena);
}
