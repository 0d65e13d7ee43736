#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/digest.h"
#include "config/keyfile.h"
#include "config/keyfile_memo.h"
#include "config/keyfile_text.h"

static char folder[] = "/tmp/mongoconf-keyfile-XXXXXX";

static void folder_make(void)
{
	cr_assert_not_null(mkdtemp(folder));
}

static void folder_remove(void)
{
	rmdir(folder);
}

TestSuite(config_keyfile, .init = folder_make, .fini = folder_remove);

static const char *const fault_names[] = {
	"ok", "no-key", "bad-char", "too-short", "too-long", "too-many", "shape", "syntax",
};

/* "ok 8,8 list lost" or "too-short 5 @1:3". */
static const char *summary(struct arena *arena, const struct keyfile *keyfile)
{
	struct buf out = BUF_INIT(arena);
	if (keyfile->state == KEYFILE_ENCRYPTED)
		buf_text(&out, "sealed ");
	buf_text(&out, fault_names[keyfile->fault]);
	for (uint32_t i = 0; i < keyfile->count; i++)
		buf_printf(&out, "%c%u", i ? ',' : ' ', keyfile->keys[i].length);
	if (keyfile->fault) {
		struct place place = source_place(keyfile->source, keyfile->fault_at.at);
		if (keyfile->length)
			buf_printf(&out, " %u", keyfile->length);
		buf_printf(&out, " @%u:%u", place.line, place.column);
		cr_assert_leq(span_end(keyfile->fault_at), keyfile->source->text.len);
	}
	if (keyfile->sequence && !keyfile->fault)
		buf_text(&out, " list");
	if (keyfile->joined_lines)
		buf_text(&out, " joined");
	if (keyfile->lost_keys)
		buf_text(&out, " lost");
	if (keyfile->crlf)
		buf_text(&out, " crlf");
	if (keyfile->bom)
		buf_text(&out, " bom");
	return buf_done(&out).at;
}

static void write_file(const char *path, struct str bytes)
{
	FILE *file = fopen(path, "wb");
	cr_assert_not_null(file);
	cr_assert_eq(fwrite(bytes.len ? bytes.at : "", 1, bytes.len, file), bytes.len);
	cr_assert_eq(fclose(file), 0);
}

static void read_bytes(struct arena *arena, struct str bytes, const char *server, struct keyfile *keyfile)
{
	struct version version = { 0 };
	const char *path = arena_printf(arena, "%s/key", folder);
	write_file(path, bytes);
	if (server)
		cr_assert(version_parse(str_of(server), &version));
	keyfile_read(arena, path, version, keyfile);
	unlink(path);
}

