#include "fleet/pair_certificate.h"

#include <string.h>

#include "base/buf.h"
#include "base/digest.h"
#include "fleet/literal.h"

const char *const pair_file_options[PAIR_FILES] = {
	[PAIR_FILE_OWN] = "net.tls.certificateKeyFile", [PAIR_FILE_CLUSTER] = "net.tls.clusterFile",
	[PAIR_FILE_CA] = "net.tls.CAFile", [PAIR_FILE_CLUSTER_CA] = "net.tls.clusterCAFile",
};

/* ---- settings ---- */

static bool is_set(const struct config *config, const char *path)
{
	return config_find(config, path) || config_is_opaque(config, path);
}

/* A setting that is there, as text; false: not there. Of one that is no text, or is told elsewhere, .at is NULL. */
static bool text_of(const struct config *config, const char *path, struct str *text)
{
	const struct setting *setting = config_find(config, path);
	*text = (struct str){ 0 };
	if (config_is_opaque(config, path))
		return true;
	if (setting && setting->kind == SETTING_SCALAR && setting->text.at)
		*text = setting->text;
	return setting && !(setting->kind == SETTING_SCALAR && !setting->text.len);
}

static void criterion_of_name(struct arena *arena, struct str text, enum criterion_kind kind, struct criterion *criterion)
{
	criterion->kind = text.at && dn_parse(arena, text, &criterion->name) ? kind : CRITERION_UNKNOWN;
	if (kind == CRITERION_NAME && !dn_has_cluster(&criterion->name))
		criterion->kind = CRITERION_UNKNOWN;
}

static void criterion_of_extension(struct str text, struct criterion *criterion)
{
	*criterion = (struct criterion){ .kind = text.at ? CRITERION_EXTENSION : CRITERION_UNKNOWN, .text = text };
}

/* {"attributes": "O=Acme"} or {"extensionValue": "acme"} */
static void criterion_of_json(struct arena *arena, struct str text, struct criterion *criterion)
{
	struct source source;
	struct literals literals;
	struct err err = ERR_INIT(arena);
	criterion->kind = CRITERION_UNKNOWN;
	if (!text.at)
		return;
	source_init(arena, "", text, &source);
	if (!literal_read(arena, &source, &literals, &err))
		return;
	uint32_t attributes = literal_find(&literals, literals.root, "attributes");
	uint32_t extension = literal_find(&literals, literals.root, "extensionValue");
	const struct literal *value = &literals.at[attributes ? attributes : extension];
	if (!!attributes + !!extension != 1 || value->kind != LITERAL_TEXT)
		return;
	if (attributes)
		criterion_of_name(arena, value->text, CRITERION_ATTRIBUTES, criterion);
	else
		criterion_of_extension(value->text, criterion);
}

static void read_criteria(struct arena *arena, const struct config *config, struct pair_certificates *certificates)
{
	struct str text;
	if (text_of(config, "net.tls.clusterAuthX509.attributes", &text))
		criterion_of_name(arena, text, CRITERION_ATTRIBUTES, &certificates->takes);
	else if (text_of(config, "net.tls.clusterAuthX509.extensionValue", &text))
		criterion_of_extension(text, &certificates->takes);
	if (text_of(config, "setParameter.tlsClusterAuthX509Override", &text))
		criterion_of_json(arena, text, &certificates->also);
	else if (text_of(config, "setParameter.tlsX509ClusterAuthDNOverride", &text))
		criterion_of_name(arena, text, CRITERION_NAME, &certificates->also);
}

static void read_paths(const struct config *config, const struct certificates *const files[PAIR_FILES],
		       struct pair_certificates *certificates)
{
	for (unsigned i = 0; i < PAIR_FILES; i++) {
		bool elsewhere = config_is_opaque(config, pair_file_options[i]) || config_is_opaque(config, "net.ssl");
		if (!elsewhere)
			certificates->paths[i] = config_text(config, pair_file_options[i]);
		certificates->elsewhere[i] = elsewhere;
		if (!elsewhere && files && files[i] && files[i]->count)
			certificates->files[i] = files[i];
	}
	/* It may come from the system's store instead. */
	if (is_set(config, "net.tls.certificateSelector"))
		certificates->elsewhere[PAIR_FILE_OWN] = true;
	if (is_set(config, "net.tls.clusterCertificateSelector"))
		certificates->elsewhere[PAIR_FILE_CLUSTER] = true;
	for (unsigned i = 0; i < PAIR_FILES; i++)
		if (certificates->elsewhere[i])
			certificates->files[i] = NULL;
}

/* ---- who shows and checks what ---- */

/* Which file counts: the second where it is set. */
static enum pair_file file_of(const struct pair_certificates *of, enum pair_file first, enum pair_file second)
{
	return of->paths[second].len || of->elsewhere[second] ? second : first;
}

enum pair_file pair_file_shown(const struct pair_certificates *of)
{
	return file_of(of, PAIR_FILE_OWN, PAIR_FILE_CLUSTER);
}

