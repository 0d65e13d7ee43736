#include "fleet/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>

#include "base/buf.h"
#include "base/os.h"
#include "base/path.h"
#include "base/sort.h"
#include "fleet/git.h"
#include "fleet/folders.h"
#include "fleet/home.h"
#include "fleet/listing.h"
#include "fleet/project.h"
#include "fleet/recognize.h"
#include "fleet/claims.h"
#include "fleet/witness.h"

/* What a walk leaves to the next ones, which find it by the folders that it remembers. */
struct walk_kept {
	struct walk_kept *other;     /* of the walks before; or NULL */
	struct listing listing;
};

struct walk {
	struct arena *arena;
	bool listed;           /* all of it is, and remembered */
	struct paths *all;     /* the result */
	struct paths *found;   /* in the repository that the walk is in, before git is asked */
	uint32_t beside;       /* so many of them stand beside configs: mostly none */
	struct paths *runs;    /* manifests in there that may start servers, and carry no config */
	struct err *err;
	struct listing listing;
	struct arena scratch;
	struct buf joined;     /* one path at a time: a million of 4 KiB each would be more than there is */
	const struct walk_wish *wish;  /* or NULL */
	size_t skip;           /* bytes of a path before its name below the folder where the walk began */
	struct home home;      /* of that folder */
	struct str above;      /* what a / and that name make a real path of; none where links may be on the way */
	bool in_repository;    /* it is in one */
};

void paths_add(struct paths *paths, const char *path)
{
	if (paths->count == paths->room) {
		paths->room = paths->room ? paths->room * 2 : 64;
		paths->at = arena_grow(paths->arena, paths->at, paths->count, paths->room, sizeof *paths->at);
	}
	paths->at[paths->count++] = path;
}

/* ---- what is a config ---- */

/* What a file is was mostly judged when its folder was listed. */
enum judged { JUDGED_NOT, JUDGED_NOTHING, JUDGED_CONFIG, JUDGED_MANIFEST };

static enum judged judge_text(const char *path)
{
	static const enum judged as[] = {
		[RECOGNIZED_NOTHING] = JUDGED_NOTHING, [RECOGNIZED_CONFIG] = JUDGED_CONFIG, [RECOGNIZED_MANIFEST] = JUDGED_MANIFEST,
	};
	return recognize_wants(str_of(path)) ? as[recognize_file(path)] : JUDGED_NOTHING;
}

static bool is_config(struct walk *walk, const char *path, enum judged judged)
{
	if (judged == JUDGED_NOT)
		judged = judge_text(path);
	if (judged == JUDGED_MANIFEST && walk->runs)
		paths_add(walk->runs, arena_copy(walk->arena, path, strlen(path)));
	return judged == JUDGED_CONFIG;
}

/* ---- what git ignores ---- */

static bool is_beside(const char *path)
{
	return witness_is_called(path) || claims_is_called(path);
}

/* Does nobody have to know what git says of these? What stands beside configs is asked about all the same. */
static bool all_known(const struct walk *walk)
{
	const struct paths *all = walk->all, *found = walk->found;
	uint32_t i = 0;
	while (all->knows && !walk->beside && i < found->count && all->knows(all->context, found->at[i]))
		i++;
	return i == found->count;
}

/* Takes out of `found` what git says it ignores, in the work tree that holds `root`. False: git can't say. */
static bool drop_ignored(struct arena *arena, const char *root, struct paths *found)
{
	struct buf input = BUF_INIT(arena);
	size_t skip = strcmp(root, ".") ? strlen(root) : 0;
	while (skip && found->count && found->at[0][skip] == '/')
		skip++;
	for (uint32_t i = 0; i < found->count; i++) {
		buf_text(&input, "./");
		buf_text(&input, found->at[i] + skip);
		buf_char(&input, '\0');
	}
	struct str output;
	enum git_answer answer = found->count ? git_ignored(arena, root, buf_done(&input), &output) : GIT_IGNORES_NONE;
	if (answer != GIT_IGNORES_SOME)
		return answer == GIT_IGNORES_NONE;
	uint32_t kept = 0;
	for (uint32_t i = 0; i < found->count; i++) {
		/* git answers in the order in which it was asked. */
		const char *name = found->at[i] + skip;
		uint32_t len = (uint32_t)strlen(name) + 1;
		if (output.len >= len + 2 && !memcmp(output.at + 2, name, len))
			output = str_sub(output, len + 2, output.len);
		else
			found->at[kept++] = found->at[i];
	}
	found->count = kept;
	return true;
}