/* What a server of 4.2 or later makes of a text; then one of 4.0. */
static const struct {
	struct str text;
	const char *yaml, *bytes;
} shapes[] = {
	/* one key */
	{ STR("Qm9ndXM"), "ok 7", "ok 7" },
	{ STR("Qm9ndXM=\n"), "ok 8", "ok 8" },
	{ STR("Qm9ndXM=\r\n"), "ok 8 crlf", "ok 8 crlf" },
	{ STR("Qm9ndXM=\n\n\n\n"), "ok 8", "ok 8" },
	{ STR("\n\n  Qm9ndXM=\n"), "ok 8", "ok 8" },
	{ STR("Qm9n dXM\t=\n"), "ok 8", "ok 8" },
	{ STR("Qm9n\vdXM\f=\n"), "ok 8", "ok 8" },
	{ STR("Qm9n\rdXM=\n"), "ok 8", "ok 8" },
	{ STR("======"), "ok 6", "ok 6" },
	{ STR("+/+/+/"), "ok 6", "ok 6" },
	{ STR("123456"), "ok 6", "ok 6" },
	{ STR("nullnull"), "ok 8", "ok 8" },
	{ STR("true"), "too-short 4 @1:1", "too-short 4 @1:1" },
	/* the borders */
	{ STR("Qm9nd"), "too-short 5 @1:1", "too-short 5 @1:1" },
	{ STR("Q m 9 n d"), "too-short 5 @1:1", "too-short 5 @1:1" },
	{ STR("''"), "too-short @1:1", "bad-char @1:1" },
	{ STR("'      '"), "too-short @1:1", "bad-char @1:1" },
	{ STR("!Qm9ndXM"), "too-short @1:1", "bad-char @1:1" },
	/* nothing */
	{ STR(""), "no-key @1:1", "no-key @1:1" },
	{ STR("\n \n"), "no-key @1:1", "no-key @1:1" },
	{ STR("# Qm9ndXM\n"), "shape @1:1", "bad-char @1:1" },
	{ STR("---\n"), "shape @1:1", "bad-char @1:1" },
	{ STR("null\n"), "shape @1:1", "too-short 4 @1:1" },
	{ STR("~"), "shape @1:1", "bad-char @1:1" },
	{ STR("[]"), "no-key @1:1", "bad-char @1:1" },
	{ STR("[[], []]"), "no-key @1:1", "bad-char @1:1" },
	{ STR("[~]"), "shape @1:2", "bad-char @1:1" },
	{ STR("- \n- Qm9ndXM\n"), "shape @1:1", "bad-char @1:1" },
	{ STR("- Qm9ndXM\n-\n"), "shape @1:10", "bad-char @1:1" },
	{ STR("%Qm9ndXM\n"), "shape @1:1", "bad-char @1:1" },
	/* lists */
	{ STR("- Qm9ndXM\n"), "ok 7 list", "bad-char @1:1" },
	{ STR("- Qm9ndXM\n- Zm9vYmFy\n"), "ok 7,8 list", "bad-char @1:1" },
	{ STR("- Qm9ndXM\r\n- Zm9vYmFy\r\n"), "ok 7,8 list crlf", "bad-char @1:1 crlf" },
	{ STR("  - Qm9ndXM\n  - Zm9vYmFy\n"), "ok 7,8 list", "bad-char @1:3" },
	{ STR("- 'Qm9ndXM'\n- \"Zm9vYmFy\"\n"), "ok 7,8 list", "bad-char @1:1" },
	{ STR("[Qm9ndXM, Zm9vYmFy]"), "ok 7,8 list", "bad-char @1:1" },
	{ STR("[Qm9ndXM, Zm9vYmFy,]"), "ok 7,8 list", "bad-char @1:1" },
	{ STR("- [Qm9ndXM]\n- [[Zm9vYmFy]]\n"), "ok 7,8 list", "bad-char @1:1" },
	{ STR("- - Qm9ndXM\n  - Zm9vYmFy\n"), "ok 7,8 list", "bad-char @1:1" },
	{ STR("- Qm9n\n  dXM=\n- Zm9v\n  YmFy\n"), "ok 8,8 list", "bad-char @1:1" },
	{ STR("- |\n  Qm9n\n  dXM=\n- >-\n  Zm9vYmFy\n"), "ok 8,8 list", "bad-char @1:1" },
	{ STR("- &a Qm9ndXM\n- *a\n"), "ok 7,7 list", "bad-char @1:1" },
	{ STR("- Qm9ndXM\n- Zm9vYmFy\n- YWJjZGVm\n"), "too-many @3:3", "bad-char @1:1" },
	{ STR("- [Qm9ndXM, Zm9vYmFy]\n- YWJj\n"), "too-many @2:3", "bad-char @1:1" },
	/* what the server meets first: characters and shapes in order, then the number, then lengths */
	{ STR("- Qm9ndXM\n- Zm9v-YmFy\n- YWJj\n"), "bad-char @2:7", "bad-char @1:1" },
	{ STR("- Qm9\n- Zm9vYmFy\n"), "too-short 3 @1:3", "bad-char @1:1" },
	{ STR("- Qm9ndXM\n- Zm9\n"), "too-short 3 @2:3", "bad-char @1:1" },
	{ STR("- Q\n- Z\n- Y\n"), "too-many @3:3", "bad-char @1:1" },
	{ STR("- Qm9ndXM\n- {}\n- Zm9v-YmFy\n"), "shape @2:3", "bad-char @1:1" },
	{ STR("- &a [Qm9ndXM, *a]\n"), "shape @1:6", "bad-char @1:1" },
	/* one key by the server's reading, two by the author's */
	{ STR("Qm9ndXM=\nZm9vYmFy\n"), "ok 16 joined", "ok 16 joined" },
	{ STR("'Qm9ndXM='\n'Zm9vYmFy'\n"), "ok 8 lost", "bad-char @1:1" },
	{ STR("\"Qm9ndXM=\"\n\"Zm9vYmFy\"\n"), "ok 8 lost", "bad-char @1:1" },
	{ STR("- Qm9ndXM=\n-Zm9vYmFy\n"), "ok 8 list lost", "bad-char @1:1" },
	{ STR("Qm9ndXM=\n---\nZm9vYmFy\n"), "ok 8 lost", "bad-char @2:1" },
	{ STR("Qm9ndXM=\n---\n- {}: -\n"), "ok 8 lost", "bad-char @2:1" },
	{ STR("Qm9ndXM=\n...\n"), "ok 8", "bad-char @2:1" },
	/* scalars */
	{ STR("--- Qm9ndXM=\n"), "ok 8", "bad-char @1:1" },
	{ STR("Qm9ndXM= # old\n"), "ok 8", "bad-char @1:10" },
	{ STR("# old\nQm9ndXM=\n"), "ok 8", "bad-char @1:1" },
	{ STR("Qm9ndXM=#old\n"), "bad-char @1:9", "bad-char @1:9" },
	{ STR("'Qm9ndXM=\n"), "ok 8", "bad-char @1:1" },
	{ STR("\"Qm9n\\x64XM=\"\n"), "ok 8", "bad-char @1:1" },
	{ STR("\"Qm9n\\\n  dXM=\"\n"), "ok 8", "bad-char @1:1" },
	{ STR("\"Qm9n\\tdXM=\"\n"), "ok 8", "bad-char @1:1" },
	{ STR("\"Qm9n\\0dXM=\"\n"), "bad-char @1:1", "bad-char @1:1" },
	{ STR("\"Qm9n\\qdXM=\"\n"), "syntax @1:8", "bad-char @1:1" },
	{ STR("'Qm9n''dXM='\n"), "bad-char @1:1", "bad-char @1:1" },
	{ STR("!!str Qm9ndXM=\n"), "ok 8", "bad-char @1:1" },
	{ STR("&a Qm9ndXM=\n"), "ok 8", "bad-char @1:1" },
	{ STR("|\n  Qm9n\n  dXM=\n"), "ok 8", "bad-char @1:1" },
	{ STR(">+\n  Qm9n\n\n  dXM=\n\n"), "ok 8", "bad-char @1:1" },
	{ STR("Qm9n-dXM\n"), "bad-char @1:5", "bad-char @1:5" },
	{ STR("-Qm9ndXM\n"), "bad-char @1:1", "bad-char @1:1" },
	{ STR("Qm9n\n*dXM\n"), "bad-char @2:1", "bad-char @2:1" },
	{ STR("Qm9n\xc3\xa4\xc3\xb6-\n"), "bad-char @1:5", "bad-char @1:5" },
	{ STR("# \xc3\xa4\nQm9n_XM\n"), "bad-char @2:5", "bad-char @1:1" },
	/* no YAML */
	{ STR("*a\n"), "syntax @1:1", "bad-char @1:1" },
	{ STR("[Qm9ndXM"), "syntax @1:9", "bad-char @1:1" },
	{ STR("@Qm9ndXM"), "syntax @1:1", "bad-char @1:1" },
	{ STR("`Qm9ndXM"), "syntax @1:1", "bad-char @1:1" },
	{ STR("\tQm9ndXM"), "ok 7", "ok 7" },
	/* maps */
	{ STR("key: Qm9ndXM\n"), "shape @1:1", "bad-char @1:4" },
	{ STR("Qm9ndXM:\n"), "shape @1:1", "bad-char @1:8" },
	{ STR("Qm9n:dXM\n"), "bad-char @1:5", "bad-char @1:5" },
	{ STR("- key: Qm9ndXM\n"), "shape @1:3", "bad-char @1:1" },
	{ STR("{Qm9ndXM}"), "shape @1:1", "bad-char @1:1" },
	/* encodings: what a Windows editor or PowerShell writes */
	{ STR("\xef\xbb\xbfQm9ndXM\n"), "ok 7 bom", "bad-char @1:1 bom" },
	{ STR("\xef\xbb\xbf- Qm9ndXM\n"), "ok 7 list bom", "bad-char @1:1 bom" },
	{ STR("\xef\xbb\xbf\xef\xbb\xbfQm9ndXM\n"), "bad-char @1:1 bom", "bad-char @1:1 bom" },
	{ STR("\xff\xfeQ\0m\0" "9\0n\0d\0X\0\r\0\n\0"), "ok 6 crlf bom", "bad-char @1:1 crlf bom" },
	{ STR("\xfe\xff\0Q\0m\0" "9\0n\0d\0X\0\n"), "ok 6 bom", "bad-char @1:1 bom" },
	{ STR("Q\0m\0" "9\0n\0d\0X\0"), "ok 6 bom", "bad-char @1:2 bom" },
	{ STR("\0Q\0m\0" "9\0n\0d\0X"), "ok 6 bom", "bad-char @1:1 bom" },
	{ STR("\0Q\0m\0" "9\0n\0d\0X\0"), "ok 6 bom", "bad-char @1:1 bom" },
	{ STR("\xff\xfe\0\0Q\0\0\0m\0\0\0" "9\0\0\0n\0\0\0d\0\0\0X\0\0\0"), "ok 6 bom", "bad-char @1:1 bom" },
	{ STR("\0\0\0Q\0\0\0m\0\0\0" "9\0\0\0n\0\0\0d\0\0\0X"), "ok 6 bom", "bad-char @1:1 bom" },
	{ STR("Qm9ndXM\0"), "bad-char @1:8", "bad-char @1:8" },
	{ STR("Qm9ndXM # \0"), "ok 7", "bad-char @1:9" },
	/* sealed */
	{ STR("$ANSIBLE_VAULT;1.1;AES256\n3132\n"), "sealed bad-char @1:1", "sealed bad-char @1:1" },
	{ STR("\0GITCRYPT\0\1\2\3"), "sealed bad-char @1:2 bom", "sealed bad-char @1:1 bom" },
	{ STR("{{ mongodb_key }}\n"), "sealed shape @1:1", "sealed bad-char @1:1" },
	{ STR("data: ENC[AES256_GCM,data:AA]\nsops: {}\n"), "sealed shape @1:1", "sealed bad-char @1:5" },
};

