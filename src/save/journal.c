#include "save/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "save/content.h"

static const char first_line[] = "mongoconf-journal 1\n", see_line[] = "mongoconf-see 1\n";

/* ---- writing it ---- */

static void put_field(struct buf *buf, const char *text)
{
	buf_char(buf, ' ');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		if (c <= ' ' || c == '%' || c == 0x7f)
			buf_printf(buf, "%%%02x", c);
		else
			buf_char(buf, (char)c);
	}
}

static void put_digest(struct buf *buf, const unsigned char digest[DIGEST_SIZE])
{
	char hex[2 * DIGEST_SIZE + 1];
	digest_hex(digest, 2 * DIGEST_SIZE, hex);
	buf_printf(buf, " %s", hex);
}

static void put_end(struct buf *buf)
{
	unsigned char digest[DIGEST_SIZE];
	digest_sha256(buf_done(buf), digest);
	buf_text(buf, "end");
	put_digest(buf, digest);
	buf_char(buf, '\n');
}

struct str journal_text(struct arena *arena, const struct journal *journal)
{
	struct buf buf = BUF_INIT(arena);
	buf_printf(&buf, "%stx %s\n", first_line, journal->tx);
	for (uint32_t i = 0; i < journal->count; i++) {
		const struct entry *entry = &journal->at[i];
		buf_text(&buf, entry->in_place ? "in-place" : "replace");
		put_digest(&buf, entry->old_digest);
		put_digest(&buf, entry->new_digest);
		put_field(&buf, entry->backup ? entry->backup : "-");
		put_field(&buf, entry->folder_path ? entry->folder_path : ".");
		put_field(&buf, entry->name);
		buf_char(&buf, '\n');
	}
	put_end(&buf);
	return buf_done(&buf);
}

struct str journal_see_text(struct arena *arena, const struct folder *home)
{
	struct buf buf = BUF_INIT(arena);
	buf_printf(&buf, "%shome %llu", see_line, (unsigned long long)home->ino);
	put_field(&buf, home->path);
	buf_char(&buf, '\n');
	put_end(&buf);
	return buf_done(&buf);
}

/* ---- reading it ---- */

static int hex_value(char c)
{
	const char *at = c ? strchr("0123456789abcdef", c) : NULL;
	return at ? (int)(at - "0123456789abcdef") : -1;
}

