#include "input/embedded_carrier.h"

/* Base64 (RFC 4648, section 4), as Kubernetes takes it for a Secret's `data`: line ends in it count for nothing. */

static int digit_of(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;
	return at ? (int)(at - digits) : -1;
}

bool carrier_decode(struct carrier *carrier, struct str base64, struct str *text)
{
	char *bytes = arena_bytes(carrier->scratch, (size_t)base64.len + 4);
	uint32_t len = 0, bits = 0, have = 0, digits = 0, padding = 0;
	for (uint32_t i = 0; i < base64.len; i++) {
		int digit = digit_of(base64.at[i]);
		if (str_has_char(STR(" \t\r\n"), base64.at[i]))
			continue;
		if (base64.at[i] == '=') {
			padding++;
			continue;
		}
		if (digit < 0 || padding)
			return false;
		bits = bits << 6 | (uint32_t)digit;
		have += 6;
		digits++;
		if (have >= 8) {
			have -= 8;
			bytes[len++] = (char)(bits >> have & 0xff);
		}
	}
	*text = (struct str){ bytes, len };
	return len > 0 && padding <= 2 && (digits + padding) % 4 == 0 && !(bits & ((1u << have) - 1));
}
