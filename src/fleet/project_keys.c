#include "fleet/project_keys.h"

#include "input/parts.h"

const char *const project_severities[] = { "off", "info", "warning", "error", NULL };
const char *const project_groups[] = { "host", "set", "role", "port", "environment", NULL };

/* What a fleet may be in the middle of. */
const char *const project_procedures[] = {
	"enforce-keyfile",   /* from no authentication to keyfiles, by way of transitionToAuth */
	"rotate-keyfile",    /* from one key to another, by way of both */
	"keyfile-to-x509",   /* clusterAuthMode up its ladder */
	"enforce-x509",      /* from no authentication to certificates, by way of transitionToAuth */
	"rotate-x509",       /* from one name in the certificates to another */
	"enable-tls",        /* the TLS modes up their ladder */
	"disable-tls",
	"disable-auth",
	"upgrade",           /* from one release to the next, or back */
	"resize",            /* members come and go */
	NULL,
};

static const char *const editions[] = { "community", "enterprise", "percona", NULL };
static const char *const binaries[] = { "mongod", "mongos", NULL };
static const char *const kinds[] = { "replica-set", "sharded-cluster", "standalone", NULL };
static const char *const hosts[] = { "one", "many", NULL };
static const char *const fail_on[] = { "error", "warning", "info", "never", NULL };

#define FIELD(type, name) .field = offsetof(struct type, name)
#define TWO(type, name, other) FIELD(type, name), .beside = offsetof(struct type, other)

static const struct project_key member_keys[] = {
	{ "path", PROJECT_PATTERN, TWO(project_member_pattern, path, at), .required = true,
	  .about = "a PCRE2 pattern of paths, with named groups: host, set, role, port, environment" },
	{ 0 },
};

#define DEPLOYMENT(name) FIELD(project_deployment, name)

static const struct project_key client_keys[] = {
	{ "authenticate", PROJECT_BOOL, DEPLOYMENT(clients_authenticate), .about = "all of them give a user and a password" },
	{ "tls", PROJECT_BOOL, DEPLOYMENT(clients_tls), .about = "all of them speak TLS" },
	{ 0 },
};

static const struct project_key deployment_keys[] = {
	{ "files", PROJECT_GLOBS, DEPLOYMENT(files),
	  .about = "its members' configs; without it, those whose path has the deployment's name as its set" },
	{ "kind", PROJECT_ORDINAL, kinds, DEPLOYMENT(kind), .about = "what the configs make up together" },
	{ "hosts", PROJECT_ORDINAL, hosts, DEPLOYMENT(many_hosts), .about = "do its members run on one host, or on many?" },
	{ "procedure", PROJECT_WORD, project_procedures, DEPLOYMENT(procedure),
	  .about = "a change that is under way: its neighbouring states are fine beside each other" },
	{ "replica-set-config", PROJECT_PATHS, DEPLOYMENT(rs_config), .about = "exports of rs.conf()" },
	{ "replica-set-status", PROJECT_PATHS, DEPLOYMENT(rs_status), .about = "exports of rs.status()" },
	{ "users", PROJECT_BOOL, DEPLOYMENT(users), .about = "have users been created?" },
	{ "clients", PROJECT_MAPPING, .keys = client_keys, .about = "what its clients can do" },
	{ 0 },
};

static const struct project_key override_keys[] = {
	{ "files", PROJECT_GLOBS, FIELD(project_override, files), .required = true, .about = "which files this is about" },
	{ "server-version", PROJECT_VERSION, FIELD(project_override, server), .about = "the release that these servers run" },
	{ "edition", PROJECT_BIT, editions, FIELD(project_override, edition), .about = "whose build these servers are" },
	{ "binary", PROJECT_BIT, binaries, FIELD(project_override, binary), .about = "which program reads these files" },
	{ "read-as", PROJECT_READ_AS, FIELD(project_override, read_as),
	  .about = "what these files are: a config, a manifest that holds some, a template of this language; none: not to be read" },
	{ "rules", PROJECT_RULES, TWO(project_override, severities, severity_count),
	  .about = "how severe rules and groups of rules are here" },
	{ 0 },
};

const struct project_key project_keys[] = {
	{ "server-version", PROJECT_VERSION, FIELD(project, server), .about = "the release that the servers run" },
	{ "edition", PROJECT_BIT, editions, FIELD(project, edition), .about = "whose build the servers are" },
	{ "files", PROJECT_GLOBS, FIELD(project, files), .about = "the configs of the fleet; what lint reads without a PATH" },
	{ "members", PROJECT_LIST, .keys = member_keys, TWO(project, members, member_count),
	  .size = sizeof(struct project_member_pattern), .about = "how a path names its member; the first that matches counts" },
	{ "key-file-root", PROJECT_ROOT, TWO(project, key_file_root, key_file_root_at),
	  .about = "the folder below which the keyfiles' absolute paths lie in this repository" },
	{ "inventory", PROJECT_PATHS, FIELD(project, inventories), .about = "Ansible inventories and Compose files" },
	{ "deployments", PROJECT_MAP, .keys = deployment_keys, TWO(project, deployments, deployment_count),
	  .size = sizeof(struct project_deployment), .about = "the replica sets and clusters, by name" },
	{ "overrides", PROJECT_LIST, .keys = override_keys, TWO(project, overrides, override_count),
	  .size = sizeof(struct project_override), .about = "what is different for some files; the last that matches wins" },
	{ "rules", PROJECT_RULES, TWO(project, severities, severity_count), .about = "how severe rules and groups of rules are" },
	{ "fail-on", PROJECT_WORD, fail_on, FIELD(project, fail_on), .about = "from which severity on lint exits with 1" },
	{ 0 },
};

const char *const *project_choices(const struct project_key *key)
{
	return key->value == PROJECT_READ_AS ? parts_words() : key->choices;
}
