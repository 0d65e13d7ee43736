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
	uint32_t slashes = 0;
	while (str_starts(rest, "./"))
		rest = str_sub(rest, 2, rest.len);
	for (uint32_t i = 0; i < rest.len; i++)
		slashes += rest.at[i] == '/';
	file->part = arena_array(arena, slashes + 1, sizeof *file->part);
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

/* Files of one folder must be alike as well: mongod-1.conf is no sibling of mongod-auth.conf or mongod-2.conf.bak. In a folder
 * called hosts all files are. */
static struct str like_of(struct arena *arena, const struct sibling *file)
{
	struct str name = file->part[file->parts - 1];
	uint32_t end = ending_at(name);
	bool any = file->parts > 1 && is_one_of(file->part[file->parts - 2], folders_of_hosts);
	struct buf out = BUF_INIT(arena);
	buf_str(&out, any ? STR("*") : sibling_pattern(arena, str_sub(name, 0, end)));
	buf_str(&out, str_sub(name, end, name.len));
	return buf_done(&out);
}

/* The path with component `hole` as "*"; of the last one, what the names have in common before it. */
static struct str path_with_hole(struct arena *arena, const struct sibling *file, uint32_t hole)
{
	struct buf out = BUF_INIT(arena);
	if (hole + 1 == file->parts) {
		buf_str(&out, like_of(arena, file));
		buf_char(&out, '\n');
	}
	for (uint32_t i = 0; i < file->parts; i++) {
		if (i > 0)
			buf_char(&out, '/');
		buf_str(&out, i == hole ? STR("*") : file->part[i]);
	}
	return buf_done(&out);
}

/* One way in which a file could have siblings: its path without one of its components. Paths are told apart by hashes of their
 * components, so that no path has to be put together for each of them. */
struct candidate {
	uint64_t hash;
	uint32_t file, hole;
	uint32_t first;    /* of all that leave the same path */
	uint32_t bearer;   /* of those, the first with this file's set name */
	uint32_t set;      /* number of that name */
	/* of the first one: */
	uint32_t peers;    /* how many leave this path */
	uint32_t bearers;  /* and have this set name */
	bool shared;       /* some set name has several bearers */
	struct str group;  /* the path, where somebody needed it */
};

/* All candidates: those of a file stand together. */
struct candidates {
	struct sibling *files;
	struct str *like;          /* of each file: what its name must have in common with others in its folder */
	struct candidate *at;
	uint32_t count;
	uint32_t *by_path, *by_set, mask;  /* hash tables of candidates that are first, counted from 1 */
	uint64_t may;              /* which components of the last file may differ */
};

static bool leave_the_same(const struct candidates *all, const struct candidate *a, const struct candidate *b)
{
	const struct sibling *left = &all->files[a->file], *right = &all->files[b->file];
	bool same = a->hash == b->hash && a->hole == b->hole && left->parts == right->parts;
	for (uint32_t i = left->parts; same && i-- > 0;)
		same = i == a->hole || str_eq(left->part[i], right->part[i]);
	return same && (a->hole + 1 < left->parts || str_eq(all->like[a->file], all->like[b->file]));
}

/* The first of those that leave the same path, which may be this one. */
static uint32_t first_of(struct candidates *all, uint32_t number)
{
	const struct candidate *one = &all->at[number];
	for (uint32_t at = (uint32_t)one->hash & all->mask;; at = (at + 1) & all->mask) {
		uint32_t *slot = &all->by_path[at];
		if (!*slot)
			*slot = number + 1;
		if (*slot == number + 1 || leave_the_same(all, one, &all->at[*slot - 1]))
			return *slot - 1;
	}
}

/* The same of those that have one set name, too. */
static uint32_t bearer_of(struct candidates *all, uint32_t number)
{
	const struct candidate *one = &all->at[number];
	const uint32_t pair[] = { one->first, one->set };
	uint64_t hash = str_hash((struct str){ (const char *)pair, sizeof pair });
	for (uint32_t at = (uint32_t)hash & all->mask;; at = (at + 1) & all->mask) {
		uint32_t *slot = &all->by_set[at];
		if (!*slot)
			*slot = number + 1;
		const struct candidate *other = &all->at[*slot - 1];
		if (other->first == one->first && other->set == one->set)
			return *slot - 1;
	}
}

static void add_candidate(struct candidates *all, struct candidate new)
{
	uint32_t number = all->count++;
	struct candidate *one = &all->at[number], *first;
	*one = new;
	one->first = first_of(all, number);
	first = &all->at[one->first];
	first->peers++;
	if (!all->files[new.file].set.len)
		return;
	one->bearer = bearer_of(all, number);
	first->shared |= ++all->at[one->bearer].bearers > 1;
}

/* Where components are exchanged, the sum is another: each counts by its place. */
static uint64_t hash_at(struct str part, uint32_t place)
{
	return str_hash(part) * (2 * (uint64_t)place + 1);
}

