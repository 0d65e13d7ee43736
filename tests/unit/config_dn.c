#include <criterion/criterion.h>

#include "base/buf.h"
#include "config/dn.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(config_dn, .fini = tear_down);

static const char *text_of(const struct dn *dn)
{
	struct buf out = BUF_INIT(&arena);
	for (uint32_t i = 0; i < dn->count; i++)
		buf_printf(&out, "%s%.*s=%.*s", i ? "|" : "", STR_ARG(dn->parts[i].type), STR_ARG(dn->parts[i].value));
	return buf_done(&out).at;
}

/* As the server reads them; NULL: it does not. */
static const struct {
	const char *text, *parts;
} texts[] = {
	{ "O=Acme", "2.5.4.10=Acme" },
	{ "OU=B,O=A", "2.5.4.10=A|2.5.4.11=B" },
	{ "CN=x, OU=B,   O=A", "2.5.4.10=A|2.5.4.11=B|2.5.4.3=x" },
	{ "DC=b+DC=a,O=A", "0.9.2342.19200300.100.1.25=a|0.9.2342.19200300.100.1.25=b|2.5.4.10=A" },
	{ " O =Acme", "2.5.4.10=Acme" },
	{ "2.5.4.10=Acme,organizationName=Other", "2.5.4.10=Acme|2.5.4.10=Other" },
	{ "O=Acme\\, Inc.,OU=a\\+b", "2.5.4.10=Acme, Inc.|2.5.4.11=a+b" },
	{ "O=\\41\\63me", "2.5.4.10=Acme" },
	{ "O=\xc3\xa9\\C3\\A9", "2.5.4.10=\xc3\xa9\xc3\xa9" },
	{ "O=a=b#c", "2.5.4.10=a=b#c" },
	/* Blanks: before a value they go, behind it they stay. */
	{ "O=  a b ,OU=c", "2.5.4.10=a b |2.5.4.11=c" },
	{ "O=\\ a\\ ,OU=c", "2.5.4.10= a |2.5.4.11=c" },
	{ "O=a\\  ", "2.5.4.10=a " },
	{ "O=a,", "2.5.4.10=a" },
	{ "O=,OU=a", "2.5.4.10=|2.5.4.11=a" },
	{ "", NULL },
	{ "O", NULL },
	{ "O=", NULL },
	{ "=a", NULL },
	{ "o=a", NULL },
	{ "XX=a", NULL },
	{ "2..x=a", NULL },
	{ "O=#0403", NULL },
	{ "O=a;b", NULL },
	{ "O=\"a\"", NULL },
	{ "O=a\\", NULL },
	{ "O=a\\4", NULL },
	{ "O=a\\zz", NULL },
	{ "O=a,b", NULL },
};

Test(config_dn, texts)
{
	for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct dn dn;
		bool read = dn_parse(&arena, str_of(texts[i].text), &dn);
		cr_expect_eq(read, texts[i].parts != NULL, "%s", texts[i].text);
		if (read && texts[i].parts)
			cr_expect_str_eq(text_of(&dn), texts[i].parts, "%s: %s", texts[i].text, text_of(&dn));
	}
}

/* c: the O, OU and DC are the same; h: the first holds all of the second. */
static const struct {
	const char *a, *b, *says;
} pairs[] = {
	{ "O=a", "O=a", "ch" }, { "O=a", "O=A", "" }, { "O=a", "O=a ", "" }, { "O=a", "O=b", "" }, { "O=a", "OU=a", "" },
	{ "O=a,CN=x", "O=a,CN=y", "c" }, { "O=a,L=x,ST=y,C=z", "O=a", "ch" }, { "O=a", "O=a,L=x", "c" },
	{ "CN=x,OU=b,O=a", "O=a,OU=b", "ch" }, { "O=a,OU=b", "O=a", "h" }, { "O=a", "O=a,OU=b", "" },
	{ "O=a,O=b", "O=b,O=a", "ch" }, { "O=a,O=a", "O=a", "h" }, { "O=a", "O=a,O=a", "" }, { "DC=a,DC=b", "DC=b,DC=a", "ch" },
	{ "DC=a,O=b", "O=a,DC=b", "" },
	/* Without any of them a name is nobody's. */
	{ "CN=x", "CN=x", "h" }, { "title=foo,C=US", "title=foo", "h" }, { "title=foo", "title=bar", "" },
};

Test(config_dn, pairs)
{
	for (unsigned i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct dn a, b;
		cr_assert(dn_parse(&arena, str_of(pairs[i].a), &a) && dn_parse(&arena, str_of(pairs[i].b), &b));
		const char *says = arena_printf(&arena, "%s%s", dn_same_cluster(&a, &b) ? "c" : "", dn_holds(&a, &b) ? "h" : "");
		cr_expect_str_eq(says, pairs[i].says, "%s | %s: %s", pairs[i].a, pairs[i].b, says);
		cr_expect_eq(dn_same_cluster(&a, &b), dn_same_cluster(&b, &a));
		cr_expect_eq(dn_same(&a, &b), dn_holds(&a, &b) && dn_holds(&b, &a), "%s | %s", pairs[i].a, pairs[i].b);
	}
}