/* ---- what it came by ---- */

/* Where the folder that was named is no link, and no way through one, paths below it are the real ones as text. */
static bool is_real(struct walk *walk, const char *folder)
{
	const char *real = walk->home.real;
	walk->above = str_of(real && strcmp(real, "/") ? real : "");
	return walk->all->seen && real && !strcmp(path_join(&walk->scratch, walk->home.here, str_of(folder)), real);
}

static void remember(struct walk *walk)
{
	struct folders *seen = walk->all->seen;
	const struct listing *listing = &walk->listing;
	if (!walk->all->remembered)
		return;
	folders_expect(seen, listing->count);
	for (const struct listed *one = listing->all; one; one = one->other) {
		/* What another walk has listed, that remembers. */
		if (one->failed || one->too_deep || one->known)
			continue;
		struct str whole = one == listing->top ? str_copy(seen->arena, str_of(walk->home.real))
						       : str_join(seen->arena, walk->above, '/', str_of(one->path + walk->skip));
		folders_add(seen, whole, one->marks);
	}
}

/* As it is remembered; empty: longer than any path that can be opened. */
static struct str whole_of(const struct walk *walk, const char *path, uint32_t len, char whole[PATH_MAX])
{
	uint32_t above = walk->above.len, skip = (uint32_t)walk->skip;
	if (len <= skip || (len == 1 && path[0] == '.'))
		return str_of(walk->home.real);
	if (above + 1 + len - skip > PATH_MAX)
		return STR("");
	memcpy(whole, walk->above.at, above);
	whole[above] = '/';
	memcpy(whole + above + 1, path + skip, len - skip);
	return (struct str){ whole, above + 1 + len - skip };
}

/* What a walk before has listed. */
static struct listed *known(const void *context, const char *path, uint32_t len)
{
	const struct walk *walk = context;
	char whole[PATH_MAX];
	return folders_listed(walk->all->seen, whole_of(walk, path, len, whole));
}

/* Has all of it listed, and remembers it: for a question that is dearer without, and at the end. */
static void list_rest(struct walk *walk)
{
	if (walk->listed)
		return;
	walk->listed = true;
	listing_close(&walk->listing);
	remember(walk);
}

/* ---- the tree ---- */

static enum walk_take take_of(const struct walk *walk, const char *path)
{
	return walk->wish ? walk->wish->take(walk->wish->context, str_of(path + walk->skip)) : WALK_CONFIG;
}

