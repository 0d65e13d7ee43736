#include "config/dn.h"
#include "fleet/literal.h"
#include "transforms/override.h"

/* ---- the document ---- */

static bool refuse(const struct parameters *parameters, struct err *err, const char *why)
{
	return err_set(err, ERR_USAGE, NULL, 0, "--x509-override '%s' %s; write it as '{ \"attributes\": \"O=Shop,OU=Servers\" }' or "
		       "'{ \"extensionValue\": \"...\" }'", parameters->x509_override, why);
}

/* The server reads what its shell reads, and nothing before or behind it. */
static bool read_document(struct arena *arena, struct str text, struct literals *literals)
{
	struct source source;
	struct err err = ERR_INIT(arena);
	source_init(arena, "--x509-override", text, &source);
	if (!literal_read(arena, &source, literals, &err))
		return false;
	const struct literal *root = &literals->at[literals->root];
	return root->kind == LITERAL_OBJECT && root->span.at == 0 && root->span.len == text.len;
}

static bool check(const struct parameters *parameters, struct err *err)
{
	struct literals literals;
	struct dn dn;
	uint32_t count = 0;
	if (!read_document(err->arena, str_trim(str_of(parameters->x509_override)), &literals))
		return refuse(parameters, err, "is no JSON object");
	for (uint32_t at = literals.at[literals.root].first; at; at = literals.at[at].next, count++) {
		const struct literal *field = &literals.at[at];
		bool attributes = str_is(field->name, "attributes");
		if (!attributes && !str_is(field->name, "extensionValue"))
			return refuse(parameters, err, "has a name in it that no server knows");
		if (field->kind != LITERAL_TEXT || !field->text.len)
			return refuse(parameters, err, "has a value in it that is no text");
		if (attributes && !dn_parse(err->arena, field->text, &dn))
			return refuse(parameters, err, "has attributes that are no distinguished name");
	}
	return count == 1 || refuse(parameters, err, count ? "says more than one thing, and a server takes one" : "says nothing");
}

/* ---- the change ---- */

static bool apply(const struct application *application)
{
	static const struct version since = VERSION(7, 0);
	static const char attributes[] = "net.tls.clusterAuthX509.attributes", value[] = "net.tls.clusterAuthX509.extensionValue";
	struct config config;
	if (!transform_config(application, &config))
		return false;
	if (config_find(&config, attributes) && config_find(&config, value))
		return transform_refuse(application, value, "%s and %s are both set, and mongod does not start with both; remove one first",
					attributes, value);
	enum cluster_mode mode = cluster_mode_of(&config);
	struct str before = application->draft->now.text, wanted = str_trim(str_of(application->parameters->x509_override));
	if (!override_set(application, OVERRIDE_X509, wanted, since))
		return false;
	if (!str_eq(before, application->draft->now.text) && mode != CLUSTER_UNKNOWN && !cluster_mode_allows_x509(mode))
		transform_remark(application, "clusterAuthMode is %s: the override has no effect before it accepts certificates",
				 mode == CLUSTER_KEYFILE ? "keyFile" : "not set");
	return true;
}

const struct transform transform_set_x509_override = {
	.name = "set-x509-override",
	.topic = TOPIC_CERTIFICATES,
	.takes = (const struct transform_flag[]){ { "x509-override", "JSON", true, offsetof(struct parameters, x509_override) }, { 0 } },
	.title = "take a second kind of certificates for members'",
	.about = "Sets setParameter.tlsClusterAuthX509Override (7.0) to JSON, an object with attributes or extensionValue, as a quoted "
		 "text: mongod does not start with a map there. For new certificates under net.tls.clusterAuthX509, whose old kind it "
		 "keeps valid until drop-x509-override. Does nothing where it is that text already.",
	.refuses = "JSON is no such object; it is written as a map or a list; both net.tls.clusterAuthX509.attributes and "
		   "extensionValue are set; --server-version is below 7.0.",
	.example = {
		.text = "net:\n"
			"  tls:\n"
			"    mode: requireTLS\n"
			"    certificateKeyFile: /etc/mongodb/server.pem\n"
			"    CAFile: /etc/mongodb/ca.pem\n"
			"    clusterAuthX509:\n"
			"      attributes: OU=Servers 2,O=Shop\n"
			"security:\n"
			"  clusterAuthMode: x509\n",
		.parameters = { .x509_override = "{\"attributes\": \"OU=Servers,O=Shop\"}" },
	},
	.refused = {
		.text = "net:\n"
			"  tls:\n"
			"    mode: requireTLS\n"
			"    certificateKeyFile: /etc/mongodb/server.pem\n"
			"    CAFile: /etc/mongodb/ca.pem\n"
			"    clusterAuthX509:\n"
			"      attributes: OU=Servers 2,O=Shop\n"
			"      extensionValue: servers\n"
			"security:\n"
			"  clusterAuthMode: x509\n",
		.parameters = { .x509_override = "{\"attributes\": \"OU=Servers,O=Shop\"}" },
	},
	.check = check,
	.apply = apply,
};
