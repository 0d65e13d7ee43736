#include "fleet/revision_files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>

#include "base/buf.h"
#include "base/number.h"
#include "base/os.h"
#include "base/path.h"
#include "fleet/git.h"
#include "fleet/home.h"

enum {
	FILES_MAX = 1000000,
	DEPTH_MAX = 64,               /* as in walk.c */
	NAME_MAX_LEN = 3072,          /* with the folder before it, below PATH_MAX */
	PART_MAX_LEN = 255,
	CHUNK = 16 * 1024 * 1024,     /* of contents that are in memory at a time, and one file more */
};
static const uint64_t BLOCK = 4096, BYTES_MAX = FILES_MAX * (uint64_t)4096;

/* ---- names ---- */

enum name_kind { NAME_FINE, NAME_ODD, NAME_HOSTILE };

static enum name_kind kind_of(struct str name)
{
	enum name_kind kind = name.len > NAME_MAX_LEN ? NAME_ODD : NAME_FINE;
	struct str rest = name, part;
	unsigned depth = 0;
	if (!name.len || name.at[name.len - 1] == '/')
		return NAME_HOSTILE;
	while (rest.len && str_split(&rest, '/', &part)) {
		if (!part.len || str_is(part, ".") || str_is(part, "..") || str_eq_nocase(part, STR(".git")))
			return NAME_HOSTILE;
		if (part.len > PART_MAX_LEN || ++depth > DEPTH_MAX)
			kind = NAME_ODD;
	}
	for (uint32_t i = 0; i < name.len; i++)
		if ((unsigned char)name.at[i] < ' ' || name.at[i] == 0x7f)
			kind = NAME_ODD;
	return kind;
}

static void leave(struct revision_left *left, const char *name)
{
	if (!left->count++)
		left->first = name;
}

/* ---- the list ---- */

/* "100644 blob HASH    SIZE" */
struct described {
	struct str mode, type, object, size;
};

static bool describe(struct str line, struct described *out)
{
	return str_split(&line, ' ', &out->mode) && str_split(&line, ' ', &out->type) && str_split(&line, ' ', &out->object) &&
	       (out->size = str_trim(line)).len && out->object.len;
}

static void add(struct revision_list *list, const struct described *described, const char *name)
{
	int64_t size = 0;
	/* Of what a partial clone lacks there is no size; it is missed when it is read. */
	(void)!number_long(list->arena, described->size, NUMBER_STRTO, &size, NULL);
	if (size > OS_FILE_MAX) {
		leave(&list->large, name);
		return;
	}
	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 1024;
		list->at = arena_grow(list->arena, list->at, list->count, list->room, sizeof *list->at);
	}
	list->at[list->count++] = (struct revision_entry){ name, described->object, (uint32_t)size,
							  str_is(described->mode, "120000") };
}

/* What a commit has, git does not ignore: in the folder, nothing shall say so. */
static bool is_wanted(const char *name)
{
	return strcmp(path_last(name), ".gitignore") != 0;
}

bool revision_take(struct revision_list *list, const struct revision *revision, struct str listing, struct err *err)
{
	struct str line, before;
	while (listing.len && str_split(&listing, '\0', &line)) {
		struct described described;
		if (!str_split(&line, '\t', &before) || !describe(before, &described))
			return err_set(err, ERR_INPUT, revision->repository, 0, "git lists %s in a way that is not understood",
				       revision->rev);
		const char *name = str_cstr(list->arena, line);
		enum name_kind kind = kind_of(line);
		if (kind == NAME_HOSTILE)
			return err_set(err, ERR_INPUT, revision->repository, 0, "%s has a file called \"%s\", which git would not check "
				       "out; nothing of it is read", revision->rev, name);
		if (!str_is(described.type, "blob"))
			leave(&list->submodules, name);
		else if (kind == NAME_ODD)
			leave(&list->odd, name);
		else if (is_wanted(name))
			add(list, &described, name);
	}
	for (uint32_t i = 0; i < list->count; i++)
		list->bytes += list->at[i].size / BLOCK * BLOCK + BLOCK;
	if (list->count > FILES_MAX || list->bytes > BYTES_MAX)
		return err_set(err, ERR_INPUT, revision->repository, 0, "%s has more than %s; check it out by itself, and compare folders: "
			       "git worktree add --detach ../before %s", revision->rev,
			       list->count > FILES_MAX ? "1,000,000 files" : "4 GB of files", revision->rev);
	return true;
}

/* ---- writing ---- */

struct writing {
	struct arena *arena;          /* of this chunk */
	struct revision_list *list;
	struct revision *revision;
	struct err *err;
	struct str last;              /* the folder that was made last */
};

static bool can_not_write(struct writing *writing, const char *name)
{
	return err_set(writing->err, ERR_INPUT, arena_printf(writing->arena, "%s/%s", writing->revision->root, name), errno,
		       "can't be written for the length of the run");
}

