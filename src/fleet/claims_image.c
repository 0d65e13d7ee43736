/* A Dockerfile: what its last stage copies, and to which modes it sets that. */
#include "config/words.h"
#include "fleet/claims.h"
#include "fleet/image.h"

struct image_reader {
	struct arena *arena;
	struct claims *claims;
	struct str workdir;      /* empty: not known */
	struct image image;
	struct flag_words entrypoint, command;
};

/* ---- words ---- */

/* What comes before it, and lines of comments, are blank; of a list, what holds it together. Byte for byte. */
static struct mapped text_of(const struct image_reader *reader, struct span span)
{
	struct str text = str_sub(reader->claims->source->text, span.at, span.at + span.len);
	char *copy = str_cstr(reader->arena, text);
	uint32_t *from = arena_array(reader->arena, text.len + 1U, sizeof *from);
	struct str trimmed = str_trim(text);
	bool list = str_starts(trimmed, "[") && str_ends(trimmed, "]"), start = true, comment = false;
	for (uint32_t i = 0; i < text.len; i++) {
		char c = copy[i];
		from[i] = span.at + i;
		comment = c != '\n' && (comment || (start && c == '#'));
		start = c == '\n' || (start && (c == ' ' || c == '\t'));
		if (comment || (list && str_has_char(STR("[],"), c)))
			copy[i] = ' ';
	}
	return (struct mapped){ .text = { copy, text.len }, .from = from, .at = span };
}

static struct str last_part(struct str path)
{
	for (uint32_t i = path.len; i; i--)
		if (path.at[i - 1] == '/')
			return str_sub(path, i, path.len);
	return path;
}

static bool is_folder(struct str path)
{
	return str_ends(path, "/") || str_is(path, ".") || str_is(path, "..");
}

static bool is_pattern(struct str path)
{
	return str_has_char(path, '*') || str_has_char(path, '?') || str_has_char(path, '[') || str_has_char(path, '{');
}

/* Without slashes at its end; empty where it is not known. */
static struct str whole_path(const struct image_reader *reader, struct str path)
{
	while (str_starts(path, "./"))
		path = str_sub(path, 2, path.len);
	if (path.len && path.at[0] != '/' && !reader->workdir.len)
		return STR("");
	if (path.len && path.at[0] != '/')
		path = str_format(reader->arena, "%.*s%s%.*s", STR_ARG(reader->workdir), str_ends(reader->workdir, "/") ? "" : "/",
				  STR_ARG(path));
	while (path.len > 1 && path.at[path.len - 1] == '/')
		path.len--;
	return path;
}

static void claim(const struct image_reader *reader, struct mode_claim claim)
{
	claims_add(reader->arena, reader->claims, claim);
}

static void claim_unknown(const struct image_reader *reader)
{
	claim(reader, (struct mode_claim){ .path = STR("") });
}

/* ---- RUN ---- */

static void run_chmod(const struct image_reader *reader, const struct flag_word *word, uint32_t count)
{
	uint32_t i = 1;
	struct mode_claim said = { .path = STR("") };
	for (; i < count && str_starts(word[i].word.text, "-") && !str_has_char(STR("rwxst"), word[i].word.text.at[word[i].word.text.len - 1]); i++)
		said.below |= str_has_char(word[i].word.text, 'R') || str_is(word[i].word.text, "--recursive");
	if (i >= count)
		return;
	said.mode_said = !mapped_unknown(word[i].word) && claims_mode(word[i].word.text, &said.mode);
	said.at = mapped_span(word[i].word);
	for (i++; i < count; i++) {
		struct mode_claim one = said;
		struct mapped path = word[i].word;
		bool known = !mapped_unknown(path) && !is_pattern(path.text) && path.text.len;
		one.path = known ? whole_path(reader, path.text) : STR("");
		one.mode_said &= one.path.len > 0;
		claim(reader, one);
	}
}