enum pair_file pair_file_checking(const struct pair_certificates *of)
{
	return file_of(of, PAIR_FILE_CA, PAIR_FILE_CLUSTER_CA);
}

static const struct certificates *shown(const struct pair_certificates *of)
{
	return of->files[pair_file_shown(of)];
}

/* By which callers are checked. */
static const struct certificates *checks(const struct pair_certificates *of)
{
	return of->files[pair_file_checking(of)];
}

/* ---- as one digest ---- */

static void add(struct buf *out, struct str text)
{
	buf_printf(out, "%u:", text.len);
	buf_str(out, text);
}

/* Hosts have a common name each. What goes along with the first certificate is told by names. */
static void add_shown(struct buf *out, const struct certificates *file)
{
	buf_printf(out, "shows %u;", file ? file->count : 0);
	for (uint32_t i = 0; file && i < file->count; i++) {
		const struct certificate *one = &file->list[i];
		buf_char(out, one->odd ? 'o' : 'p');
		for (uint32_t p = 0; !i && p < one->subject.count; p++) {
			if (dn_part_is_common_name(&one->subject.parts[p]))
				continue;
			add(out, one->subject.parts[p].type);
			add(out, one->subject.parts[p].value);
		}
		if (i)
			add(out, one->name);
		add(out, one->issuer);
		if (!i && one->has_membership)
			add(out, one->membership);
	}
}

static void add_checks(struct buf *out, const struct certificates *file)
{
	buf_printf(out, "checks %u;", file ? file->count : 0);
	for (uint32_t i = 0; file && i < file->count; i++) {
		buf_char(out, file->list[i].odd ? 'o' : 'p');
		add(out, file->list[i].name);
	}
}

static void add_criterion(struct buf *out, const struct criterion *criterion)
{
	buf_printf(out, "takes %d;", (int)criterion->kind);
	add(out, criterion->text);
	for (uint32_t i = 0; i < criterion->name.count; i++) {
		add(out, criterion->name.parts[i].type);
		add(out, criterion->name.parts[i].value);
	}
}

static void sum_up(struct pair_certificates *certificates)
{
	struct arena scratch = ARENA_INIT;
	struct buf text = BUF_INIT(&scratch);
	certificates->known = certificates->takes.kind != CRITERION_NONE || certificates->also.kind != CRITERION_NONE;
	for (unsigned i = 0; i < PAIR_FILES; i++)
		certificates->known = certificates->known || certificates->files[i];
	if (!certificates->known)
		return;
	add_shown(&text, shown(certificates));
	add_shown(&text, certificates->files[PAIR_FILE_OWN]);
	add_checks(&text, checks(certificates));
	add_checks(&text, certificates->files[PAIR_FILE_CA]);
	add_criterion(&text, &certificates->takes);
	add_criterion(&text, &certificates->also);
	buf_printf(&text, "%d%d", certificates->lets_invalid, certificates->ignores_invalid);
	digest_sha256(buf_done(&text), certificates->digest);
	arena_free(&scratch);
}

const struct pair_certificates *pair_certificates_of(struct arena *arena, const struct config *config,
						     const struct certificates *const files[PAIR_FILES])
{
	static const struct version since = VERSION(4, 0);
	static const char invalid[] = "net.tls.allowInvalidCertificates";
	struct pair_certificates *certificates = arena_alloc(arena, sizeof *certificates);
	struct version server = config->target.server;
	struct str text;
	read_paths(config, files, certificates);
	read_criteria(arena, config, certificates);
	certificates->lets_invalid = text_of(config, invalid, &text) && !str_is(text, "false");
	/* Where it is told elsewhere, nothing follows from it. */
	certificates->ignores_invalid = !config_is_opaque(config, invalid) && (!version_known(server) || version_at_least(server, since));
	sum_up(certificates);
	return certificates;
}

int pair_certificates_compare(const struct pair_certificates *a, const struct pair_certificates *b)
{
	bool left = a && a->known, right = b && b->known;
	if (a == b || !left || !right)
		return a == b ? 0 : left - right;
	return memcmp(a->digest, b->digest, sizeof a->digest);
}

/* ---- the pair ---- */

bool pair_certificate_is_trusted(const struct pair_state *a, const struct pair_state *b)
{
	const struct pair_certificates *from = a->certificates, *to = b->certificates;
	return !from || !to || to->lets_invalid || certificates_lead_to(shown(from), checks(to));
}

bool pair_server_is_trusted(const struct pair_state *a, const struct pair_state *b)
{
	const struct pair_certificates *from = a->certificates, *to = b->certificates;
	return !from || !to || from->lets_invalid ||
	       certificates_lead_to(to->files[PAIR_FILE_OWN], from->files[PAIR_FILE_CA]);
}

