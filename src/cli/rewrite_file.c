#include "cli/rewrite_file.h"

#include <string.h>

#include "base/os.h"
#include "cli/opened.h"
#include "config/edit.h"
#include "config/keyfile_text.h"
#include "input/parts.h"
#include "text/mask.h"
#include "text/splice.h"
#include "transforms/transform.h"

/* One config while it is at work. */
struct piece {
	const struct part *part;
	bool asked;                    /* the others of the file stay as they are */
	struct draft draft;
	struct config before, changed;
	const struct config *after;    /* `before` where nothing changes */
};

struct rewriting {
	const struct rewrite_about *about;
	struct rewrite_file *file;
	struct arena *arena;           /* scratch */
	struct source source;
	struct parts parts;
	struct piece *pieces;          /* one for each part */
	struct edits edits;            /* of all of them */
	struct source now;             /* the file with these */
	struct buf remarks;
	struct err err;
};

static bool read_file(struct rewriting *work, const struct rewrite_room *room)
{
	struct rewrite_file *file = work->file;
	struct arena *arena = work->about->keeps_text ? room->keep : room->scratch;
	bool ok = !strcmp(file->path, "-") ? os_read_stdin(arena, &file->text, &work->err)
		: (file->plain ? os_read_listed_file : os_read_file)(arena, file->path, &file->text, &file->id, &work->err);
	file->unread = !ok;
	if (ok)
		source_init(work->arena, file->name, file->text, &work->source);
	work->source.id = file->id;
	return ok;
}

/* What is something else on purpose is not told that it has a syntax error. */
static bool is_editable(const struct rewriting *work, const struct piece *piece, struct err *err)
{
	const struct config *config = &piece->before;
	/* Neither in a diff nor in a message. */
	if (keyfile_taken_for_config(config))
		return source_refuse(&work->source, 0, err, "this is no config, and may hold keys; mongoconf keyfile rotate "
				     "writes keyfiles");
	if (piece->part->locked)
		return source_refuse(config->source, config->source->part.at, err, "%s, and can't be edited here", piece->part->locked);
	if (config->format == CONFIG_TEMPLATE)
		return source_refuse(config->source, config_yaml(config)->fyaml.at, err,
				     "this is a %s that can't be read before it is rendered; edit the rendered file, or the "
				     "template by hand", piece->part->read_as);
	if (config->format != CONFIG_INI && config->marks && config_yaml(config)->reading == READING_NONE)
		return source_refuse(config->source, config_yaml(config)->fyaml.at, err,
				     "this is a template, and no YAML before it is rendered; edit the rendered file, or the "
				     "template by hand");
	return true;
}

static bool change_draft(struct rewriting *work, struct draft *draft, struct err *err)
{
	const struct rewrite *rewrite = work->about->rewrite;
	return transform_accepts(draft, err) && rewrite->change(rewrite->context, &work->file->target, draft, &work->remarks, err);
}

/* Most files are done with this way, those where nothing is to change, too. A refusal, and what was said with it, is as if it had
 * not been tried. */
static bool change_plain(struct rewriting *work, struct piece *piece)
{
	struct err err = ERR_INIT(work->arena);
	uint32_t said = work->remarks.len;
	enum draft_readers readers = work->about->keeps_text ? READ_BY_BOTH : READ_BY_ONE;
	if (config_draft_plain(&piece->before, readers, &piece->draft) && change_draft(work, &piece->draft, &err))
		return true;
	work->remarks.len = said;
	return false;
}

static bool change_piece(struct rewriting *work, struct piece *piece)
{
	const struct rewrite_file *file = work->file;
	struct err *err = &work->err;
	config_read(work->arena, piece->part->source, &file->target, &piece->before);
	if (file->slow) {
		*err = *file->slow;
		return false;
	}
	if (!is_editable(work, piece, err))
		return false;
	bool plain = change_plain(work, piece);
	if (!plain && (!config_draft(&piece->before, &file->target, &piece->draft, err) || !change_draft(work, &piece->draft, err)))
		return false;
	piece->after = &piece->before;
	if (draft_changed(&piece->draft)) {
		if (!plain || !config_read_plain(&piece->draft, &file->target, &piece->changed))
			config_read(work->arena, &piece->draft.now, &file->target, &piece->changed);
		piece->after = &piece->changed;
	}
	return true;
}