/* Commands that leave the modes of what is there. */
static bool is_harmless(struct str name)
{
	static const char *const names[] = {
		"mkdir", "chown", "chgrp", "touch", "echo", "printf", "openssl", "cat", "ls", "apt-get", "apt", "apk", "yum", "dnf", "microdnf",
		"true", "set", "groupadd", "useradd", "addgroup", "adduser", "usermod", "head", "tr", "base64", "id", "export", "sleep",
	};
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

/* Of any other command: what it names may get another mode, and a script may do anything. */
static void run_other(const struct image_reader *reader, const struct flag_word *word, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct str text = word[i].word.text;
		if (str_find(text, STR("chmod"), 0) != STR_NONE || str_ends(text, ".sh") || (!i && mapped_unknown(word[i].word))) {
			claim_unknown(reader);
			return;
		}
		if (i && str_starts(text, "/"))
			claim(reader, (struct mode_claim){ .path = whole_path(reader, str_sub(text, 0, str_find_char(text, WORDS_UNKNOWN, 0))), .below = true });
	}
}

static void read_run(struct image_reader *reader, struct span span)
{
	struct flag_words words = { 0 };
	words_split(reader->arena, text_of(reader, span), WORDS_SHELL, &words);
	uint32_t first = 0;
	while (first < words.count && str_starts(words.at[first].word.text, "--"))
		first++;
	for (uint32_t i = first; i <= words.count; i++) {
		if (i < words.count && !words.at[i].ends)
			continue;
		while (first < i && str_is(words.at[first].word.text, "sudo"))
			first++;
		const struct flag_word *word = &words.at[first];
		if (first < i && str_is(last_part(word->word.text), "chmod"))
			run_chmod(reader, word, i - first);
		else if (first < i && str_is(word->word.text, "cd"))
			reader->workdir = STR("");
		else if (first < i && !is_harmless(last_part(word->word.text)))
			run_other(reader, word, i - first);
		first = i + 1;
	}
}

/* ---- COPY, ADD ---- */

static void take_copied(const struct image_reader *reader, struct str from)
{
	struct claims *claims = reader->claims;
	while (str_starts(from, "./") || str_starts(from, "/"))
		from = str_sub(from, from.at[0] == '/' ? 1 : 2, from.len);
	while (str_ends(from, "/") || str_is(from, "."))
		from.len--;
	claims->copied = arena_grow(reader->arena, claims->copied, claims->copied_count, claims->copied_count + 1U, sizeof from);
	claims->copied[claims->copied_count++] = from;
}

/* Whether TO is a folder that is there already, only the image knows: then the file is in it. */
static void read_copy(const struct image_reader *reader, struct span span)
{
	struct flag_words words = { 0 };
	struct mode_claim said = { .path = STR("") };
	bool other = false;
	uint32_t first = 0;
	words_split(reader->arena, text_of(reader, span), WORDS_PLAIN, &words);
	for (; first < words.count && str_starts(words.at[first].word.text, "--"); first++) {
		struct mapped word = words.at[first].word;
		other |= str_starts(word.text, "--from=");
		if (!str_starts(word.text, "--chmod="))
			continue;
		struct mapped mode = mapped_sub(word, 8, word.text.len);
		said.mode_said = claims_mode(mode.text, &said.mode);
		said.at = mapped_span(mode);
	}
	if (first + 1 >= words.count)
		return;
	struct str last = words.at[words.count - 1].word.text, to = whole_path(reader, last);
	bool many = words.count - first > 2 || is_folder(last);
	if (!to.len || str_has_char(to, '$')) {
		claim_unknown(reader);
		return;
	}
	for (uint32_t i = first; i + 1 < words.count; i++) {
		struct str from = words.at[i].word.text;
		bool tree = is_folder(from) || is_pattern(from) || str_has_char(from, '$');
		if (!other && !is_pattern(from))
			take_copied(reader, from);
		if (tree) {
			claim(reader, (struct mode_claim){ .path = to, .below = true });
			continue;
		}
		said.path = str_format(reader->arena, "%.*s/%.*s", str_is(to, "/") ? 0 : (int)to.len, to.at, STR_ARG(last_part(from)));
		claim(reader, said);
		said.path = to;
		if (!many)
			claim(reader, said);
	}
}

/* ---- all of it ---- */

static void read_stage(struct image_reader *reader, struct span span)
{
	struct flag_words words = { 0 };
	uint32_t first = 0;
	words_split(reader->arena, text_of(reader, span), WORDS_PLAIN, &words);
	while (first < words.count && str_starts(words.at[first].word.text, "--"))
		first++;
	struct str name = first < words.count ? words.at[first].word.text : STR("");
	reader->image = image_of(str_has_char(name, '$') && !str_has_char(name, ':') ? STR("") : name);
	reader->entrypoint = reader->command = (struct flag_words){ 0 };
	reader->workdir = STR("");
	reader->claims->count = reader->claims->copied_count = 0;
}

