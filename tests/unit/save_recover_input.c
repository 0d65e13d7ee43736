/* A journal is input, and may be anybody's: what recovery doesn't believe it says, and does nothing with. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/digest.h"
#include "save_loop.h"

TestSuite(save_recover_input);

static const struct world world = {
	.name = "two files",
	.files = { { "/a/x", "old x\n", "new x\n", 0640, 0, NULL, NULL },
		   { "/b/y", "old y\n", "new y\n", 0600, 0, NULL, NULL } },
};

#define TX "0718293a4b5c6d7e"
#define JOURNAL "/a/.mongoconf-" TX ".commit"
#define SEE "/b/.mongoconf-" TX ".see"

static struct arena memory;
static struct memfs_history history;
static struct memfs_image committed;     /* nothing is renamed yet */

/* Beside the files there is a folder of somebody else, with what looks as if it could be renamed. */
static void make_committed(void)
{
	struct err err = ERR_INIT(&memory);
	world_make(&world);
	memfs_folder("/etc");
	memfs_put("/etc/x", "old x\n", 0644);
	memfs_put("/etc/.x." TX ".new", "new x\n", 0644);
	memfs_put("/a/.secret." TX ".new", "new x\n", 0644);
	memfs_put("/a/secret", "old x\n", 0644);
	memfs_settle();
	memfs_record(&history);
	cr_assert(world_run(&err), "%s", err_line(&err));
	memfs_record(NULL);
	for (unsigned i = 0; i < history.count; i++) {
		memfs_load(&history.at[i]);
		if (memfs_exists(JOURNAL))
			break;
	}
	cr_assert(memfs_exists(JOURNAL) && memfs_exists(SEE));
	/* What the run itself swept is not there any more. */
	memfs_put("/a/.secret." TX ".new", "new x\n", 0644);
	memfs_settle();
	memfs_save(&committed);
}

/* It is refused for that reason, and nothing is touched. */
static void refused(const char *what, const char *reason)
{
	struct err err = ERR_INIT(&memory);
	uint64_t before = memfs_hash(true);
	memfs_log_cut(0);
	bool ok = world_recover(&err);
	cr_assert_not(ok, "%s: done\n%s%s", what, memfs_describe(false), memfs_log());
	cr_assert(err.kind == ERR_PENDING && strstr(err.text, reason), "%s: %s", what, err_line(&err));
	cr_assert(err.path && strncmp(err.path, "/a/", 3) == 0, "%s: %s", what, err.path);
	cr_assert_eq(memfs_hash(true), before, "%s: something was changed\n%s%s", what, memfs_describe(false), memfs_log());
	cr_assert(!memfs_misuse() && !memfs_descriptors(), "%s: %s", what, memfs_misuse());
	arena_reset(&memory);
}

Test(save_recover_input, whose_it_is)
{
	make_committed();
	const char *text = memfs_text(JOURNAL, NULL);

	memfs_own(JOURNAL, 4711, 4711);
	refused("of another user", "belongs to user 4711");
	static const mode_t modes[] = { 0620, 0602, 0666 };
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		memfs_load(&committed);
		memfs_put(JOURNAL, text, modes[i]);
		refused("may be written", "may be written by others");
	}
	memfs_load(&committed);
	memfs_remove(JOURNAL);
	memfs_put("/etc/journal", text, 0600);
	memfs_symlink("/etc/journal", JOURNAL);
	refused("a link", "no regular file");
	memfs_load(&committed);
	memfs_remove(JOURNAL);
	memfs_folder(JOURNAL);
	refused("a folder", "no regular file");
	/* What lies in the other folder is then of nobody, and goes. */
	memfs_load(&committed);
	memfs_remove(JOURNAL);
	memfs_put("/a/.mongoconf-ffffffffffffffff.commit", text, 0600);
	struct err of_name = ERR_INIT(&memory);
	cr_assert_not(world_recover(&of_name));
	cr_assert(strstr(of_name.text, "is about another rewrite"), "%s", err_line(&of_name));
	cr_assert_str_eq(memfs_text("/a/x", NULL), "old x\n");
	cr_assert_str_eq(memfs_text("/b/y", NULL), "old y\n");
	cr_assert(memfs_exists("/a/.mongoconf-ffffffffffffffff.commit"));

	memfs_load(&committed);
	struct err err = ERR_INIT(&memory);
	cr_assert(world_recover(&err), "%s", err_line(&err));
	cr_assert_str_eq(memfs_text("/a/x", NULL), "new x\n");
	cr_assert_str_eq(memfs_text("/b/y", NULL), "new y\n");
	world_end();
	arena_free(&memory);
}

