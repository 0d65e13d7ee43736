#include "example_files.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/os.h"
#include "base/path.h"
#include "fleet/path_index.h"
#include "fleet/witness.h"
#include "temporary_folder.h"

/* ---- owners, which only root could give ---- */

static struct owner {
	const char *path;
	unsigned user;
} owners[LINT_FILES_MAX];
static unsigned owner_count;

/* What was opened last without a link. */
static char opened_path[4096];
static int opened_fd;

static int fstatat_of_owner(int dir, const char *name, struct stat *st, int flags)
{
	int result = os_real.fstatat(dir, name, st, flags);
	for (unsigned i = 0; result == 0 && i < owner_count; i++)
		if (!strcmp(owners[i].path, name))
			st->st_uid = owners[i].user;
	return result;
}

static int openat2_of_owner(int dir, const char *name, int flags, uint64_t resolve)
{
	opened_fd = os_real.openat2(dir, name, flags, resolve);
	snprintf(opened_path, sizeof opened_path, "%s", name);
	return opened_fd;
}

/* By its path from the example's folder on. */
static int fstat_of_owner(int fd, struct stat *st)
{
	int result = os_real.fstat(fd, st);
	for (unsigned i = 0; result == 0 && fd == opened_fd && i < owner_count; i++) {
		size_t len = strlen(owners[i].path), all = strlen(opened_path);
		if (all > len && !strcmp(opened_path + all - len, owners[i].path) && opened_path[all - len - 1] == '/')
			st->st_uid = owners[i].user;
	}
	return result;
}

/* ---- files ---- */

/* "rootfs/etc/key (mode 0644)": the name without what follows, which is in *mode and `owners`. */
static const char *take_name(struct arena *memory, const char *file, unsigned *mode)
{
	const char *end = strstr(file, " (");
	const char *name = arena_copy(memory, file, end ? (size_t)(end - file) : strlen(file));
	unsigned user;
	*mode = 0400;
	if (end && sscanf(end, " (user %u)", &user) == 1)
		owners[owner_count++] = (struct owner){ arena_copy(memory, name, strlen(name) - str_ends(str_of(name), "/")), user };
	else if (end)
		cr_assert_eq(sscanf(end, " (mode %o)", mode), 1, "%s", file);
	return name;
}

static void put_file(struct arena *memory, const struct example *example)
{
	unsigned mode;
	const char *name = take_name(memory, example->file, &mode);
	for (const char *slash = name; (slash = strchr(slash, '/')); slash++)
		mkdir(arena_copy(memory, name, (size_t)(slash - name)), 0700);
	if (str_ends(str_of(name), "/"))
		return;
	FILE *file = fopen(name, "w");
	cr_assert_not_null(file, "%s", name);
	cr_assert_eq(fwrite(example->text, 1, strlen(example->text), file), strlen(example->text));
	cr_assert_eq(fchmod(fileno(file), mode), 0);
	cr_assert_eq(fclose(file), 0);
}

static bool is_inventory(const char *file)
{
	static const char *const names[] = { "hosts.ini", "hosts.yml", "docker-compose.yml", "rs.conf.json", "rs.status.json" };
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(path_last(file), names[i]))
			return true;
	return false;
}

static bool is_config(const char *file)
{
	return !str_starts(str_of(file), "rootfs/") && strcmp(file, ".mongoconf.yaml") != 0 &&
	       strcmp(file, BASELINE_FILE) != 0 && !is_inventory(file) && !witness_is_called(file) && !claims_is_called(file) &&
	       !str_ends(str_of(file), "/");
}

/* What there is beside configs, on its way into lint_beside. */
struct beside {
	struct arena *memory;
	const struct inventory *inventories[LINT_FILES_MAX];
	struct rsconf **lists;
	uint32_t inventory_count, list_count;
	struct inventory **units;
	uint32_t unit_count;
	struct claims *claims[LINT_FILES_MAX];
	uint32_t claims_count;
};