Test(config_keyfile, shapes)
{
	for (unsigned i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		struct arena arena = ARENA_INIT;
		struct keyfile keyfile;
		read_bytes(&arena, shapes[i].text, i % 2 ? "4.2" : NULL, &keyfile);
		cr_expect_str_eq(summary(&arena, &keyfile), shapes[i].yaml, "%s: %s", shapes[i].text.at,
				 summary(&arena, &keyfile));
		read_bytes(&arena, shapes[i].text, "4.0", &keyfile);
		cr_expect_str_eq(summary(&arena, &keyfile), shapes[i].bytes, "4.0: %s: %s", shapes[i].text.at,
				 summary(&arena, &keyfile));
		arena_free(&arena);
	}
}

static struct str long_key(struct arena *arena, uint32_t len, uint32_t wrap)
{
	struct buf text = BUF_INIT(arena);
	for (uint32_t i = 0; i < len; i++) {
		if (wrap && i && i % wrap == 0)
			buf_char(&text, '\n');
		buf_char(&text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[i * i % 61]);
	}
	buf_char(&text, '\n');
	return buf_done(&text);
}

Test(config_keyfile, lengths)
{
	static const struct {
		uint32_t len, wrap;
		const char *expected;
	} rows[] = {
		{ 6, 0, "ok 6" }, { 1024, 0, "ok 1024" }, { 1024, 64, "ok 1024" }, { 1024, 1, "ok 1024" },
		{ 1025, 0, "too-long 1025 @1:1" }, { 1025, 64, "too-long 1025 @1:1" },
		{ 1008, 76, "ok 1008" }, { 500000, 100, "too-long 500000 @1:1" },
		{ 128, 64, "ok 128" }, { 100, 50, "ok 100" }, { 200, 100, "ok 200 joined" },
		{ 64, 32, "ok 64 joined" },
	};
	struct arena arena = ARENA_INIT;
	struct keyfile keyfile;
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str text = long_key(&arena, rows[i].len, rows[i].wrap);
		for (const char *server = "4.4"; server; server = server[2] == '4' ? "4.0" : NULL) {
			read_bytes(&arena, text, server, &keyfile);
			cr_expect_str_eq(summary(&arena, &keyfile), rows[i].expected, "%u by %u: %s", rows[i].len,
					 rows[i].wrap, summary(&arena, &keyfile));
		}
	}
	arena_free(&arena);
}

