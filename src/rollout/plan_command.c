#include "rollout/plan.h"
#include "transforms/transform.h"

/* The transforms of a phase, one by one: the name, and what stands behind it. */
static bool next_transform(struct str *rest, const struct transform **transform, bool *own)
{
	struct str piece;
	if (!str_split(rest, ',', &piece))
		return false;
	uint32_t colon = str_find_char(piece, ':', 0);
	*own = colon != STR_NONE;
	*transform = transform_find(str_trim(str_sub(piece, 0, *own ? colon : piece.len)));
	return true;
}

/* Its row for a flag, where the flag is not filled already by what stands behind the name. */
static const struct transform_flag *row_of(const struct transform *transform, bool own, struct str flag)
{
	const struct transform_flag *row = transform ? transform->takes : NULL;
	for (bool first = true; row && row->flag; row++, first = false)
		if (str_is(flag, row->flag) && !(own && first))
			return row;
	return NULL;
}

static const struct transform_flag *row_in_phase(const struct phase *phase, struct str flag)
{
	const struct transform *transform;
	struct str rest = str_of(phase->transforms);
	bool own;
	while (phase->transforms && next_transform(&rest, &transform, &own)) {
		const struct transform_flag *row = row_of(transform, own, flag);
		if (row)
			return row;
	}
	return NULL;
}

/* A keyfile's transforms are not written in the phase: any transform's row tells what its flag takes. */
static const struct transform_flag *row_anywhere(struct str flag)
{
	for (unsigned i = 0; i < transform_count; i++) {
		const struct transform_flag *row = row_of(transform_table[i], false, flag);
		if (row)
			return row;
	}
	return NULL;
}

/* The row of a flag in the first phase that takes it: later ones find its value in the files. */
static const struct transform_flag *row_due(const struct variant *variant, unsigned index, struct str flag)
{
	const struct phase *phases = variant->phases;
	if (phases[index].keyfiles) {
		for (unsigned i = 0; i < index; i++)
			if (phases[i].keyfiles)
				return NULL;
		return row_anywhere(flag);
	}
	const struct transform_flag *row = row_in_phase(&phases[index], flag);
	if (!row || row->required)
		return row;
	for (unsigned i = 0; i < index; i++)
		if ((phases[i].roles & phases[index].roles) && row_in_phase(&phases[i], flag))
			return NULL;
	return row;
}

static void add_missing(struct arena *arena, struct plan_command *command, const char *flag)
{
	command->missing = arena_grow(arena, command->missing, command->missing_count, command->missing_count + 1,
				      sizeof *command->missing);
	command->missing[command->missing_count++] = arena_printf(arena, "--%s", flag);
}

static void put_word(struct buf *line, struct str word)
{
	buf_char(line, ' ');
	buf_str(line, str_shell_word(line->arena, word));
}

/* What a flag sets. Without one that is not needed something else is taken: of certificates the same one. */
static const struct {
	const char *flag, *option;
	bool needed;
} settings[] = {
	{ "key-file", "security.keyFile", true },
	{ "certificate-key-file", "net.tls.certificateKeyFile", true },
	{ "ca-file", "net.tls.CAFile", true },
	{ "cluster-file", "net.tls.clusterFile", false },
};

/* Can the phase go without the flag? Not where a config that it changes lacks what the flag sets. */
static bool is_needed(const struct stand *stand, const struct phase *phase, struct str flag)
{
	const char *option = NULL;
	for (unsigned i = 0; i < sizeof settings / sizeof *settings; i++) {
		if (!str_is(flag, settings[i].flag))
			continue;
		if (!settings[i].needed)
			return false;
		option = settings[i].option;
	}
	for (uint32_t i = 0; i < stand->count; i++) {
		const struct member_stand *one = &stand->members[i];
		if (phase_has(phase, one->member) && (!option || !one->member->config || !config_find(one->member->config, option)))
			return true;
	}
	return false;
}

static void put_flag(struct buf *line, const struct transform_flag *row, const struct invocation *invocation,
		     bool needed, struct plan_command *command)
{
	const char *parameters = invocation ? (const char *)invocation->parameters : NULL;
	const char *value = NULL;
	if (!row->argument)
		return;
	if (parameters)
		memcpy(&value, parameters + row->field, sizeof value);
	if (!value && !needed)
		return;
	buf_printf(line, " --%s", row->flag);
	put_word(line, str_of(value ? value : row->argument));
	if (!value)
		add_missing(line->arena, command, row->flag);
}

