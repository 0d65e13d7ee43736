#include "cli/cli.h"

#define BOOL(name, field, help) { name, FLAG_BOOL, NULL, help, offsetof(struct flags, field), 0, NULL }
#define WORDS(name, argument, field, help) { name, FLAG_WORDS, argument, help, offsetof(struct flags, field), 0, NULL }
#define TEXT(name, argument, field, help) { name, FLAG_TEXT, argument, help, offsetof(struct flags, field), 0, NULL }
/* A text, where `values` (see completion.h) says what shells offer for it, and the argument does not. */
#define ONE_OF(name, argument, values, field, help) \
	{ name, FLAG_TEXT, argument, help, offsetof(struct flags, field), 0, values }

static const struct flag common[] = {
	BOOL("help", help, "this text"),
	BOOL("quiet", quiet, "say nothing but findings and errors"),
	BOOL("verbose", verbose, "say also what was assumed, and why"),
	TEXT("project", "FILE", project, "the project file, instead of the nearest .mongoconf.yaml"),
	BOOL("no-project", no_project, "read no project file, and no more than is named"),
	ONE_OF("color", "WHEN", "auto|always|never", color, "auto (default), always or never; NO_COLOR and CLICOLOR_FORCE are honoured"),
	{ 0 },
};

static const struct flag reporting[] = {
	ONE_OF("format", "NAME", "FORMAT", format, "the form of the report: text (default), or one of mongoconf list formats"),
	TEXT("output", "FILE", output, "write the report to FILE instead of standard output"),
	TEXT("fail-on", "SEVERITY", fail_on, "exit 1 from this severity on: error (default), warning, info, never"),
	TEXT("baseline", "FILE", baseline, "the findings that are accepted, instead of the nearest .mongoconf-baseline.json"),
	BOOL("no-suppress", no_suppress, "show findings too that comments in the configs, or the baseline, set aside"),
	TEXT("stdin-filename", "NAME", stdin_filename, "what to call standard input (-)"),
	{ 0 },
};

/* Of those that read thousands of files. */
static const struct flag hurrying[] = {
	TEXT("jobs", "N", jobs, "read so many files at a time (default: as many as there are processors)"),
	{ 0 },
};

/* Of reports that are there. */
static const struct flag merging[] = {
	ONE_OF("format", "NAME", "FORMAT", format, "the form of the report: text (default), or one of mongoconf list formats but html"),
	TEXT("output", "FILE", output, "write the report to FILE instead of standard output"),
	{ 0 },
};

static const struct flag narrowing[] = {
	TEXT("diff-base", "REV", diff_base, "report only what is on lines that changed since this commit; all files are judged"),
	TEXT("shard", "I/N", shard, "judge only part I of N, by deployment; mongoconf merge puts the reports in JSON together"),
	{ 0 },
};

static const struct flag reading[] = {
	ONE_OF("select", "NAME,...", "RULE,...", select, "only these rules, groups or sets (cis, stig)"),
	ONE_OF("ignore", "NAME,...", "RULE,...", ignore, "all but these rules or groups"),
	TEXT("server-version", "X.Y", server_version, "the server's version, where a rule depends on it"),
	ONE_OF("edition", "NAME", "EDITION", edition, "community (default with --server-version), enterprise or percona"),
	ONE_OF("binary", "NAME", "BINARY", binary, "mongod or mongos; else told from each file's name and content"),
	ONE_OF("config-expand", "WORDS", "none|rest|exec,...", config_expand, "the server's --configExpand: none (default), or rest, exec or both with a comma"),
	TEXT("key-file-root", "DIR", key_file_root, "keyfiles lie below DIR: /etc/key is DIR/etc/key"),
	BOOL("on-host", on_host, "keyfiles are looked for on this host"),
	WORDS("inventory", "FILE", inventory, "an Ansible inventory, a Compose file, or an export of rs.conf() or rs.status()"),
	BOOL("trust-paths", trust_paths, "follow paths and links that lead out of the repository"),
	{ 0 },
};

/* Of those that take single files. */
static const struct flag picking[] = {
	TEXT("part", "LABEL", part, "of a manifest with several configs, only the one of this label, as lint --verbose prints it"),
	TEXT("stdin-filename", "NAME", stdin_filename, "what to call standard input (-)"),
	{ 0 },
};

static const struct flag fixing[] = {
	BOOL("unsafe", unsafe, "do also the fixes that are only likely right: look at the diff"),
	ONE_OF("rule", "NAME,...", "RULE,...", rule, "do only the fixes of these rules or groups"),
	{ 0 },
};