/* The same key in every dress has the same digest, that of its characters alone. */
Test(config_keyfile, digests)
{
	static const struct str dresses[] = {
		STR("Qm9ndXM="), STR("Qm9n\r\ndXM=\r\n"), STR("'Qm9ndXM='"), STR("- Qm9n dXM=\n"),
		STR("\xef\xbb\xbfQm9ndXM=\n"), STR("\xff\xfeQ\0m\0" "9\0n\0d\0X\0M\0=\0\n\0"),
	};
	struct arena arena = ARENA_INIT;
	unsigned char digest[32];
	char hex[2 * 32 + 1];
	digest_sha256(STR("abc"), digest);
	digest_hex(digest, 64, hex);
	cr_expect_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_sha256(STR("Qm9ndXM="), digest);
	digest_hex(digest, KEY_ID, hex);
	for (unsigned i = 0; i < sizeof dresses / sizeof *dresses; i++) {
		struct keyfile keyfile, other;
		read_bytes(&arena, dresses[i], NULL, &keyfile);
		cr_assert_eq(keyfile.count, 1, "%u", i);
		cr_expect_str_eq(keyfile.keys[0].id, hex, "%u", i);
		cr_expect_arr_eq(keyfile.keys[0].digest, digest, 32, "%u", i);
		read_bytes(&arena, STR("- Zm9vYmFy\n- Qm9ndXM=\n"), NULL, &other);
		cr_expect(keyfile_has(&other, &keyfile.keys[0]));
		cr_expect(keyfile_share(&keyfile, &other));
		read_bytes(&arena, STR("Zm9vYmFy"), NULL, &other);
		cr_expect_not(keyfile_share(&keyfile, &other));
	}
	arena_free(&arena);
}

