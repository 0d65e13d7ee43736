#include "config/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/digest.h"
#include "base/os.h"
#include "config/keyfile_marks.h"
#include "config/keyfile_memo.h"
#include "config/keyfile_text.h"
#include "config/keyfile_write.h"
#include "yaml/yamlcpp.h"

/* auth/security_key.cpp, r4.0.0 to 4.4. */
enum { KEY_LEAST = 6, KEY_MOST = 1024 };

/* One reading. Everything in it is of the scratch arena, which is wiped. */
struct reading {
	struct arena *arena;      /* for what stays */
	struct arena *scratch;
	struct keyfile *keyfile;
	struct keyfile_memo *memo;  /* or NULL */
	struct source text;
	struct yamlcpp yaml;
	struct str keys[KEYS_MAX + 1];    /* the first, stripped, and one too many */
	struct span at[KEYS_MAX + 1];
	uint32_t count;           /* of all */
	uint32_t visits;
};

/* What the server prints with the file's name in it; `end` follows the name. Returns false. */
static bool refuse(struct reading *reading, enum keyfile_fault fault, struct span at, const char *words,
		   const char *end)
{
	struct keyfile *keyfile = reading->keyfile;
	keyfile->fault = fault;
	keyfile->fault_at = at;
	keyfile->prints = arena_printf(reading->arena, "%s%s%s", words, end ? keyfile->path : "",
				       end ? end : "");
	return false;
}

/* ---- from characters to keys ---- */

/* Where within `at` the character stands that is at `byte` of the value: the same bytes where the value is as
 * it is written, else all of it. */
static struct span bad_place(const struct reading *reading, struct span at)
{
	struct str written = source_str(&reading->text, at);
	for (uint32_t i = 0; i < written.len; i++)
		if (!keyfile_blank(written.at[i]) && !keyfile_base64(written.at[i]))
			return (struct span){ at.at + i, 1 };
	return at;
}

/* stripString() of 4.2's security_file.cpp, and the loop of 4.0's. */
static bool take_key(struct reading *reading, struct str value, struct span at, bool as_written)
{
	char *key = arena_alloc(reading->scratch, (size_t)value.len + 1);
	uint32_t len = 0;
	for (uint32_t i = 0; i < value.len; i++) {
		char c = value.at[i];
		if (keyfile_blank(c))
			continue;
		if (!keyfile_base64(c)) {
			reading->keyfile->bad_char = (unsigned char)c;
			return refuse(reading, KEYFILE_BAD_CHAR, as_written ? bad_place(reading, at) : at,
				      "invalid char in key file ", ": ...");
		}
		key[len++] = c;
	}
	if (reading->count <= KEYS_MAX) {
		reading->keys[reading->count] = (struct str){ key, len };
		reading->at[reading->count] = at;
	}
	reading->count++;
	return true;
}

/* Everything that was taken, as security_key.cpp checks it. */
static bool check_keys(struct reading *reading)
{
	if (reading->count > KEYS_MAX)
		return refuse(reading, KEYFILE_TOO_MANY, reading->at[KEYS_MAX],
			      arena_printf(reading->scratch, "Only two keys are supported in the security key "
					   "file, %u are specified in ", reading->count), "");
	for (uint32_t i = 0; i < reading->count; i++) {
		uint32_t len = reading->keys[i].len;
		if (len >= KEY_LEAST && len <= KEY_MOST)
			continue;
		reading->keyfile->length = len;
		enum keyfile_fault fault = len > KEY_MOST ? KEYFILE_TOO_LONG : KEYFILE_TOO_SHORT;
		if (!len && !str_trim(reading->text.text).len)
			fault = KEYFILE_NO_KEY;
		return refuse(reading, fault, reading->at[i], "security key in ",
			      arena_printf(reading->scratch, " has length %u, must be between 6 and 1024 chars",
					   len));
	}
	return true;
}

/* ---- 4.2 and later: YAML ---- */

