#include "fleet/siblings.h"

#include <string.h>

#include "base/buf.h"
#include "base/intern.h"

/* ---- words in names ---- */

/* What a machine or a server is called, with a number or a letter; and the part of a member. */
static const char *const machines[] = {
	"data", "database", "db", "host", "instance", "ip", "m", "machine", "member", "mongo", "mongod", "mongodb", "n",
	"node", "replica", "s", "server", "srv", "vm", NULL,
};
static const char *const parts[] = { "arbiter", "primary", "secondary", NULL };
/* What else tells members of one set apart, or says that there are some. */
static const char *const others[] = {
	"arb", "arbiters", "delayed", "first", "hidden", "master", "one", "repl", "replset", "rs", "second", "slave",
	"third", "three", "two", NULL,
};
static const char *const folders_of_hosts[] = { "hosts", "machines", "members", "nodes", "servers", NULL };

/* Folders that never make siblings: an environment, or one of several states of one thing. */
static const char *const environments[] = {
	"ci", "demo", "dev", "devel", "development", "dr", "int", "integration", "live", "local", "pre-prod", "preprod",
	"prod", "production", "qa", "sandbox", "stage", "staging", "test", "testing", "uat", NULL,
};
static const char *const states[] = {
	"after", "archive", "auth", "backup", "bak", "before", "legacy", "new", "noauth", "old", "original", NULL,
};
static const char *const numbered[] = {
	"case", "chapter", "ch", "example", "exercise", "lab", "lesson", "part", "sample", "scenario", "step", "v",
	"version", NULL,
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Words of lists are in lower case. */
static bool is_one_of(struct str word, const char *const *list)
{
	char first = word.len && is_letter(word.at[0]) ? (char)(word.at[0] | 0x20) : '\0';
	for (; first && *list; list++)
		if (**list == first && str_eq_nocase(word, str_of(*list)))
			return true;
	return false;
}

/* The next run of letters, or of digits, or any other single byte. */
static bool next_word(struct str *rest, struct str *word)
{
	uint32_t len = 1;
	if (!rest->len)
		return false;
	char first = rest->at[0];
	while (len < rest->len && ((is_digit(first) && is_digit(rest->at[len])) ||
				   (is_letter(first) && is_letter(rest->at[len]))))
		len++;
	*word = str_sub(*rest, 0, len);
	*rest = str_sub(*rest, len, rest->len);
	return true;
}

static bool is_separator(struct str word)
{
	return word.len == 1 && strchr("-_. ", word.at[0]);
}

struct str sibling_pattern(struct arena *arena, struct str name)
{
	struct buf out = BUF_INIT(arena);
	struct str word;
	while (next_word(&name, &word)) {
		if (is_digit(word.at[0]) || is_separator(word) || (word.len == 1 && is_letter(word.at[0])) ||
		    is_one_of(word, machines) || is_one_of(word, parts) || is_one_of(word, others))
			continue;
		if (out.len)
			buf_char(&out, '-');
		for (uint32_t i = 0; i < word.len; i++)
			buf_char(&out, (char)(word.at[i] >= 'A' && word.at[i] <= 'Z' ? word.at[i] + 32 : word.at[i]));
	}
	return buf_done(&out);
}

/* One or more parts of letters, digits and "-", dots between them, none of them empty. */
static bool is_dotted(struct str name, uint32_t *dots, bool *letters)
{
	*dots = 0;
	*letters = false;
	for (uint32_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		bool dot = c == '.';
		if (!dot && !is_letter(c) && !is_digit(c) && c != '-')
			return false;
		if (dot && (i == 0 || i + 1 == name.len || name.at[i - 1] == '.'))
			return false;
		*dots += dot;
		*letters |= is_letter(c);
	}
	return name.len > 0;
}

bool sibling_host_name(struct str name)
{
	uint32_t dots;
	bool letters, marked = false;
	if (is_dotted(name, &dots, &letters) && (letters ? dots > 0 && !str_starts(name, "v") : dots == 3))
		return true;
	/* The last word but for a number or a letter must be one for a member: shop-db-2, node_c. */
	struct str word, last = STR("");
	while (next_word(&name, &word)) {
		if (is_separator(word))
			continue;
		bool mark = is_digit(word.at[0]) || (word.len == 1 && is_letter(word.at[0]));
		marked |= mark && last.len > 0;
		if (!mark || (!last.len && is_letter(word.at[0])))
			last = word;
	}
	return is_one_of(last, parts) || (marked && is_one_of(last, machines));
}

bool sibling_holds_hosts(const struct sibling *file)
{
	return file->differs > 0 && is_one_of(file->part[file->differs - 1], folders_of_hosts);
}

/* Is the name, or its last word, an environment, a state, a release, or a numbered example? */
static bool is_no_member(struct str name)
{
	uint32_t dots, end = name.len, start;
	bool letters;
	if (is_dotted(name, &dots, &letters) && !letters && (dots == 1 || dots == 2))
		return true;
	while (end > 0 && (is_digit(name.at[end - 1]) || name.at[end - 1] == '.'))
		end--;
	bool number = end < name.len;
	if (number && end > 0 && strchr("-_", name.at[end - 1]))
		end--;
	for (start = end; start > 0 && is_letter(name.at[start - 1]);)
		start--;
	struct str word = str_sub(name, start, end);
	if (number)
		return start == 0 && (is_one_of(word, numbered) || is_one_of(word, environments));
	return is_one_of(word, environments) || is_one_of(word, states) || is_one_of(name, environments);
}

/* chapters/13, examples/a: below such a folder nothing belongs together. */
static bool holds_examples(struct str name)
{
	static const char *const more[] = { "demos", "tests", "docs", NULL };
	bool plural = name.len > 2 && (name.at[name.len - 1] == 's' || name.at[name.len - 1] == 'S');
	return is_one_of(name, more) || (plural && is_one_of(str_sub(name, 0, name.len - 1), numbered));
}

static bool may_differ(const struct sibling *file, uint32_t hole)
{
	if (hole + 1 == file->parts)
		return true;
	return !is_no_member(file->part[hole]) && (hole == 0 || !holds_examples(file->part[hole - 1]));
}

bool sibling_is_apart(struct str name)
{
	return is_no_member(name) || holds_examples(name);
}

static uint32_t last_at(struct str path)
{
	uint32_t at = path.len;
	while (at > 0 && path.at[at - 1] != '/')
		at--;
	return at;
}

struct str sibling_last(struct str path)
{
	return str_sub(path, last_at(path), path.len);
}

struct str sibling_common(struct str a, struct str b)
{
	uint32_t slash = 0;
	for (uint32_t i = 0; i < a.len && i < b.len && a.at[i] == b.at[i]; i++)
		if (a.at[i] == '/')
			slash = i + 1;
	return str_sub(a, 0, slash);
}

static bool is_full_name(struct str name)
{
	uint32_t dots;
	bool letters;
	return is_dotted(name, &dots, &letters) && (letters ? dots > 0 && !str_starts(name, "v") : dots == 3);
}

struct str sibling_host_folder(struct str path, bool *surely)
{
	for (uint32_t end = last_at(path); end > 1; end = last_at(path)) {
		path = str_sub(path, 0, end - 1);
		struct str name = sibling_last(path), outer = str_sub(path, 0, last_at(path));
		outer = sibling_last(str_sub(outer, 0, outer.len ? outer.len - 1 : 0));
		*surely = is_one_of(outer, folders_of_hosts) || is_full_name(name);
		if (*surely || sibling_host_name(name))
			return path;
	}
	*surely = false;
	return STR("");
}

/* ---- groups ---- */

static void split_path(struct arena *arena, struct sibling *file)
{
	struct str rest = str_of(source_path(file->config->source)), part;
	while (str_starts(rest, "./"))
		rest = str_sub(rest, 2, rest.len);
	file->part = arena_array(arena, rest.len + 1, sizeof *file->part);
	while (str_split(&rest, '/', &part))
		if (part.len || !file->parts)
			file->part[file->parts++] = part;
}

/* "mongod-1.conf" is "mongod-1" and ".conf"; ".conf" has no ending. */
static uint32_t ending_at(struct str name)
{
	uint32_t dot = name.len;
	while (dot > 0 && name.at[dot - 1] != '.')
		dot--;
	return dot > 1 ? dot - 1 : name.len;
}

/* The path with component `hole` as "*". Files of one folder must be alike as well: mongod-1.conf is
 * no sibling of mongod-auth.conf or mongod-2.conf.bak. In a folder called hosts all files are. */
static struct str path_with_hole(struct arena *arena, const struct sibling *file, uint32_t hole)
{
	struct buf out = BUF_INIT(arena);
	if (hole + 1 == file->parts) {
		struct str name = file->part[hole];
		uint32_t end = ending_at(name);
		bool any = hole > 0 && is_one_of(file->part[hole - 1], folders_of_hosts);
		buf_str(&out, any ? STR("*") : sibling_pattern(arena, str_sub(name, 0, end)));
		buf_str(&out, str_sub(name, end, name.len));
		buf_char(&out, '\n');
	}
	for (uint32_t i = 0; i < file->parts; i++) {
		if (i > 0)
			buf_char(&out, '/');
		buf_str(&out, i == hole ? STR("*") : file->part[i]);
	}
	return buf_done(&out);
}

/* One way in which a file could have siblings. */
struct candidate {
	struct str key;
	uint32_t of_key, of_pair;  /* numbers of the key, and of the key with the file's set name */
	uint32_t hole;
	uint32_t peers;            /* files with this key */
	unsigned shares;           /* 2: another file with this key has this file's set name; 1: others share one */
};

/* All candidates: those of a file stand together. Keys are counted by their numbers, so that nothing has to be sorted. */
struct candidates {
	struct candidate *at;
	struct intern keys, pairs, groups;  /* groups: keys that became one, in the caller's arena */
	uint32_t *peers;           /* of each key */
	uint32_t *bearers;         /* of each pair */
	bool *shared;              /* does a pair of this key have several? */
	struct arena scratch;      /* of one key at a time */
};

struct pair {
	uint32_t key, set;
};

static void add_candidate(struct candidates *all, struct intern *sets, const struct sibling *file, struct candidate *new)
{
	struct str key = path_with_hole(&all->scratch, file, new->hole);
	new->of_key = intern_number(&all->keys, key.at, key.len);
	new->key = intern_str(&all->keys, key);
	all->peers[new->of_key]++;
	if (file->set.len) {
		struct pair pair = { new->of_key, intern_number(sets, file->set.at, file->set.len) };
		new->of_pair = intern_number(&all->pairs, &pair, sizeof pair);
		all->shared[new->of_key] |= ++all->bearers[new->of_pair] > 1;
	}
	arena_reset(&all->scratch);
}

static void judge_candidate(const struct candidates *all, const struct sibling *file, struct candidate *one)
{
	bool mine = file->set.len && all->bearers[one->of_pair] > 1;
	one->peers = all->peers[one->of_key];
	one->shares = mine ? 2 : all->shared[one->of_key];
}

/* Better: where set names are shared; then the file's own folder, then the deepest component. */
static bool is_better(const struct candidate *new, const struct candidate *old, const struct sibling *file)
{
	if (new->shares != old->shares)
		return new->shares > old->shares;
	bool new_name = new->hole + 1 == file->parts, old_name = old->hole + 1 == file->parts;
	/* Without a shared name, the same file in other folders says more than other files here. */
	if (new_name != old_name)
		return new->shares ? new_name : old_name;
	return new->hole > old->hole;
}

struct str sibling_stem(struct str path)
{
	path = sibling_last(path);
	return str_sub(path, 0, ending_at(path));
}

const char *sibling_because(struct arena *arena, const struct sibling *file)
{
	struct buf out = BUF_INIT(arena);
	for (uint32_t i = 0; i < file->parts; i++) {
		struct str part = file->part[i];
		if (i > 0)
			buf_char(&out, '/');
		if (i == file->differs) {
			buf_char(&out, '*');
			part = i + 1 == file->parts ? str_sub(part, ending_at(part), part.len) : STR("");
		}
		buf_str(&out, part);
	}
	return arena_printf(arena, "the files %s stand side by side and bear one name", buf_done(&out).at);
}

static const char *name_of(struct arena *arena, const struct sibling *file)
{
	struct str part = file->part[file->differs];
	if (file->differs + 1 == file->parts)
		part.len = ending_at(part);
	return str_cstr(arena, part);
}

/* The best of a file's candidates that another file has, too; or NULL. */
static const struct candidate *best_of(const struct candidates *all, const struct sibling *file, uint32_t from, uint32_t to)
{
	const struct candidate *best = NULL;
	for (uint32_t i = from; i < to; i++) {
		struct candidate *one = &all->at[i];
		judge_candidate(all, file, one);
		if (one->peers > 1 && (!best || is_better(one, best, file)))
			best = one;
	}
	return best;
}

void siblings_group(struct arena *arena, struct sibling *files, uint32_t count)
{
	struct arena scratch = ARENA_INIT;
	struct intern sets = INTERN_INIT(&scratch);
	uint32_t total = 0, used = 0, *end = arena_array(&scratch, count, sizeof *end);
	for (uint32_t i = 0; i < count; i++) {
		split_path(arena, &files[i]);
		total += files[i].parts;
	}
	struct candidates all = {
		.at = arena_array(&scratch, total, sizeof *all.at),
		.keys = INTERN_INIT(&scratch), .pairs = INTERN_INIT(&scratch), .groups = INTERN_INIT(arena),
		.peers = arena_array(&scratch, total, sizeof *all.peers), .scratch = ARENA_INIT,
		.bearers = arena_array(&scratch, total, sizeof *all.bearers), .shared = arena_array(&scratch, total, sizeof *all.shared),
	};
	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t hole = 0; hole < files[i].parts; hole++)
			if (may_differ(&files[i], hole)) {
				all.at[used].hole = hole;
				add_candidate(&all, &sets, &files[i], &all.at[used++]);
			}
		end[i] = used;
	}
	for (uint32_t i = 0; i < count; i++) {
		const struct candidate *best = best_of(&all, &files[i], i ? end[i - 1] : 0, end[i]);
		files[i].group = best ? intern_str(&all.groups, best->key) : path_with_hole(arena, &files[i], files[i].parts);
		files[i].differs = best ? best->hole : files[i].parts - 1;
		files[i].name = name_of(arena, &files[i]);
	}
	arena_free(&all.scratch);
	arena_free(&scratch);
}