/* Of all that change files, rollout apply too. */
static const struct flag changing[] = {
	BOOL("check", check, "write nothing; exit 1 when a file would change"),
	BOOL("diff", diff, "print the change as a unified diff (with --check: instead of writing)"),
	{ "backup", FLAG_MAYBE, "SUFFIX", "keep the old file beside the new one; SUFFIX is .bak",
	  offsetof(struct flags, backup), offsetof(struct flags, backup_suffix), NULL },
	BOOL("in-place", in_place, "write into the files instead of replacing them: for mounted ones, and those with hard links"),
	BOOL("no-follow", no_follow, "refuse symbolic links, instead of changing what they lead to"),
	BOOL("allow-owner-change", allow_owner_change, "where owner or group can't be kept, let the file become yours"),
	{ 0 },
};

static const struct flag writing[] = {
	BOOL("stdout", to_stdout, "print the result of the one file instead of writing it"),
	BOOL("force", force, "change files also when members of one set would be cut off from each other"),
	{ 0 },
};

/* Parameters of transforms that procedures take, too. */
static const struct flag filling[] = {
	TEXT("key-file", "PATH", with.key_file, "add-keyfile, enter-transition: the keyfile's absolute path on the server's host"),
	TEXT("certificate-key-file", "PATH", with.certificate_key_file, "set-tls-mode: the certificate with its key, where none is set"),
	TEXT("ca-file", "PATH", with.ca_file, "set-tls-mode, set-cluster-auth-mode: the CA's certificates, where none are set"),
	TEXT("cluster-file", "PATH", with.cluster_file, "the same two: the certificate for other members, where none is set"),
	{ 0 },
};

static const struct flag transforming[] = {
	BOOL("replace", with.replace, "add-keyfile: take the place of another keyFile"),
	TEXT("bind-ip", "ADDRESS,...", with.bind_ip, "ensure-bindIp: the addresses"),
	ONE_OF("cluster-auth-mode", "MODE", "security.clusterAuthMode", with.cluster_auth_mode, "set-cluster-auth-mode: keyFile, sendKeyFile, sendX509 or x509"),
	ONE_OF("tls-mode", "MODE", "net.tls.mode", with.tls_mode, "set-tls-mode: disabled, allowTLS, preferTLS or requireTLS"),
	TEXT("dn", "DN", with.dn, "set-dn-override: the name, such as O=Shop,OU=Servers"),
	TEXT("x509-override", "JSON", with.x509_override, "set-x509-override: an object with attributes or extensionValue"),
	TEXT("from-keyfile", "FILE", with.from_keyfile, "keyfile-add-key: the keyfile that has the new key, and no other"),
	TEXT("key-id", "ID", with.key_id, "keyfile-drop-key: the eight digits that keyfile check prints of the key"),
	BOOL("normalise", with.normalise, "keyfile-add-key, keyfile-drop-key: write anew what a server reads otherwise than it looks"),
	TEXT("to", "X.Y", with.release, "upgrade: the release that the config is for"),
	ONE_OF("edition", "NAME", "EDITION", with.edition, "upgrade: community (default), enterprise or percona"),
	ONE_OF("binary", "NAME", "BINARY", with.binary, "upgrade: mongod or mongos; else told from each file's name and content"),
	TEXT("server-version", "X.Y", server_version, "refuse what a server of this version does not know"),
	{ 0 },
};

static const struct flag showing[] = {
	ONE_OF("format", "NAME", "yaml|json", format, "yaml (default) or json"),
	BOOL("origin", origin, "say which line each value comes from"),
	TEXT("server-version", "X.Y", server_version, "the server's version; else the newest that is known"),
	ONE_OF("edition", "NAME", "EDITION", edition, "community (default with --server-version), enterprise or percona"),
	ONE_OF("binary", "NAME", "BINARY", binary, "mongod or mongos; else told from each file's name and content"),
	{ 0 },
};