static void take_file(struct walk *walk, const char *path, struct str name, enum judged judged)
{
	enum walk_take take = take_of(walk, path);
	bool witness = walk->all->witnesses && is_beside(path);
	walk->beside += witness;
	if (take != WALK_CONFIG || witness) {
		if (take == WALK_TAKE || witness)
			paths_add(walk->found, arena_copy(walk->arena, path, strlen(path)));
		return;
	}
	if (recognize_name(name) || is_config(walk, path, judged))
		paths_add(walk->found, arena_copy(walk->arena, path, strlen(path)));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What would have been taken but for where it leads; with other names, nobody misses it. */
static void pass_over(struct walk *walk, const char *path, struct str name)
{
	enum walk_take take = take_of(walk, path);
	if (take == WALK_TAKE || (take == WALK_CONFIG && recognize_name(name))) {
		if (!walk->all->outside_count++)
			walk->all->outside = arena_copy(walk->arena, path, strlen(path));
	}
}

/* May the link be followed, and is there a file where it leads? The project file is refused later on when it is not to be
 * followed, as a run without it would mean something else. */
static bool leads_to_file(struct walk *walk, const char *path, const char *name)
{
	struct stat st;
	if (!strcmp(name, PROJECT_FILE))
		return true;
	list_rest(walk);
	if (!walk->all->trust && !home_holds(&walk->home, path)) {
		pass_over(walk, path, str_of(name));
		return false;
	}
	return os->fstatat(AT_FDCWD, path, &st, 0) == 0 && S_ISREG(st.st_mode);
}

/* The path's NUL is a slash meanwhile. */
static bool may_enter(const void *context, char *path, uint32_t len)
{
	const struct walk *walk = context;
	const struct walk_wish *wish = walk->wish;
	if (!wish)
		return true;
	path[len] = '/';
	bool enter = wish->enter(wish->context, (struct str){ path + walk->skip, len + 1 - (uint32_t)walk->skip });
	path[len] = '\0';
	return enter;
}

/* Where files are looked for that a project names, they are asked about one by one, in their order. */
static unsigned char judge(const void *context, const char *path, const char *name)
{
	const struct walk *walk = context;
	if (walk->wish || !strcmp(name, PROJECT_FILE) || (walk->all->witnesses && is_beside(path)))
		return JUDGED_NOT;
	return recognize_name(str_of(name)) ? JUDGED_NOT : judge_text(path);
}

static bool enters(struct walk *walk, const struct listed *folder, const struct listed_entry *entry)
{
	listing_join(&walk->joined, folder->path, entry->name);
	return may_enter(walk, walk->joined.at, walk->joined.len - 1);
}

static void walk_folders(struct walk *walk, struct listed *folder);

static void walk_entries(struct walk *walk, const struct listed *folder)
{
	for (uint32_t i = 0; i < folder->count; i++) {
		const struct listed_entry *entry = &folder->at[i];
		if (entry->folder && (!folder->known || enters(walk, folder, entry)))
			walk_folders(walk, entry->folder);
		if (entry->type != DT_REG && entry->type != DT_LNK)
			continue;
		listing_join(&walk->joined, folder->path, entry->name);
		const char *path = walk->joined.at;
		if (entry->type == DT_LNK && !leads_to_file(walk, path, entry->name))
			continue;
		if (walk->all->projects && !strcmp(entry->name, PROJECT_FILE))
			paths_add(walk->all->projects, arena_copy(walk->arena, path, walk->joined.len - 1));
		else
			take_file(walk, path, str_of(entry->name), entry->judged);
	}
}

/* A repository of its own: what it ignores, only its own git knows. The walk's own root is one like
 * that, too. */
static void walk_repository(struct walk *walk, const struct listed *folder)
{
	bool asks = folder->marks & FOLDER_REPOSITORY || walk->in_repository;
	struct arena *scratch = &walk->scratch;
	struct paths own = PATHS_INIT(scratch), runs = PATHS_INIT(scratch);
	struct paths *outer = walk->found, *before = walk->runs;
	uint32_t beside = walk->beside;
	walk->found = &own;
	walk->beside = 0;
	walk->runs = walk->all->witnesses ? &runs : NULL;
	walk_entries(walk, folder);
	if (runs.count && asks)
		drop_ignored(scratch, folder->path, &runs);
	for (uint32_t i = 0; i < runs.count; i++)
		paths_add(walk->all->witnesses, runs.at[i]);
	if (asks && !all_known(walk) && !drop_ignored(scratch, folder->path, &own))
		walk->all->unfiltered = arena_copy(walk->arena, folder->path, strlen(folder->path));
	for (uint32_t i = 0; i < own.count; i++)
		paths_add(walk->beside && is_beside(own.at[i]) ? walk->all->witnesses : walk->all, own.at[i]);
	walk->found = outer;
	walk->runs = before;
	walk->beside = beside;
}

/* What can't be read is remembered, and the rest is walked all the same. */
static void walk_folders(struct walk *walk, struct listed *folder)
{
	if (!listing_wait(&walk->listing, folder))
		return;
	if (folder->too_deep)
		err_set(walk->err, ERR_INPUT, folder->path, 0, "lies too deep");
	if (folder->failed)
		err_set(walk->err, ERR_INPUT, folder->path, folder->failed, "can't be read");
	if (folder == walk->listing.top || folder->marks & FOLDER_REPOSITORY)
		walk_repository(walk, folder);
	else
		walk_entries(walk, folder);
}

void walk_kept_free(struct walk_kept *kept, const struct folders *seen)
{
	if (kept)
		folders_forget_listed(seen);
	while (kept) {
		struct listing listing = kept->listing;
		kept = kept->other;
		listing_free(&listing);
	}
}

void walk_part(struct paths *paths, struct paths *others)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < paths->count; i++) {
		if (recognize_name(str_of(path_last(paths->at[i]))) || recognize_file(paths->at[i]) == RECOGNIZED_CONFIG)
			paths->at[kept++] = paths->at[i];
		else
			paths_add(others, paths->at[i]);
	}
	paths->count = kept;
}

