#include "rollout/repair.h"

#include <string.h>

#include "base/buf.h"

enum { FILES = 4 };   /* that a command names */

/* The phase in which members of this role go from a step to the next one. */
static const struct phase *phase_between(const struct variant *variant, const struct member *member, int from)
{
	for (unsigned i = 0; i < variant->phase_count; i++) {
		const struct phase *phase = &variant->phases[i];
		if (phase_edits(phase) && phase_has(phase, member) && phase->from == from)
			return phase;
	}
	return NULL;
}

/* One after the other; false where a phase has none. */
static bool put_transforms(struct buf *out, const struct variant *variant, const struct member *member, int from, int to)
{
	bool back = to < from;
	for (int at = from; at != to; at += back ? -1 : 1) {
		const struct phase *phase = phase_between(variant, member, back ? at - 1 : at);
		const char *transforms = !phase ? NULL : back ? phase->back : phase->transforms;
		if (!transforms)
			return false;
		buf_printf(out, "%s%s", at == from ? "" : ",", transforms);
	}
	return true;
}

/* The path that others have, or a word to be filled in. */
static struct str keyfile_word(struct arena *arena, const struct stand *stand)
{
	for (uint32_t i = 0; i < stand->count; i++)
		if (stand->members[i].member->state.keyfile_path)
			return str_shell_word(arena, str_of(stand->members[i].member->state.keyfile_path));
	return STR("PATH");
}

static bool put_files(struct buf *out, const struct stand *stand, const bool *in)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < stand->count; i++) {
		const struct config *file = stand->members[i].member->file;
		if (!in[i])
			continue;
		if (++count > FILES || !file || file->format != CONFIG_YAML)
			return false;
		struct str word = str_shell_word(out->arena, str_of(file->source->name));
		buf_printf(out, " %.*s", STR_ARG(word));
	}
	return count > 0;
}

const char *repair_command(struct arena *arena, const struct stand *stand, int from, int to, const bool *in)
{
	struct buf out = BUF_INIT(arena), transforms = BUF_INIT(arena);
	uint32_t first = 0;
	while (first < stand->count && !in[first])
		first++;
	if (first == stand->count || !put_transforms(&transforms, stand->variant, stand->members[first].member, from, to))
		return NULL;
	const char *list = buf_done(&transforms).at;
	/* A certificate and a CA file of its own are still to be named. */
	if (strstr(list, "set-tls-mode:allowTLS") && from < to)
		return NULL;
	buf_printf(&out, "mongoconf apply %s", list);
	if (strstr(list, "add-keyfile"))
		buf_printf(&out, " --key-file %.*s", STR_ARG(keyfile_word(arena, stand)));
	return put_files(&out, stand, in) ? buf_done(&out).at : NULL;
}