/* Its folder, and those above. They come in order, so mostly it is that of the last one. */
static bool make_folders(struct writing *writing, const char *name)
{
	uint32_t len = (uint32_t)(strlen(name) - strlen(path_last(name)));
	struct str folder = { name, len ? len - 1 : 0 };
	if (str_eq(folder, writing->last))
		return true;
	for (uint32_t at = 0; len && at <= folder.len; at++) {
		if (at < folder.len && name[at] != '/')
			continue;
		const char *part = str_cstr(writing->arena, str_sub(folder, 0, at));
		if (os->mkdirat(writing->revision->temporary.dir, part, 0700) < 0 && errno != EEXIST)
			return can_not_write(writing, part);
	}
	writing->last = folder;
	return true;
}

static bool write_file(struct writing *writing, const char *name, struct str bytes)
{
	int fd = os->openat(writing->revision->temporary.dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return can_not_write(writing, name);
	bool ok = os_write_all(fd, bytes) || can_not_write(writing, name);
	if (os->close(fd) < 0 && ok)
		ok = can_not_write(writing, name);
	writing->revision->files++;
	return ok;
}

static bool write_link(struct writing *writing, const char *name, struct str target)
{
	int dir = writing->revision->temporary.dir;
	const char *path = arena_printf(writing->arena, "%s/%s", writing->revision->root, name);
	struct home home;
	if (!target.len || target.len >= PATH_MAX || str_has_char(target, '\0') || target.at[0] == '/') {
		leave(&writing->list->outward, name);
		return true;
	}
	if (os->symlinkat(str_cstr(writing->arena, target), dir, name) < 0)
		return can_not_write(writing, name);
	if (home_of(writing->arena, writing->revision->root, NULL, &home) && home_holds(&home, path))
		return true;
	leave(&writing->list->outward, name);
	return os->unlinkat(dir, name, 0) == 0 || can_not_write(writing, name);
}

/* One object of what `git cat-file --batch` prints: "HASH blob SIZE\n", the bytes, "\n". */
static bool take_object(struct writing *writing, struct str *output, const struct revision_entry *entry, struct str *bytes)
{
	struct str head, hash, type = { 0 };
	int64_t size;
	bool read = str_split(output, '\n', &head) && str_split(&head, ' ', &hash) && str_eq(hash, entry->object) &&
		    str_split(&head, ' ', &type) && str_is(type, "blob") && number_long(writing->arena, head, NUMBER_STRTO, &size, NULL) &&
		    size >= 0 && size < output->len;
	if (!read)
		return err_set(writing->err, ERR_INPUT, writing->revision->repository, 0, "git can't read %s:%s: %s",
			       writing->revision->rev, entry->name, str_is(type, "missing")
			       ? "it is missing; in a partial clone git checkout of that commit once brings it, as nothing is fetched "
				 "here; else see git fsck" : "the repository may be damaged; see git fsck");
	*bytes = str_sub(*output, 0, (uint32_t)size);
	*output = str_sub(*output, (uint32_t)size + 1, output->len);
	return true;
}

static bool write_chunk(struct writing *writing, uint32_t from, uint32_t to)
{
	static const char *const words[] = { "cat-file", "--batch", NULL };
	struct revision_entry *all = writing->list->at;
	struct buf input = BUF_INIT(writing->arena);
	struct str output = { 0 }, bytes;
	for (uint32_t i = from; i < to; i++) {
		buf_str(&input, all[i].object);
		buf_char(&input, '\n');
	}
	if (git_run(writing->arena, writing->revision->repository, words, buf_done(&input), false, &output) < 0)
		return err_set(writing->err, ERR_INPUT, writing->revision->repository, 0, "git ended before it had read %s",
			       writing->revision->rev);
	for (uint32_t i = from; i < to; i++)
		if (!take_object(writing, &output, &all[i], &bytes) || !make_folders(writing, all[i].name) ||
		    !(all[i].link ? write_link : write_file)(writing, all[i].name, bytes))
			return false;
	return true;
}

/* Files before links, each in the order of git's list. */
static void part_links(struct revision_list *list)
{
	struct revision_entry *sorted = arena_array(list->arena, list->count, sizeof *sorted);
	uint32_t used = 0;
	for (int links = 0; links < 2; links++)
		for (uint32_t i = 0; i < list->count; i++)
			if (list->at[i].link == links)
				sorted[used++] = list->at[i];
	list->at = sorted;
}

bool revision_write(struct revision_list *list, struct revision *revision, struct err *err)
{
	struct arena chunk = ARENA_INIT;
	struct writing writing = { .arena = &chunk, .list = list, .revision = revision, .err = err };
	bool ok = true;
	part_links(list);
	for (uint32_t from = 0, to; ok && from < list->count; from = to) {
		uint32_t bytes = 0;
		for (to = from; to < list->count && (bytes < CHUNK || to == from); to++)
			bytes += list->at[to].size;
		ok = write_chunk(&writing, from, to);
		/* Some are keyfiles. */
		arena_wipe(&chunk);
	}
	return ok;
}
