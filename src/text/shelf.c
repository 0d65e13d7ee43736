#include "text/shelf.h"

static bool is_same(const struct identity *a, const struct identity *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->size == b->size && a->mtime.tv_sec == b->mtime.tv_sec &&
	       a->mtime.tv_nsec == b->mtime.tv_nsec;
}

static bool has_room(struct shelf *shelf, size_t size)
{
	pthread_mutex_lock(&shelf->lock);
	bool fits = size <= shelf->room - shelf->kept;
	shelf->kept += fits ? size : 0;
	pthread_mutex_unlock(&shelf->lock);
	return fits;
}

void shelf_put(struct shelf *shelf, struct arena *arena, struct source *source)
{
	bool readable = source->id.ino && !source->whole && !source->mask;
	if (!readable || has_room(shelf, source->text.len))
		source_settle(arena, source);
	else
		source_give_up(source, shelf);
}

/* What it is now, where it is what it was. */
static bool read_again(struct arena *arena, const char *path, const struct identity *id, struct source *again)
{
	struct err err = ERR_INIT(arena);
	return source_read(arena, path, again, &err) && is_same(&again->id, id);
}

void shelf_fetch(struct shelf *shelf, struct source *source)
{
	struct source again;
	pthread_mutex_lock(&shelf->lock);
	if (!source->text.at) {
		if (read_again(&shelf->arena, source->name, &source->id, &again)) {
			shelf->fetched++;
		} else {
			shelf->changed = shelf->changed ? shelf->changed : source->name;
			source_init(&shelf->arena, source->name, STR(""), &again);
		}
		source->text = again.text;
		source->line = again.line;
		source->lines = again.lines;
		source->step = again.step;
	}
	pthread_mutex_unlock(&shelf->lock);
}

const char *shelf_changed(struct shelf *shelf)
{
	pthread_mutex_lock(&shelf->lock);
	const char *changed = shelf->changed;
	pthread_mutex_unlock(&shelf->lock);
	return changed;
}
