#include "input/stranger.h"

#include "base/path.h"
#include "input/template.h"
#include "schema/ini.h"
#include "schema/option.h"

/* A key at the top of the file. */
struct key {
	struct str name;
	uint32_t at;
};

/* Nobody needs more of them to know what a file is. */
enum { KEYS_MAX = 48 };

struct keys {
	struct key at[KEYS_MAX];
	uint32_t count;
};

/* ---- the first line that says anything ---- */

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '$';
}

/* `name:` or `name =`, quoted or not. Returns the byte behind the name, : or = or 0. */
static char take_key(struct str line, struct str *name)
{
	uint32_t from = line.len && (line.at[0] == '"' || line.at[0] == '\''), to = from;
	while (to < line.len && is_word_byte(line.at[to]))
		to++;
	*name = str_sub(line, from, to);
	to += from;
	while (to < line.len && (line.at[to] == ' ' || line.at[to] == '\t'))
		to++;
	return name->len && to < line.len && (line.at[to] == ':' || line.at[to] == '=') ? line.at[to] : '\0';
}

static bool is_quiet(struct str line)
{
	return !line.len || line.at[0] == '#' || line.at[0] == '%' || str_starts(line, "---");
}

/* Where it begins; the end of the text where there is none. */
static uint32_t first_line(struct str text, struct str *line)
{
	uint32_t at = str_starts(text, "\xef\xbb\xbf") ? 3 : 0;
	while (at < text.len) {
		uint32_t end = str_find_char(text, '\n', at);
		end = end == STR_NONE ? text.len : end;
		*line = str_trim(str_sub(text, at, end));
		if (!is_quiet(*line))
			return at;
		at = end + 1;
	}
	*line = STR("");
	return text.len;
}

static bool is_known(struct str name)
{
	return option_is_section(name) || option_find_holder(name) != NULL;
}

/* ---- by its first bytes ---- */

static const struct {
	struct str bytes;
	const char *what;
} magics[] = {
	{ STR("\x89PNG"), "a PNG image" }, { STR("GIF8"), "a GIF image" }, { STR("\xff\xd8\xff"), "a JPEG image" },
	{ STR("%PDF-"), "a PDF document" }, { STR("\x7f" "ELF"), "a program" }, { STR("PK\x03\x04"), "a ZIP archive" },
	{ STR("\x1f\x8b"), "a compressed file (gzip)" }, { STR("BZh"), "a compressed file (bzip2)" },
	{ STR("\xfd" "7zXZ"), "a compressed file (xz)" }, { STR("SQLite format 3"), "an SQLite database" },
	{ STR("-----BEGIN "), "a certificate or a key (PEM)" }, { STR("<?xml"), "an XML document" },
	{ STR("<!DOCTYPE"), "an HTML page" }, { STR("<html"), "an HTML page" }, { STR("[Unit]"), "a systemd unit" },
	{ STR("[Service]"), "a systemd unit" }, { STR("FROM "), "a Dockerfile" },
};

static const char *by_first_bytes(struct str text)
{
	for (unsigned i = 0; i < sizeof magics / sizeof *magics; i++) {
		struct str bytes = magics[i].bytes;
		if (text.len >= bytes.len && str_eq(str_sub(text, 0, bytes.len), bytes))
			return magics[i].what;
	}
	return NULL;
}

/* A config may be a program whose interpreter is the server, and one with a stray #! is still a config to it. */
static bool is_script(struct str text)
{
	struct str line, name;
	uint32_t end = str_find_char(text, '\n', 0);
	if (!str_starts(text, "#!") || str_find(str_sub(text, 0, end == STR_NONE ? text.len : end), STR("mongo"), 0) != STR_NONE)
		return false;
	first_line(text, &line);
	return take_key(line, &name) != ':' || !is_known(name);
}

/* ---- by its name ---- */

/* `*` is what stands before or behind the rest of a name. A pattern for each would take longer than reading a config. */
enum { NAMES_MOST = 9 };

