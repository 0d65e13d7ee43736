/* Makes a folder with a fleet in it, to measure a run of lint over it: SETS replica sets of MEMBERS members, and
 * a project file.
 *
 *     bench/fleet [-f] [-k] [-s BYTES] [-e N] [-o N] FOLDER SETS MEMBERS
 *
 *     -f        flat: all configs in one folder, instead of a folder for each host
 *     -k        without keyfiles; else each host has the one of its set
 *     -s BYTES  configs of this size, half of it comments and half a filter of the audit log, as what is long in
 *               configs; else of 1 KB, as the servers' packages bring them
 *     -e N      something is wrong with every Nth config, by turns of three kinds; else with none
 *     -o N      there are N manifests of other services for each config, in a folder each, as in a repository of all that a
 *               company runs; else none
 *
 * The folder must be new. Prints the paths of configs and keyfiles below it, a line each. The same arguments make the
 * same bytes. The keys are worth nothing. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_MAX = 1 << 20, PATH_MAX_LEN = 4096, KEY_LENGTH = 756, KEY_TEXT = 1024, KEY_LINE = 64 };

struct choice {
	bool flat, keyfiles;
	size_t size;
	unsigned wrong;       /* every so manieth */
	unsigned others;      /* for each */
};

static const char project_of_folders[] =
	"server-version: \"7.0\"\n"
	"files: [\"hosts/*/etc/mongod.conf\"]\n"
	"members:\n"
	"  - path: '^hosts/(?<host>(?<set>rs[0-9]+)-[0-9]+)/etc/mongod\\.conf$'\n";

static const char project_of_files[] =
	"server-version: \"7.0\"\n"
	"files: [\"mongod-*.conf\"]\n"
	"members:\n"
	"  - path: '^mongod-(?<host>(?<set>rs[0-9]+)-[0-9]+)\\.conf$'\n";

static const char project_keys_in_folders[] = "key-file-root: 'hosts/{host}/rootfs'\n";
static const char project_keys_beside[] = "key-file-root: 'keys/{host}'\n";

static const char other_begins[] =
	"apiVersion: apps/v1\n"
	"kind: Deployment\n"
	"metadata:\n"
	"  name: service-%u\n"
	"  namespace: team-%u\n"
	"  labels:\n"
	"    app.kubernetes.io/name: service-%u\n"
	"spec:\n"
	"  replicas: 3\n"
	"  selector:\n"
	"    matchLabels: { app.kubernetes.io/name: service-%u }\n"
	"  template:\n"
	"    metadata:\n"
	"      labels: { app.kubernetes.io/name: service-%u }\n"
	"    spec:\n"
	"      containers:\n"
	"        - name: main\n"
	"          image: registry.example.net/service:1.%u\n"
	"          ports: [{ containerPort: 8080 }]\n"
	"          resources:\n"
	"            requests: { cpu: 100m, memory: 128Mi }\n"
	"          env:\n";
static const char other_variable[] =
	"            - name: SETTING_%u\n"
	"              value: \"%u\"\n";
static const char other_ends[] =
	"---\n"
	"apiVersion: v1\n"
	"kind: Service\n"
	"metadata: { name: service-%u }\n"
	"spec:\n"
	"  selector: { app.kubernetes.io/name: service-%u }\n"
	"  ports: [{ port: 80, targetPort: 8080 }]\n";

static const char config[] =
	"# mongod.conf of %s\n"
	"# Every option is described in the manual, under Configuration File Options:\n"
	"#   https://docs.example.net/reference/configuration-options/\n"
	"\n"
	"# Where the data lies, and how it is kept.\n"
	"storage:\n"
	"  dbPath: /var/lib/mongodb\n"
	"  directoryPerDB: true\n"
	"#  engine:\n"
	"#  inMemory:\n"
	"  wiredTiger:\n"
	"    engineConfig:\n"
	"      cacheSizeGB: %u\n"
	"\n"
	"# Where the log goes.\n"
	"systemLog:\n"
	"  destination: file\n"
	"  logAppend: true\n"
	"  logRotate: reopen\n"
	"  path: /var/log/mongodb/mongod.log\n"
	"\n"
	"# Network interfaces\n"
	"net:\n"
	"  port: 27017\n"
	"  bindIp: 127.0.0.1,%s.db.example.net\n"
	"\n"
	"# How the process runs; started by systemd, which waits for the fork\n"
	"processManagement:\n"
	"  fork: true\n"
	"  pidFilePath: /var/run/mongodb/mongod.pid\n"
	"  timeZoneInfo: /usr/share/zoneinfo\n"
	"\n"
	"# Members prove to each other who they are with the same keyfile.\n"
	"security:\n"
	"  authorization: enabled\n"
	"  keyFile: /etc/mongodb/keyfile\n"
	"\n"
	"#operationProfiling:\n"
	"\n"
	"replication:\n"
	"  replSetName: %s\n"
	"  oplogSizeMB: 10240\n"
	"\n"
	"#sharding:\n"
	"\n"
	"## Options of the Enterprise edition:\n"
	"\n"
	"#auditLog:\n"
	"\n"
	"#snmp:\n";

