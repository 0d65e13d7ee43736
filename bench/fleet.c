/* Makes a folder with a fleet in it, to measure a run of lint over it: SETS replica sets of MEMBERS members,
 * a folder for each host with a config of about 1 KB and the set's keyfile, and a project file.
 *
 *     bench/fleet FOLDER SETS MEMBERS
 *
 * The folder must be new. Nothing is wrong with the fleet; the same arguments make the same bytes. The keys
 * are worth nothing. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_MAX = 4096, PATH_MAX_LEN = 4096, KEY_LENGTH = 756, KEY_LINE = 64 };

static const char project[] =
	"server-version: \"7.0\"\n"
	"files: [\"hosts/*/etc/mongod.conf\"]\n"
	"members:\n"
	"  - path: '^hosts/(?<host>(?<set>rs[0-9]+)-[0-9]+)/etc/mongod\\.conf$'\n"
	"key-file-root: 'hosts/{host}/rootfs'\n";

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

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: fleet FOLDER SETS MEMBERS\n");
		return 2;
	}
	const char *root = argv[1];
	unsigned sets = (unsigned)atoi(argv[2]), members = (unsigned)atoi(argv[3]);
	char path[PATH_MAX_LEN], text[TEXT_MAX], key[TEXT_MAX], set[32], host[64];
	if (mkdir(root, 0777) < 0)
		die(root);
	snprintf(path, sizeof path, "%s/.mongoconf.yaml", root);
	write_file(path, project, 0666);
	for (unsigned s = 0; s < sets; s++) {
		snprintf(set, sizeof set, "rs%04u", s);
		make_key(s + 1, key);
		for (unsigned m = 0; m < members; m++) {
			snprintf(host, sizeof host, "%s-%u", set, m);
			snprintf(text, sizeof text, config, host, 4 + s % 8, host, set);
			snprintf(path, sizeof path, "%s/hosts/%s/etc/mongod.conf", root, host);
			write_file(path, text, 0666);
			snprintf(path, sizeof path, "%s/hosts/%s/rootfs/etc/mongodb/keyfile", root, host);
			write_file(path, key, 0400);
		}
	}
	return 0;
}