/* Mostly a component is that of the file before, below the same one. */
static bool is_as_before(const struct candidates *all, uint32_t file, uint32_t place)
{
	const struct sibling *one = &all->files[file], *before = one - 1;
	return file && before->parts == one->parts && str_eq(before->part[place], one->part[place]) &&
	       (!place || str_eq(before->part[place - 1], one->part[place - 1]));
}

/* The answers for the file before are bits of `may`, as far as there are enough. */
static bool may_differ_again(struct candidates *all, uint32_t file, uint32_t hole)
{
	enum { BITS = 64 };
	uint64_t bit = hole < BITS ? (uint64_t)1 << hole : 0;
	if (!bit)
		return may_differ(&all->files[file], hole);
	if (!is_as_before(all, file, hole))
		all->may = may_differ(&all->files[file], hole) ? all->may | bit : all->may & ~bit;
	return all->may & bit;
}

static void add_candidates(struct candidates *all, uint32_t file, uint32_t set)
{
	const struct sibling *one = &all->files[file];
	uint64_t whole = 0;
	for (uint32_t i = 0; i < one->parts; i++)
		whole += hash_at(one->part[i], i);
	for (uint32_t hole = 0; hole < one->parts; hole++) {
		if (!may_differ_again(all, file, hole))
			continue;
		struct candidate new = { .hash = whole - hash_at(one->part[hole], hole) + hole, .file = file, .hole = hole, .set = set };
		if (hole + 1 == one->parts)
			new.hash ^= str_hash(all->like[file]);
		new.hash ^= new.hash >> 32;
		add_candidate(all, new);
	}
}

/* 2: another file that leaves this path has this file's set name; 1: others share one. */
static unsigned shares(const struct candidates *all, const struct candidate *one)
{
	bool mine = all->files[one->file].set.len && all->at[one->bearer].bearers > 1;
	return mine ? 2 : all->at[one->first].shared;
}

/* Better: where set names are shared; then the file's own folder, then the deepest component. */
static bool is_better(const struct candidates *all, const struct candidate *new, const struct candidate *old)
{
	const struct sibling *file = &all->files[new->file];
	unsigned new_shares = shares(all, new), old_shares = shares(all, old);
	if (new_shares != old_shares)
		return new_shares > old_shares;
	bool new_name = new->hole + 1 == file->parts, old_name = old->hole + 1 == file->parts;
	/* Without a shared name, the same file in other folders says more than other files here. */
	if (new_name != old_name)
		return new_shares ? new_name : old_name;
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
static const struct candidate *best_of(const struct candidates *all, uint32_t from, uint32_t to)
{
	const struct candidate *best = NULL;
	for (uint32_t i = from; i < to; i++) {
		const struct candidate *one = &all->at[i];
		if (all->at[one->first].peers > 1 && (!best || is_better(all, one, best)))
			best = one;
	}
	return best;
}

/* One text for all that leave the same path. */
static struct str group_of(struct arena *arena, const struct candidates *all, const struct candidate *best)
{
	struct candidate *first = &all->at[best->first];
	if (!first->group.len)
		first->group = path_with_hole(arena, &all->files[best->file], best->hole);
	return first->group;
}

static void open_candidates(struct arena *scratch, struct candidates *all, struct sibling *files, uint32_t count)
{
	uint32_t total = 0;
	for (uint32_t i = 0; i < count; i++)
		total += files[i].parts;
	*all = (struct candidates){ .files = files, .at = arena_array(scratch, total, sizeof *all->at), .mask = 15 };
	while (all->mask / 2 < total)
		all->mask = 2 * all->mask + 1;
	all->by_path = arena_array(scratch, (size_t)all->mask + 1, sizeof *all->by_path);
	all->by_set = arena_array(scratch, (size_t)all->mask + 1, sizeof *all->by_set);
	all->like = arena_array(scratch, count, sizeof *all->like);
}

void siblings_group(struct arena *arena, struct sibling *files, uint32_t count)
{
	struct arena scratch = ARENA_INIT;
	struct intern sets = INTERN_INIT(&scratch);
	struct candidates all;
	for (uint32_t i = 0; i < count; i++)
		split_path(arena, &files[i]);
	open_candidates(&scratch, &all, files, count);
	uint32_t *end = arena_array(&scratch, count, sizeof *end);
	for (uint32_t i = 0; i < count; i++) {
		bool again = is_as_before(&all, i, files[i].parts - 1);
		all.like[i] = again ? all.like[i - 1] : like_of(&scratch, &files[i]);
		add_candidates(&all, i, intern_number(&sets, files[i].set.at, files[i].set.len));
		end[i] = all.count;
	}
	for (uint32_t i = 0; i < count; i++) {
		const struct candidate *best = best_of(&all, i ? end[i - 1] : 0, end[i]);
		files[i].group = best ? group_of(arena, &all, best) : path_with_hole(arena, &files[i], files[i].parts);
		files[i].differs = best ? best->hole : files[i].parts - 1;
		files[i].name = name_of(arena, &files[i]);
	}
	intern_close(&sets);
	arena_free(&scratch);
}