/* Where the file with all edits is read differently than this part of it was left, or STR_NONE. What other parts became is
 * around it: only its own bytes count, but for blank lines at their end, which are as well between it and the next. */
static uint32_t first_difference(const struct rewriting *work, const struct piece *piece, const struct source *read)
{
	const struct source *left = piece->asked ? &piece->draft.now : piece->part->source;
	struct source next;
	uint32_t at = 0;
	if (left->decoded || read->decoded)
		return left->decoded && read->decoded ? STR_NONE : read->part.at;
	struct str is = source_str(read, read->part), was = source_str(left, left->part);
	while (at < is.len && at < was.len && is.at[at] == was.at[at])
		at++;
	if (str_trim(str_sub(is, at, is.len)).len || str_trim(str_sub(was, at, was.len)).len)
		return read->part.at + at;
	/* Alone in its file, it was left with all the edits there are. */
	if (work->parts.count == 1)
		return mask_difference(left->mask, read->mask);
	splice_source(work->arena, piece->part->source, &work->edits, &next);
	return mask_difference(next.mask, read->mask);
}

/* Are they read out of the whole file again as they were left? An edit of one could end it, begin another, or be the
 * template's own words. */
static bool prove_parts(struct rewriting *work)
{
	struct arena *arena = work->arena;
	const struct source *file = &work->source;
	struct err *err = &work->err;
	struct parts parts;
	parts_read(arena, arena, &work->now, work->file->read_as, &parts);
	if (!parts.count)
		return source_refuse(file, edits_origin(&work->edits, parts.refused_at), err, "with this edit the file %s; so it "
				     "is not made: edit it by hand", parts.refused);
	if (parts.count != work->parts.count)
		return source_refuse(file, work->edits.at[0].cut.at, err, "with this edit the file would have %u configs and not "
				     "%u; so it is not made: edit it by hand", parts.count, work->parts.count);
	for (uint32_t i = 0; i < parts.count; i++) {
		const struct source *source = work->pieces[i].part->source;
		uint32_t at = first_difference(work, &work->pieces[i], parts.at[i].source);
		if (at != STR_NONE)
			return source_refuse(file, edits_origin(&work->edits, at), err, "with this edit %s would be read as "
					     "something else from here on; so it is not made: edit it by hand",
					     source->label ? source->label : source->mask ? "the template" : "the file");
	}
	return true;
}

/* The edits of all pieces, which lie apart. */
static bool join_pieces(struct rewriting *work)
{
	for (uint32_t i = 0; i < work->parts.count; i++) {
		const struct edits *edits = &work->pieces[i].draft.edits;
		for (uint32_t k = 0; work->pieces[i].asked && k < edits->count; k++)
			if (!edits_add(&work->edits, edits->at[k].cut, edits->at[k].put))
				return edits_refuse(&work->source, edits->at[k].cut.at, &work->err);
	}
	work->now = work->source;
	if (!work->edits.count)
		return true;
	/* A file that is one config was spliced and proven as such. */
	if (work->parts.at[0].source == &work->source) {
		work->now.text = work->pieces->draft.now.text;
		return true;
	}
	source_init(work->arena, work->source.name, edits_splice(&work->edits, work->source.text), &work->now);
	work->now.path = work->source.path;
	return prove_parts(work);
}

static bool is_chosen(const struct parts *chosen, const struct part *part)
{
	bool is = false;
	for (uint32_t i = 0; !is && i < chosen->count; i++)
		is = chosen->at[i].source == part->source;
	return is;
}

