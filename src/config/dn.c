#include "config/dn.h"

#include <stdlib.h>

#include "base/buf.h"

#define TYPE_O "2.5.4.10"
#define TYPE_OU "2.5.4.11"
#define TYPE_DC "0.9.2342.19200300.100.1.25"
#define TYPE_CN "2.5.4.3"

/* Their short and long names, as OpenSSL has them, letter by letter. */
static const struct {
	const char *type, *name, *long_name;
} types[] = {
	{ TYPE_O, "O", "organizationName" },
	{ TYPE_OU, "OU", "organizationalUnitName" },
	{ TYPE_DC, "DC", "domainComponent" },
	{ TYPE_CN, "CN", "commonName" },
	{ "2.5.4.4", "SN", "surname" },
	{ "2.5.4.5", "serialNumber", "serialNumber" },
	{ "2.5.4.6", "C", "countryName" },
	{ "2.5.4.7", "L", "localityName" },
	{ "2.5.4.8", "ST", "stateOrProvinceName" },
	{ "2.5.4.9", "street", "streetAddress" },
	{ "2.5.4.12", "title", "title" },
	{ "2.5.4.13", "description", "description" },
	{ "2.5.4.15", "businessCategory", "businessCategory" },
	{ "2.5.4.16", "postalAddress", "postalAddress" },
	{ "2.5.4.17", "postalCode", "postalCode" },
	{ "2.5.4.41", "name", "name" },
	{ "2.5.4.42", "GN", "givenName" },
	{ "2.5.4.43", "initials", "initials" },
	{ "2.5.4.44", "generationQualifier", "generationQualifier" },
	{ "2.5.4.45", "x500UniqueIdentifier", "x500UniqueIdentifier" },
	{ "2.5.4.46", "dnQualifier", "dnQualifier" },
	{ "2.5.4.65", "pseudonym", "pseudonym" },
	{ "2.5.4.72", "role", "role" },
	{ "2.5.4.97", "organizationIdentifier", "organizationIdentifier" },
	{ "0.9.2342.19200300.100.1.1", "UID", "userId" },
	{ "1.2.840.113549.1.9.1", "emailAddress", "emailAddress" },
};

static int compare_parts(const void *a, const void *b)
{
	const struct dn_part *left = a, *right = b;
	int order = str_compare(left->type, right->type);
	return order ? order : str_compare(left->value, right->value);
}

void dn_sort(struct dn *dn)
{
	if (dn->count)
		qsort(dn->parts, dn->count, sizeof *dn->parts, compare_parts);
}

static bool counts(const struct dn_part *part)
{
	return str_is(part->type, TYPE_O) || str_is(part->type, TYPE_OU) || str_is(part->type, TYPE_DC);
}

bool dn_part_is_common_name(const struct dn_part *part)
{
	return str_is(part->type, TYPE_CN);
}

bool dn_has_cluster(const struct dn *dn)
{
	for (uint32_t i = 0; i < dn->count; i++)
		if (counts(&dn->parts[i]))
			return true;
	return false;
}

/* The next from `i` on that counts. */
static uint32_t next(const struct dn *dn, uint32_t i)
{
	while (i < dn->count && !counts(&dn->parts[i]))
		i++;
	return i;
}

bool dn_same_cluster(const struct dn *a, const struct dn *b)
{
	uint32_t i = next(a, 0), k = next(b, 0);
	bool any = i < a->count;
	for (; i < a->count && k < b->count; i = next(a, i + 1), k = next(b, k + 1))
		if (compare_parts(&a->parts[i], &b->parts[k]))
			return false;
	return any && i == a->count && k == b->count;
}

const char *dn_cluster_text(struct arena *arena, const struct dn *dn)
{
	struct buf text = BUF_INIT(arena);
	for (uint32_t i = next(dn, 0); i < dn->count; i = next(dn, i + 1)) {
		const struct dn_part *part = &dn->parts[i];
		const char *name = str_is(part->type, TYPE_O) ? "O" : str_is(part->type, TYPE_OU) ? "OU" : "DC";
		buf_printf(&text, "%s%s=", text.len ? ", " : "", name);
		buf_str(&text, part->value);
	}
	return text.len ? buf_done(&text).at : "no O, OU or DC";
}

bool dn_same(const struct dn *a, const struct dn *b)
{
	if (a->count != b->count)
		return false;
	for (uint32_t i = 0; i < a->count; i++)
		if (compare_parts(&a->parts[i], &b->parts[i]))
			return false;
	return true;
}