Test(save_recover_input, damage)
{
	static const char damaged[] = "is no journal of this program, or damaged";
	char bytes[4096];
	uint32_t len;
	make_committed();
	const char *text = memfs_text(JOURNAL, &len);
	cr_assert_lt(len, sizeof bytes - 64);
	for (uint32_t cut = 0; cut < len; cut += loop_stride(7)) {
		memfs_load(&committed);
		memfs_put_bytes(JOURNAL, text, cut, 0600);
		refused("torn", damaged);
	}
	for (uint32_t bit = 0; bit < len * 8; bit += loop_stride(41)) {
		memfs_load(&committed);
		memcpy(bytes, text, len);
		bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
		memfs_put_bytes(JOURNAL, bytes, len, 0600);
		refused("a flipped bit", damaged);
	}
	static const char *const tails[] = { "\n", "x", "end 00\n", "replace" };
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		memfs_load(&committed);
		memcpy(bytes, text, len);
		memcpy(bytes + len, tails[i], strlen(tails[i]));
		memfs_put_bytes(JOURNAL, bytes, len + (uint32_t)strlen(tails[i]), 0600);
		refused("more at its end", damaged);
	}
	world_end();
	arena_free(&memory);
}

/* ---- journals whose sum is right ---- */

static const char *digest_of(const char *text)
{
	unsigned char digest[DIGEST_SIZE];
	char *hex = arena_alloc(&memory, 2 * DIGEST_SIZE + 1);
	digest_sha256(str_of(text), digest);
	digest_hex(digest, 2 * DIGEST_SIZE, hex);
	return hex;
}

/* In `lines`, OLD and NEW stand for the digests of x's texts. */
static const char *forge(const char *lines)
{
	struct buf buf = BUF_INIT(&memory);
	for (; *lines; lines++) {
		if (strncmp(lines, "OLD", 3) == 0 || strncmp(lines, "NEW", 3) == 0) {
			buf_text(&buf, digest_of(*lines == 'O' ? "old x\n" : "new x\n"));
			lines += 2;
		} else {
			buf_char(&buf, *lines);
		}
	}
	const char *body = buf_done(&buf).at;
	return arena_printf(&memory, "%send %s\n", body, digest_of(body));
}

#define HEAD "mongoconf-journal 1\ntx " TX "\n"
static const char damaged[] = "is no journal of this program, or damaged";

static const struct {
	const char *what, *lines, *reason;
} forged[] = {
	{ "nothing", HEAD, damaged },
	{ "another version", "mongoconf-journal 2\ntx " TX "\nreplace OLD NEW - . x\n", damaged },
	{ "a name with a slash", HEAD "replace OLD NEW - . ../etc/x\n", damaged },
	{ "a name with a hidden slash", HEAD "replace OLD NEW - . ..%2fetc%2fx\n", damaged },
	{ "the folder above", HEAD "replace OLD NEW - . ..\n", damaged },
	{ "a name with a NUL", HEAD "replace OLD NEW - . x%00\n", damaged },
	{ "no name", HEAD "replace OLD NEW - . \n", damaged },
	{ "one word more", HEAD "replace OLD NEW - . x y\n", damaged },
	{ "one word less", HEAD "replace OLD NEW - x\n", damaged },
	{ "another verb", HEAD "remove OLD NEW - . x\n", damaged },
	{ "a relative folder", HEAD "replace OLD NEW - ../etc x\n", damaged },
	{ "a backup elsewhere", HEAD "replace OLD NEW ../etc/passwd . x\n", damaged },
	{ "a backup with a hidden slash", HEAD "replace OLD NEW ..%2fetc%2fp . x\n", damaged },
	{ "a backup that is the file", HEAD "replace OLD NEW x . x\n", damaged },
	{ "a short digest", HEAD "replace 00 NEW - . x\n", damaged },
	{ "a line without its end", HEAD "replace OLD NEW - . x", damaged },
	{ "a file twice", HEAD "replace OLD NEW - . x\nreplace OLD NEW - . x\n", "names /a/x twice" },
	{ "a file twice, by two paths", HEAD "replace OLD NEW - . x\nreplace OLD NEW - /b/../a x\n", "names /a/x twice" },
	{ "a folder that says nothing of it", HEAD "replace OLD NEW - . x\nreplace OLD NEW - /etc x\n", "names the folder /etc" },
	{ "that folder in a roundabout way", HEAD "replace OLD NEW - /a/../etc x\n", "which has no" },
	{ "a folder that is none", HEAD "replace OLD NEW - /a/x y\n", "can't be opened" },
	{ "a folder that is not there", HEAD "replace OLD NEW - /nowhere y\n", "can't be opened" },
};

Test(save_recover_input, forgery)
{
	make_committed();
	for (size_t i = 0; i < sizeof forged / sizeof *forged; i++) {
		memfs_load(&committed);
		memfs_put(JOURNAL, forge(forged[i].lines), 0600);
		refused(forged[i].what, forged[i].reason);
	}
	/* A folder whose `.see` belongs to another journal. */
	static const char *const homes[] = { "2 /b", "2 /etc", "3 /etc", "2 /" };
	for (size_t i = 0; i < sizeof homes / sizeof *homes; i++) {
		memfs_load(&committed);
		const char *body = arena_printf(&memory, "mongoconf-see 1\nhome %s\n", homes[i]);
		memfs_put(SEE, arena_printf(&memory, "%send %s\n", body, digest_of(body)), 0600);
		memfs_rewrite("/etc/x", "old x\n");
		refused(homes[i], "names the folder /b");
	}
	world_end();
	arena_free(&memory);
}
