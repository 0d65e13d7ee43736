#include "rules/ask.h"
#include "rules/odd.h"

#include <stdlib.h>
#include <string.h>

#include "config/tls.h"

/* ---- which options, and of whom ---- */

/* Options that have a rule of their own, that belong to a procedure which goes from member to member, or that are
 * one member's own affair. Paths are left out altogether, and so are passwords. A star stands for any ending. */
static const char *const exempt[] = {
	"*assword",
	"cloud.monitoring.free.tags",
	"net.bindIp",
	"net.bindIpAll",
	"net.http.port",
	"net.port",
	"net.priorityPort",
	"net.routerPort",
	"net.secondaryPort",
	"net.ssl.certificateSelector",
	"net.ssl.clusterCertificateSelector",
	"net.tls.certificateSelector",
	"net.tls.clusterAuthX509.*",
	"net.tls.clusterCertificateSelector",
	"processManagement.windowsService.*",
	"replication.replSetName",
	"security.authorization",
	"security.clusterAuthMode",
	"security.kmip.keyIdentifier",
	"security.kmip.rotateMasterKey",
	"security.sasl.hostName",
	"security.transitionToAuth",
	"security.vault.*",
	"setParameter.initialSyncSourceReadPreference",
	"setParameter.saslHostName",
	"setParameter.sslWithholdClientCertificate",
	"setParameter.tlsClusterAuthX509Override",
	"setParameter.tlsWithholdClientCertificate",
	"setParameter.tlsX509ClusterAuthDNOverride",
	"sharding.*",
	"storage.directoryPerDB",
	"storage.engine",
	"storage.queryableBackupMode",
	"storage.wiredTiger.engineConfig.directoryForIndexes",
	"storage.wiredTiger.engineConfig.liveRestore*",
	NULL,
};

/* What an arbiter has no use for. */
static const char *const of_data[] = { "operationProfiling.*", "replication.oplogSizeMB", "storage.*", NULL };

/* What a hidden or delayed member, for backups or reports, may need more or less of. */
static const char *const of_size[] = {
	"operationProfiling.*", "replication.oplogSizeMB", "storage.inMemory.engineConfig.*",
	"storage.oplogMinRetentionHours", "storage.wiredTiger.engineConfig.*", NULL,
};

static const char *const of_tls[] = { "net.ssl.*", "net.tls.*", NULL };

/* What procedures change, member by member. */
static const char *const of_procedures[] = {
	"net.ssl.*", "net.tls.*", "security.*", "setParameter.ssl*", "setParameter.tls*", NULL,
};

/* Sections that tell what a member is to its peers: where one is not there at all, another rule speaks of it. */
static const char *const telling[] = { "replication.", "security.", NULL };

static bool is_like(struct str path, const char *pattern)
{
	size_t len = strlen(pattern);
	if (pattern[0] == '*')
		return str_ends(path, pattern + 1);
	return pattern[len - 1] != '*' ? str_is(path, pattern)
	     : path.len >= len - 1 && memcmp(path.at, pattern, len - 1) == 0;
}

static bool is_any_of(struct str path, const char *const *patterns)
{
	for (; *patterns; patterns++)
		if (is_like(path, *patterns))
			return true;
	return false;
}

/* Is it on its set's own list, if there is one? What it is for is not known of one that is not. */
static bool is_strange(const struct member *member)
{
	return member->deployment && member->deployment->list && !member->listed;
}

static bool is_arbiter(const struct member *member)
{
	return member->arbiter || is_strange(member) || (member->listed && member->listed->arbiter);
}

static bool is_aside(const struct member *member)
{
	return is_strange(member) || (member->listed && (member->listed->hidden || member->listed->delay > 0));
}

/* Does the config set anything of the section that `path` is in? */
static bool has_section(const struct config *config, const char *section)
{
	for (uint32_t i = 0; i < config->count; i++)
		if (str_starts(config_setting(config, i)->name, section))
			return true;
	return false;
}

/* An IPv6 address and no net.ipv6: bindip-ipv6-without-flag says it. */
static bool lacks_ipv6(const struct config *config)
{
	const struct setting *bind = config_find(config, "net.bindIp");
	struct str rest = bind && bind->kind == SETTING_SCALAR ? bind->text : STR(""), entry;
	if (config_is(config, "net.ipv6", "true"))
		return false;
	while (str_split(&rest, ',', &entry)) {
		uint32_t colon = str_find_char(entry, ':', 0);
		if (colon != STR_NONE && str_find_char(entry, ':', colon + 1) != STR_NONE)
			return true;
	}
	return false;
}