/* Parts that are asked for in vain, common names aside; what those say is for each host to know. */
static enum own_certificate has_attributes(const struct dn *name, const struct dn *wanted)
{
	struct dn_part part;
	struct dn one = { &part, 1 };
	enum own_certificate verdict = dn_holds(name, wanted) ? OWN_CERT_FITS : OWN_CERT_UNKNOWN;
	for (uint32_t i = 0; i < wanted->count; i++) {
		part = wanted->parts[i];
		if (!dn_part_is_common_name(&part) && !dn_holds(name, &one))
			return OWN_CERT_MISFITS;
	}
	return verdict;
}

static enum own_certificate meets(const struct certificate *certificate, const struct criterion *criterion)
{
	bool fits;
	switch (criterion->kind) {
	case CRITERION_NONE:
		return OWN_CERT_MISFITS;
	case CRITERION_NAME:
		fits = dn_same_cluster(&certificate->subject, &criterion->name);
		break;
	case CRITERION_ATTRIBUTES:
		if (!certificate->odd)
			return has_attributes(&certificate->subject, &criterion->name);
		return OWN_CERT_UNKNOWN;
	case CRITERION_EXTENSION:
		if (certificate->has_membership && !certificate->membership.at)
			return OWN_CERT_UNKNOWN;
		return certificate->has_membership && str_eq(certificate->membership, criterion->text) ? OWN_CERT_FITS : OWN_CERT_MISFITS;
	default:
		return OWN_CERT_UNKNOWN;
	}
	return fits ? OWN_CERT_FITS : certificate->odd ? OWN_CERT_UNKNOWN : OWN_CERT_MISFITS;
}

/* The better of two. */
static enum own_certificate either(enum own_certificate a, enum own_certificate b)
{
	if (a == OWN_CERT_FITS || b == OWN_CERT_FITS)
		return OWN_CERT_FITS;
	return a == OWN_CERT_UNKNOWN || b == OWN_CERT_UNKNOWN ? OWN_CERT_UNKNOWN : OWN_CERT_MISFITS;
}

/* As the server's own certificate is the measure. */
static enum own_certificate is_like(const struct certificate *certificate, const struct certificates *own)
{
	if (!own)
		return OWN_CERT_UNKNOWN;
	if (dn_same_cluster(&certificate->subject, &own->list[0].subject))
		return OWN_CERT_FITS;
	return certificate->odd || own->list[0].odd ? OWN_CERT_UNKNOWN : OWN_CERT_MISFITS;
}

bool pair_certificate_fits(const struct pair_state *a, const struct pair_state *b)
{
	const struct pair_certificates *from = a->certificates, *to = b->certificates;
	const struct certificates *file = from ? shown(from) : NULL;
	if (!file || !to)
		return true;
	if (to->lets_invalid && to->ignores_invalid && !certificates_lead_to(file, checks(to)))
		return false;
	enum own_certificate first = to->takes.kind == CRITERION_NONE ? is_like(&file->list[0], to->files[PAIR_FILE_OWN])
								      : meets(&file->list[0], &to->takes);
	return either(first, meets(&file->list[0], &to->also)) != OWN_CERT_MISFITS;
}

/* ---- a change ---- */

static bool same_criterion(const struct criterion *a, const struct criterion *b)
{
	return a->kind == b->kind && a->kind != CRITERION_UNKNOWN && str_eq(a->text, b->text) && dn_same(&a->name, &b->name);
}

/* With one override before and after, each is there for the other's certificate. The same clusterAuthX509 in both is met by
 * both, or one does not start. */
static bool bridges(const struct pair_certificates *before, const struct pair_certificates *after)
{
	if (before->also.kind != CRITERION_NONE && after->also.kind != CRITERION_NONE)
		return true;
	return before->takes.kind != CRITERION_NONE && same_criterion(&before->takes, &after->takes) &&
	       before->also.kind == CRITERION_NONE && after->also.kind == CRITERION_NONE;
}

static bool shows_certificate(const struct pair_state *state)
{
	return (state->cluster == CLUSTER_SEND_X509 || state->cluster == CLUSTER_X509) && state->certificates;
}

bool pair_certificate_changes(const struct pair_state *before, const struct pair_state *after)
{
	if (!shows_certificate(before) || !shows_certificate(after))
		return false;
	const struct pair_certificates *old = before->certificates, *new = after->certificates;
	enum pair_file from = pair_file_shown(old), to = pair_file_shown(new);
	if (old->elsewhere[from] || new->elsewhere[to] || (old->files[from] && new->files[to]))
		return false;
	return !str_eq(old->paths[from], new->paths[to]) && !bridges(old, new);
}

enum own_certificate pair_own_certificate(const struct pair_state *state)
{
	const struct pair_certificates *of = state->certificates;
	if (!of || of->takes.kind == CRITERION_NONE)
		return OWN_CERT_FITS;
	const struct certificates *file = shown(of);
	if (!file)
		return OWN_CERT_UNKNOWN;
	enum own_certificate verdict = either(meets(&file->list[0], &of->takes), meets(&file->list[0], &of->also));
	return verdict == OWN_CERT_MISFITS && of->takes.kind != CRITERION_ATTRIBUTES ? OWN_CERT_UNKNOWN : verdict;
}