/* What people write beside that: why, and what else there would be. */
static const char *const remarks[] = {
	"\n# Changed on %u August, when the second data centre came; see the ticket for why and for what was measured before.\n",
	"#  commitIntervalMs: %u\n#  journalCompressor: snappy\n#  maxCacheOverflowFileSizeGB: 0\n",
	"# The %u hosts of this rack have the same disks, so the same numbers hold; those of the other rack have more memory.\n",
	"#setParameter:\n#  cursorTimeoutMillis: %u\n#  ttlMonitorSleepSecs: 60\n#  diagnosticDataCollectionEnabled: true\n",
	"# Ask the database team before this is set higher than %u: \"it was fast on my machine\" is no reason, and a restart is\n"
	"# needed on every member, one by one, the primary last.\n",
};

/* And settings that only a long config has. */
static const char parameters[] =
	"\nsetParameter:\n"
	"  cursorTimeoutMillis: 600000\n"
	"  diagnosticDataCollectionDirectorySizeMB: 200\n"
	"  internalQueryMaxBlockingSortMemoryUsageBytes: 104857600\n"
	"  localLogicalSessionTimeoutMinutes: 30\n"
	"  logicalSessionRefreshMillis: 300000\n"
	"  notablescan: false\n"
	"  transactionLifetimeLimitSeconds: 60\n"
	"  ttlMonitorEnabled: true\n"
	"  ttlMonitorSleepSecs: 60\n";

static const char audit[] =
	"\nauditLog:\n"
	"  destination: file\n"
	"  format: BSON\n"
	"  path: /var/log/mongodb/audit.bson\n"
	"  filter: '{ \"atype\": \"authCheck\", \"param.command\": { \"$in\": [ \"insert\", \"delete\" ] }, \"users.user\": { \"$in\": [\n";

/* What is wrong with a config: a word of it, and what stands there instead. */
static const struct {
	const char *word, *instead;
} mistakes[] = {
	{ "  logAppend: true\n", "  logApend: true\n" },          /* no such option */
	{ "  authorization: enabled\n", "  authorization: on\n" }, /* no such value */
	{ "  port: 27017\n", "  port: 127017\n" },                /* no such port */
};

static void die(const char *what)
{
	fprintf(stderr, "fleet: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* Every folder on the way to `path`. */
static void make_folders(const char *path)
{
	char folder[PATH_MAX_LEN];
	snprintf(folder, sizeof folder, "%s", path);
	for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(folder, 0777) < 0 && errno != EEXIST)
			die(folder);
		*slash = '/';
	}
}

static void write_file(const char *path, const char *text, mode_t mode)
{
	make_folders(path);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, mode);
	size_t len = strlen(text);
	if (fd < 0 || write(fd, text, len) != (ssize_t)len || close(fd) < 0)
		die(path);
}

/* As `openssl rand -base64` writes it, from a generator that is good for nothing else. */
static void make_key(uint64_t seed, char *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint64_t state = seed * 0x9e3779b97f4a7c15u + 1;
	for (unsigned i = 0; i < KEY_LENGTH; i++) {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		*out++ = digits[state >> 58];
		if (i % KEY_LINE == KEY_LINE - 1)
			*out++ = '\n';
	}
	memcpy(out, "\n", 2);
}

static void replace(char *text, const char *word, const char *instead)
{
	char *at = strstr(text, word);
	size_t tail = strlen(at + strlen(word)) + 1;
	memmove(at + strlen(instead), at + strlen(word), tail);
	memcpy(at, instead, strlen(instead));
}