/* Keys that somebody typed, and keys that a program made. */
Test(config_keyfile, weak)
{
	static const struct {
		struct str text;
		bool weak;
	} rows[] = {
		{ STR("changeme"), true }, { STR("mysecretpassword"), true }, { STR("0123456789012345"), true },
		{ STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), true },
		{ STR("Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFy"), true },
		{ STR("thisisthekeyfileofourmongodbreplicaset"), true },
		{ STR("5f4dcc3b5aa765d61d83"), true },
		{ STR("5f4dcc3b5aa765d61d8327deb882cf99"), false },
		{ STR("nYbx2UzgP9lKAGyxoQmW+w=="), false },
		{ STR("K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols="), false },
	};
	struct arena arena = ARENA_INIT;
	struct keyfile keyfile;
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		read_bytes(&arena, rows[i].text, NULL, &keyfile);
		cr_assert_eq(keyfile.count, 1);
		cr_expect_eq(keyfile.weak, rows[i].weak, "%s", rows[i].text.at);
	}
	arena_free(&arena);
}

/* Nothing of a key, of a comment or of what follows is in what is kept, and places are true. */
Test(config_keyfile, masked)
{
	struct arena arena = ARENA_INIT;
	struct keyfile keyfile;
	read_bytes(&arena, STR("# \xc3\xa4 c2VjcmV0\n- Qm9n dXM=\n- 'Zm9v\xe2\x82\xacYmFy'\n"), NULL, &keyfile);
	cr_expect_eq(keyfile.fault, KEYFILE_BAD_CHAR);
	cr_expect_str_eq(keyfile.source->text.at, "x \xc2\xb7 xxxxxxxx\nx xxxx xxxx\nx xxxxx\xef\xbf\xbdxxxxx\n");
	cr_expect_null(strstr(keyfile.prints, "Zm9v"));
	/* yaml-cpp cites what it can't read as a version. */
	read_bytes(&arena, STR("%YAML c2VjcmV0Zm9v\n--- YmFy\n"), NULL, &keyfile);
	cr_expect_eq(keyfile.fault, KEYFILE_SYNTAX);
	cr_expect_not_null(strstr(keyfile.prints, "bad YAML version"));
	cr_expect_null(strstr(keyfile.prints, "c2Vj"));
	arena_free(&arena);
}