/* Is the member to be compared with the others in this option? */
static bool counts(const struct deployment *deployment, const struct member *member, struct str path)
{
	bool set = deployment->kind == DEPLOYMENT_REPLICA_SET;
	if ((set && !member->set.len) || (is_arbiter(member) && is_any_of(path, of_data)) ||
	    (is_aside(member) && is_any_of(path, of_size)))
		return false;
	if (str_is(path, "net.ipv6") && lacks_ipv6(member->config))
		return false;
	return !is_any_of(path, of_tls) || tls_is_on(member->config);
}

/* ---- values ---- */

enum value_kind { VALUE_ABSENT, VALUE_TEXT, VALUE_INTEGER, VALUE_REAL, VALUE_LIST };

struct value {
	enum value_kind kind;
	struct str text;
	int64_t integer;
	double real;
	const struct setting *list;
};

static struct value value_of(const struct setting *setting)
{
	struct value value = { .kind = VALUE_TEXT, .text = setting->text };
	if (setting->kind == SETTING_LIST) {
		value = (struct value){ .kind = VALUE_LIST, .list = setting };
	} else if (!setting->entry && setting->type == PARSER_DOUBLE) {
		value.kind = VALUE_REAL;
		value.real = setting->typed.real;
	} else if (!setting->entry && (setting->type == PARSER_INT || setting->type == PARSER_LONG ||
				       setting->type == PARSER_UNSIGNED || setting->type == PARSER_UNSIGNED_LONG_LONG)) {
		value.kind = VALUE_INTEGER;
		value.integer = setting->typed.integer;
	}
	return value;
}

/* What the server takes where nothing is said, in the form of `like`. */
static struct value default_of(const struct option *option, const struct value *like)
{
	struct value value = { .kind = VALUE_ABSENT };
	/* The table says nothing of most booleans that are false. */
	const char *usual = *option->default_text ? option->default_text : option->type == OPTION_BOOL ? "false" : NULL;
	if (!usual || option->type == OPTION_MAP || like->kind == VALUE_LIST)
		return value;
	value.kind = like->kind;
	value.text = str_of(usual);
	if (value.kind == VALUE_INTEGER)
		value.integer = strtoll(usual, NULL, 10);
	if (value.kind == VALUE_REAL)
		value.real = strtod(usual, NULL);
	return value;
}

static bool same_value(const struct value *a, const struct value *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case VALUE_ABSENT: return true;
	case VALUE_TEXT: return str_eq(a->text, b->text);
	case VALUE_INTEGER: return a->integer == b->integer;
	case VALUE_REAL: return !(a->real < b->real) && !(a->real > b->real);
	case VALUE_LIST: break;
	}
	bool same = a->list->item_count == b->list->item_count;
	for (uint32_t i = 0; same && i < a->list->item_count; i++)
		same = str_eq(a->list->items[i], b->list->items[i]);
	return same;
}

/* ---- one option ---- */

/* A setting of one of the members. */
struct line {
	const struct option *option;
	struct str path;             /* present name; of a map's entry its own */
	uint32_t member;             /* index in the deployment */
	uint32_t at;                 /* ... and in its config */
	const struct setting *setting;
};

/* One member in the option that is looked at. */
struct stand {
	const struct member *member;
	const struct setting *setting;  /* NULL: it says nothing */
	struct value value;
};

enum { VALUE_SHOWN = 60 };

static const char *shown(struct arena *arena, const struct stand *stand)
{
	struct str text = stand->setting->text;
	if (stand->setting->kind == SETTING_LIST)
		return "another list";
	return arena_printf(arena, "%.*s%s", (int)(text.len < VALUE_SHOWN ? text.len : VALUE_SHOWN),
			    text.len ? text.at : "", text.len > VALUE_SHOWN ? "..." : "");
}

static const char *message(struct arena *arena, const struct stand *odd, const struct stand *peer, struct str path)
{
	if (!odd->setting)
		return arena_printf(arena, "%s does not set %.*s, its peers all have %s", odd->member->name, STR_ARG(path),
				    shown(arena, peer));
	if (!peer->setting)
		return arena_printf(arena, "%s sets %.*s to %s, and none of its peers sets it", odd->member->name,
				    STR_ARG(path), shown(arena, odd));
	return arena_printf(arena, "%s has %.*s %s, its peers all have %s", odd->member->name, STR_ARG(path),
			    shown(arena, odd), shown(arena, peer));
}

/* A section that one member has or has not, against all others, is one fault, whatever is in it. */
struct section {
	const struct member *member;
	struct str name;
	bool absent;        /* it is missing; else only this member has it */
	struct diag *diag;  /* what was said of it; NULL: nothing yet */
};

static struct section section_of(const struct stand *odd, struct str path)
{
	uint32_t dot = str_find_char(path, '.', 0);
	return (struct section){ .member = odd->member, .name = str_sub(path, 0, dot), .absent = !odd->setting };
}