static void read_instruction(struct image_reader *reader, struct str name, struct span rest)
{
	if (str_eq_nocase(name, STR("FROM"))) {
		read_stage(reader, rest);
	} else if (str_eq_nocase(name, STR("RUN"))) {
		read_run(reader, rest);
	} else if (str_eq_nocase(name, STR("COPY")) || str_eq_nocase(name, STR("ADD"))) {
		read_copy(reader, rest);
	} else if (str_eq_nocase(name, STR("ENTRYPOINT")) || str_eq_nocase(name, STR("CMD"))) {
		struct flag_words *words = str_eq_nocase(name, STR("CMD")) ? &reader->command : &reader->entrypoint;
		*words = (struct flag_words){ 0 };
		words_split(reader->arena, text_of(reader, rest), WORDS_PLAIN, words);
	} else if (str_eq_nocase(name, STR("WORKDIR"))) {
		struct str folder = str_trim(str_sub(reader->claims->source->text, rest.at, rest.at + rest.len));
		reader->workdir = str_has_char(folder, '$') ? STR("") : whole_path(reader, folder);
	}
}

/* The word behind << or <<-, without quotes; empty: none. */
static struct str heredoc_of(struct str line)
{
	uint32_t at = str_find(line, STR("<<"), 0);
	struct str word = at == STR_NONE ? STR("") : str_sub(line, at + 2, line.len);
	while (word.len && str_has_char(STR("-\"'"), word.at[0]))
		word = str_sub(word, 1, word.len);
	uint32_t len = 0;
	while (len < word.len && ((word.at[len] | 0x20) >= 'a' || word.at[len] == '_') && (word.at[len] | 0x20) <= 'z')
		len++;
	return str_sub(word, 0, len);
}

/* Where the instruction ends whose first line begins at `at`. */
static uint32_t end_of(struct str text, uint32_t at)
{
	struct str heredoc = STR("");
	for (bool first = true;; first = false) {
		uint32_t end = str_find_char(text, '\n', at);
		struct str line = str_sub(text, at, end), bare = str_trim(line);
		end = end == STR_NONE ? text.len : end;
		bool goes_on = str_ends(bare, "\\") || (!first && !heredoc.len && (!bare.len || bare.at[0] == '#'));
		if (heredoc.len)
			goes_on = !str_eq(bare, heredoc);
		else if ((heredoc = heredoc_of(line)).len)
			goes_on = true;
		if (!goes_on || end >= text.len)
			return end;
		at = end + 1;
	}
}

static bool is_server(struct str word)
{
	return str_is(last_part(word), "mongod") || str_is(last_part(word), "mongos");
}

/* Nothing but the server, and the script of the official image, comes between. */
static bool starts_server(const struct image_reader *reader)
{
	struct str entry = reader->entrypoint.count ? reader->entrypoint.at[0].word.text : STR("");
	struct str command = reader->command.count ? reader->command.at[0].word.text : STR("");
	bool official = reader->image.kind == IMAGE_OFFICIAL && (!entry.len || str_is(last_part(entry), "docker-entrypoint.sh"));
	if (official)
		return (!command.len && !entry.len) || is_server(command) || str_starts(command, "-");
	return is_server(entry) || (!entry.len && is_server(command) && reader->image.kind != IMAGE_BITNAMI);
}

void claims_read_image(struct arena *arena, struct claims *claims)
{
	struct image_reader reader = { .arena = arena, .claims = claims, .workdir = STR("") };
	struct str text = claims->source->text;
	for (uint32_t at = source_text_start(claims->source); at < text.len;) {
		uint32_t start = at;
		while (start < text.len && str_has_char(STR(" \t"), text.at[start]))
			start++;
		uint32_t name = start;
		while (name < text.len && (text.at[name] | 0x20) >= 'a' && (text.at[name] | 0x20) <= 'z')
			name++;
		uint32_t end = name == start ? str_find_char(text, '\n', start) : end_of(text, at);
		end = end == STR_NONE ? text.len : end;
		read_instruction(&reader, str_sub(text, start, name), (struct span){ name, end - name });
		at = end + 1;
	}
	claims->starts = starts_server(&reader);
}