static void make_long(char *text, size_t len, size_t size)
{
	for (unsigned i = 0; len < size / 2; i++)
		len += (size_t)snprintf(text + len, TEXT_MAX - len, remarks[i % (sizeof remarks / sizeof *remarks)], i + 1);
	len += (size_t)snprintf(text + len, TEXT_MAX - len, "%s%s", parameters, audit);
	for (unsigned i = 0; len < size; i++)
		len += (size_t)snprintf(text + len, TEXT_MAX - len, "    \"user%05u\", \"service%05u\",\n", i, i);
	snprintf(text + len, TEXT_MAX - len, "    \"admin\" ] } }'\n");
}

/* The config of the `index`th host. */
static void make_text(char *text, unsigned index, unsigned set_index, const char *host, const char *set, const struct choice *choice)
{
	size_t len = (size_t)snprintf(text, TEXT_MAX, config, host, 4 + set_index % 8, host, set);
	if (choice->size > len)
		make_long(text, len, choice->size);
	if (choice->wrong && index % choice->wrong == choice->wrong - 1) {
		unsigned kind = index / choice->wrong % (sizeof mistakes / sizeof *mistakes);
		replace(text, mistakes[kind].word, mistakes[kind].instead);
	}
}

/* A manifest of a service that has nothing to do with the fleet. */
static void make_other(const char *root, unsigned index)
{
	char path[PATH_MAX_LEN], text[KEY_TEXT * 4];
	size_t len = (size_t)snprintf(text, sizeof text, other_begins, index, index % 50, index, index, index, index % 90);
	for (unsigned i = 0; i < 5 + index % 30; i++)
		len += (size_t)snprintf(text + len, sizeof text - len, other_variable, i, index * 7919 + i);
	snprintf(text + len, sizeof text - len, other_ends, index, index);
	snprintf(path, sizeof path, "%s/services/team%u/service%u/deployment.yaml", root, index % 50, index);
	write_file(path, text, 0666);
}

static void make_fleet(const char *root, unsigned sets, unsigned members, const struct choice *choice)
{
	static char text[TEXT_MAX];
	char path[PATH_MAX_LEN], key[KEY_TEXT], set[32], host[64];
	for (unsigned s = 0; s < sets; s++) {
		snprintf(set, sizeof set, "rs%05u", s);
		make_key(s + 1, key);
		for (unsigned m = 0; m < members; m++) {
			snprintf(host, sizeof host, "%s-%u", set, m);
			make_text(text, s * members + m, s, host, set, choice);
			snprintf(path, sizeof path, choice->flat ? "%s/mongod-%s.conf" : "%s/hosts/%s/etc/mongod.conf", root, host);
			write_file(path, text, 0666);
			printf("%s\n", path + strlen(root) + 1);
			for (unsigned i = 0; i < choice->others; i++)
				make_other(root, (s * members + m) * choice->others + i);
			snprintf(path, sizeof path, choice->flat ? "%s/keys/%s/etc/mongodb/keyfile"
				 : "%s/hosts/%s/rootfs/etc/mongodb/keyfile", root, host);
			if (choice->keyfiles) {
				write_file(path, key, 0400);
				printf("%s\n", path + strlen(root) + 1);
			}
		}
	}
}

int main(int argc, char **argv)
{
	struct choice choice = { .keyfiles = true };
	char path[PATH_MAX_LEN], text[KEY_TEXT];
	for (int flag; (flag = getopt(argc, argv, "fks:e:o:")) != -1;) {
		switch (flag) {
		case 'f': choice.flat = true; break;
		case 'k': choice.keyfiles = false; break;
		case 's': choice.size = strtoul(optarg, NULL, 10); break;
		case 'e': choice.wrong = (unsigned)atoi(optarg); break;
		case 'o': choice.others = (unsigned)atoi(optarg); break;
		default: return 2;
		}
	}
	if (argc - optind != 3 || choice.size > TEXT_MAX / 2) {
		fprintf(stderr, "usage: fleet [-f] [-k] [-s BYTES] [-e N] [-o N] FOLDER SETS MEMBERS\n");
		return 2;
	}
	const char *root = argv[optind];
	if (mkdir(root, 0777) < 0)
		die(root);
	snprintf(path, sizeof path, "%s/.mongoconf.yaml", root);
	snprintf(text, sizeof text, "%s%s%s", choice.size ? "edition: enterprise\n" : "", choice.flat ? project_of_files : project_of_folders,
		 !choice.keyfiles ? "" : choice.flat ? project_keys_beside : project_keys_in_folders);
	write_file(path, text, 0666);
	make_fleet(root, (unsigned)atoi(argv[optind + 1]), (unsigned)atoi(argv[optind + 2]), &choice);
	return 0;
}
