#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "fleet/pair.h"
#include "lint_files.h"

/* A member is written as words: kf=A or kf=A+B (its keys), tta, cam=x509, tls=prefer, ca, authz, withhold, lenient; `?` is
 * a security section that comes from elsewhere, kf=? a keyfile that was not looked at. */

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(fleet_pair, .fini = tear_down);

static const struct keyfile *keyfile_of(struct str keys)
{
	struct keyfile *keyfile = arena_alloc(&arena, sizeof *keyfile);
	*keyfile = (struct keyfile){ .path = "/k", .state = KEYFILE_READ };
	keyfile->keys = arena_array(&arena, KEYS_MAX, sizeof *keyfile->keys);
	struct str rest = keys, key;
	while (str_split(&rest, '+', &key)) {
		cr_assert_lt(keyfile->count, KEYS_MAX);
		keyfile->keys[keyfile->count++].digest[0] = (unsigned char)key.at[0];
	}
	return keyfile;
}

static const struct {
	const char *word, *section, *text;
} words[] = {
	{ "tta", "security", "transitionToAuth: true" },
	{ "authz", "security", "authorization: enabled" },
	{ "ca", "net.tls", "CAFile: /ca" },
	{ "lenient", "net.tls", "allowConnectionsWithoutCertificates: true" },
	{ "withhold", "setParameter", "tlsWithholdClientCertificate: true" },
	{ "?", NULL, "security: {__exec: s}" },
};

static struct pair_state state_of(struct str member)
{
	struct buf text = BUF_INIT(&arena);
	const struct keyfile *keyfile = NULL;
	struct str rest = member, word;
	while (str_split(&rest, ' ', &word)) {
		bool known = !word.len;
		if (str_starts(word, "kf=")) {
			buf_text(&text, "security.keyFile: /k\n");
			keyfile = str_is(word, "kf=?") ? NULL : keyfile_of(str_sub(word, 3, word.len));
		} else if (str_starts(word, "cam=")) {
			buf_printf(&text, "security.clusterAuthMode: %.*s\n", STR_ARG(str_sub(word, 4, word.len)));
		} else if (str_starts(word, "tls=")) {
			struct str mode = str_sub(word, 4, word.len);
			buf_printf(&text, "net.tls.mode: %.*s%s\n", STR_ARG(mode), str_is(mode, "disabled") ? "" : "TLS");
		} else {
			for (unsigned i = 0; !known && i < sizeof words / sizeof *words; i++) {
				known = str_is(word, words[i].word);
				if (known)
					buf_printf(&text, "%s%s%s\n", words[i].section ? words[i].section : "",
						   words[i].section ? "." : "", words[i].text);
			}
			cr_assert(known, "%.*s", STR_ARG(word));
		}
	}
	return pair_state_of(&arena, lint_config(&arena, "mongod.conf", buf_done(&text), 0), keyfile);
}

static char letter_of(enum pair_code code)
{
	static const char letter[] = { [PAIR_OK] = 'o', [PAIR_TLS] = 'T', [PAIR_CA] = 'C', [PAIR_NOCREDS] = 'N',
				       [PAIR_UNAUTH] = 'U', [PAIR_AUTH] = 'A' };
	return letter[code];
}