static void list(struct walk *walk, const char *folder)
{
	struct paths *paths = walk->all;
	paths->remembered = is_real(walk, folder);
	walk->listing = (struct listing){ .jobs = paths->jobs, .enter = may_enter, .judge = judge, .context = walk };
	if (paths->remembered)
		walk->listing.known = known;
	listing_open(&walk->listing, folder);
}

/* For who goes by the same folders from elsewhere, deep ones may lie too deep, or no more. */
static bool is_shallow(const struct listing *listing)
{
	const struct listed *one = listing->all;
	while (one && one->depth <= LISTING_DEPTH / 2)
		one = one->other;
	return !one && !listing->shares;
}

/* Where there is a project, its own files are looked for next. */
static void leave_listing(struct walk *walk, bool project)
{
	struct paths *paths = walk->all;
	if (!paths->kept || !paths->remembered || walk->listing.too_many || !project || !is_shallow(&walk->listing)) {
		listing_free(&walk->listing);
		return;
	}
	struct walk_kept *kept = arena_alloc(&walk->listing.arena, sizeof *kept);
	*kept = (struct walk_kept){ *paths->kept, walk->listing };
	*paths->kept = kept;
	for (struct listed *one = kept->listing.all; one; one = one->other) {
		char whole[PATH_MAX];
		one->known = true;
		if (!one->failed)
			folders_keep(paths->seen, whole_of(walk, one->path, (uint32_t)strlen(one->path), whole), one);
	}
}

static uint32_t count_of(const struct paths *paths)
{
	return paths ? paths->count : 0;
}

/* What was found in a part of it is of no use to anybody. */
static void give_up(struct walk *walk, const char *folder, const struct paths *before, uint32_t witnesses, uint32_t projects)
{
	struct paths *paths = walk->all;
	paths->count = before->count;
	paths->outside = before->outside;
	paths->outside_count = before->outside_count;
	paths->unfiltered = before->unfiltered;
	if (paths->witnesses)
		paths->witnesses->count = witnesses;
	if (paths->projects)
		paths->projects->count = projects;
	*walk->err = (struct err)ERR_INIT(walk->err->arena);
	err_set(walk->err, ERR_INPUT, folder, 0,
		"has more than 1,000,000 files and folders below it; name the folders that the configs are in");
}

static bool walk_tree(struct walk *walk, const char *folder)
{
	struct paths *paths = walk->all;
	const struct paths before = *paths;
	const uint32_t witnesses = count_of(paths->witnesses), projects = count_of(paths->projects);
	uint32_t first = paths->count;
	size_t len = strlen(folder);
	walk->arena = paths->arena;
	walk->joined = (struct buf)BUF_INIT(&walk->scratch);
	walk->skip = strcmp(folder, ".") ? len + (folder[len - 1] != '/') : 0;
	walk->in_repository = home_of(paths->arena, folder, paths->around, &walk->home) && walk->home.in_repository;
	list(walk, folder);
	walk->home.seen = paths->seen;
	walk_folders(walk, walk->listing.top);
	list_rest(walk);
	if (walk->listing.too_many)
		give_up(walk, folder, &before, witnesses, projects);
	leave_listing(walk, paths->around || count_of(paths->projects) > projects);
	arena_free(&walk->scratch);
	sort_items(paths->at + first, paths->count - first, sizeof *paths->at, by_name);
	return walk->err->kind == ERR_NONE;
}

bool walk_path(struct paths *paths, const char *path, struct err *err)
{
	struct stat st;
	if (os->fstatat(AT_FDCWD, path, &st, 0) < 0)
		return err_set(err, ERR_INPUT, path, errno, "can't be read");
	if (!S_ISDIR(st.st_mode)) {
		paths_add(paths, path);
		return true;
	}
	return walk_tree(&(struct walk){ .all = paths, .err = err }, path);
}

bool walk_folder(struct paths *paths, const char *folder, const struct walk_wish *wish, struct err *err)
{
	return walk_tree(&(struct walk){ .all = paths, .err = err, .wish = wish }, folder);
}
