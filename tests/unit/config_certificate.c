#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "base/os.h"
#include "config/certificate.h"
#include "lint_files.h"

/* fixtures/certificates/make says what the files are. */

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(config_certificate, .fini = tear_down);

static const char *path_of(const char *name)
{
	return lint_fixture(&arena, arena_printf(&arena, "fixtures/certificates/%s.pem", name));
}

static struct str bytes_of(const char *name)
{
	struct str bytes;
	struct err err = ERR_INIT(&arena);
	cr_assert(os_read_file(&arena, path_of(name), &bytes, NULL, &err), "%s", name);
	return bytes;
}

static struct certificates parse(struct str bytes)
{
	struct arena scratch = ARENA_INIT;
	struct certificates file = { 0 };
	certificates_parse(&arena, &scratch, bytes, &file);
	arena_wipe(&scratch);
	return file;
}

/* "TYPE=VALUE|...", its extension in brackets, " < " and the issuer; certificates separated by lines. */
static const char *text_of(const struct certificates *file)
{
	struct buf out = BUF_INIT(&arena);
	for (uint32_t i = 0; i < file->count; i++) {
		const struct certificate *one = &file->list[i];
		buf_text(&out, i ? "\n" : "");
		for (uint32_t p = 0; p < one->subject.count; p++)
			buf_printf(&out, "%s%.*s=%.*s", p ? "|" : "", STR_ARG(one->subject.parts[p].type),
				   STR_ARG(one->subject.parts[p].value));
		if (one->has_membership)
			buf_printf(&out, " [%.*s]", STR_ARG(one->membership));
		buf_text(&out, one->odd ? " odd < " : " < ");
		for (uint32_t k = 0; k < one->issuer.len; k++)
			buf_char(&out, one->issuer.at[k] ? one->issuer.at[k] : '|');
	}
	return buf_done(&out).at;
}

#define CA1 "2.5.4.10=testers|2.5.4.3=ca1|"
#define OLD "2.5.4.10=Old|2.5.4.11=Servers|2.5.4.3="

static const struct {
	const char *name, *says;
} files[] = {
	{ "ca1", "2.5.4.10=Testers|2.5.4.3=ca1 < " CA1 },
	/* The first block is a key. */
	{ "o", OLD "db1|2.5.4.6=US|2.5.4.7=Here < " CA1 },
	{ "o2", OLD "db2|2.5.4.7=There < " CA1 },
	{ "chain", OLD "db3 < 2.5.4.10=testers|2.5.4.3=between|\n2.5.4.10=Testers|2.5.4.3=between < " CA1 },
	{ "foo", "2.5.4.12=foo|2.5.4.3=db1|2.5.4.6=US [foo] < " CA1 },
	/* Keys and signatures are none of our business: an unknown kind of them does no harm. */
	{ "parts", "0.9.2342.19200300.100.1.25=example|0.9.2342.19200300.100.1.25=org|" OLD "db1 < " CA1 },
};

Test(config_certificate, files)
{
	for (unsigned i = 0; i < sizeof files / sizeof *files; i++) {
		struct certificates file;
		certificates_read(&arena, path_of(files[i].name), &file);
		cr_expect_str_eq(text_of(&file), files[i].says, "%s: %s", files[i].name, text_of(&file));
	}
	struct certificates file;
	certificates_read(&arena, path_of("none"), &file);
	cr_expect_eq(file.count, 0);
	certificates_read(&arena, lint_fixture(&arena, "fixtures"), &file);
	cr_expect_eq(file.count, 0);
}

static struct str with(struct str text, const char *old, const char *new)
{
	uint32_t at = str_find(text, str_of(old), 0);
	cr_assert_neq(at, STR_NONE, "%s", old);
	return str_format(&arena, "%.*s%s%.*s", STR_ARG(str_sub(text, 0, at)), new,
			  STR_ARG(str_sub(text, at + (uint32_t)strlen(old), text.len)));
}