/* Whole tables: what each of `members` meets at each, row by row. */
static const struct {
	const char *name, *members[5], *rows[5];
} tables[] = {
	{ "authentication", { "", "kf=A tta", "kf=A", "authz" }, { "ooUU", "oooU", "AooA", "NNNN" } },
	{ "authentication, not looked at", { "", "kf=? tta", "kf=?", "authz" }, { "ooUU", "oooU", "AooA", "NNNN" } },
	{ "clusterAuthMode",
	  { "kf=A tls=prefer ca", "kf=A cam=sendKeyFile tls=prefer ca", "kf=A cam=sendX509 tls=prefer ca",
	    "kf=A cam=x509 tls=prefer ca" },
	  { "oooA", "oooA", "Aooo", "Aooo" } },
	{ "clusterAuthMode, requireTLS, x509 without a keyfile",
	  { "kf=A cam=keyFile tls=require ca", "kf=A cam=sendKeyFile tls=require ca", "kf=A cam=sendX509 tls=require ca",
	    "cam=x509 tls=require ca" },
	  { "oooA", "oooA", "Aooo", "Aooo" } },
	/* sendX509 without a keyfile has nothing to take a key by. */
	{ "sendX509 without a keyfile",
	  { "kf=A tls=prefer", "kf=A cam=sendKeyFile tls=prefer", "cam=sendX509 tls=prefer", "cam=x509 tls=prefer" },
	  { "ooAA", "ooAA", "Aooo", "Aooo" } },
	/* The last paragraph of the table of modes: one in transition, by key and by certificate, with the others. */
	{ "transition by key",
	  { "kf=A tta tls=prefer", "kf=A tls=prefer", "kf=A cam=sendKeyFile tls=prefer", "kf=A cam=sendX509 tls=prefer",
	    "kf=A cam=x509 tls=prefer" },
	  { "ooooU", "ooooA", "ooooA", "AAooo", "AAooo" } },
	{ "transition by certificate",
	  { "cam=x509 tta tls=prefer", "kf=A tls=prefer", "kf=A cam=sendKeyFile tls=prefer", "kf=A cam=sendX509 tls=prefer",
	    "kf=A cam=x509 tls=prefer" },
	  { "oUooo", "AoooA", "AoooA", "oAooo", "oAooo" } },
	{ "both transitions", { "kf=A tta tls=prefer", "cam=x509 tta tls=prefer" }, { "oo", "oo" } },
	{ "TLS", { "", "tls=allow", "tls=prefer", "tls=require" }, { "oooT", "oooT", "Tooo", "Tooo" } },
	{ "TLS, enforced", { "kf=A tls=disabled", "kf=A tls=allow", "kf=A tls=prefer", "kf=A tls=require" },
	  { "oooT", "oooT", "Tooo", "Tooo" } },
	{ "keys, enforced", { "kf=A", "kf=A+B", "kf=B+A", "kf=B", "kf=C" }, { "oooAA", "ooooA", "ooooA", "AoooA", "AAAAo" } },
	{ "keys, in transition", { "kf=A tta", "kf=A+B tta", "kf=B+A tta", "kf=B tta" }, { "oooo", "oooo", "oooo", "oooo" } },
	{ "no authentication to x509",
	  { "", "cam=x509 tta tls=allow ca", "cam=x509 tta tls=prefer ca", "cam=x509 tls=require ca" },
	  { "oooT", "oooT", "Tooo", "Tooo" } },
	{ "keyFile to x509, TLS on the way",
	  { "kf=A", "kf=A cam=sendKeyFile tls=allow ca", "kf=A cam=sendX509 tls=prefer ca", "cam=x509 tls=require ca" },
	  { "oooT", "oooT", "Tooo", "Tooo" } },
	/* Who shows no certificate: turned down where one is wanted, and no x509 member anywhere. */
	{ "certificates withheld", { "tls=require ca", "tls=require ca withhold", "tls=require ca lenient", "tls=allow ca" },
	  { "oooo", "CCoC", "oooo", "TTTo" } },
	{ "certificates withheld, x509",
	  { "cam=x509 tls=require ca", "cam=x509 tls=require ca lenient withhold", "cam=x509 tta tls=prefer ca lenient withhold" },
	  { "ooo", "CAA", "CUo" } },
	/* What is told elsewhere goes with everything. */
	{ "unknown", { "", "kf=A", "authz", "?", "cam=sometimes kf=A" }, { "oUUoo", "AoAoo", "NNNoo", "ooooo", "ooooo" } },
};

