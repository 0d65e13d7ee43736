#include "fleet/near.h"

/* How far a name may be from another to be taken for it. */
enum { NEAR_EDITS = 2 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "shard" of shard-a and of shardA. */
struct str near_stem(struct str name)
{
	uint32_t end = name.len;
	while (end > 0 && is_digit(name.at[end - 1]))
		end--;
	if (end < name.len || end < 2)
		return str_sub(name, 0, end);
	char last = name.at[end - 1], before = name.at[end - 2];
	bool upper = last >= 'A' && last <= 'Z', lower = last >= 'a' && last <= 'z';
	bool after_mark = before == '-' || before == '_' || before == '.' || is_digit(before);
	bool after_lower = before >= 'a' && before <= 'z';
	return upper ? str_sub(name, 0, after_mark || after_lower ? end - 1 : end)
	     : str_sub(name, 0, lower && after_mark ? end - 1 : end);
}

/* rs0 and rs1 are two shards, not a slip of the pen. */
bool near_counted(struct str a, struct str b)
{
	struct str left = near_stem(a), right = near_stem(b);
	return left.len < a.len && right.len < b.len && str_eq_nocase(left, right);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static char next_letter(struct str *rest)
{
	while (rest->len && is_blank(rest->at[0]))
		*rest = str_sub(*rest, 1, rest->len);
	if (!rest->len)
		return '\0';
	char c = rest->at[0];
	*rest = str_sub(*rest, 1, rest->len);
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool differ_in_case_or_blanks(struct str a, struct str b)
{
	char left, right;
	do {
		left = next_letter(&a);
		right = next_letter(&b);
	} while (left == right && left);
	return left == right;
}

unsigned near_distance(struct str name, struct str other)
{
	if (differ_in_case_or_blanks(name, other))
		return 0;
	if (near_counted(name, other))
		return NEAR_NO;
	/* Two edits make a two-letter name into any other. */
	unsigned limit = name.len <= 3 || other.len <= 3 ? 1 : NEAR_EDITS;
	unsigned edits = str_distance(name, other, limit);
	return edits <= limit ? edits : NEAR_NO;
}
