#include "fleet/keyring.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"
#include "base/pool.h"
#include "base/sort.h"
#include "config/keyfile_memo.h"
#include "fleet/folders.h"
#include "fleet/git.h"
#include "fleet/home.h"
#include "fleet/slice.h"

/* A member, and the keyfile that its config names as a path of this host. */
struct holder {
	const char *path;
	struct version server;
	struct member *member;
	const struct home *home;  /* that it must not lead out of; NULL: wherever it leads */
	uint8_t marks;            /* of its folder: folders_look() */
};

static const struct home *home_at(struct keyring *ring, const char *folder, const struct home **home)
{
	const struct project *project = ring->build->facts->project;
	if (!*home) {
		struct home *made = arena_alloc(ring->build->arena, sizeof *made);
		home_of(ring->build->arena, folder, project ? project->root : NULL, made);
		made->other = ring->build->facts->homes;
		made->seen = ring->build->facts->seen;
		*home = made;
	}
	return *home;
}

static const struct home *home_beside(struct keyring *ring, const struct inventory *inventory)
{
	if (ring->inventory != inventory)
		ring->beside = NULL;
	ring->inventory = inventory;
	return home_at(ring, path_folder(ring->build->arena, inventory->source->name), &ring->beside);
}

/* What a Compose file mounts there, of the mounts around it the innermost; NULL: nothing, or what is no file of the
 * repository, but of the host that Compose runs on. */
static const char *mounted_at(struct keyring *ring, const struct member *member, struct str path, const struct home **home)
{
	struct arena *arena = ring->build->arena;
	const struct inventory_entry *entry = member->entry;
	const struct mount *best = NULL;
	uint32_t most = 0;
	*home = home_beside(ring, member->inventory);
	for (uint32_t i = 0; i < entry->mount_count; i++) {
		struct str to = str_of(entry->mounts[i].to);
		if (!ring->build->facts->trust_paths && !home_names(arena, *home, entry->mounts[i].from))
			continue;
		while (to.len > 1 && str_ends(to, "/"))
			to.len--;
		bool around = str_eq(str_sub(path, 0, to.len), to) && (path.len == to.len || path.at[to.len] == '/');
		if (around && to.len >= most) {
			most = to.len;
			best = &entry->mounts[i];
		}
	}
	return best ? arena_printf(arena, "%s%.*s", best->from, STR_ARG(str_sub(path, most, path.len))) : NULL;
}

const char *keyring_path(struct keyring *ring, const struct member *member, struct str path, const struct home **home)
{
	struct build *build = ring->build;
	const struct fleet_facts *facts = build->facts;
	*home = NULL;
	if (build_trait(build, member)->service)
		return mounted_at(ring, member, path, home);
	if (member->place && member->place->key_file_root) {
		*home = home_at(ring, facts->project->root, &ring->project);
		return keyfile_path(build->arena, member->place->key_file_root, path);
	}
	if (facts->key_file_root) {
		*home = home_at(ring, facts->key_file_root, &ring->given);
		return keyfile_path(build->arena, facts->key_file_root, path);
	}
	return facts->on_host ? keyfile_path(build->arena, "", path) : NULL;
}

/* A home that is not there has no such file either. */
bool keyring_may_open(const struct build *build, const struct home *home, const char *path)
{
	return build->facts->trust_paths || !home || !home->root || home_holds(home, path);
}

/* With clusterAuthMode x509 the server does not look at it. */
static const char *named_by(struct keyring *ring, const struct member *member, const struct home **home)
{
	const struct setting *setting = config_find(member->config, "security.keyFile");
	if (!setting || setting->kind != SETTING_SCALAR || !str_starts(setting->text, "/") ||
	    member->state.cluster == CLUSTER_X509)
		return NULL;
	return keyring_path(ring, member, setting->text, home);
}

/* The file was read otherwise before. */
static bool read_as_yaml(struct version server)
{
	static const struct version since = VERSION(4, 2);
	return !version_known(server) || version_at_least(server, since);
}

static int by_path(const void *a, const void *b)
{
	const struct holder *left = a, *right = b;
	int order = strcmp(left->path, right->path);
	if (!order)
		order = read_as_yaml(left->server) - read_as_yaml(right->server);
	return order ? order : (left->member > right->member) - (left->member < right->member);
}

/* ---- git ---- */

/* What was found out about the last path, which is mostly a neighbour of the next. */
struct trees {
	struct str path, tree;
};