static bool add_to_section(const struct lint *lint, struct section *last, const struct section *now,
			   const struct stand *odd, const struct stand *peer, const char *option)
{
	if (!last->diag || last->member != now->member || last->absent != now->absent || !str_eq(last->name, now->name))
		return false;
	const struct stand *has = now->absent ? peer : odd;
	odd_note(lint, last->diag, has->member, option,
		 arena_printf(lint->arena, "the same with %s: %s has %s", option, has->member->name, shown(lint->arena, has)));
	return true;
}

static void report(const struct lint *lint, const struct rule *rule, const struct stand *stands, uint32_t count,
		   uint32_t odd, struct str path, struct section *last)
{
	const struct stand *peer = &stands[odd == 0];
	const char *option = str_cstr(lint->arena, path);
	struct section now = section_of(&stands[odd], path);
	bool whole = !stands[odd].setting != !peer->setting;
	if (whole && add_to_section(lint, last, &now, &stands[odd], peer, option))
		return;
	struct diag *diag = odd_add(lint, rule, rule->severity, stands[odd].member, option,
				    message(lint->arena, &stands[odd], peer, path));
	diag->help = "say the same in all of them, unless this one is meant to differ";
	for (uint32_t i = 0; diag->note_count < ODD_NOTES / 2 && i < count; i++)
		if (i != odd && stands[i].setting)
			odd_note(lint, diag, stands[i].member, option,
				 arena_printf(lint->arena, "%s has %s", stands[i].member->name, shown(lint->arena, &stands[i])));
	now.diag = diag;
	if (whole)
		*last = now;
}

/* Is it of another release than a peer, and so perhaps without the option, or in need of it? */
static bool differs_in_release(const struct member *a, const struct member *b)
{
	return version_known(a->server) && version_known(b->server) &&
	       (a->server.major != b->server.major || a->server.minor != b->server.minor);
}

/* The place of the one that differs from all others, who are of one mind; `count` where there is none. Of the
 * first three two at least are of the many. */
static uint32_t find_odd(const struct stand *stands, uint32_t count)
{
	uint32_t many = same_value(&stands[0].value, &stands[1].value) || same_value(&stands[0].value, &stands[2].value) ? 0 : 1;
	uint32_t odd = count, differ = 0;
	for (uint32_t i = 0; i < count && differ < 2; i++) {
		if (same_value(&stands[i].value, &stands[many].value))
			continue;
		odd = i;
		differ++;
	}
	return differ == 1 ? odd : count;
}

/* Its absence is no news where the whole section is away, or the file can't be seen whole. */
static bool is_news(const struct stand *odd, struct str path)
{
	const struct config *config = odd->member->config;
	if (odd->setting)
		return true;
	for (const char *const *section = telling; *section; section++)
		if (str_starts(path, *section) && !has_section(config, *section))
			return false;
	return ask_whole(config);
}

/* Is the option compared in no set? */
static bool is_left_out(const struct option *option)
{
	return option->type == OPTION_PATH || is_any_of(str_of(option->path), exempt);
}

/* The members' settings [from, to) are those of one option. */
static void check_option(const struct lint *lint, const struct rule *rule, const struct deployment *deployment,
			 const struct line *lines, uint32_t count, struct stand *stands,
			 struct section *last)
{
	struct str path = lines->path;
	const bool under_way = deployment->project && deployment->project->procedure;
	if (lines->option->type == OPTION_PATH || is_any_of(path, exempt) || (under_way && is_any_of(path, of_procedures)))
		return;
	struct value like = value_of(lines->setting), usual = default_of(lines->option, &like);
	uint32_t used = 0, at = 0;
	for (uint32_t i = 0; i < deployment->count; i++) {
		const struct setting *setting = NULL;
		for (; at < count && lines[at].member == i; at++)
			setting = setting ? setting : lines[at].setting;
		const struct member *member = deployment->members[i];
		if (!counts(deployment, member, path))
			continue;
		if (setting ? setting->refusal || setting->kind == SETTING_OPAQUE
			    : config_is_opaque(member->config, str_cstr(lint->arena, path)))
			return;
		stands[used++] = (struct stand){ member, setting, setting ? value_of(setting) : usual };
	}
	uint32_t odd = used < 3 ? used : find_odd(stands, used);
	if (odd < used && member_is_sure(stands[odd].member) && is_news(&stands[odd], path) &&
	    !differs_in_release(stands[odd].member, stands[odd == 0].member))
		report(lint, rule, stands, used, odd, path, last);
}

/* ---- one deployment ---- */

static int by_option(const void *a, const void *b)
{
	const struct line *left = a, *right = b;
	if (left->option != right->option)
		return left->option < right->option ? -1 : 1;
	int order = left->option->type == OPTION_MAP ? str_compare(left->path, right->path) : 0;
	if (!order)
		order = left->member < right->member ? -1 : left->member > right->member;
	return order ? order : left->at < right->at ? -1 : left->at > right->at;
}