static bool refuse_shape(struct reading *reading, const struct node *node)
{
	static const char words[] = "Only strings and sequences are supported for YAML key files";
	struct span at = node ? node->span : (struct span){ source_text_start(&reading->text), 0 };
	bool nothing = !str_trim(str_sub(reading->text.text, source_text_start(&reading->text),
					 reading->text.text.len)).len;
	return refuse(reading, nothing ? KEYFILE_NO_KEY : KEYFILE_SHAPE, at, words, NULL);
}

/* A collection may hold itself by an alias, and twenty aliases can stand for a million keys: the server does
 * not come back from such a file. */
enum { VISITS_MAX = 100000, VISIT_DEPTH_MAX = 500 };

/* visitNode() of security_file.cpp. */
static bool visit(struct reading *reading, uint32_t index, unsigned depth)
{
	const struct tree *tree = &reading->yaml.tree;
	const struct node *node = &tree->node[index];
	if (++reading->visits > VISITS_MAX || depth > VISIT_DEPTH_MAX)
		return refuse_shape(reading, node);
	if (node->kind == NODE_ALIAS && node->target)
		return visit(reading, node->target, depth + 1);
	if (node->kind == NODE_SCALAR && !yamlcpp_null(node, YAMLCPP_0_6)) {
		bool as_written = node->style != STYLE_DOUBLE && node->style != STYLE_SINGLE;
		return take_key(reading, node->text, node->span, as_written);
	}
	if (node->kind != NODE_SEQUENCE)
		return refuse_shape(reading, node);
	for (uint32_t child = node->first; child; child = tree->node[child].next)
		if (!visit(reading, child, depth + 1))
			return false;
	return true;
}

/* yaml-cpp cites the word behind %YAML, and that may be a key. */
static struct str without_citation(struct str text)
{
	static const char cites[] = "bad YAML version";
	uint32_t at = str_find(text, STR(cites), 0);
	return at == STR_NONE ? text : str_sub(text, 0, at + (uint32_t)sizeof cites - 1);
}

static bool read_yaml(struct reading *reading)
{
	struct keyfile *keyfile = reading->keyfile;
	struct yamlcpp *yaml = &reading->yaml;
	yamlcpp_read(reading->scratch, &reading->text, yaml);
	if (yaml->error.text) {
		struct span at = { yaml->error.at, 0 };
		return refuse(reading, KEYFILE_SYNTAX, at, "error reading file: ",
			      arena_printf(reading->scratch, ": %.*s", STR_ARG(without_citation(str_of(yaml->error.text)))));
	}
	const struct node *root = yaml->tree.root ? &yaml->tree.node[yaml->tree.root] : NULL;
	if (!root)
		return refuse_shape(reading, NULL);
	if (!visit(reading, yaml->tree.root, 0))
		return false;
	if (!reading->count)
		return refuse(reading, KEYFILE_NO_KEY, root->span, "Security key file ",
			      " does not contain any valid keys");
	keyfile->sequence = root->kind == NODE_SEQUENCE;
	keyfile->lost_keys = yaml->rest != NO_OFFSET;
	keyfile->lost_at = keyfile->lost_keys ? yaml->rest : 0;
	keyfile->joined_lines = root->kind == NODE_SCALAR && root->style == STYLE_PLAIN &&
				keyfile_lines_are_keys(source_str(&reading->text, root->span));
	return check_keys(reading);
}

/* ---- up to 4.0: bytes ---- */

static bool read_bytes(struct reading *reading)
{
	struct str text = reading->text.text;
	struct span all = { 0, text.len };
	if (!take_key(reading, text, all, true) || !check_keys(reading))
		return false;
	reading->keyfile->joined_lines = keyfile_lines_are_keys(text);
	return true;
}

/* ---- what stays ---- */

static void keep_keys(struct reading *reading)
{
	struct keyfile *keyfile = reading->keyfile;
	keyfile->count = reading->count;
	keyfile->keys = arena_array(reading->arena, reading->count, sizeof *keyfile->keys);
	for (uint32_t i = 0; i < reading->count; i++) {
		struct key *key = &keyfile->keys[i];
		digest_sha256(reading->keys[i], key->digest);
		digest_hex(key->digest, KEY_ID, key->id);
		key->length = reading->keys[i].len;
		key->at = reading->at[i];
		keyfile->weak |= keyfile_key_is_weak(reading->keys[i]);
		keyfile->well_known |= keyfile_key_is_well_known(key->digest);
	}
}