/* How much of a path is the folder that holds it. */
static uint32_t folder_end(struct str path, uint32_t end)
{
	const char *slash = end ? memrchr(path.at, '/', end) : NULL;
	return slash ? (uint32_t)(slash - path.at) : 0;
}

static bool has_git(struct arena *arena, struct str folder)
{
	struct stat st;
	return os->fstatat(AT_FDCWD, str_join(arena, folder, '/', STR(".git")).at, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* The work tree that holds an absolute path; empty: none. `marks` are those of its folder (folders_look()), or 0. */
static struct str work_tree_of(struct arena *arena, const struct folders *seen, struct trees *last, struct str path, unsigned marks)
{
	struct str tree = STR("");
	for (uint32_t end = folder_end(path, path.len); end; end = folder_end(path, end), marks = 0) {
		struct str folder = str_sub(path, 0, end);
		/* At or above a folder of both, the last one's tree is this one's, too. */
		if (last->tree.len <= end && last->path.len > end && !memcmp(last->path.at, path.at, end + 1)) {
			tree = last->tree;
			break;
		}
		bool known = marks & FOLDER_KNOWN || folders_find(seen, folder, &marks);
		if (known ? marks & FOLDER_REPOSITORY : has_git(arena, folder)) {
			tree = folder;
			break;
		}
		/* On with the next one that is known. */
		if (known && marks & FOLDER_BARE)
			end = folders_above(seen, str_sub(path, 0, folder_end(path, end)), &marks).len + 1;
	}
	*last = (struct trees){ path, tree };
	return tree;
}

struct tracked {
	struct str path, tree;
	struct fleet_keyfile *keyfile;
};

static int by_tree(const void *a, const void *b)
{
	const struct tracked *left = a, *right = b;
	int order = str_compare(left->tree, right->tree);
	return order ? order : str_compare(left->path, right->path);
}

/* One question for all files of one work tree. What git can't say counts as tracked. False: it could not
 * make sense of a path. */
static bool ask_git(struct arena *arena, struct tracked *files, uint32_t count)
{
	struct buf input = BUF_INIT(arena);
	for (uint32_t i = 0; i < count; i++) {
		files[i].keyfile->in_repository = true;
		buf_str(&input, files[i].path);
		buf_char(&input, '\0');
	}
	struct str output, name;
	enum git_answer answer = git_ignored(arena, str_cstr(arena, files[0].tree), buf_done(&input), &output);
	if (answer != GIT_IGNORES_SOME)
		return answer == GIT_IGNORES_NONE;
	/* git answers in the order in which it was asked. */
	uint32_t at = 0;
	while (output.len && str_split(&output, '\0', &name) && name.len) {
		while (at < count && !str_eq(files[at].path, name))
			at++;
		for (; at < count && str_eq(files[at].path, name); at++)
			files[at].keyfile->in_repository = false;
	}
	return true;
}

static const char *real_path(struct arena *arena, const char *path)
{
	char *real = os->realpath(path, NULL);
	const char *copy = real ? str_cstr(arena, str_of(real)) : NULL;
	free(real);
	return copy;
}

/* With `links`, where links lead counts, as git wants it; that costs more, and there are seldom any. */
static bool find_tracked(struct fleet *fleet, const struct folders *seen, bool links)
{
	/* Most are in no work tree, and of those only the last one's path has to be kept. */
	struct arena scratch = ARENA_INIT, *arena = &scratch, turns[2] = { ARENA_INIT, ARENA_INIT };
	struct tracked *files = NULL;
	struct trees last = { { 0 }, { 0 } };
	const char *here = real_path(arena, ".");
	uint32_t used = 0, room = 0;
	bool answered = true;
	for (uint32_t i = 0; here && i < fleet->keyfile_count; i++) {
		const struct keyfile *keyfile = fleet->keyfiles[i].keyfile;
		bool there = keyfile->state != KEYFILE_MISSING && keyfile->state != KEYFILE_OUTSIDE;
		const char *name = there ? keyfile->path : NULL;
		struct arena *turn = &turns[i % 2];
		arena_reset(turn);
		if (name && links)
			name = real_path(turn, name);
		if (!name) {
			last = (struct trees){ { 0 }, { 0 } };
			continue;
		}
		/* Without its `..`: going up by name from ../keys would come by the folder that it leads out of. */
		struct str path = str_of(path_join(turn, here, str_of(name)));
		struct str tree = work_tree_of(turn, seen, &last, path, links ? 0 : fleet->keyfiles[i].marks);
		if (!tree.len)
			continue;
		path = str_copy(arena, path);
		tree = str_sub(path, 0, tree.len);
		last = (struct trees){ path, tree };
		if (used == room) {
			room = room ? room * 2 : 64;
			files = arena_grow(arena, files, used, room, sizeof *files);
		}
		files[used++] = (struct tracked){ path, tree, &fleet->keyfiles[i] };
	}
	arena_free(&turns[0]);
	arena_free(&turns[1]);
	if (used)
		sort_items(files, used, sizeof *files, by_tree);
	for (uint32_t from = 0, to; from < used; from = to) {
		for (to = from + 1; to < used && str_eq(files[to].tree, files[from].tree);)
			to++;
		answered = ask_git(arena, files + from, to - from) && answered;
	}
	arena_free(&scratch);
	return answered;
}

/* ---- all of them ---- */

/* Is the path as it stands the one without links? Else what lies above its folder is not what lies above that as text. */
static bool is_whole(struct arena *arena, const struct holder *holder, const char *whole)
{
	const char *path = holder->path;
	return !strcmp(*path == '/' ? path : path_join(arena, holder->home->here, str_of(path)), whole);
}

/* All their folders are listed at once: is there a link, a repository, something of a rewrite? Those of `holders` have one home. */
static void look_around(const struct build *build, const char *root, struct holder *holders, uint32_t count)
{
	struct arena scratch = ARENA_INIT;
	const char **files = arena_array(&scratch, count, sizeof *files), *last = NULL;
	uint32_t *file = arena_array(&scratch, count, sizeof *file);  /* 1 and its index, for each holder; or 0 */
	uint8_t *marks = arena_array(&scratch, count, 1);
	uint32_t used = 0;
	for (uint32_t i = 0; i < count; i++) {
		bool again = i > 0 && !strcmp(holders[i].path, holders[i - 1].path) && holders[i].home == holders[i - 1].home;
		last = again ? last : home_whole(&scratch, holders[i].home, holders[i].path);
		if (last && !again)
			files[used++] = last;
		file[i] = last ? used : 0;
	}
	if (used)
		folders_look(build->facts->seen, root, files, used, build->facts->jobs, marks);
	for (uint32_t i = 0; i < count; i++) {
		holders[i].marks = file[i] ? marks[file[i] - 1] : 0;
		if (holders[i].marks & FOLDER_BARE && !is_whole(&scratch, &holders[i], files[file[i] - 1]))
			holders[i].marks &= (uint8_t)~FOLDER_BARE;
	}
	arena_free(&scratch);
}

static const char *root_of(const struct holder *holder)
{
	return holder->home ? holder->home->root : NULL;
}

static void look_around_all(const struct build *build, struct holder *holders, uint32_t count)
{
	for (uint32_t from = 0, to; build->facts->seen && from < count; from = to) {
		for (to = from + 1; to < count && root_of(&holders[to]) == root_of(&holders[from]);)
			to++;
		if (root_of(&holders[from]))
			look_around(build, root_of(&holders[from]), holders + from, to - from);
	}
}

/* Who reads some of them: copies of one key are looked through once by each. */
struct reader {
	struct arena arena;
	struct keyfile_memo memo;
};

struct hunt {
	struct build *build;
	struct group {
		const struct holder *holders;  /* of one keyfile */
		uint32_t count;
	} *groups;
	struct reader *readers;
};

static void read_keyfile(void *context, uint32_t index, uint32_t worker)
{
	const struct hunt *hunt = context;
	const struct build *build = hunt->build;
	const struct holder *holder = hunt->groups[index].holders;
	struct reader *reader = &hunt->readers[worker];
	struct keyfile *keyfile = arena_alloc(&reader->arena, sizeof *keyfile);
	build->fleet->keyfiles[index].keyfile = keyfile;
	/* Its folder has nothing but files and folders in it, and was reached without a link. */
	bool listed = folders_marks_plain(holder->marks);
	if (!listed && !keyring_may_open(build, holder->home, holder->path))
		keyfile_leave(&reader->arena, holder->path, keyfile);
	else
		keyfile_read_among(&reader->arena, &reader->memo, holder->path, holder->server, listed, keyfile);
}

static void give_keyfile(const struct build *build, const struct group *group, struct fleet_keyfile *entry)
{
	const struct holder *first = group->holders;
	entry->home = build->facts->trust_paths ? NULL : first->home;
	entry->count = group->count;
	entry->marks = first->marks;
	entry->mounted = build_trait(build, first->member)->service;
	for (uint32_t i = 0; i < group->count; i++) {
		struct member *member = group->holders[i].member;
		entry->members[i] = member;
		member->keyfile = entry->keyfile;
		member->state.keyfile = entry->keyfile;
	}
}

static void read_keyfiles(struct build *build, struct group *groups, uint32_t count)
{
	struct fleet *fleet = build->fleet;
	uint32_t jobs = build->facts->jobs > 1 ? build->facts->jobs : 1;
	struct arena arena = ARENA_INIT;
	struct hunt hunt = { .build = build, .groups = groups };
	if (jobs > count)
		jobs = count;
	fleet->keyfiles = arena_array(build->arena, count, sizeof *fleet->keyfiles);
	fleet->keyfile_count = count;
	hunt.readers = arena_array(&arena, jobs, sizeof *hunt.readers);
	pool_run(jobs, count, read_keyfile, &hunt);
	for (uint32_t i = 0; i < jobs; i++) {
		keyfile_memo_wipe(&hunt.readers[i].memo);
		arena_adopt(build->arena, &hunt.readers[i].arena);
	}
	arena_free(&arena);
	uint32_t holders = 0;
	for (uint32_t i = 0; i < count; i++)
		holders += groups[i].count;
	struct member **members = arena_array(build->arena, holders, sizeof *members);
	for (uint32_t i = 0; i < count; i++) {
		fleet->keyfiles[i].members = members;
		members += groups[i].count;
		give_keyfile(build, &groups[i], &fleet->keyfiles[i]);
	}
}

/* Of a fleet in slices, those of this one. Whoever names a file of theirs is in there, too. */
static uint32_t keep_mine(const struct build *build, struct holder *holders, uint32_t count)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < count; i++)
		if (!slices_skip(build, holders[i].member))
			holders[kept++] = holders[i];
	return kept;
}

