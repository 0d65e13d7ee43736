#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/keyfile_verb.h"
#include "config/keyfile_write.h"
#include "save/create.h"

/* Flags that one part alone has use for. */
static const struct {
	const char *part;
	void (*run)(struct cli *cli, int count, char *const *paths);
	bool bytes, phase, check, reading;
} parts[] = {
	{ "check", keyfile_check, .reading = true },
	{ "create", keyfile_create, .bytes = true },
	{ "rotate", keyfile_rotate, .phase = true, .check = true },
};
enum { PARTS = sizeof parts / sizeof *parts };

static bool refuse_flag(struct cli *cli, const char *part, const char *flag)
{
	cli_usage(cli, "keyfile %s does not take --%s", part, flag);
	return false;
}

static bool flags_fit(struct cli *cli, unsigned part)
{
	const struct flags *flags = &cli->flags;
	const struct {
		bool given, taken;
		const char *name;
	} all[] = {
		{ flags->bytes, parts[part].bytes, "bytes" },
		{ flags->phase, parts[part].phase, "phase" },
		{ flags->check, parts[part].check, "check" },
		{ flags->format, parts[part].reading, "format" },
		{ flags->output, parts[part].reading, "output" },
		{ flags->select, parts[part].reading, "select" },
		{ flags->ignore, parts[part].reading, "ignore" },
		{ flags->fail_on, parts[part].reading, "fail-on" },
		{ flags->edition, parts[part].reading, "edition" },
		{ flags->binary, parts[part].reading, "binary" },
		{ flags->key_file_root, parts[part].reading, "key-file-root" },
		{ flags->on_host, parts[part].reading, "on-host" },
		{ flags->inventory.count, parts[part].reading, "inventory" },
		{ flags->trust_paths, parts[part].reading, "trust-paths" },
	};
	for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i].given && !all[i].taken)
			return refuse_flag(cli, parts[part].part, all[i].name);
	return true;
}

void cmd_keyfile(struct cli *cli, int count, char *const *arguments)
{
	if (!count) {
		cli_usage(cli, "keyfile: check, create or rotate? see mongoconf keyfile --help");
		return;
	}
	for (unsigned i = 0; i < PARTS; i++) {
		if (strcmp(arguments[0], parts[i].part))
			continue;
		if (count == 1 && parts[i].run != keyfile_check)
			cli_usage(cli, "keyfile %s: name a file", parts[i].part);
		else if (flags_fit(cli, i))
			parts[i].run(cli, count - 1, arguments + 1);
		return;
	}
	cli_usage(cli, "keyfile: there is no %s; it is check, create or rotate", arguments[0]);
}

/* ---- create ---- */

static bool take_bytes(struct cli *cli, uint32_t *bytes)
{
	const char *text = cli->flags.bytes;
	char *end;
	*bytes = KEY_BYTES;
	if (!text)
		return true;
	errno = 0;
	long number = strtol(text, &end, 10);
	if (*text >= '0' && *text <= '9' && !*end && !errno && number >= KEY_BYTES_LEAST && number <= KEY_BYTES_MOST) {
		*bytes = (uint32_t)number;
		return true;
	}
	cli_usage(cli, "--bytes is a number from %d to %d, not %s", KEY_BYTES_LEAST, KEY_BYTES_MOST, text);
	return false;
}

void keyfile_create(struct cli *cli, int count, char *const *paths)
{
	uint32_t bytes;
	if (!take_bytes(cli, &bytes))
		return;
	if (count > 1) {
		cli_usage(cli, "keyfile create makes one file; the members of a set get copies of it");
		return;
	}
	struct arena scratch = ARENA_INIT;
	struct err err = ERR_INIT(cli->arena);
	struct str key;
	if (!keyfile_make_key(&scratch, bytes, &key)) {
		err_set(&err, ERR_REFUSED, paths[0], errno, "can't be made: the system gives no random numbers");
		cli_fail(cli, &err);
	} else if (!save_create(cli->arena, paths[0], keyfile_make_text(&scratch, &key, 1), 0400, &err)) {
		cli_fail(cli, &err);
	} else {
		cli_say(cli, "%s: made, with a key of %u characters and mode 0400; give every member a copy, owned by the user "
			"that the server runs as", paths[0], key.len);
	}
	arena_wipe(&scratch);
}