static bool take_hex(struct str s, unsigned char *bytes, uint32_t count)
{
	if (s.len != 2 * count)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		int high = hex_value(s.at[2 * i]), low = hex_value(s.at[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

static bool take_number(struct str s, uint64_t *number)
{
	*number = 0;
	for (uint32_t i = 0; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		*number = *number * 10 + (uint64_t)(s.at[i] - '0');
	}
	return s.len > 0 && s.len <= 20;
}

/* NULL where it is empty, too long, or written as we don't. */
static const char *take_field(struct arena *arena, struct str s)
{
	struct buf buf = BUF_INIT(arena);
	for (uint32_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];
		if (c == '%') {
			if (!take_hex(str_sub(s, i + 1, i + 3), &c, 1) || !c)
				return NULL;
			i += 2;
		} else if (c <= ' ' || c == 0x7f) {
			return NULL;
		}
		buf_char(&buf, (char)c);
	}
	return buf.len && buf.len < PATH_MAX ? buf_done(&buf).at : NULL;
}

/* A name in a folder, that leads nowhere else. */
static bool is_name(const char *name)
{
	return name && !strchr(name, '/') && strcmp(name, ".") && strcmp(name, "..");
}

static bool parse_entry(struct arena *arena, struct str line, struct entry *entry)
{
	struct str word[6];
	for (uint32_t i = 0; i < 6; i++)
		if (!str_split(&line, ' ', &word[i]))
			return false;
	if (line.at && line.len)
		return false;
	const char *backup = take_field(arena, word[3]), *folder = take_field(arena, word[4]);
	*entry = (struct entry){
		.name = take_field(arena, word[5]), .in_place = str_is(word[0], "in-place"),
		.backup = str_is(word[3], "-") ? NULL : backup,
		.folder_path = str_is(word[4], ".") ? NULL : folder,
	};
	return (entry->in_place || str_is(word[0], "replace")) && take_hex(word[1], entry->old_digest, DIGEST_SIZE) &&
	       take_hex(word[2], entry->new_digest, DIGEST_SIZE) && is_name(entry->name) && is_name(backup) &&
	       folder && (!entry->folder_path || *folder == '/') && (!entry->backup || strcmp(backup, entry->name));
}

/* Takes the last line off; false where it isn't the end of what stands before it. */
static bool take_end(struct str *text)
{
	enum { END_LEN = 4 + 2 * DIGEST_SIZE + 1 };
	unsigned char said[DIGEST_SIZE], is[DIGEST_SIZE];
	if (text->len < END_LEN || text->at[text->len - 1] != '\n')
		return false;
	struct str before = str_sub(*text, 0, text->len - END_LEN), end = str_sub(*text, before.len, text->len - 1);
	digest_sha256(before, is);
	if (!str_ends(before, "\n") || !str_starts(end, "end ") || !take_hex(str_sub(end, 4, end.len), said, DIGEST_SIZE) || memcmp(is, said, DIGEST_SIZE))
		return false;
	*text = before;
	return true;
}

static bool take_line(struct str *text, const char *line)
{
	if (!str_starts(*text, line))
		return false;
	*text = str_sub(*text, (uint32_t)strlen(line), text->len);
	return true;
}

static bool parse(struct arena *arena, struct str text, struct journal *journal)
{
	struct str line;
	uint32_t room = 0;
	if (!take_end(&text) || !take_line(&text, first_line) || !str_split(&text, '\n', &line) || !str_starts(line, "tx ") ||
	    line.len != 3 + TX_DIGITS)
		return false;
	memcpy(journal->tx, line.at + 3, TX_DIGITS);
	for (uint32_t i = 0; i < text.len; i++)
		room += text.at[i] == '\n';
	journal->at = arena_array(arena, room + 1, sizeof *journal->at);
	while (text.len) {
		if (!str_split(&text, '\n', &line) || !parse_entry(arena, line, &journal->at[journal->count++]))
			return false;
	}
	return journal->count > 0;
}

bool journal_parse(struct arena *arena, struct str text, const char *path, struct journal *journal, struct err *err)
{
	*journal = (struct journal){ 0 };
	return parse(arena, text, journal) ||
	       err_set(err, ERR_PENDING, path, 0, "is no journal of this program, or damaged; nothing was done with it: "
		       "compare the files beside it by hand, then remove it");
}

bool journal_see_parse(struct arena *arena, struct str text, struct see *see)
{
	struct str ino;
	uint64_t number;
	if (!take_end(&text) || !take_line(&text, see_line) || !take_line(&text, "home ") || !str_ends(text, "\n"))
		return false;
	text.len--;
	if (!str_split(&text, ' ', &ino) || !take_number(ino, &number))
		return false;
	*see = (struct see){ take_field(arena, text), (ino_t)number };
	return see->home && *see->home == '/';
}

bool journal_read(struct arena *arena, int folder, const struct name *name, const char *path, struct journal *journal,
		  struct err *err)
{
	struct content content;
	if (!content_read(arena, folder, name->entry, &content))
		return err_set(err, ERR_PENDING, path, errno, "is the journal of an interrupted rewrite, and can't be read");
	if (!content.there)
		return err_set(err, ERR_PENDING, path, 0, "has the name of a journal and is no regular file; remove it");
	if (content.st.st_uid != geteuid())
		return err_set(err, ERR_PENDING, path, 0, "belongs to user %u: recover as that user, or, where it is not known, "
			       "look at it and remove it", (unsigned)content.st.st_uid);
	if (content.st.st_mode & 022)
		return err_set(err, ERR_PENDING, path, 0, "may be written by others (its mode is %04o), so it is not believed: "
			       "look at it and remove it, or take that right away", (unsigned)content.st.st_mode & 07777);
	if (!journal_parse(arena, content.text, path, journal, err))
		return false;
	return !strcmp(journal->tx, name->tx) ||
	       err_set(err, ERR_PENDING, path, 0, "is about another rewrite (%s) than its name says; remove it", journal->tx);
}

/* ---- its life on disk ---- */

static bool write_tmp(int folder, const char *tmp, struct str text)
{
	int fd = os->openat(folder, tmp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	bool ok = os_write_all(fd, text) && os->fsync(fd) == 0;
	int cause = errno;
	if (os->close(fd) < 0 && ok && errno != EINTR) {
		ok = false;
		cause = errno;
	}
	errno = cause;
	return ok;
}

static bool sync_home(const struct journal *journal)
{
	return os->fsync(journal->home->fd) == 0 || errno == EINVAL;
}

bool journal_commit(struct arena *arena, const struct journal *journal)
{
	int home = journal->home->fd;
	const char *tmp = names_make(arena, NAME_TMP, journal->tx, NULL);
	return write_tmp(home, tmp, journal_text(arena, journal)) &&
	       os->renameat(home, tmp, home, names_make(arena, NAME_COMMIT, journal->tx, NULL)) == 0 && sync_home(journal);
}

bool journal_abort(struct arena *arena, const struct journal *journal)
{
	int home = journal->home->fd;
	return os->renameat(home, names_make(arena, NAME_COMMIT, journal->tx, NULL), home,
			    names_make(arena, NAME_ABORT, journal->tx, NULL)) == 0 && sync_home(journal);
}

bool journal_remove(struct arena *arena, const struct journal *journal)
{
	static const enum name_kind kinds[] = { NAME_COMMIT, NAME_ABORT, NAME_TMP };
	int cause = 0;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const char *name = names_make(arena, kinds[i], journal->tx, NULL);
		/* Tried twice: what stays is a riddle to whoever finds it, a second call costs nothing. */
		if (os->unlinkat(journal->home->fd, name, 0) < 0 && errno != ENOENT &&
		    os->unlinkat(journal->home->fd, name, 0) < 0 && errno != ENOENT)
			cause = errno;
	}
	errno = cause;
	return !cause;
}