static const struct flag keyfiles[] = {
	TEXT("bytes", "N", bytes, "create: how many random bytes, 32 to 768 (default 756, which are 1008 characters)"),
	TEXT("phase", "1|2", phase, "rotate: 1 adds the new key, 2 drops the old one; else told from the files"),
	BOOL("check", check, "rotate: write nothing; exit 1 when a file would change"),
	BOOL("in-place", in_place, "rotate: write into the files instead of replacing them: for mounted ones, and those with hard links"),
	BOOL("no-follow", no_follow, "rotate: refuse symbolic links, instead of changing what they lead to"),
	ONE_OF("format", "NAME", "FORMAT", format, "check: text (default), or one of mongoconf list formats"),
	TEXT("output", "FILE", output, "check: write the report to FILE instead of standard output"),
	ONE_OF("select", "NAME,...", "RULE,...", select, "check: only these rules"),
	ONE_OF("ignore", "NAME,...", "RULE,...", ignore, "check: all but these rules"),
	TEXT("fail-on", "SEVERITY", fail_on, "check: exit 1 from this severity on: error (default), warning, info, never"),
	TEXT("server-version", "X.Y", server_version, "the version of the servers that read it"),
	ONE_OF("edition", "NAME", "EDITION", edition, "community (default with --server-version), enterprise or percona"),
	ONE_OF("binary", "NAME", "BINARY", binary, "mongod or mongos; else told from each config's name and content"),
	TEXT("key-file-root", "DIR", key_file_root, "check: the keyfiles of configs lie below DIR: /etc/key is DIR/etc/key"),
	BOOL("on-host", on_host, "check: the keyfiles are those of this host: modes and owners count"),
	WORDS("inventory", "FILE", inventory, "check: an Ansible inventory, a Compose file, or an export of rs.conf() or rs.status()"),
	BOOL("trust-paths", trust_paths, "follow paths and links that lead out of the repository"),
	{ 0 },
};

/* Of the parts of rollout. */
static const struct flag rolling[] = {
	TEXT("from", "DIR", from, "check: the tree of configs that the servers run with"),
	TEXT("from-git", "REV", from_git, "check: the same, as a commit of git has it"),
	TEXT("to", "DIR", to_tree, "check: the tree that they will run with; with --from-git: the current folder"),
	TEXT("order", "NAME,...", order, "check: the order in which the members restart, instead of any"),
	TEXT("batch", "N", batch, "check: so many restart at a time (default 1)"),
	BOOL("all-at-once", all_at_once, "check, apply: all are stopped before the first is started again"),
	TEXT("phase", "next|N", phase, "apply: which phase; next is the first that is not done and changes files"),
	ONE_OF("format", "NAME", "text|json|markdown", format, "text (default) or json; of status and plan also markdown"),
	TEXT("output", "FILE", output, "write the report to FILE instead of standard output"),
	TEXT("fail-on", "SEVERITY", fail_on, "exit 1 from this severity on: error (default), warning, info, never"),
	TEXT("server-version", "X.Y", server_version, "the servers' version, where no project file says it"),
	ONE_OF("edition", "NAME", "EDITION", edition, "community (default with --server-version), enterprise or percona"),
	ONE_OF("binary", "NAME", "BINARY", binary, "mongod or mongos; else told from each file's name and content"),
	TEXT("key-file-root", "DIR", key_file_root, "keyfiles lie below DIR: /etc/key is DIR/etc/key"),
	BOOL("on-host", on_host, "keyfiles are looked for on this host"),
	WORDS("inventory", "FILE", inventory, "an Ansible inventory, a Compose file, or an export of rs.conf() or rs.status()"),
	BOOL("trust-paths", trust_paths, "follow paths and links that lead out of the repository"),
	{ 0 },
};

static const struct flag accepting[] = {
	BOOL("check", check, "write nothing; exit 1 when the baseline would change"),
	BOOL("prune", prune, "accept nothing new: only take out what is not there any more"),
	TEXT("baseline", "FILE", baseline, "write FILE, instead of the nearest .mongoconf-baseline.json"),
	{ 0 },
};

static const struct flag recovering[] = {
	BOOL("check", check, "change nothing; say what is pending, and exit 5 when anything is"),
	{ 0 },
};

/* Which server a question is about. */
static const struct flag asking[] = {
	TEXT("server-version", "X.Y", server_version, "ask about servers of this version"),
	ONE_OF("edition", "NAME", "EDITION", edition, "community (default with --server-version), enterprise or percona"),
	ONE_OF("binary", "NAME", "BINARY", binary, "mongod or mongos; else both"),
	{ 0 },
};

static const struct flag explaining[] = {
	ONE_OF("format", "NAME", "text|json", format, "text (default) or json"),
	{ 0 },
};

static const struct flag listing[] = {
	ONE_OF("format", "NAME", "text|json|man", format, "text (default) or json; of rules and transforms also man, their manual pages"),
	{ 0 },
};

static const struct flag keeping[] = {
	TEXT("output", "FILE", output, "write it to FILE instead of standard output"),
	{ 0 },
};

#define FLAGS(...) (const struct flag *const[]){ __VA_ARGS__, NULL }