static const struct {
	const char *what;
	const char *names[NAMES_MOST + 1];
} kinds[] = {
	{ "a text for people", { "*.md", "*.markdown", "*.rst", "*.adoc", "*.asciidoc" } },
	{ "a shell script", { "*.sh", "*.bash", "*.zsh", "*.fish", "*.ksh" } },
	{ "a script for Windows", { "*.ps1", "*.bat", "*.cmd" } },
	{ "a Python script", { "*.py" } },
	{ "a Ruby script", { "*.rb", "Vagrantfile", "Gemfile", "Rakefile" } },
	{ "a Perl script", { "*.pl", "*.pm" } },
	{ "JavaScript", { "*.js", "*.mjs", "*.cjs", "*.ts" } },
	{ "source code", { "*.c", "*.h", "*.cc", "*.cpp", "*.go", "*.rs", "*.java", "*.php", "*.cs" } },
	{ "a Terraform file", { "*.tf", "*.tfvars", "*.hcl" } },
	{ "a Puppet manifest", { "*.pp" } },
	{ "an SQL script", { "*.sql" } },
	{ "a page for browsers", { "*.html", "*.htm", "*.css" } },
	{ "a TOML file", { "*.toml" } },
	{ "a makefile", { "Makefile", "makefile", "GNUMakefile", "GNUmakefile", "*.mk" } },
	{ "a Dockerfile", { "Dockerfile", "Dockerfile.*", "*.Dockerfile", "*.dockerfile" } },
	{ "a Jenkins pipeline", { "Jenkinsfile" } },
	{ "a GitLab pipeline", { ".gitlab-ci.yaml", ".gitlab-ci.yml" } },
	{ "a Travis pipeline", { ".travis.yaml", ".travis.yml" } },
	{ "a file of another tool", { ".gitignore", ".dockerignore", ".helmignore", ".gitattributes", ".editorconfig" } },
};

static bool is_called(struct str name, const char *wanted)
{
	struct str rest = str_of(wanted);
	if (wanted[0] == '*')
		return str_ends(name, wanted + 1);
	if (str_ends(rest, "*"))
		return str_eq(str_sub(name, 0, rest.len - 1), str_sub(rest, 0, rest.len - 1));
	return str_eq(name, rest);
}

static const char *by_name(const char *path)
{
	struct str name = str_of(path_last(path));
	name.len -= template_ending(name);
	for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
		for (const char *const *wanted = kinds[i].names; *wanted; wanted++)
			if (is_called(name, *wanted))
				return kinds[i].what;
	return NULL;
}

/* ---- by its keys ---- */

static void add_key(struct keys *keys, struct str name, uint32_t at)
{
	if (keys->count < KEYS_MAX)
		keys->at[keys->count++] = (struct key){ name, at };
}

/* The names in the outermost braces. */
static void json_keys(struct str text, uint32_t from, struct keys *keys)
{
	unsigned depth = 0;
	for (uint32_t i = from; i < text.len; i++) {
		char c = text.at[i];
		if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && depth)
			depth--;
		if (c != '"')
			continue;
		uint32_t end = i + 1;
		while (end < text.len && text.at[end] != '"')
			end += 1 + (text.at[end] == '\\');
		uint32_t behind = end + 1;
		while (behind < text.len && strchr(" \t\r\n", text.at[behind]) && text.at[behind])
			behind++;
		if (depth == 1 && behind < text.len && text.at[behind] == ':')
			add_key(keys, str_sub(text, i + 1, end), i);
		i = end;
	}
}

/* The names at the beginning of a line; with `dash`, those of the items of a list there. */
static void yaml_keys(struct str text, uint32_t from, bool dash, struct keys *keys)
{
	for (uint32_t at = from, end; at < text.len; at = end + 1) {
		end = str_find_char(text, '\n', at);
		end = end == STR_NONE ? text.len : end;
		struct str line = str_sub(text, at, end), name;
		bool item = dash && (str_starts(line, "- ") || str_starts(line, "  "));
		if (dash && !item)
			continue;
		if (take_key(str_sub(line, item ? 2 : 0, line.len), &name) == ':')
			add_key(keys, name, at + (item ? 2 : 0));
	}
}