/* With a memo the second of two copies is what it is without, under its own name; what differs in the last byte, or is
 * read otherwise, is no copy. Afterwards nothing is left of the bytes. */
Test(config_keyfile, copies)
{
	struct keyfile_memo memo = KEYFILE_MEMO_INIT;
	struct arena arena = ARENA_INIT;
	unsigned known = 0;
	for (unsigned i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		struct str text = shapes[i].text, other = str_copy(&arena, text);
		for (unsigned round = 0; round < 3; round++) {
			bool yaml = round != 1;
			struct keyfile alone, copy;
			struct version server = { 0 };
			server.major = yaml ? 0 : 4;
			read_bytes(&arena, text, yaml ? NULL : "4.0", &alone);
			const char *path = arena_printf(&arena, "%s/copy%u", folder, round);
			write_file(path, text);
			cr_assert_eq(chmod(path, round ? 0400 : 0600), 0);
			keyfile_read_among(&arena, &memo, path, server, false, &copy);
			unlink(path);
			cr_expect_str_eq(summary(&arena, &copy), summary(&arena, &alone), "%s, round %u", text.at, round);
			cr_expect_str_eq(copy.path, path);
			cr_expect_str_eq(copy.source->name, path);
			cr_expect(str_eq(copy.source->text, alone.source->text));
			cr_expect_eq(copy.mode, round ? 0400u : 0600u);
			cr_expect_eq(copy.state, alone.state);
			for (uint32_t k = 0; k < copy.count && k < alone.count; k++)
				cr_expect_arr_eq(copy.keys[k].digest, alone.keys[k].digest, sizeof copy.keys[k].digest);
		}
		if (text.len)
			((char *)other.at)[text.len - 1] ^= 1;
		else
			other = STR("?");
		known += keyfile_memo_find(&memo, text, true) != NULL;
		cr_expect_null(keyfile_memo_find(&memo, other, true), "%s", text.at);
	}
	cr_expect_gt(known, 20);
	keyfile_memo_wipe(&memo);
	cr_expect_null(memo.secrets.chunk);
	for (unsigned i = 0; i < sizeof shapes / sizeof *shapes; i++)
		cr_expect_null(keyfile_memo_find(&memo, shapes[i].text, true));
	arena_free(&arena);
}

