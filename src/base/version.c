#include "base/version.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* One number of at most three digits from the start of `*rest`. */
static bool take_number(struct str *rest, uint16_t *number)
{
	uint32_t digits = 0;
	unsigned value = 0;
	while (digits < rest->len && is_digit(rest->at[digits])) {
		if (digits == 3)
			return false;
		value = value * 10 + (unsigned)(rest->at[digits++] - '0');
	}
	if (digits == 0)
		return false;
	*number = (uint16_t)value;
	*rest = str_sub(*rest, digits, rest->len);
	return true;
}

static bool take_dot(struct str *rest)
{
	if (!str_starts(*rest, "."))
		return false;
	*rest = str_sub(*rest, 1, rest->len);
	return true;
}

/* What packagers and release candidates put behind the numbers: "-rc0", "-3", "-1.el8". */
static bool is_suffix(struct str s)
{
	if (s.len < 2 || s.at[0] != '-')
		return s.len == 0;
	for (uint32_t i = 1; i < s.len; i++) {
		char c = s.at[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!letter && !is_digit(c) && c != '.' && c != '-' && c != '_')
			return false;
	}
	return true;
}

bool version_parse(struct str text, struct version *version)
{
	struct version parsed = { 0, 0, VERSION_NEWEST };
	*version = (struct version){ 0, 0, 0 };
	if (str_starts(text, "v") || str_starts(text, "r"))
		text = str_sub(text, 1, text.len);
	if (!take_number(&text, &parsed.major) || !take_dot(&text) ||
	    !take_number(&text, &parsed.minor))
		return false;
	if (take_dot(&text) && !take_number(&text, &parsed.patch))
		return false;
	if (parsed.major == 0 || !is_suffix(text))
		return false;
	*version = parsed;
	return true;
}

int version_compare(struct version a, struct version b)
{
	if (a.major != b.major)
		return a.major < b.major ? -1 : 1;
	if (a.minor != b.minor)
		return a.minor < b.minor ? -1 : 1;
	return a.patch < b.patch ? -1 : a.patch > b.patch;
}

bool version_at_least(struct version version, struct version since)
{
	return version_compare(version, since) >= 0;
}

bool version_known(struct version version)
{
	return version.major != 0;
}

const char *version_text(struct arena *arena, struct version version)
{
	if (!version_known(version))
		return "";
	if (version.patch == 0 || version.patch == VERSION_NEWEST)
		return arena_printf(arena, "%u.%u", version.major, version.minor);
	return arena_printf(arena, "%u.%u.%u", version.major, version.minor, version.patch);
}