static const struct key *find_key(const struct keys *keys, const char *name)
{
	for (uint32_t i = 0; name && i < keys->count; i++)
		if (str_is(keys->at[i].name, name))
			return &keys->at[i];
	return NULL;
}

/* All of the names are there; the first is where it can be seen. */
struct sign {
	const char *names[3];
	const char *what;
};

static const struct sign signs[] = {
	{ { "apiVersion", "name", "version" }, "the description of a Helm chart (Chart.yaml)" },
	{ { "jobs", "on" }, "a GitHub workflow" },
	{ { "runs", "name" }, "a GitHub action" },
	{ { "jobs", "version" }, "a CircleCI pipeline" },
	{ { "steps", "trigger" }, "an Azure pipeline" }, { { "stages", "trigger" }, "an Azure pipeline" },
	{ { "steps", "pool" }, "an Azure pipeline" },
	{ { "updates", "version" }, "a configuration of Dependabot" },
	{ { "name", "version", "dependencies" }, "a description of a package" },
	{ { "name", "version", "scripts" }, "a description of a package" },
	{ { "name", "devDependencies" }, "a description of a package" }, { { "lockfileVersion" }, "a list of packages" },
	{ { "galaxy_info" }, "a description of an Ansible role" },
	{ { "resources", "namePrefix" }, "a kustomization" }, { { "configMapGenerator" }, "a kustomization" },
};

/* Of the items of a list. */
static const struct sign item_signs[] = {
	{ { "name", "when" }, "a list of Ansible tasks" }, { { "name", "notify" }, "a list of Ansible tasks" },
	{ { "name", "become" }, "a list of Ansible tasks" }, { { "include_tasks" }, "a list of Ansible tasks" },
	{ { "name", "template" }, "a list of Ansible tasks" }, { { "name", "service" }, "a list of Ansible tasks" },
	{ { "name", "apt" }, "a list of Ansible tasks" }, { { "name", "yum" }, "a list of Ansible tasks" },
	{ { "src", "version" }, "a list of Ansible roles" },
};

static const char *by_signs(const struct keys *keys, const struct sign *table, unsigned count, uint32_t *at)
{
	for (unsigned i = 0; i < count; i++) {
		bool all = true;
		for (unsigned k = 0; k < 3 && table[i].names[k]; k++)
			all &= find_key(keys, table[i].names[k]) != NULL;
		if (!all)
			continue;
		*at = find_key(keys, table[i].names[0])->at;
		return table[i].what;
	}
	return NULL;
}

static const char *by_keys(struct arena *scratch, struct str text, uint32_t from, struct str line, uint32_t *at)
{
	struct keys *keys = arena_alloc(scratch, sizeof *keys);
	bool list = str_starts(line, "- ") && text.at[from] == '-';
	keys->count = 0;
	if (str_starts(line, "{"))
		json_keys(text, from, keys);
	else
		yaml_keys(text, from, list, keys);
	for (uint32_t i = 0; !list && i < keys->count; i++)
		if (is_known(keys->at[i].name))
			return NULL;
	return list ? by_signs(keys, item_signs, sizeof item_signs / sizeof *item_signs, at)
		    : by_signs(keys, signs, sizeof signs / sizeof *signs, at);
}

const char *stranger_what(struct arena *scratch, const struct source *source, uint32_t *at)
{
	struct str text = source->text, line, name;
	uint32_t from = first_line(text, &line);
	*at = 0;
	if (is_script(text))
		return "a script";
	char behind = take_key(line, &name);
	if ((behind == ':' && is_known(name)) || (behind == '=' && ini_is_name(name)))
		return NULL;
	const char *what = by_first_bytes(text);
	if (!what && from < text.len && (what = by_first_bytes(str_sub(text, from, text.len))))
		*at = from;
	if (!what && from < text.len)
		what = by_name(source->name);
	return what || from == text.len ? what : by_keys(scratch, text, from, line, at);
}
