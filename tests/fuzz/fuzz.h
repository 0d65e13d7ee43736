/* fuzz: what the targets share.
 *
 * A target is one file with one function, LLVMFuzzerTestOneInput(), over the program's own code: bytes in, and
 * everything that the code promises about any bytes is checked. What is broken is said and ends the process.
 * The same target is linked twice: with libFuzzer, which makes up inputs (`make fuzz`), and with driver.c, which
 * gives it those of the fixtures and what was found before (`make check`).
 *
 *     int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
 *     {
 *             struct arena arena = ARENA_INIT;
 *             struct str text = fuzz_text(data, size);
 *             ...
 *             FUZZ_HOLDS(span_end(at) <= text.len, "a span behind the end: %u", at.at);
 *             arena_free(&arena);
 *             return 0;
 *     }
 *
 * What a target chooses (an option, a value, a release) it takes from struct fuzz_dice, which the input itself
 * throws: the same bytes do the same again.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stdint.h>

#include "diag/diag.h"
#include "rules/rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Says it on standard error and aborts. */
_Noreturn void fuzz_broken(const char *format, ...) __attribute__((format(printf, 1, 2)));
#define FUZZ_HOLDS(condition, ...) do { if (!(condition)) fuzz_broken(__VA_ARGS__); } while (0)

/* The input, where it lies: a read behind its end is seen. */
struct str fuzz_text(const uint8_t *data, size_t size);

struct fuzz_dice {
	uint64_t state;
};
struct fuzz_dice fuzz_dice(struct str text);
uint32_t fuzz_throw(struct fuzz_dice *dice, uint32_t sides);       /* 0 to sides - 1 */
struct str fuzz_option(struct fuzz_dice *dice);                     /* a path of the option table */
const char *fuzz_value(struct fuzz_dice *dice);                     /* plain ones, and what needs quotes */
struct target fuzz_target(struct fuzz_dice *dice);                  /* any server */

/* The next part of an input that holds several: up to a line of "=" and a name, which is *name. False: no more. */
bool fuzz_part(struct str *rest, struct str *name, struct str *text);

/* An error says what, and if it has a place, that is one of the text. */
void fuzz_check_err(const struct err *err, const struct source *source);

/* Every finding stands within its text, its fix's edits too, and every report is one that people and programs can
 * read: UTF-8, nothing in it acts on a terminal, JSON where it should be. */
void fuzz_check_findings(struct arena *arena, struct sink *sink);

/* All rules but those that are off, over the configs and the fleet. */
void fuzz_lint(struct arena *arena, const struct fleet *fleet, const struct config *const *configs, uint32_t count,
	       struct version server);

#endif