void keyring_read(struct build *build)
{
	struct fleet *fleet = build->fleet;
	struct holder *holders = arena_array(build->scratch, fleet->member_count, sizeof *holders);
	struct keyring ring = { .build = build };
	uint32_t used = 0;
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		struct member *member = &fleet->members[i];
		const struct home *home = NULL;
		const char *path = named_by(&ring, member, &home);
		if (path)
			holders[used++] = (struct holder){ path, member->server, member, home, 0 };
	}
	sort_items(holders, used, sizeof *holders, by_path);
	for (uint32_t i = 1; i < used; i++)
		if (!strcmp(holders[i].path, holders[i - 1].path))
			slices_join(build, holders[i].member, holders[i - 1].member);
	slices_deal(build);
	used = keep_mine(build, holders, used);
	if (!used)
		return;
	look_around_all(build, holders, used);
	struct group *groups = arena_array(build->scratch, used, sizeof *groups);
	uint32_t count = 0;
	for (uint32_t from = 0, to; from < used; from = to) {
		for (to = from + 1; to < used && !strcmp(holders[to].path, holders[from].path) &&
				    read_as_yaml(holders[to].server) == read_as_yaml(holders[from].server);)
			to++;
		groups[count++] = (struct group){ holders + from, to - from };
	}
	read_keyfiles(build, groups, count);
	const struct folders *seen = build->facts->seen;
	if (!find_tracked(fleet, seen, false))
		find_tracked(fleet, seen, true);
}

void fleet_add_keyfiles(struct arena *arena, struct fleet *fleet, const char *const *paths,
			const struct version *servers, uint32_t count)
{
	fleet->keyfiles = arena_grow(arena, fleet->keyfiles, fleet->keyfile_count, (size_t)fleet->keyfile_count + count,
				     sizeof *fleet->keyfiles);
	for (uint32_t i = 0; i < count; i++) {
		struct keyfile *keyfile = arena_alloc(arena, sizeof *keyfile);
		keyfile_read(arena, paths[i], servers[i], keyfile);
		fleet->keyfiles[fleet->keyfile_count++] = (struct fleet_keyfile){ .keyfile = keyfile };
	}
	if (!find_tracked(fleet, NULL, false))
		find_tracked(fleet, NULL, true);
}