/* What is unlike from its 65th byte on has one place: the last one has it. */
Test(config_keyfile, one_place)
{
	struct keyfile_memo memo = KEYFILE_MEMO_INIT;
	struct keyfile keyfile = { .weak = true };
	char one[3000], two[3000];
	memset(one, 'a', sizeof one);
	memset(two, 'a', sizeof two);
	two[64] = 'b';
	struct str first = { one, 65 }, second = { two, 65 };
	keyfile_memo_add(&memo, first, true, &keyfile);
	cr_assert_not_null(keyfile_memo_find(&memo, first, true));
	cr_expect(keyfile_memo_find(&memo, first, true)->weak);
	cr_expect_null(keyfile_memo_find(&memo, first, false));
	cr_expect_null(keyfile_memo_find(&memo, second, true));
	keyfile_memo_add(&memo, second, true, &keyfile);
	cr_expect_not_null(keyfile_memo_find(&memo, second, true));
	cr_expect_null(keyfile_memo_find(&memo, first, true));
	/* No keyfile is as long. */
	keyfile_memo_add(&memo, (struct str){ one, sizeof one }, true, &keyfile);
	cr_expect_null(keyfile_memo_find(&memo, (struct str){ one, sizeof one }, true));
	keyfile_memo_wipe(&memo);
}

/* What is no file is never opened. */
Test(config_keyfile, states)
{
	struct arena arena = ARENA_INIT;
	struct keyfile keyfile;
	const char *path = arena_printf(&arena, "%s/fifo", folder);
	cr_assert_eq(mkfifo(path, 0600), 0);
	keyfile_read(&arena, path, (struct version){ 0 }, &keyfile);
	cr_expect_eq(keyfile.state, KEYFILE_NO_FILE);
	unlink(path);
	keyfile_read(&arena, path, (struct version){ 0 }, &keyfile);
	cr_expect_eq(keyfile.state, KEYFILE_MISSING);
	keyfile_read(&arena, "/dev/zero", (struct version){ 0 }, &keyfile);
	cr_expect_eq(keyfile.state, KEYFILE_NO_FILE);
	keyfile_read(&arena, folder, (struct version){ 0 }, &keyfile);
	cr_expect_eq(keyfile.state, KEYFILE_NO_FILE);
	cr_expect_not_null(keyfile.source);
	arena_free(&arena);
}

/* What is surely a key is not printed; what is none stays as it is. */
Test(config_keyfile, hides_keys)
{
	static const struct { const char *text, *shown; } rows[] = {
		{ "", "" },
		{ "qZ7vXw2LkJ9rTb4Nc8Hf", "xxxxxxxxxxxxxxxxxxxx" },
		{ "qZ7vXw2LkJ9rTb4Nc8H", "qZ7vXw2LkJ9rTb4Nc8H" },
		{ "no qZ7vXw2LkJ9rTb4Nc8Hf, no", "no xxxxxxxxxxxxxxxxxxxx, no" },
		{ "a: qZ7vXw2LkJ9rTb4Nc8Hf-Ly4Cp8Jt6Rk2Wq0Nv5Xz.", "a: xxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxx." },
		{ "Te8Uo4Ki6/Pj2Vn0Zc5+By3=", "xxxxxxxxxxxxxxxxxxxxxxxx" },
		{ "/etc/qZ7vXw2LkJ9rTb4Nc8HfYg6Ds", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" },
		{ "/srv/Db1/Data/Shard2/Rs0/Log3/A1/B2/C3", "/srv/Db1/Data/Shard2/Rs0/Log3/A1/B2/C3" },
		{ "clusterAuthX509ExtensionValueOfTheServer", "clusterAuthX509ExtensionValueOfTheServer" },
		{ "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b" },
		{ "MONGODB1MONGODB2MONGODB3MONGODB4", "MONGODB1MONGODB2MONGODB3MONGODB4" },
		{ "\xc3\xa4qZ7vXw2LkJ9rTb4Nc8Hf\xc3\xa4", "\xc3\xa4xxxxxxxxxxxxxxxxxxxx\xc3\xa4" },
	};
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str text = str_of(rows[i].text), shown = keyfile_hide(&arena, text);
		cr_expect(str_is(shown, rows[i].shown), "%s: %.*s", rows[i].text, STR_ARG(shown));
		cr_expect_eq(shown.at == text.at, !strcmp(rows[i].text, rows[i].shown), "%s", rows[i].text);
	}
	arena_free(&arena);
}