static void take_list(struct beside *beside, const char *file)
{
	struct err err = ERR_INIT(beside->memory);
	struct str text;
	struct inventory *inventory = arena_alloc(beside->memory, sizeof *inventory);
	bool ok = os_read_file(beside->memory, file, &text, NULL, &err);
	if (ok && inventory_is_rsconf(text))
		ok = project_add_export(beside->memory, file, &beside->lists, &beside->list_count, &err);
	else if (ok && (ok = inventory_read(beside->memory, file, inventory, &err))) {
		witness_look(beside->memory, inventory, NULL);
		beside->inventories[beside->inventory_count++] = inventory;
	}
	cr_assert(ok, "%s", err_line(&err));
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Units, snippets of logrotate, Dockerfiles and tasks, which a walk would come by. */
static void take_units(struct beside *beside, const struct example *example)
{
	const char *units[LINT_FILES_MAX], *names[LINT_FILES_MAX];
	uint32_t unit_count = 0, count = 0;
	for (; example->file; example++)
		if (witness_is_called(example->file) && !is_inventory(example->file))
			units[unit_count++] = example->file;
		else if (claims_is_called(example->file)) {
			struct claims *claims = claims_read(beside->memory, example->file);
			cr_assert_not_null(claims, "%s", example->file);
			beside->claims[beside->claims_count++] = claims;
		}
		else if (is_config(example->file))
			names[count++] = example->file;
	struct path_index index;
	qsort(units, unit_count, sizeof *units, by_text);
	witness_read(beside->memory, units, unit_count, &beside->units, &beside->unit_count);
	path_index_make(beside->memory, &index, names, count);
	for (uint32_t i = 0; i < beside->unit_count; i++)
		witness_match(beside->memory, beside->units[i], names, &index);
}

/* The inventories and exports that the project names; where it names none, those that lie there. */
static void take_beside(struct beside *beside, const struct example *example)
{
	struct arena *memory = beside->memory;
	struct project *project = arena_alloc(memory, sizeof *project);
	struct err err = ERR_INIT(memory);
	const struct example *all = example;
	bool there = access(".mongoconf.yaml", F_OK) == 0;
	cr_assert(!there || (project_read(memory, ".mongoconf.yaml", project, &err) &&
			     project_read_exports(memory, project, &err)), "%s", err_line(&err));
	for (uint32_t i = 0; there && i < project->inventories.count; i++)
		take_list(beside, project->inventories.path[i]);
	for (uint32_t i = 0; there && i < project->deployment_count; i++) {
		const struct project_deployment *deployment = &project->deployments[i];
		for (uint32_t k = 0; k < deployment->list_count; k++) {
			beside->lists = arena_grow(memory, beside->lists, beside->list_count, beside->list_count + 1U,
						   sizeof *beside->lists);
			beside->lists[beside->list_count++] = deployment->lists[k];
		}
	}
	bool named = beside->inventory_count + beside->list_count > 0;
	for (; example->file && !named; example++)
		if (is_inventory(example->file))
			take_list(beside, example->file);
	take_units(beside, all);
	bool accepts = access(BASELINE_FILE, F_OK) == 0;
	lint_baseline = accepts ? arena_alloc(memory, sizeof *lint_baseline) : NULL;
	cr_assert(!accepts || baseline_read(memory, BASELINE_FILE, lint_baseline, &err), "%s", err_line(&err));
	lint_beside = (struct fleet_facts){
		.project = there ? project : NULL, .inventories = beside->inventories,
		.inventory_count = beside->inventory_count, .lists = (const struct rsconf *const *)beside->lists,
		.list_count = beside->list_count, .witnesses = (const struct inventory *const *)beside->units,
		.witness_count = beside->unit_count,
		.claims = (const struct claims *const *)beside->claims, .claims_count = beside->claims_count,
	};
}

const char *example_findings(struct arena *memory, const struct rule *rule, const struct example *example,
			     const char *root)
{
	static struct os_calls calls;
	char folder[] = "/tmp/mongoconf-example-XXXXXX";
	struct lint_file files[LINT_FILES_MAX] = { 0 };
	unsigned count = 0;
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
	owner_count = 0;
	const struct example *all = example;
	struct beside beside = { .memory = memory };
	for (; example->file; example++) {
		cr_assert_lt(count, LINT_FILES_MAX - 1);
		if (is_config(example->file))
			files[count++] = (struct lint_file){ example->file, example->text };
		else
			put_file(memory, example);
		root = str_starts(str_of(example->file), "rootfs/") ? "rootfs" : root;
	}
	if (!strcmp(rule->kind.id, "keyfile-committed")) {
		struct str output;
		const char *const argv[] = { "git", "init", "-q", NULL };
		cr_assert_eq(os_run(memory, argv, NULL, STR(""), &output), 0);
	}
	take_beside(&beside, all);
	calls = os_real;
	opened_fd = -1;
	calls.fstatat = fstatat_of_owner;
	calls.openat2 = openat2_of_owner;
	calls.fstat = fstat_of_owner;
	os = &calls;
	const char *found = lint_findings(memory, files, NULL, root);
	os = &os_real;
	lint_beside = (struct fleet_facts){ 0 };
	lint_baseline = NULL;
	temporary_folder_remove(folder);
	return found;
}