bool dn_holds(const struct dn *dn, const struct dn *wanted)
{
	uint32_t at = 0;
	for (uint32_t i = 0; i < wanted->count; i++) {
		while (at < dn->count && compare_parts(&dn->parts[at], &wanted->parts[i]) < 0)
			at++;
		if (at == dn->count || compare_parts(&dn->parts[at++], &wanted->parts[i]))
			return false;
	}
	return true;
}

/* ---- the text of a setting ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static int hex(char c)
{
	static const char digits[] = "0123456789abcdef";
	char lower = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
	const char *at = lower ? strchr(digits, lower) : NULL;
	return at ? (int)(at - digits) : -1;
}

static bool type_of(struct str name, struct str *type)
{
	bool dotted = name.len > 0 && is_digit(name.at[0]);
	*type = name;
	for (uint32_t i = 0; dotted && i < name.len; i++)
		dotted = is_digit(name.at[i]) || (name.at[i] == '.' && i + 1 < name.len);
	if (dotted)
		return true;
	for (unsigned i = 0; i < sizeof types / sizeof *types; i++)
		if (str_is(name, types[i].name) || str_is(name, types[i].long_name)) {
			*type = str_of(types[i].type);
			return true;
		}
	return false;
}

/* Up to the `=`; blanks in it count for nothing. */
static bool take_type(struct arena *arena, struct str *rest, struct str *type)
{
	uint32_t end = str_find_char(*rest, '=', 0), len = 0;
	if (end == STR_NONE)
		return false;
	char *name = arena_bytes(arena, (size_t)end + 1);
	for (uint32_t i = 0; i < end; i++)
		if (rest->at[i] != ' ')
			name[len++] = rest->at[i];
	*rest = str_sub(*rest, end + 1, rest->len);
	return type_of((struct str){ name, len }, type);
}

/* What stands behind a backslash, at rest[at]: how many bytes that is, 0: nothing that the server takes. */
static uint32_t unescape(struct str rest, uint32_t at, char *c)
{
	if (at >= rest.len)
		return 0;
	*c = rest.at[at];
	if (memchr("\"+,;<>\\ #=", *c, 10))
		return 1;
	int high = hex(*c), low = at + 1 < rest.len ? hex(rest.at[at + 1]) : -1;
	*c = (char)(high * 16 + low);
	return high >= 0 && low >= 0 ? 2 : 0;
}

/* Up to a comma, a plus or the end. Blanks before it are skipped; blanks behind it stay, as they do in the server, but
 * those behind one that is escaped. */
static bool take_value(struct arena *arena, struct str *rest, struct str *value)
{
	uint32_t at = 0, len = 0, escaped = 0, solid = 0;
	char *text = arena_bytes(arena, (size_t)rest->len + 1);
	while (at < rest->len && rest->at[at] == ' ')
		at++;
	if (at == rest->len || rest->at[at] == '#')
		return false;
	for (; at < rest->len && rest->at[at] != ',' && rest->at[at] != '+'; at++) {
		char c = rest->at[at];
		bool behind = c == '\\';
		if (behind) {
			uint32_t bytes = unescape(*rest, at + 1, &c);
			if (!bytes)
				return false;
			at += bytes;
		} else if (memchr("\";<>", c, 4)) {
			return false;
		}
		text[len++] = c;
		escaped = c != ' ' ? 0 : escaped + behind;
		solid = c != ' ' ? len : solid;
	}
	*value = (struct str){ text, escaped ? solid + escaped : len };
	*rest = str_sub(*rest, at + 1, rest->len);
	return true;
}

bool dn_parse(struct arena *arena, struct str text, struct dn *dn)
{
	uint32_t room = 1;
	struct str rest = text;
	for (uint32_t i = 0; i < text.len; i++)
		room += text.at[i] == ',' || text.at[i] == '+';
	*dn = (struct dn){ .parts = arena_array(arena, room, sizeof *dn->parts) };
	while (rest.len) {
		struct dn_part *part = &dn->parts[dn->count];
		while (rest.len && rest.at[0] == ' ')
			rest = str_sub(rest, 1, rest.len);
		if (!take_type(arena, &rest, &part->type) || !take_value(arena, &rest, &part->value))
			return false;
		dn->count++;
	}
	dn_sort(dn);
	return dn->count > 0;
}
