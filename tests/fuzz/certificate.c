/* Certificates, as PEM and, so that their insides are reached, as the bytes that PEM stands for; and the text of names. */
#include "fuzz.h"

#include "base/buf.h"
#include "config/certificate.h"

static const char begin[] = "-----BEGIN CERTIFICATE-----\n", end[] = "\n-----END CERTIFICATE-----\n";

static struct str pem_of(struct arena *arena, struct str der)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	struct buf out = BUF_INIT(arena);
	buf_text(&out, begin);
	for (uint32_t i = 0; i < der.len; i += 3) {
		uint32_t three = 0, left = der.len - i;
		for (uint32_t k = 0; k < 3; k++)
			three = three << 8 | (k < left ? (unsigned char)der.at[i + k] : 0);
		for (uint32_t k = 0; k < 4; k++)
			buf_char(&out, k <= left ? digits[three >> (18 - 6 * k) & 63] : '=');
	}
	buf_text(&out, end);
	return buf_done(&out);
}

static void check_dn(const struct dn *dn)
{
	for (uint32_t i = 1; i < dn->count; i++)
		FUZZ_HOLDS(str_compare(dn->parts[i - 1].type, dn->parts[i].type) <= 0, "part %u is not in its place", i);
	FUZZ_HOLDS(dn_same(dn, dn) && dn_holds(dn, dn), "a name is not itself");
	FUZZ_HOLDS(dn_same_cluster(dn, dn) == dn_has_cluster(dn), "a name is not its own cluster's");
}

static void check_file(struct arena *arena, struct str text)
{
	struct arena scratch = ARENA_INIT;
	struct certificates file = { 0 };
	certificates_parse(arena, &scratch, text, &file);
	arena_wipe(&scratch);
	for (uint32_t i = 0; i < file.count; i++) {
		const struct certificate *one = &file.list[i];
		struct certificates alone = { .list = &file.list[i], .count = 1 };
		check_dn(&one->subject);
		FUZZ_HOLDS(one->has_membership || !one->membership.len, "says something in an extension that it has not");
		dn_cluster_text(arena, &one->subject);
		certificates_lead_to(&alone, &file);
		FUZZ_HOLDS(!str_eq(one->name, one->issuer) || certificates_lead_to(&alone, &alone), "its own issuer does not know it");
	}
	certificates_lead_to(&file, &file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct str text = fuzz_text(data, size);
	struct dn dn;
	check_file(&arena, text);
	check_file(&arena, pem_of(&arena, text));
	if (dn_parse(&arena, text, &dn))
		check_dn(&dn);
	arena_free(&arena);
	return 0;
}
