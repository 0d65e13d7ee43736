#include "cli/opened.h"

#include <string.h>

#include "base/os.h"

const char *opened_stdin_name(const struct cli *cli)
{
	return cli->flags.stdin_filename ? cli->flags.stdin_filename : "<stdin>";
}

const char *opened_title(struct arena *arena, const struct source *source)
{
	return source->label ? arena_printf(arena, "%s: %s", source->name, source->label) : source->name;
}

bool opened_choose(const struct cli *cli, const struct source *file, struct parts *parts, enum err_kind kind, struct err *err)
{
	const char *label = cli->flags.part;
	if (!label)
		return true;
	struct buf labels = BUF_INIT(err->arena);
	struct part *kept_at = arena_array(err->arena, parts->count, sizeof *kept_at);
	uint32_t kept = 0;
	for (uint32_t i = 0; i < parts->count; i++) {
		const char *one = parts->at[i].source->label;
		if (one)
			buf_printf(&labels, "%s%s", labels.len ? ", " : "; it holds ", one);
		if (one && !strcmp(one, label))
			kept_at[kept++] = parts->at[i];
	}
	parts->at = kept_at;
	parts->count = kept;
	if (kept)
		return true;
	return err_set(err, kind, file->name, 0, "has no config of the label %s%.*s", label, STR_ARG(buf_done(&labels)));
}

bool opened_read(struct cli *cli, const struct project *project, const char *path, struct opened *out)
{
	struct arena *arena = cli->arena;
	struct err err = ERR_INIT(arena);
	struct str text;
	bool standard_input = !strcmp(path, "-");
	bool ok = standard_input ? os_read_stdin(arena, &text, &err) : source_read(arena, path, &out->source, &err);
	if (ok) {
		if (standard_input)
			source_init(arena, opened_stdin_name(cli), text, &out->source);
		parts_read(arena, arena, &out->source, project_read_as(arena, project, out->source.name), &out->parts);
		struct place at = source_place(&out->source, out->parts.refused_at);
		if (!out->parts.count)
			err_set_at(&err, ERR_INPUT, out->source.name, at.line, at.column, "%s", out->parts.refused);
		ok = out->parts.count && opened_choose(cli, &out->source, &out->parts, ERR_INPUT, &err);
	}
	if (!ok)
		cli_fail(cli, &err);
	return ok;
}