static uint32_t gather(const struct deployment *deployment, struct line *lines)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < deployment->count; i++) {
		const struct config *config = deployment->members[i]->config;
		for (uint32_t k = 0; k < config->count; k++) {
			const struct setting *setting = config_setting(config, k);
			if (!setting->option || setting->kind == SETTING_MAP)
				continue;
			const struct option *option = option_canonical(setting->option, &config->target);
			lines[count++] = (struct line){ option, setting->entry ? setting->name : str_of(option->path), i, k, setting };
		}
	}
	return count;
}

/* Do the two say the same, to servers that read them alike? */
static bool same_setting(const struct setting *a, const struct setting *b)
{
	if (a == b || a->option != b->option || a->kind != b->kind)
		return a == b;
	/* Of a map its entries count, which are settings of their own. */
	return a->kind == SETTING_MAP || (a->kind == SETTING_SCALAR && a->entry == b->entry && str_eq(a->text, b->text) &&
					  str_eq(a->path, b->path) && str_eq(a->name, b->name));
}

static bool same_target(const struct target *a, const struct target *b)
{
	return a->server.major == b->server.major && a->server.minor == b->server.minor && a->server.patch == b->server.patch &&
	       a->edition == b->edition && a->binary == b->binary && a->platform == b->platform;
}

/* Do all say the same in the same order, but for what is nobody's affair? Then there is no odd one, and nothing to be
 * sorted: so it is in most sets. */
static bool is_of_one_mind(const struct deployment *deployment)
{
	const struct config *first = deployment->members[0]->config;
	for (uint32_t i = 1; i < deployment->count; i++) {
		const struct config *config = deployment->members[i]->config;
		if (config->count != first->count || !same_target(&config->target, &first->target))
			return false;
		for (uint32_t k = 0; k < config->count; k++) {
			const struct setting *a = config_setting(first, k), *b = config_setting(config, k);
			if (!same_setting(a, b) && (!a->option || a->option != b->option || a->entry || b->entry ||
						    !is_left_out(option_canonical(a->option, &config->target))))
				return false;
		}
	}
	return true;
}

/* Between two releases options come and go, member by member. */
static bool is_upgraded(const struct deployment *deployment)
{
	const struct project_deployment *project = deployment->project;
	return project && project->procedure && strcmp(project->procedure, "upgrade") == 0;
}

static void check(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	size_t room = 0;
	if (deployment->kind == DEPLOYMENT_STANDALONE || deployment->count < 3 || is_upgraded(deployment) ||
	    is_of_one_mind(deployment))
		return;
	for (uint32_t i = 0; i < deployment->count; i++)
		room += deployment->members[i]->config->count;
	struct arena scratch = ARENA_INIT;
	struct line *lines = arena_array(&scratch, room, sizeof *lines);
	struct stand *stands = arena_array(&scratch, deployment->count, sizeof *stands);
	struct section last = { 0 };
	uint32_t count = gather(deployment, lines);
	if (count)
		qsort(lines, count, sizeof *lines, by_option);
	for (uint32_t from = 0, to; from < count; from = to) {
		for (to = from + 1; to < count && lines[to].option == lines[from].option && str_eq(lines[to].path, lines[from].path);)
			to++;
		check_option(lint, rule, deployment, lines + from, to - from, stands, &last);
	}
	arena_free(&scratch);
}

#define MEMBER(address, cache) \
	"net:\n  bindIp: " address "\nreplication:\n  replSetName: rs0\n" \
	"storage:\n  wiredTiger:\n    engineConfig:\n      cacheSizeGB: " cache "\n"

const struct rule rule_odd_one_out = {
	.kind = { "odd-one-out", "fleet" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FLEET,
	.title = "one member whose setting differs from that of all its peers",
	.why = "Members of a set take each other's place, so what all but one of them say is mostly what the last one should "
	       "say too. Needs three members. Left out are options that differ by nature (addresses, paths), that have a "
	       "rule of their own, and sizes of arbiters and of hidden or delayed members.",
	.server = "starts; the set behaves differently when this member becomes primary",
	.bad = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("10.0.0.1", "8") },
		{ "hosts/db2/mongod.conf", MEMBER("10.0.0.2", "8") },
		{ "hosts/db3/mongod.conf", MEMBER("10.0.0.3", "0.8") }, { 0 } },
	.good = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("10.0.0.1", "8") },
		{ "hosts/db2/mongod.conf", MEMBER("10.0.0.2", "8") },
		{ "hosts/db3/mongod.conf", MEMBER("10.0.0.3", "8.0") }, { 0 } },
	.check_deployment = check,
};