Test(fleet_pair, tables)
{
	for (unsigned t = 0; t < sizeof tables / sizeof *tables; t++) {
		struct pair_state states[5];
		unsigned count = 0;
		for (; count < 5 && tables[t].members[count]; count++)
			states[count] = state_of(str_of(tables[t].members[count]));
		for (unsigned a = 0; a < count; a++) {
			char row[6] = { 0 };
			for (unsigned b = 0; b < count; b++) {
				row[b] = letter_of(pair_of(&states[a], &states[b]));
				bool both = tables[t].rows[a][b] == 'o' && tables[t].rows[b][a] == 'o';
				cr_expect_eq(pair_works(&states[a], &states[b]), both, "%s: %u %u", tables[t].name, a, b);
			}
			cr_expect_str_eq(row, tables[t].rows[a], "%s: from %s: %s", tables[t].name, tables[t].members[a], row);
		}
	}
}

/* Single pairs: there, back; k where the keys alone are the cause, m where they are masked. */
static const struct {
	const char *a, *b, *says;
} pairs[] = {
	{ "kf=A", "kf=B", "AkAk" },
	{ "kf=A+B", "kf=B+C", "oo" },
	{ "kf=A+B", "kf=C", "AkAk" },
	{ "kf=A", "kf=?", "oo" },
	{ "kf=?", "kf=?", "oo" },
	{ "kf=A tta", "kf=B", "UkAk" },
	{ "kf=A tta", "kf=B tta", "omom" },
	{ "kf=A tta", "kf=A tta", "oo" },
	{ "kf=A tta", "", "oo" },
	/* A sender in transition shows its first key alone. */
	{ "kf=A+B tta", "kf=B", "Uko" },
	{ "kf=B+A tta", "kf=B", "oo" },
	{ "kf=A+B tta", "kf=A+B", "oo" },
	{ "kf=A+B tta", "kf=B tta", "omo" },
	/* No fault of the keys. */
	{ "kf=A", "", "AU" },
	{ "kf=A tls=prefer", "kf=B cam=x509 tls=prefer", "AA" },
	{ "kf=A", "kf=B tls=require", "TT" },
	{ "kf=A cam=x509 tls=prefer", "kf=B cam=x509 tls=prefer", "oo" },
	/* Of all pairs of states that the plans go through, those above left out: P01 to P20. */
	{ "", "kf=A tta", "oo" },                                          /* 1, 18, 19 */
	{ "", "kf=A", "UA" },                                              /* 2, 4 */
	{ "kf=A tta", "kf=A", "oo" },                                      /* 3, 5, 17 */
	{ "kf=A", "kf=A", "oo" },                                          /* 6 */
	{ "kf=A+B", "kf=B+C", "oo" },                                      /* 7 */
	{ "kf=A+B", "kf=C", "AkAk" },                                      /* 8 */
	{ "kf=A", "kf=A+B", "oo" },                                        /* 9 */
	{ "kf=A tls=require ca", "kf=A cam=x509 tls=require ca", "AA" },   /* 10 */
	{ "kf=A cam=sendX509 tls=require ca", "kf=A cam=sendKeyFile tls=require ca", "oo" },  /* 11 */
	{ "kf=A cam=sendX509 tls=require ca", "kf=A cam=x509 tls=require", "oo" },            /* 12 */
	{ "", "tls=require ca", "TT" },                                    /* 13 */
	{ "tls=require ca", "tls=prefer ca", "oo" },                       /* 14 */
	{ "", "tls=allow", "oo" },                                         /* 15 */
	/* 16 is about names in certificates, which no config tells. */
	{ "cam=x509 tls=require ca", "cam=x509 tls=require ca", "oo" },
	/* One way only, as a mongos and a shard are: laxer than for members of a set. */
	{ "kf=A tls=disabled", "kf=A tls=prefer", "oT" },
	{ "kf=A tls=require", "kf=A tls=allow", "oT" },
	{ "kf=A tls=require", "kf=A tls=disabled", "TT" },
	{ "kf=A tls=disabled", "kf=A tls=require", "TT" },
};