const struct verb verb_table[] = {
	{
		.name = "lint", .synopsis = "[PATH...]", .reads = true, .run = cmd_lint,
		.title = "find what stops a server or breaks a replica set",
		.about = "Reads every config below PATH (default: those of the project file, else the current folder; - is standard "
			 "input) and reports what a server would refuse, what breaks the set that the files make up together, "
			 "and what is likely a mistake. Where single files are named, the others of their fleet are read too, "
			 "and what does not touch the named ones is not reported.",
		.example = "mongoconf lint hosts/",
		.flags = FLAGS(reporting, narrowing, reading, hurrying, common),
	},
	{
		.name = "merge", .synopsis = "REPORT...", .arguments = "FILE...", .reads = true, .run = cmd_merge,
		.title = "make one report of those of several machines",
		.about = "Reads the reports that lint --shard 1/N to N/N wrote with --format json, and writes the one that lint without "
			 "--shard would have written, in any format but html, with its exit status. All N reports must be there, each once, of one "
			 "run: the same version, flags and files. The configs need not be there.",
		.example = "mongoconf merge --format sarif --output mongoconf.sarif shard-*.json",
		.flags = FLAGS(merging, common),
	},
	{
		.name = "baseline", .synopsis = "[PATH...]", .run = cmd_baseline,
		.title = "accept the findings of today, so that only new ones count",
		.about = "Lints, and writes what it finds to .mongoconf-baseline.json beside the project file, or at the root of the git "
			 "work tree. From then on lint counts these findings and does not report them. An entry is known by rule, "
			 "file, option and value, not by its line. Entries whose finding is gone are taken out; lint tells of them.",
		.example = "mongoconf baseline hosts/",
		.flags = FLAGS(accepting, reading, hurrying, common),
	},
	{
		.name = "fix", .synopsis = "[PATH...]", .run = cmd_fix,
		.title = "mend what lint finds, where that is safe",
		.about = "Reads and judges files as lint does, makes the safe fixes of its findings in place, and judges again, until "
			 "there is nothing left to fix. Says what was fixed, and reports what is left. Each step is proven before it counts: no "
			 "other option changes, no fixed finding stays, none that was not there comes. All files are written, or none.",
		.example = "mongoconf fix --check --diff hosts/",
		.flags = FLAGS(fixing, reporting, reading, changing, writing, hurrying, common),
	},
	{
		.name = "apply", .synopsis = "TRANSFORM[,TRANSFORM...] PATH...", .run = cmd_apply,
		.title = "rewrite configs in place by named transforms",
		.about = "Applies the transforms, in the order given, to every file. Nothing is written before all results are "
			 "computed and proven; a refusal leaves every file as it was. `mongoconf list transforms` names them.",
		.example = "mongoconf apply add-keyfile,enable-transition --key-file /etc/mongodb/keyfile --diff hosts/*/mongod.conf",
		.flags = FLAGS(filling, transforming, changing, writing, hurrying, picking, common),
	},
	{
		.name = "get", .synopsis = "OPTION PATH...", .reads = true, .run = cmd_get,
		.title = "print the value of an option",
		.about = "Prints the value of OPTION (a dotted path) of each file, in whatever spelling it is written there; exits 1 "
			 "when a file does not set it. A section prints all options in it.",
		.example = "mongoconf get replication.replSetName hosts/*/mongod.conf",
		.flags = FLAGS(picking, common),
	},
	{
		.name = "set", .synopsis = "OPTION=VALUE... PATH...", .run = cmd_set,
		.title = "set options",
		.about = "Sets each OPTION (a dotted path) to VALUE, under the same laws as a transform.",
		.example = "mongoconf set net.port=27018 mongod.conf",
		.flags = FLAGS(changing, writing, hurrying, picking, common),
	},
	{
		.name = "unset", .synopsis = "OPTION... PATH...", .run = cmd_unset,
		.title = "remove options",
		.about = "Removes each OPTION (a dotted path; a section stands for all options in it), under the same laws as a "
			 "transform. What names no option or section is a PATH.",
		.example = "mongoconf unset security.transitionToAuth mongod.conf",
		.flags = FLAGS(changing, writing, hurrying, picking, common),
	},
	{
		.name = "show", .synopsis = "PATH...", .reads = true, .run = cmd_show,
		.title = "print the options as the server reads them",
		.about = "Prints what a server is left with when it has read the file, as its own --outputConfig does: nested, typed, "
			 "under the names of its release, without defaults. Says on standard error what it does not read and what it "
			 "refuses, and exits 1 when it refuses anything. Of several files, JSON is one object each: {\"file\", \"options\"}.",
		.example = "mongoconf show --server-version 7.0 --origin mongod.conf",
		.flags = FLAGS(showing, picking, common),
	},
	{
		.name = "keyfile", .synopsis = "check|create|rotate PATH...", .run = cmd_keyfile,
		.title = "look at keyfiles, make one, rotate their key",
		.about = "check: what a server makes of each keyfile, and what is wrong with it; PATHs are keyfiles, or configs, whose "
			 "keyfiles are then looked for on this host or below a root. create: a keyfile with a new key, of mode "
			 "0400, and never over a file that is there. rotate: one phase of a rotation (old, then old and new, then "
			 "new) on the keyfiles of all members, which must hold the same keys; all files change, or none. Keys are "
			 "never printed; eight digits of their SHA-256 tell them apart.",
		.example = "mongoconf keyfile check --on-host /etc/mongodb/keyfile",
		.flags = FLAGS(keyfiles, common),
	},
	{
		.name = "rollout", .synopsis = "check --from A --to B | status|plan|apply PROCEDURE [PATH...]", .run = cmd_rollout,
		.title = "change a fleet without downtime: check a change, follow a procedure",
		.about = "check: looks at two trees of configs, as they run (--from, or --from-git) and as they will (--to), and says whether every mixture of both that "
			 "comes up while members restart one by one works: safe (in any order), ordered (in the order that it prints), "
			 "warn, unsafe, or refuse (a server would not start). With the reasons, and the lines of both files. "
			 "status: where each member stands in one of MongoDB's procedures, and what comes next; exits 1 when something "
			 "holds the fleet back. plan: what is left of the procedure: files, the order of restarts, commands to copy, "
			 "what to look at and what the files can't tell; with --format markdown a runbook for a change ticket. "
			 "apply: does one phase's edits on all files that it concerns, or on those that are named, all or none; refuses what "
			 "check would call unsafe; and says who restarts now, and what comes next.",
		.example = "mongoconf rollout check --from-git HEAD",
		.flags = FLAGS(rolling, filling, changing, hurrying, common),
	},
	{
		.name = "recover", .synopsis = "[PATH...]", .run = cmd_recover,
		.title = "finish or undo a rewrite that was interrupted",
		.about = "Looks in each PATH, a folder with all below it or a file (default: the current folder), for what a rewrite left "
			 "that was killed or cut off: finishes it where it had been decided, undoes it where it was being undone, and "
			 "removes temporary files. Files that were edited since are left alone, and said. While a rewrite is pending, "
			 "every other verb exits 5 at its files, and none changes them.",
		.example = "mongoconf recover /etc/mongod.conf",
		.flags = FLAGS(recovering, common),
	},
	{
		.name = "explain", .synopsis = "NAME", .arguments = "SUBJECT", .reads = true, .run = cmd_explain,
		.title = "tell about a rule, an option, a parameter, a transform or a procedure",
		.about = "What it means, why it matters, what the server does, with examples. NAME may also be a "
			 "section, a server parameter, an option's older name, or its name on the command line. With a server's "
			 "version, edition or binary, says whether that server takes it. Needs no network.",
		.example = "mongoconf explain net.tls.mode --server-version 4.0",
		.flags = FLAGS(explaining, asking, common),
	},
	{
		.name = "list", .synopsis = "rules|options|parameters|transforms|procedures|formats", .arguments = "TABLE", .reads = true, .run = cmd_list,
		.title = "tables of what there is",
		.about = "One line each, or as JSON all that is known. With a server's version, edition or binary, only the "
			 "options or parameters that this server takes.",
		.example = "mongoconf list options --server-version 4.4 --binary mongos",
		.flags = FLAGS(listing, asking, common),
	},
	{
		.name = "schema", .synopsis = "[project]", .reads = true, .run = cmd_schema,
		.title = "a JSON Schema of config files, for editors",
		.about = "Prints a JSON Schema (draft-07) of the configs that a server takes: of any server, or of the one that "
			 "the flags say. With `project`, that of the project file .mongoconf.yaml.",
		.example = "mongoconf schema --server-version 7.0 --output mongod.schema.json",
		.flags = FLAGS(asking, keeping, common),
	},
	{
		.name = "completions", .synopsis = "bash|zsh|fish", .reads = true, .run = cmd_completions,
		.title = "what a shell completes a command line with",
		.about = "Prints a script for the shell: it completes verbs, flags and their values, and the names of rules, "
			 "options, transforms and procedures. `make install` puts it where the shell looks for it.",
		.example = "mongoconf completions bash >>~/.bashrc",
		.flags = FLAGS(keeping, common),
	},
};
const unsigned verb_count = sizeof verb_table / sizeof *verb_table;