static void keep_source(struct arena *arena, struct keyfile *keyfile, struct str masked)
{
	struct source *source = arena_alloc(arena, sizeof *source);
	source_init(arena, keyfile->path, masked, source);
	keyfile->source = source;
}

static void keep_masked(const struct reading *reading, struct str text)
{
	struct keyfile *keyfile = reading->keyfile;
	struct keyfile_memo *memo = reading->memo;
	struct str masked = keyfile_mask(reading->scratch, text);
	if (memo && memo->shape && str_eq(memo->shape->text, masked)) {
		struct source *source = arena_alloc(reading->arena, sizeof *source);
		*source = *memo->shape;
		source->name = keyfile->path;
		keyfile->source = source;
		return;
	}
	masked.at = arena_copy(reading->arena, masked.at, masked.len);
	keep_source(reading->arena, keyfile, masked);
	if (memo)
		memo->shape = keyfile->source;
}

/* ---- nearly all of them ---- */

/* Nothing but lines of base64: one plain scalar to yaml-cpp, from the first character to the last one. Not so `null`,
 * which is too short for a key. */
static bool is_plain(struct str text, struct span *at)
{
	uint32_t first = UINT32_MAX, last = 0;
	for (uint32_t i = 0; i < text.len; i++) {
		if (keyfile_base64(text.at[i])) {
			first = first == UINT32_MAX ? i : first;
			last = i;
		} else if (text.at[i] != '\n' && !(text.at[i] == '\r' && i + 1 < text.len && text.at[i + 1] == '\n')) {
			return false;
		}
	}
	if (first == UINT32_MAX || last - first + 1 < KEY_LEAST)
		return false;
	*at = (struct span){ first, last - first + 1 };
	return true;
}

static bool read_plain(struct reading *reading, struct span at)
{
	struct str text = source_str(&reading->text, at);
	if (!take_key(reading, text, at, true) || !check_keys(reading))
		return false;
	reading->keyfile->joined_lines = keyfile_lines_are_keys(text);
	return true;
}

static bool reads_yaml(struct version server)
{
	static const struct version since = VERSION(4, 2);
	return !version_known(server) || version_at_least(server, since);
}

/* True: there are keys, and a server starts with them. */
static bool read_text(struct reading *reading, struct str bytes, bool yaml)
{
	struct span all;
	struct arena *scratch = reading->scratch;
	struct keyfile *keyfile = reading->keyfile;
	bool wide;
	struct str text = keyfile_decode(scratch, bytes, &wide);
	keyfile->crlf = str_has_char(text, '\r') && str_find(text, STR("\r\n"), 0) != STR_NONE;
	keyfile->bom = wide || str_starts(text, "\xef\xbb\xbf");
	bool plain = is_plain(bytes, &all);
	keyfile->state = !plain && keyfile_is_sealed(bytes) ? KEYFILE_ENCRYPTED : KEYFILE_READ;
	if (!yaml)
		text = bytes;
	keep_masked(reading, text);
	source_init(scratch, keyfile->path, text, &reading->text);
	if (!(plain && yaml ? read_plain(reading, all) : yaml ? read_yaml(reading) : read_bytes(reading)) ||
	    keyfile->state != KEYFILE_READ)
		return false;
	keep_keys(reading);
	return true;
}

bool keyfile_secrets(struct arena *arena, struct arena *scratch, const char *path, struct str bytes,
		     struct keyfile *keyfile, struct str keys[KEYS_MAX])
{
	*keyfile = (struct keyfile){ .path = path };
	struct reading reading = { .arena = arena, .scratch = scratch, .keyfile = keyfile };
	if (!read_text(&reading, bytes, true))
		return false;
	for (uint32_t i = 0; i < keyfile->count; i++)
		keys[i] = reading.keys[i];
	return true;
}

/* What another file of the same bytes is, but for its name. */
static void take_copy(struct arena *arena, const struct keyfile *other, struct keyfile *keyfile)
{
	const struct keyfile mine = *keyfile;
	struct source *source = arena_alloc(arena, sizeof *source);
	*source = *other->source;
	source->name = mine.path;
	*keyfile = *other;
	keyfile->path = mine.path;
	keyfile->source = source;
	keyfile->looked_at = mine.looked_at;
	keyfile->mode = mine.mode;
	keyfile->owner = mine.owner;
}