static void add_direction(struct buf *says, const struct pair_state *a, const struct pair_state *b)
{
	buf_char(says, letter_of(pair_of(a, b)));
	if (pair_fails_by_key(a, b))
		buf_char(says, 'k');
	if (pair_is_masked(a, b))
		buf_char(says, 'm');
}

Test(fleet_pair, pairs)
{
	for (unsigned i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct pair_state a = state_of(str_of(pairs[i].a)), b = state_of(str_of(pairs[i].b));
		struct buf says = BUF_INIT(&arena);
		add_direction(&says, &a, &b);
		add_direction(&says, &b, &a);
		cr_expect_str_eq(buf_done(&says).at, pairs[i].says, "%s | %s: %s", pairs[i].a, pairs[i].b, buf_done(&says).at);
	}
}

/* States that are the same do the same to all; the order is one. */
Test(fleet_pair, states)
{
	static const char *const members[] = {
		"", "authz", "kf=A", "kf=A tta", "kf=B", "kf=A+B", "kf=B+A", "kf=?", "kf=A tls=allow", "kf=A tls=prefer",
		"kf=A tls=prefer ca", "kf=A tls=prefer withhold", "kf=A cam=sendKeyFile tls=prefer", "cam=x509 tls=prefer",
	};
	enum { COUNT = sizeof members / sizeof *members };
	struct pair_state states[COUNT], again[COUNT];
	for (unsigned i = 0; i < COUNT; i++) {
		states[i] = state_of(str_of(members[i]));
		again[i] = state_of(str_of(members[i]));
	}
	for (unsigned a = 0; a < COUNT; a++) {
		for (unsigned b = 0; b < COUNT; b++) {
			cr_expect_eq(pair_state_same(&states[a], &again[b]), a == b, "%s | %s", members[a], members[b]);
			cr_expect_eq(pair_state_compare(&states[a], &states[b]) < 0, pair_state_compare(&states[b], &states[a]) > 0);
			for (unsigned c = 0; c < COUNT; c++)
				if (pair_state_compare(&states[a], &states[b]) < 0 && pair_state_compare(&states[b], &states[c]) < 0)
					cr_expect_lt(pair_state_compare(&states[a], &states[c]), 0);
		}
	}
	/* x509 reads no keyfile, whichever is there. */
	struct pair_state one = state_of(STR("kf=A cam=x509 tls=prefer")), none = state_of(STR("cam=x509 tls=prefer"));
	cr_expect(pair_state_same(&one, &none));
}

/* ---- the rule, step by step */

/* A member in small numbers. */
struct letter {
	unsigned keys;   /* of none, A, B, A+B, B+A */
	unsigned mode;   /* of none, keyFile, sendKeyFile, sendX509, x509 */
	unsigned tls;    /* of disabled, allow, prefer, require */
	bool transition, authorization, ca, withholds, lenient;
};

static const char *const keys_of_letter[] = { "", "A", "B", "AB", "BA" };
static const char *const words_of_keys[] = { "", "kf=A ", "kf=B ", "kf=A+B ", "kf=B+A " };
static const char *const words_of_mode[] = { "", "cam=keyFile ", "cam=sendKeyFile ", "cam=sendX509 ", "cam=x509 " };
static const char *const words_of_tls[] = { "tls=disabled ", "tls=allow ", "tls=prefer ", "tls=require " };
enum { NO_MODE, KEYFILE, SEND_KEYFILE, SEND_X509, X509 };

static const char *words_of(const struct letter *one)
{
	return arena_printf(&arena, "%s%s%s%s%s%s%s%s", words_of_keys[one->keys], words_of_mode[one->mode], words_of_tls[one->tls],
			    one->transition ? "tta " : "", one->authorization ? "authz " : "", one->ca ? "ca " : "",
			    one->withholds ? "withhold " : "", one->lenient ? "lenient" : "");
}

