/* Which lines hold a secret: by examples, and that the quick question gives the answer of the long one. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "diag/veil.h"

static struct source source_of(struct arena *arena, struct str text)
{
	struct source source;
	source_init(arena, "x.conf", text, &source);
	return source;
}

/* A letter for each line: H is hidden, . is shown. */
static const char *told(struct arena *arena, const struct source *source)
{
	struct buf out = BUF_INIT(arena);
	struct veil veil = { 0 };
	for (uint32_t i = 0; i < source->lines; i++)
		buf_char(&out, veil_hides(&veil, source_line(source, i)) ? 'H' : '.');
	return buf_done(&out).at;
}

Test(diag_veil, lines_that_hold_a_secret)
{
	static const struct {
		const char *text, *hidden;
	} rows[] = {
		{ "net:\n  port: 27017", ".." },
		{ "password: abc", "H" },
		{ "  PassWord: abc", "H" },
		{ "PEMKeyPASSWORD = abc", "H" },
		{ "passphrase: x y", "H" },
		{ "pwd: x", "H" },
		{ "PWD=x", "H" },
		{ "  clientSecret: x", "H" },
		{ "Token: x", "H" },
		{ "AWS_CREDENTIAL: x", "H" },
		{ "mongod --kmipClientCertificatePassword abc", "H" },
		{ "uri: mongodb://user:abc@host/", "H" },
		{ "uri: mongodb://user@host:27017/", "." },
		{ "# see http://docs.example.org/a", "." },
		{ "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", ".H." },
		{ "passwordFile: /etc/x", "." },
		{ "MONGO_INITDB_ROOT_PASSWORD_FILE: /etc/x", "." },
		{ "password: {{ vault }}", "." },
		{ "password: ${PASSWORD}", "." },
		{ "secrets:\n  a:", ".." },
		{ "password:\n  abc\nnet:\n  port: 1", ".H.." },
		{ "password: 'abc\n\n  def'\nnet:", "H.H." },
		{ "password: |\n  abc\n  def\nnet:", "HHH." },
		{ "passenger: x\nsecond: y\ntop: z\ncred: a\nprivate: b\npw: c", "......" },
		{ "p", "." },
		{ "", "" },
	};
	struct arena arena = ARENA_INIT;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct source source = source_of(&arena, str_of(rows[i].text));
		const char *hidden = told(&arena, &source);
		cr_expect(!strncmp(hidden, rows[i].hidden, strlen(rows[i].hidden)), "%s\n%s, not %s", rows[i].text, hidden, rows[i].hidden);
		cr_expect_eq(veil_is_near(&source), strchr(hidden, 'H') != NULL, "%s", rows[i].text);
	}
	arena_free(&arena);
}

/* Texts of what secrets are made of, in any case and cut anywhere: there is one where a line hides, and only there. */
Test(diag_veil, there_is_a_secret_where_a_line_hides)
{
	static const char *const pieces[] = {
		"passw", "passphrase", "pwd", "secret", "token", "credential", "private key", "-----", "://", "@", ":", " ", "=", "\n",
		"--", "ord", "s", "'", "\"", "File", "net", "port: 1\n", "# to ", "{{", "user", "  ", "|\n", "pa", "S", "\t",
	};
	struct arena arena = ARENA_INIT;
	unsigned hides = 0, near = 0;
	uint64_t seed = 1;
	for (unsigned turn = 0; turn < 20000; turn++) {
		struct buf text = BUF_INIT(&arena);
		for (unsigned i = 0; i < 1 + turn % 9; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			const char *piece = pieces[(seed >> 33) % (sizeof pieces / sizeof *pieces)];
			size_t len = strlen(piece) - (seed >> 60 == 0);
			for (size_t k = 0; k < len; k++)
				buf_char(&text, seed >> 40 & 1U << k % 16 && piece[k] >= 'a' && piece[k] <= 'z' ? (char)(piece[k] - 32) : piece[k]);
		}
		struct source source = source_of(&arena, buf_done(&text));
		bool hidden = strchr(told(&arena, &source), 'H') != NULL;
		cr_assert_eq(veil_is_near(&source), hidden, "%.*s", STR_ARG(source.text));
		hides += hidden;
		near += !hidden;
		arena_reset(&arena);
	}
	cr_assert(hides > 1000 && near > 1000, "%u %u", hides, near);
	arena_free(&arena);
}
