#include "config/certificate.h"

#include <mbedtls/asn1.h>
#include <mbedtls/base64.h>
#include <mbedtls/oid.h>
#include <mbedtls/platform.h>
#include <mbedtls/x509.h>

#include "base/buf.h"
#include "base/os.h"
#include "config/keyfile_text.h"

#define BEGIN "-----BEGIN CERTIFICATE-----"
#define END "-----END CERTIFICATE-----"

/* Name of the cluster that a certificate is a member of (server source, jstests/ssl/x509/, 7.0-dev). */
#define OID_MEMBERSHIP "1.3.6.1.4.1.34601.2.1.2"

/* DER that is still to be read. The library wants bytes that may be written, and writes none. */
struct der {
	unsigned char *at;
	const unsigned char *end;
};

/* The content of the next value, which must be of this kind. */
static bool take(struct der *der, int tag, struct der *content)
{
	size_t len;
	if (mbedtls_asn1_get_tag(&der->at, der->end, &len, tag))
		return false;
	*content = (struct der){ der->at, der->at + len };
	der->at += len;
	return true;
}

static bool skip(struct der *der, int tag)
{
	struct der content;
	return take(der, tag, &content);
}

static bool is_next(const struct der *der, int tag)
{
	return der->at < der->end && *der->at == tag;
}

static struct str oid_text(struct arena *arena, const mbedtls_asn1_buf *oid)
{
	char text[128];
	int len = mbedtls_oid_get_numeric_string(text, sizeof text, oid);
	return len > 0 ? str_copy(arena, (struct str){ text, (uint32_t)len }) : STR("");
}

/* ---- names ---- */