static bool change_pieces(struct rewriting *work)
{
	struct arena *arena = work->arena;
	parts_read(arena, arena, &work->source, work->file->read_as, &work->parts);
	work->pieces = arena_array(arena, work->parts.count, sizeof *work->pieces);
	struct parts chosen = work->parts;
	if (!work->parts.count)
		return source_refuse(&work->source, work->parts.refused_at, &work->err, "this %s", work->parts.refused);
	if (!opened_choose(work->about->cli, &work->source, &chosen, ERR_REFUSED, &work->err))
		return false;
	for (uint32_t i = 0; i < work->parts.count; i++) {
		struct piece *piece = &work->pieces[i];
		piece->part = &work->parts.at[i];
		piece->asked = chosen.at == work->parts.at || is_chosen(&chosen, piece->part);
		if (piece->asked && !change_piece(work, piece))
			return false;
	}
	return join_pieces(work);
}

/* ---- what is kept ---- */

static void remark_enforcing(struct buf *remarks, const struct rewrite_piece *piece)
{
	if (piece->after != AUTH_ENFORCED)
		return;
	if (piece->before == AUTH_NONE)
		buf_text(remarks, "from its next restart on this member demands authentication, and is cut off from "
				  "members that have no keyfile yet; enable-transition in the same run avoids that\n");
	else if (piece->before == AUTH_TRANSITION)
		buf_text(remarks, "from its next restart on this member demands authentication: every other member "
				  "must run with the keyfile by then, and every client must authenticate\n");
}

static void keep_pieces(struct rewriting *work, struct arena *keep)
{
	struct rewrite_file *file = work->file;
	file->pieces = arena_array(keep, work->parts.count, sizeof *file->pieces);
	for (uint32_t i = 0; i < work->parts.count; i++) {
		const struct piece *piece = &work->pieces[i];
		const char *label = piece->part->source->label;
		if (!piece->asked)
			continue;
		struct rewrite_piece *kept = &file->pieces[file->piece_count++];
		enum auth_state before = auth_state_of(&piece->before);
		*kept = (struct rewrite_piece){
			label ? arena_copy(keep, label, strlen(label)) : NULL, before,
			piece->after == &piece->before ? before : auth_state_of(piece->after),
		};
		remark_enforcing(&work->remarks, kept);
	}
}

static void keep_edits(const struct edits *edits, struct edits *kept)
{
	kept->at = arena_array(kept->arena, edits->count, sizeof *kept->at);
	kept->count = kept->room = edits->count;
	for (uint32_t i = 0; i < edits->count; i++)
		kept->at[i] = (struct edit){ edits->at[i].cut, str_copy(kept->arena, edits->at[i].put) };
}

static void keep(struct rewriting *work, struct arena *arena)
{
	struct rewrite_file *file = work->file;
	bool texts = work->about->keeps_text;
	keep_pieces(work, arena);
	keep_edits(&work->edits, &file->edits);
	if (work->edits.count)
		file->remarks = str_copy(arena, buf_done(&work->remarks));
	file->now = !texts || !work->edits.count ? file->text : str_copy(arena, work->now.text);
	/* Which members a template or a manifest makes, nobody knows. */
	file->member = work->parts.count == 1 && work->parts.at[0].source == &work->source;
	file->peers = file->member && fleet_check_take(arena, &work->pieces->before, work->pieces->after, &file->change);
}

void rewrite_file(const struct rewrite_about *about, struct rewrite_file *file, const struct rewrite_room *room)
{
	struct rewriting work = { .about = about, .file = file, .arena = room->scratch, .err = ERR_INIT(room->keep) };
	work.edits = (struct edits)EDITS_INIT(room->scratch);
	work.remarks = (struct buf)BUF_INIT(room->scratch);
	file->edits = (struct edits)EDITS_INIT(room->keep);
	if (read_file(&work, room) && change_pieces(&work)) {
		keep(&work, room->keep);
	} else {
		struct err *err = arena_alloc(room->keep, sizeof *err);
		*err = work.err;
		file->err = err;
	}
	if (!about->keeps_text)
		file->text = file->now = (struct str){ 0 };
}
