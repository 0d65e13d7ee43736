#include "cli/refusals.h"

#include <stdlib.h>
#include <string.h>

#include "rules/follow.h"

/* Rules whose findings have a code of their own; the least severity that counts. All other errors of the groups syntax and
 * startup are NOT_STARTING. */
static const struct row {
	const char *rule;
	enum code_id code;
	enum severity least;
} rows[] = {
	{ "transition-without-keyfile", CODE_TTA_NEEDS_KEYFILE_OR_X509, SEVERITY_ERROR },
	{ "x509-needs-tls", CODE_CAM_NEEDS_TLS, SEVERITY_ERROR },
	{ "tls-without-certificate", CODE_TLS_NEEDS_CERT, SEVERITY_ERROR },
	{ "tls-options-without-mode", CODE_TLS_KEYS_WHILE_DISABLED, SEVERITY_ERROR },
	{ "tls-needs-ca", CODE_X509_NEEDS_CA, SEVERITY_ERROR },
	{ "cluster-auth-needs-keyfile", CODE_CAM_NEEDS_KEYFILE, SEVERITY_ERROR },
	{ "keyfile-required", CODE_AUTHZ_NEEDS_KEYFILE, SEVERITY_ERROR },
	{ "unknown-option", CODE_UNKNOWN_OPTION, SEVERITY_ERROR },
	{ "unknown-set-parameter", CODE_UNKNOWN_OPTION, SEVERITY_ERROR },
	{ "cluster-x509-extension-mode", CODE_ATTR_NEEDS_X509, SEVERITY_ERROR },
	{ "own-certificate-mismatch", CODE_OWN_CERT_NOT_IN_ATTR, SEVERITY_ERROR },
	{ "keyfile-permissions", CODE_KEYFILE_PERMS, SEVERITY_ERROR },
	{ "keyfile-invalid-char", CODE_KEY_CHARSET, SEVERITY_ERROR },
	{ "keyfile-length", CODE_KEY_LENGTH, SEVERITY_ERROR },
	{ "keyfile-shape", CODE_KEYFILE_SYNTAX, SEVERITY_ERROR },
	{ "keyfile-too-many-keys", CODE_KEYFILE_TOO_MANY, SEVERITY_ERROR },
	{ "keyfile-missing", CODE_KEYFILE_MISSING, SEVERITY_ERROR },
	{ "keyfile-two-lines-not-list", CODE_KEYFILE_SHAPE, SEVERITY_INFO },
};

static const struct row *row_of(const char *id)
{
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!strcmp(rows[i].rule, id))
			return &rows[i];
	return NULL;
}

void refusals_begin(struct cli *cli, struct refusals *refusals)
{
	*refusals = (struct refusals){ .sink = SINK_INIT(cli->arena) };
	refusals->selected = arena_array(cli->arena, rule_count, sizeof *refusals->selected);
	refusals->lint = (struct lint){
		.arena = cli->arena, .sink = &refusals->sink, .key_file_root = cli->flags.key_file_root,
		.on_host = cli->flags.on_host, .expand_rest = true, .expand_exec = true,
	};
	for (unsigned i = 0; i < rule_count; i++)
		refusals->selected[i] = !rule_table[i]->off && (rule_is_named(rule_table[i], STR("syntax")) ||
								rule_is_named(rule_table[i], STR("startup")) ||
								row_of(rule_table[i]->kind.id));
}

static void look(const void *context, struct sink *sink, const struct config *config)
{
	const struct refusals *refusals = context;
	struct lint lint = refusals->lint;
	lint.arena = sink->arena;
	lint.sink = sink;
	lint.server = config->target.server;
	rules_run_file(&lint, refusals->selected, config);
}

void refusals_watch(struct refusals *refusals, struct fleets *fleets)
{
	fleets->each = look;
	fleets->context = refusals;
	fleets->found = &refusals->sink;
}

/* ---- whose findings they are ---- */

struct owner {
	const struct source *source;
	const struct server *server;
};

static int by_source(const void *a, const void *b)
{
	const struct owner *left = a, *right = b;
	if (left->source != right->source)
		return (uintptr_t)left->source < (uintptr_t)right->source ? -1 : 1;
	return strcmp(left->server->name, right->server->name);
}

static const struct server *owner_of(const struct owner *owners, uint32_t count, const struct source *source)
{
	uint32_t low = 0, high = count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if ((uintptr_t)owners[middle].source < (uintptr_t)source)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && owners[low].source == source ? owners[low].server : NULL;
}