static unsigned mode_of(const struct letter *one)
{
	return one->mode ? one->mode : one->keys ? KEYFILE : NO_MODE;
}

static bool loads_key(const struct letter *one) { return one->keys && mode_of(one) != X509; }
static bool sends_a_key(const struct letter *one) { return loads_key(one) && mode_of(one) <= SEND_KEYFILE; }
static bool sends_certificate(const struct letter *one) { return mode_of(one) >= SEND_X509; }

static bool demands(const struct letter *one)
{
	return !one->transition && (mode_of(one) != NO_MODE || one->authorization);
}

/* Does a server start so, up to 4.4? */
static bool starts(const struct letter *one)
{
	unsigned mode = mode_of(one);
	bool fits = !one->transition || mode == X509 || (mode == KEYFILE && one->keys);
	bool plain = one->tls == 0 && mode >= SEND_KEYFILE;
	bool allows = one->tls == 1 && (mode == SEND_X509 || (mode == X509 && !one->transition));
	bool sections = one->tls || !(one->ca || one->withholds || one->lenient);
	return fits && !plain && !allows && sections && (mode != X509 || one->ca);
}

static bool fits_by_letter(const struct letter *a, const struct letter *b)
{
	const char *own = keys_of_letter[a->keys], *theirs = keys_of_letter[b->keys];
	if (sends_certificate(a))
		return a->tls >= 2 && !a->withholds && mode_of(b) >= SEND_KEYFILE;
	if (!loads_key(b))
		return false;
	return a->transition ? strchr(theirs, own[0]) != NULL : strpbrk(own, theirs) != NULL;
}

static enum pair_code by_letter(const struct letter *a, const struct letter *b)
{
	bool dials = a->tls >= 2;
	if (dials ? b->tls == 0 : b->tls == 3)
		return PAIR_TLS;
	if (dials && b->ca && a->withholds && !b->lenient)
		return PAIR_CA;
	if (!sends_a_key(a) && !sends_certificate(a))
		return demands(a) ? PAIR_NOCREDS : demands(b) ? PAIR_UNAUTH : PAIR_OK;
	if (fits_by_letter(a, b))
		return PAIR_OK;
	return !a->transition ? PAIR_AUTH : demands(b) ? PAIR_UNAUTH : PAIR_OK;
}

static bool take_letter(unsigned n, struct letter *one)
{
	*one = (struct letter){ .keys = n % 5, .mode = n / 5 % 5, .tls = n / 25 % 4 };
	n /= 100;
	one->transition = n & 1;
	one->authorization = n & 2;
	one->ca = n & 4;
	one->withholds = n & 8;
	one->lenient = n & 16;
	return n < 32 && starts(one);
}

/* Every member that starts, with every other. */
Test(fleet_pair, every_pair)
{
	enum { ALL = 3200 };
	struct letter *letters = arena_array(&arena, ALL, sizeof *letters);
	struct pair_state *states = arena_array(&arena, ALL, sizeof *states);
	unsigned count = 0, wrong = 0, step = getenv("MONGOCONF_VALGRIND") ? 37 : 1;
	for (unsigned n = 0; n < ALL; n += step)
		if (take_letter(n, &letters[count])) {
			states[count] = state_of(str_of(words_of(&letters[count])));
			count++;
		}
	cr_assert_gt(count, 20);
	for (unsigned a = 0; a < count; a++)
		for (unsigned b = 0; b < count && wrong < 10; b++) {
			enum pair_code found = pair_of(&states[a], &states[b]), wanted = by_letter(&letters[a], &letters[b]);
			if (found == wanted)
				continue;
			wrong++;
			cr_expect_fail("%s| %s: %c, not %c", words_of(&letters[a]), words_of(&letters[b]), letter_of(found),
				       letter_of(wanted));
		}
}