static bool is_blank(unsigned char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* OpenSSL compares names without regard to case, of ASCII, and to the number of blanks. */
static void add_canonical(struct buf *out, const mbedtls_x509_buf *value)
{
	size_t at = 0, end = value->len;
	while (at < end && is_blank(value->p[at]))
		at++;
	while (end > at && is_blank(value->p[end - 1]))
		end--;
	for (; at < end; at++) {
		unsigned char c = value->p[at];
		if (is_blank(c) && is_blank(value->p[at + 1]))
			continue;
		buf_char(out, is_blank(c) ? ' ' : c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : (char)c);
	}
}

/* Text of other kinds may be the same in other bytes. */
static bool is_plain_text(int tag)
{
	return tag == MBEDTLS_ASN1_UTF8_STRING || tag == MBEDTLS_ASN1_PRINTABLE_STRING || tag == MBEDTLS_ASN1_IA5_STRING;
}

static void keep_name(struct arena *arena, const mbedtls_x509_name *first, struct dn *dn, struct str *canonical, bool *odd)
{
	struct buf text = BUF_INIT(arena);
	uint32_t count = 0;
	for (const mbedtls_x509_name *part = first; part; part = part->next)
		count++;
	*dn = (struct dn){ .parts = arena_array(arena, count, sizeof *dn->parts) };
	for (const mbedtls_x509_name *part = first; part; part = part->next) {
		struct str type = oid_text(arena, &part->oid);
		struct str value = { (const char *)part->val.p, (uint32_t)part->val.len };
		*odd = *odd || !is_plain_text(part->val.tag) || !type.len;
		dn->parts[dn->count++] = (struct dn_part){ type, str_copy(arena, value) };
		buf_str(&text, type);
		buf_char(&text, '=');
		add_canonical(&text, &part->val);
		buf_char(&text, part->next_merged ? '+' : '\0');
	}
	dn_sort(dn);
	*canonical = buf_done(&text);
}

static bool take_name(struct arena *arena, struct der *der, struct dn *dn, struct str *canonical, bool *odd)
{
	struct der content;
	mbedtls_x509_name first = { 0 };
	if (!take(der, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE, &content))
		return false;
	*dn = (struct dn){ 0 };
	*canonical = STR("");
	/* A name without any part is one, too, where others stand in an extension. */
	if (content.at == content.end)
		return true;
	if (mbedtls_x509_get_name(&content.at, content.end, &first))
		return false;
	keep_name(arena, &first, dn, canonical, odd);
	for (mbedtls_x509_name *part = first.next, *next; part; part = next) {
		next = part->next;
		mbedtls_free(part);
	}
	return true;
}

/* ---- extensions ---- */

static void keep_membership(struct arena *arena, struct der value, struct certificate *certificate)
{
	struct der text;
	bool is_text = value.at < value.end && is_plain_text(*value.at) && take(&value, *value.at, &text);
	certificate->has_membership = true;
	if (is_text)
		certificate->membership = str_copy(arena, (struct str){ (const char *)text.at, (uint32_t)(text.end - text.at) });
}

static bool take_extension(struct arena *arena, struct der *list, struct certificate *certificate)
{
	struct der extension, oid, value;
	if (!take(list, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE, &extension) ||
	    !take(&extension, MBEDTLS_ASN1_OID, &oid))
		return false;
	if (is_next(&extension, MBEDTLS_ASN1_BOOLEAN) && !skip(&extension, MBEDTLS_ASN1_BOOLEAN))
		return false;
	if (!take(&extension, MBEDTLS_ASN1_OCTET_STRING, &value))
		return false;
	mbedtls_asn1_buf id = { .tag = MBEDTLS_ASN1_OID, .len = (size_t)(oid.end - oid.at), .p = oid.at };
	if (str_is(oid_text(arena, &id), OID_MEMBERSHIP))
		keep_membership(arena, value, certificate);
	return true;
}

/* What is left of the signed part, behind the subject: the key, two old identifiers, the extensions. */
static bool take_extensions(struct arena *arena, struct der *part, struct certificate *certificate)
{
	enum { CONTEXT = MBEDTLS_ASN1_CONTEXT_SPECIFIC, EXTENSIONS = CONTEXT | MBEDTLS_ASN1_CONSTRUCTED | 3 };
	struct der outer, list;
	if (!skip(part, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE))
		return false;
	for (int id = 1; id <= 2; id++)
		if (is_next(part, CONTEXT | id) && !skip(part, CONTEXT | id))
			return false;
	if (!is_next(part, EXTENSIONS))
		return true;
	if (!take(part, EXTENSIONS, &outer) || !take(&outer, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE, &list))
		return false;
	while (list.at < list.end)
		if (!take_extension(arena, &list, certificate))
			return false;
	return true;
}

/* ---- certificates ---- */

/* RFC 5280, 4.1. */
static bool take_certificate(struct arena *arena, struct der der, struct certificate *certificate)
{
	enum { SEQUENCE = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE,
	       VERSION = MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED };
	struct der all, part;
	struct dn issuer;
	if (!take(&der, SEQUENCE, &all) || !take(&all, SEQUENCE, &part))
		return false;
	if (is_next(&part, VERSION) && !skip(&part, VERSION))
		return false;
	return skip(&part, MBEDTLS_ASN1_INTEGER) && skip(&part, SEQUENCE) &&
	       take_name(arena, &part, &issuer, &certificate->issuer, &certificate->odd) && skip(&part, SEQUENCE) &&
	       take_name(arena, &part, &certificate->subject, &certificate->name, &certificate->odd) &&
	       take_extensions(arena, &part, certificate);
}

static bool take_block(struct arena *arena, struct arena *scratch, struct str base64, struct certificate *certificate)
{
	size_t len;
	unsigned char *der = (unsigned char *)arena_bytes(scratch, (size_t)base64.len + 1);
	if (mbedtls_base64_decode(der, base64.len, &len, (const unsigned char *)base64.at, base64.len))
		return false;
	return take_certificate(arena, (struct der){ der, der + len }, certificate);
}

void certificates_parse(struct arena *arena, struct arena *scratch, struct str bytes, struct certificates *file)
{
	uint32_t room = 0;
	for (uint32_t at = 0; (at = str_find(bytes, STR(BEGIN), at)) != STR_NONE; at += sizeof BEGIN - 1)
		room++;
	/* What a template adds, or a vault hides, is not in it; another kind of block may hold one more certificate. */
	if (!room || keyfile_is_sealed(bytes) || str_find(bytes, STR("TRUSTED CERTIFICATE-"), 0) != STR_NONE ||
	    str_find(bytes, STR("X509 CERTIFICATE-"), 0) != STR_NONE)
		return;
	file->list = arena_array(arena, room, sizeof *file->list);
	for (uint32_t at = 0; (at = str_find(bytes, STR(BEGIN), at)) != STR_NONE;) {
		uint32_t from = at + (uint32_t)sizeof BEGIN - 1, end = str_find(bytes, STR(END), from);
		struct str base64 = str_trim(str_sub(bytes, from, end == STR_NONE ? from : end));
		if (end == STR_NONE || !take_block(arena, scratch, base64, &file->list[file->count])) {
			file->count = 0;
			return;
		}
		file->count++;
		at = end;
	}
}

void certificates_read(struct arena *arena, const char *path, struct certificates *file)
{
	struct arena scratch = ARENA_INIT;
	struct err err = ERR_INIT(&scratch);
	struct str bytes;
	*file = (struct certificates){ .path = path };
	if (os_read_file(&scratch, path, &bytes, NULL, &err))
		certificates_parse(arena, &scratch, bytes, file);
	arena_wipe(&scratch);
}

/* ---- chains ---- */

static const struct certificate *find(const struct certificates *among, struct str name, bool *odd)
{
	for (uint32_t i = 0; i < among->count; i++) {
		*odd = *odd || among->list[i].odd;
		if (str_eq(among->list[i].name, name))
			return &among->list[i];
	}
	return NULL;
}

bool certificates_lead_to(const struct certificates *shown, const struct certificates *trusted)
{
	const struct certificate *at = shown && shown->count ? shown->list : NULL;
	if (!at || !trusted || !trusted->count)
		return true;
	for (uint32_t steps = 0; at && steps < shown->count; steps++) {
		bool odd = at->odd;
		if (find(trusted, at->issuer, &odd) || odd)
			return true;
		at = find(shown, at->issuer, &odd);
		if (odd)
			return true;
	}
	return false;
}