/* A config may be that of several servers, and a keyfile mostly is. */
static uint32_t list_owners(struct arena *arena, const struct survey *survey, struct owner **out)
{
	struct owner *owners = arena_array(arena, 3 * (size_t)survey->count, sizeof *owners);
	uint32_t count = 0;
	for (uint32_t i = 0; i < survey->count; i++) {
		const struct server *server = &survey->servers[i];
		if (!server->after)
			continue;
		owners[count++] = (struct owner){ server->after->config->source, server };
		if (server->after->file && server->after->file->source != server->after->config->source)
			owners[count++] = (struct owner){ server->after->file->source, server };
		if (server->after->keyfile && server->after->keyfile->source)
			owners[count++] = (struct owner){ server->after->keyfile->source, server };
	}
	if (count)
		qsort(owners, count, sizeof *owners, by_source);
	*out = owners;
	return count;
}

/* Rules that stand for several codes: which of them, the option tells, or the words. */
static const struct detail {
	const char *rule, *option;  /* NULL: any */
	const char *words;          /* in the message; NULL: any */
	enum code_id code;
} details[] = {
	{ "option-value", "security.transitionToAuth", NULL, CODE_BAD_BOOL },
	{ "option-value", "setParameter", NULL, CODE_SETPARAM_NOT_SCALAR },
	{ "option-conflict", NULL, "tlsX509ClusterAuthDNOverride", CODE_ATTR_AND_DNOVERRIDE },
	{ "option-conflict", "net.tls.clusterAuthX509", "clusterAuthX509", CODE_ATTR_AND_EXT },
};

static bool is_detail(const struct detail *detail, const struct diag *diag)
{
	return !strcmp(detail->rule, diag->kind->id) &&
	       (!detail->option || (diag->option && !strncmp(diag->option, detail->option, strlen(detail->option)))) &&
	       (!detail->words || strstr(diag->message, detail->words));
}

/* Before 4.2 a keyfile is no YAML: the marks of a list, of a quote or of a comment are characters of the key. */
static bool is_yaml_for_old(const struct server *server)
{
	const struct keyfile *keyfile = server ? server->after->keyfile : NULL;
	static const struct version since = VERSION(4, 2);
	return keyfile && keyfile->fault == KEYFILE_BAD_CHAR && keyfile->bad_char && strchr("-'\"#", keyfile->bad_char) &&
	       version_known(server->after->server) && !version_at_least(server->after->server, since);
}

static enum code_id code_of(const struct diag *diag, const struct server *server)
{
	const struct row *row = row_of(diag->kind->id);
	bool starts = strcmp(diag->kind->group, "startup") != 0 && strcmp(diag->kind->group, "syntax") != 0;
	for (unsigned i = 0; i < sizeof details / sizeof *details; i++)
		if (diag->severity == SEVERITY_ERROR && is_detail(&details[i], diag))
			return details[i].code;
	if (!row)
		return starts || diag->severity < SEVERITY_ERROR ? CODE_COUNT : CODE_NOT_STARTING;
	if (diag->severity < row->least)
		return CODE_COUNT;
	if (row->code == CODE_CAM_NEEDS_TLS && server && server->next.tls == TLS_ALLOW)
		return CODE_X509_IN_ALLOWTLS;
	/* Newer patches want a CA for all TLS (SERVER-72839), whatever members show each other. */
	if (row->code == CODE_X509_NEEDS_CA && server && !cluster_mode_allows_x509(server->next.cluster))
		return CODE_NOT_STARTING;
	return row->code == CODE_KEY_CHARSET && is_yaml_for_old(server) ? CODE_KEYFILE_SYNTAX : row->code;
}

static const char *message_of(struct arena *arena, const struct diag *diag, const struct server *server)
{
	const char *who = server ? arena_printf(arena, "%s: ", server->name) : "";
	return diag->server ? arena_printf(arena, "%s%s (the server: %s)", who, diag->message, diag->server)
			    : arena_printf(arena, "%s%s", who, diag->message);
}

void refusals_end(struct refusals *refusals, const struct fleets *fleets, const struct survey *survey, struct check *check)
{
	struct arena *arena = refusals->lint.arena;
	struct owner *owners;
	for (uint32_t i = 0; i < fleets->count; i++) {
		refusals->lint.fleet = &fleets->parts[i].fleet;
		rules_run_fleet(&refusals->lint, refusals->selected);
	}
	follow_drop(&refusals->sink, 0);
	sink_sort(&refusals->sink);
	sink_trim(&refusals->sink);
	uint32_t count = list_owners(arena, survey, &owners);
	struct refused *refused = arena_array(arena, refusals->sink.count, sizeof *refused);
	for (uint32_t i = 0; i < refusals->sink.count; i++) {
		const struct diag *diag = refusals->sink.at[i];
		const struct server *server = owner_of(owners, count, diag->source);
		enum code_id code = code_of(diag, server);
		/* What belongs to no server of the tree (a file that was only walked by) starts nothing. */
		if (code != CODE_COUNT && server)
			refused[check->refused_count++] = (struct refused){ server, code, message_of(arena, diag, server), diag->source,
									    diag->at };
	}
	check->refused = refused;
}