/* Of the members that the phase changes still. */
static const char *const *files_of(struct arena *arena, const struct stand *stand, const struct phase *phase, uint32_t *count)
{
	const char **files = arena_array(arena, stand->count, sizeof *files);
	*count = 0;
	for (uint32_t i = 0; i < stand->count; i++) {
		const struct member_stand *one = &stand->members[i];
		const struct config *file = one->member->file;
		if (phase_has(phase, one->member) && one->step < phase->to && file && file->source)
			files[(*count)++] = file->source->name;
	}
	return files;
}

static void put_places(struct buf *line, const struct stand *stand, const struct phase *phase,
		       const struct invocation *invocation)
{
	enum { NAMED = 40 };  /* more files than that are no command to copy */
	if (!invocation)
		return;
	const char *const *paths = invocation->paths;
	uint32_t count = invocation->path_count, named = 0;
	const char *const *files = invocation->many ? files_of(line->arena, stand, phase, &named) : NULL;
	if (named && named <= NAMED) {
		paths = files;
		count = named;
	}
	bool dash = false;
	for (uint32_t i = 0; i < invocation->flag_count; i++)
		buf_printf(line, " %s", invocation->flags[i]);
	for (uint32_t i = 0; i < count; i++)
		dash = dash || paths[i][0] == '-';
	if (dash)
		buf_text(line, " --");
	for (uint32_t i = 0; i < count; i++)
		put_word(line, str_of(paths[i]));
}

void plan_command(struct arena *arena, const struct stand *stand, unsigned phase, const struct invocation *invocation,
		  struct plan_command *command)
{
	const struct phase *data = &stand->variant->phases[phase];
	struct buf line = BUF_INIT(arena);
	*command = (struct plan_command){ 0 };
	if (!phase_edits(data))
		return;
	buf_printf(&line, "mongoconf rollout apply %s --phase %u", stand->procedure->name, phase + 1);
	for (const char *const *flag = stand->procedure->parameters; flag && *flag; flag++) {
		const struct transform_flag *row = row_due(stand->variant, phase, str_of(*flag));
		if (row)
			put_flag(&line, row, invocation, row->required || is_needed(stand, data, str_of(*flag)), command);
	}
	put_places(&line, stand, data, invocation);
	command->line = buf_done(&line).at;
}

static bool takes(const struct procedure *procedure, const char *flag)
{
	for (const char *const *one = procedure->parameters; one && *one; one++)
		if (!strcmp(*one, flag))
			return true;
	return false;
}

static bool is_given(const struct parameters *parameters, const struct transform_flag *flag)
{
	const char *at = (const char *)parameters + flag->field, *text;
	bool on;
	if (!flag->argument) {
		memcpy(&on, at, sizeof on);
		return on;
	}
	memcpy(&text, at, sizeof text);
	return text != NULL;
}

/* Is all there that the transform's own check looks at? */
static bool has_required(const struct parameters *parameters, const struct transform *transform)
{
	for (const struct transform_flag *row = transform->takes; row && row->flag; row++)
		if (row->required && !is_given(parameters, row))
			return false;
	return true;
}

static const char *taken(struct arena *arena, const struct procedure *procedure)
{
	struct buf names = BUF_INIT(arena);
	for (const char *const *one = procedure->parameters; one && *one; one++)
		buf_printf(&names, "%s--%s", names.len ? ", " : "", *one);
	return names.len ? buf_done(&names).at : "none";
}

bool plan_check_parameters(const struct procedure *procedure, const struct parameters *parameters, struct err *err)
{
	for (unsigned i = 0; i < transform_count; i++) {
		const struct transform *transform = transform_table[i];
		bool given = false;
		for (const struct transform_flag *row = transform->takes; row && row->flag; row++) {
			if (!is_given(parameters, row))
				continue;
			given = true;
			if (!takes(procedure, row->flag))
				return err_set(err, ERR_USAGE, NULL, 0, "%s does not take --%s; its parameters: %s", procedure->name,
					       row->flag, taken(err->arena, procedure));
		}
		if (given && transform->check && has_required(parameters, transform) && !transform->check(parameters, err))
			return false;
	}
	return true;
}
