#include <stdlib.h>

#include "rules/doubt.h"
#include "rules/odd.h"

/* Fewer members than that show no habit. */
enum { HABIT = 3 };

/* The path that the server opens; empty where it opens none, or is told it elsewhere. A relative one is
 * keyfile-path-relative's. */
static struct str path_of(const struct member *member)
{
	const struct setting *setting = config_find(member->config, "security.keyFile");
	bool known = setting && setting->kind == SETTING_SCALAR && str_starts(setting->text, "/");
	return known && member->state.cluster != CLUSTER_X509 ? setting->text : STR("");
}

struct named {
	struct str path;
	const struct member *member;
	uint32_t place;
};

static int by_path(const void *a, const void *b)
{
	const struct named *left = a, *right = b;
	int order = str_compare(left->path, right->path);
	return order ? order : left->place < right->place ? -1 : left->place > right->place;
}

static void report(const struct lint *lint, const struct rule *rule, const struct named *odd, const struct named *habit,
		   uint32_t count)
{
	const struct member *member = odd->member;
	bool missing = member->keyfile && member->keyfile->state == KEYFILE_MISSING;
	const char *message = arena_printf(lint->arena, "%s has its keyfile at %.*s, and its peers at %.*s%s", member->name,
					   STR_ARG(odd->path), STR_ARG(habit->path),
					   missing ? "; there is none at that place" : "");
	struct diag *diag = odd_add(lint, rule, rule->severity, member, "security.keyFile", message);
	diag->server = missing ? "stops with: Error reading file: No such file or directory"
			       : "starts, if there is the set's keyfile at that place, too; else: bad file";
	struct str set = str_format(lint->arena, "security.keyFile=%.*s", STR_ARG(habit->path));
	diag->help = arena_printf(lint->arena, "name the same file on all members, so that one script can replace it: mongoconf set "
				  "%.*s %s", STR_ARG(str_shell_word(lint->arena, set)), rule_file_word(lint, member->config));
	for (uint32_t i = 0; i < count; i++)
		odd_note(lint, diag, habit[i].member, "security.keyFile",
			 arena_printf(lint->arena, "%s has it here", habit[i].member->name));
}

/* The path that more than half of them have. */
static uint32_t habit_of(const struct named *named, uint32_t count, uint32_t *from)
{
	for (uint32_t to; *from < count; *from = to) {
		for (to = *from + 1; to < count && str_eq(named[to].path, named[*from].path);)
			to++;
		if (2 * (to - *from) > count)
			return to - *from;
	}
	return 0;
}

static void check(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	struct arena scratch = ARENA_INIT;
	struct named *named = arena_array(&scratch, deployment->count, sizeof *named);
	uint32_t count = 0, from = 0, most = 0;
	for (uint32_t i = 0; i < deployment->count; i++) {
		struct str path = path_of(deployment->members[i]);
		if (path.len)
			named[count++] = (struct named){ path, deployment->members[i], i };
	}
	if (count >= HABIT && deployment->kind != DEPLOYMENT_STANDALONE) {
		qsort(named, count, sizeof *named, by_path);
		most = habit_of(named, count, &from);
	}
	for (uint32_t i = 0; most && i < count; i++)
		if ((i < from || i >= from + most) && !doubt_file(named[i].member))
			report(lint, rule, &named[i], &named[from], most);
	arena_free(&scratch);
}

#define MEMBER(address, path) \
	"net:\n  bindIp: " address "\nreplication:\n  replSetName: rs0\nsecurity:\n  keyFile: " path "\n"

const struct rule rule_keyfile_path_differs = {
	.kind = { "keyfile-path-differs", "keyfile" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "one member names another keyfile than its peers",
	.why = "All members need one key, and most sets have it at one place. A path that one member alone has is often a slip, "
	       "or a file that the next rotation forgets.",
	.server = "error opening file: ... bad file, where there is none; else it starts",
	.bad = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("10.0.0.1", "/etc/mongodb/keyfile") },
		{ "hosts/db2/mongod.conf", MEMBER("10.0.0.2", "/etc/mongodb/keyfile") },
		{ "hosts/db3/mongod.conf", MEMBER("10.0.0.3", "/etc/mongo/keyfile") }, { 0 } },
	.good = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("10.0.0.1", "/etc/mongodb/keyfile") },
		{ "hosts/db2/mongod.conf", MEMBER("10.0.0.2", "/etc/mongodb/keyfile") },
		{ "hosts/db3/mongod.conf", MEMBER("10.0.0.3", "/etc/mongodb/keyfile") }, { 0 } },
	.check_deployment = check,
};