/* Either all certificates of a file are known, or nothing is. */
Test(config_certificate, texts)
{
	struct str o = bytes_of("o"), ca1 = bytes_of("ca1");
	const struct {
		const char *what;
		struct str bytes;
		uint32_t count;
	} rows[] = {
		{ "empty", STR(""), 0 },
		{ "no block", STR("# certificates\n"), 0 },
		{ "a key alone", str_sub(o, 0, str_find(o, STR("-----BEGIN CERT"), 0)), 0 },
		{ "two files", str_format(&arena, "%.*s%.*s", STR_ARG(o), STR_ARG(ca1)), 2 },
		{ "text around", str_format(&arena, "subject=x\n%.*sthe end", STR_ARG(o)), 1 },
		{ "CR LF", with(with(o, "MIIB", "\r\nMIIB"), "-----END CERT", "\r\n-----END CERT"), 1 },
		{ "cut off", str_sub(o, 0, o.len - 40), 0 },
		{ "a second one is cut off", str_format(&arena, "%.*s%.*s", STR_ARG(ca1), STR_ARG(str_sub(o, 0, o.len - 40))), 0 },
		{ "no base64", with(o, "MIIB", "M*IB"), 0 },
		{ "nothing in it", STR("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"), 0 },
		{ "a length that is wrong", with(o, "MIIB", "MIIA"), 0 },
		{ "a template", str_format(&arena, "%.*s{{ more }}\n", STR_ARG(ca1)), 0 },
		{ "another block", str_format(&arena, "%.*s-----BEGIN TRUSTED CERTIFICATE-----\n", STR_ARG(ca1)), 0 },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(parse(rows[i].bytes).count, rows[i].count, "%s: %u", rows[i].what, parse(rows[i].bytes).count);
	/* Every beginning of one: never more is read than there is. */
	for (uint32_t len = 0; len < ca1.len - 30; len += 7)
		cr_expect_eq(parse(with(str_sub(ca1, 0, len + 28), "-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\n")).count, 0);
}

Test(config_certificate, chains)
{
	static const struct {
		const char *shown, *trusted;
		bool leads;
	} rows[] = {
		{ "o", "ca1", true }, { "o", "ca2", false }, { "o-by-ca2", "ca1", false }, { "o-by-ca2", "ca2", true },
		{ "chain", "ca1", true }, { "chain", "ca2", false }, { "ca1", "ca1", true }, { "ca1", "ca2", false },
		{ "o", "none", true }, { "none", "ca1", true },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct certificates shown, trusted;
		certificates_read(&arena, path_of(rows[i].shown), &shown);
		certificates_read(&arena, path_of(rows[i].trusted), &trusted);
		cr_expect_eq(certificates_lead_to(&shown, &trusted), rows[i].leads, "%s by %s", rows[i].shown, rows[i].trusted);
	}
	struct str both = str_format(&arena, "%.*s%.*s", STR_ARG(bytes_of("ca1")), STR_ARG(bytes_of("ca2")));
	struct certificates trusted = parse(both), shown = parse(bytes_of("o-by-ca2")), leaf = parse(bytes_of("chain"));
	cr_expect(certificates_lead_to(&shown, &trusted));
	/* By OpenSSL's measure TESTERS is the same as Testers. */
	struct certificates loud = parse(with(bytes_of("o-by-ca2"), "VGVzdGVycz", "VEVTVEVSUz"));
	cr_expect_eq(loud.count, 1);
	cr_expect(certificates_lead_to(&loud, &trusted));
	cr_expect(certificates_lead_to(NULL, &trusted) && certificates_lead_to(&shown, NULL));
	/* Without the one between, nobody knows who that is. */
	trusted = parse(bytes_of("ca1"));
	leaf.count = 1;
	cr_expect_not(certificates_lead_to(&leaf, &trusted));
	/* Nothing follows from letters that are not compared. */
	leaf.list[0].odd = true;
	cr_expect(certificates_lead_to(&leaf, &trusted));
	/* Two that name each other lead nowhere. */
	struct certificate circle[] = { { .name = STR("a"), .issuer = STR("b") }, { .name = STR("b"), .issuer = STR("a") } };
	cr_expect_not(certificates_lead_to(&(struct certificates){ "", circle, 2 }, &trusted));
}
