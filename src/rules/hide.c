#include "rules/hide.h"

#include "config/keyfile_text.h"
#include "diag/veil.h"

static void hide_text(struct arena *arena, const char **text)
{
	if (!*text)
		return;
	struct str shown = str_of(*text), hidden = keyfile_hide(arena, shown);
	if (hidden.at != shown.at)
		*text = str_cstr(arena, hidden);
}

/* A fix with a key in it can't be shown, and half of it would be none. */
static bool has_key(struct arena *arena, const struct fix *fix)
{
	struct str title = str_of(fix->title);
	bool has = keyfile_hide(arena, title).at != title.at;
	for (uint32_t i = 0; !has && i < fix->count; i++)
		has = fix->edits[i].put.len && keyfile_hide(arena, fix->edits[i].put).at != fix->edits[i].put.at;
	return has;
}

/* Lines with a password: neighbours are mostly of one file, and most files have none. */
static void hide_lines(struct sink *sink, uint32_t from)
{
	const struct source *last = NULL;
	uint32_t line = UINT32_MAX;
	bool hidden = false;
	for (uint32_t i = from; i < sink->count; i++) {
		struct diag *diag = sink->at[i];
		bool same = diag->source == last;
		uint32_t index = source_line_index(diag->source, diag->at.at);
		if (diag->source != sink->looked)
			sink->near = veil_is_near(diag->source);
		sink->looked = diag->source;
		if (!same || index != line)
			hidden = sink->near && veil_hides_line(diag->source, index);
		diag->secret |= hidden;
		last = diag->source;
		line = index;
	}
}

void hide_keys(struct arena *arena, struct sink *sink, uint32_t from)
{
	hide_lines(sink, from);
	for (uint32_t i = from; i < sink->count; i++) {
		struct diag *diag = sink->at[i];
		const char **texts[] = { &diag->message, &diag->server, &diag->help, &diag->option, &diag->deployment, &diag->member };
		for (unsigned k = 0; k < sizeof texts / sizeof *texts; k++)
			hide_text(arena, texts[k]);
		for (uint32_t k = 0; k < diag->note_count; k++)
			hide_text(arena, &diag->notes[k].text);
		if (diag->fix && has_key(arena, diag->fix))
			diag->fix = NULL;
	}
}

void hide_keyfile(struct arena *arena, struct sink *sink, uint32_t from, const struct config *config)
{
	if (sink->count == from || !keyfile_taken_for_config(config)) {
		hide_keys(arena, sink, from);
		return;
	}
	/* The first of the worst. */
	struct diag *worst = sink->at[from];
	for (uint32_t i = from; i < sink->count; i++)
		if (sink->at[i]->severity > worst->severity)
			worst = sink->at[i];
	worst->message = "this is no config, and may hold keys: what is in it is not shown";
	worst->server = NULL;
	worst->help = "mongoconf keyfile check looks at keyfiles";
	worst->option = NULL;
	worst->secret = true;
	worst->note_count = 0;
	worst->fix = NULL;
	worst->at = (struct span){ 0, 0 };
	sink->at[from] = worst;
	sink->count = from + 1;
}
