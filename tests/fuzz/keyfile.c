/* Keyfiles: read as every server reads them, planned for a rotation, judged by the rules. No character of a key may get
 * out of the scratch arena. */
#include "fuzz.h"

#include "base/digest.h"
#include "config/keyfile_prefix.h"
#include "config/keyfile_text.h"
#include "config/keyfile_write.h"
#include "files.h"

enum { PARTS_MAX = 4 };

static void check_keyfile(const struct keyfile *keyfile)
{
	uint32_t len = keyfile->source->text.len;
	FUZZ_HOLDS(span_end(keyfile->fault_at) <= len, "a fault at %u of %u", keyfile->fault_at.at, len);
	FUZZ_HOLDS(keyfile->count <= KEYS_MAX && (!keyfile->count || keyfile->fault == KEYFILE_FINE), "keys beside a fault");
	FUZZ_HOLDS(!keyfile->lost_keys || keyfile->lost_at <= len, "text behind the end");
	for (uint32_t i = 0; i < keyfile->count; i++)
		FUZZ_HOLDS(span_end(keyfile->keys[i].at) <= len && keyfile->keys[i].length, "a key at %u", keyfile->keys[i].at.at);
	for (uint32_t i = 0; i < len; i++)
		FUZZ_HOLDS(keyfile_blank(keyfile->source->text.at[i]) || keyfile->source->text.at[i] == 'x' ||
			   keyfile->source->text.at[i] & 0x80, "a character that is not masked at %u", i);
}

/* What a rotation writes is read again as the keys that it means, and the next run takes it from there. */
static void rotate(struct arena *arena, const struct str *texts, uint32_t count, enum rotation_phase phase)
{
	struct arena scratch = ARENA_INIT;
	struct rotation_file files[PARTS_MAX] = { 0 };
	struct rotation rotation = { .arena = arena, .scratch = &scratch, .files = files, .count = count, .phase = phase };
	struct err err = ERR_INIT(arena);
	for (uint32_t i = 0; i < count; i++) {
		files[i].path = "key";
		files[i].bytes = texts[i];
	}
	if (!rotation_plan(&rotation, &err)) {
		fuzz_check_err(&err, NULL);
		arena_wipe(&scratch);
		return;
	}
	FUZZ_HOLDS(rotation.phase != ROTATION_NEXT, "no phase was chosen");
	for (uint32_t i = 0; i < count; i++) {
		struct keyfile keyfile;
		struct str keys[KEYS_MAX];
		struct str now = files[i].changes ? files[i].result : files[i].bytes;
		FUZZ_HOLDS(keyfile_secrets(arena, &scratch, "key", now, &keyfile, keys), "what was written is no keyfile");
		FUZZ_HOLDS(keyfile.count == (rotation.phase == ROTATION_ADD ? 2 : 1), "%u keys after phase %d", keyfile.count,
			   (int)rotation.phase);
		files[i].bytes = now;
	}
	enum rotation_phase done = rotation.phase;
	struct rotation again = { .arena = arena, .scratch = &scratch, .files = files, .count = count, .phase = done };
	struct err none = ERR_INIT(arena);
	if (done == ROTATION_ADD) {
		FUZZ_HOLDS(rotation_plan(&again, &none), "phase 1 again: %s", err_line(&none));
		for (uint32_t i = 0; i < count; i++)
			FUZZ_HOLDS(!files[i].changes, "phase 1 again changes file %u", i);
	}
	arena_wipe(&scratch);
}

static void judge(struct arena *arena, struct fuzz_dice *dice, uint32_t count)
{
	static const char text[] = "security:\n  keyFile: /key%u\nreplication:\n  replSetName: rs0\nnet:\n  bindIp: 10.0.0.%u\n";
	const struct config *configs[PARTS_MAX];
	struct fleet fleet;
	struct target target = fuzz_target(dice);
	for (uint32_t i = 0; i < count; i++) {
		struct source *source = arena_alloc(arena, sizeof *source);
		struct config *config = arena_alloc(arena, sizeof *config);
		source_init(arena, arena_printf(arena, "hosts/db%u/mongod.conf", i), str_format(arena, text, i, i + 1), source);
		config_read(arena, source, &target, config);
		configs[i] = config;
	}
	struct fleet_facts facts = { .configs = configs, .count = count, .key_file_root = "root" };
	fleet_build(arena, &facts, &fleet);
	fuzz_lint(arena, &fleet, configs, count, target.server);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct str rest = fuzz_text(data, size), name, texts[PARTS_MAX];
	struct fuzz_dice dice = fuzz_dice(rest);
	struct keyfile first[2];
	uint32_t count = 0;
	files_begin();
	while (count < PARTS_MAX && fuzz_part(&rest, &name, &texts[count])) {
		static const unsigned modes[] = { 0400, 0600, 0644, 0666 };
		const char *path = arena_printf(&arena, "root/key%u", count);
		files_add(path, texts[count], modes[fuzz_throw(&dice, 4)]);
		for (unsigned old = 0; old < 2; old++) {
			struct version server = old ? (struct version)VERSION(4, 0) : (struct version)VERSION(7, 0);
			keyfile_read(&arena, path, server, &first[old]);
			check_keyfile(&first[old]);
		}
		keyfile_share(&first[0], &first[1]);
		count++;
	}
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = 0; k < count; k++) {
			struct keyfile a, b;
			uint32_t at;
			keyfile_read(&arena, arena_printf(&arena, "root/key%u", i), (struct version)VERSION(7, 0), &a);
			keyfile_read(&arena, arena_printf(&arena, "root/key%u", k), (struct version)VERSION(7, 0), &b);
			if (keyfile_is_appended(&a, &b, &at))
				FUZZ_HOLDS(at <= a.source->text.len, "appended at %u", at);
		}
	if (count) {
		rotate(&arena, texts, count, (enum rotation_phase)fuzz_throw(&dice, 3));
		judge(&arena, &dice, count);
	}
	files_end();
	arena_free(&arena);
	return 0;
}