static void read_bytes_once(struct reading *reading, struct str bytes, struct version server)
{
	struct keyfile_memo *memo = reading->memo;
	bool yaml = reads_yaml(server);
	const struct keyfile *other = memo ? keyfile_memo_find(memo, bytes, yaml) : NULL;
	if (other)
		take_copy(reading->arena, other, reading->keyfile);
	else if (read_text(reading, bytes, yaml) && memo)
		keyfile_memo_add(memo, bytes, yaml, reading->keyfile);
}

/* Looks at the file before it is opened. True: `bytes` are what is in it. */
static bool read_carefully(struct arena *scratch, struct keyfile *keyfile, struct stat *st, struct str *bytes)
{
	struct err err = ERR_INIT(scratch);
	if (os->fstatat(AT_FDCWD, keyfile->path, st, 0) < 0) {
		keyfile->cause = errno;
		if (errno == ENOENT || errno == ENOTDIR)
			keyfile->state = KEYFILE_MISSING;
		return false;
	}
	keyfile->looked_at = true;
	if (!S_ISREG(st->st_mode)) {
		keyfile->state = KEYFILE_NO_FILE;
		return false;
	}
	if (st->st_size > OS_FILE_MAX) {
		/* Nothing that large is a key and blanks. */
		keyfile->state = KEYFILE_READ;
		keyfile->fault = KEYFILE_TOO_LONG;
		return false;
	}
	bool ok = os_read_file(scratch, keyfile->path, bytes, NULL, &err);
	keyfile->cause = err.cause;
	return ok;
}

void keyfile_read_among(struct arena *arena, struct keyfile_memo *memo, const char *path, struct version server, bool listed,
			struct keyfile *keyfile)
{
	struct arena scratch = ARENA_INIT;
	struct str bytes;
	struct stat st;
	*keyfile = (struct keyfile){ .path = path, .state = KEYFILE_UNREADABLE };
	bool at_once = listed && os_read_at_once(&scratch, path, &bytes, &st);
	if (at_once || read_carefully(&scratch, keyfile, &st, &bytes)) {
		struct reading reading = { .arena = arena, .scratch = &scratch, .keyfile = keyfile, .memo = memo };
		keyfile->looked_at = true;
		read_bytes_once(&reading, bytes, server);
	}
	if (!keyfile->source)
		keep_source(arena, keyfile, STR(""));
	keyfile->mode = keyfile->looked_at ? st.st_mode & 07777 : 0;
	keyfile->owner = keyfile->looked_at ? st.st_uid : 0;
	arena_wipe(&scratch);
}

void keyfile_read(struct arena *arena, const char *path, struct version server, struct keyfile *keyfile)
{
	keyfile_read_among(arena, NULL, path, server, false, keyfile);
}

void keyfile_leave(struct arena *arena, const char *path, struct keyfile *keyfile)
{
	*keyfile = (struct keyfile){ .path = path, .state = KEYFILE_OUTSIDE };
	keep_source(arena, keyfile, STR(""));
}

/* ---- comparing ---- */

const char *keyfile_path(struct arena *arena, const char *root, struct str path)
{
	size_t len = strlen(root);
	while (len > 0 && root[len - 1] == '/')
		len--;
	char *joined = arena_bytes(arena, len + path.len + 1);
	memcpy(joined, root, len);
	if (path.len)
		memcpy(joined + len, path.at, path.len);
	joined[len + path.len] = '\0';
	return joined;
}

bool keyfile_has(const struct keyfile *keyfile, const struct key *key)
{
	for (uint32_t i = 0; i < keyfile->count; i++)
		if (!memcmp(keyfile->keys[i].digest, key->digest, sizeof key->digest))
			return true;
	return false;
}

bool keyfile_share(const struct keyfile *a, const struct keyfile *b)
{
	for (uint32_t i = 0; i < a->count; i++)
		if (keyfile_has(b, &a->keys[i]))
			return true;
	return false;
}
