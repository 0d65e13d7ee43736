#include "base/buf.h"
#include "config/tls.h"
#include "transforms/tls_section.h"

/* What is asked, and what is there. */
struct step {
	const struct application *application;
	struct config config;
	struct tls_section section;
	const char *path;         /* of the mode */
	enum tls_mode now, wanted;
	enum cluster_mode cluster;
};

static const char *word(const struct step *step, enum tls_mode mode)
{
	return tls_mode_word(mode, step->section.ssl);
}

/* The mode that is set; of other options, such as one that the server does not know, it is not the place to tell. */
static enum tls_mode mode_now(const struct step *step)
{
	const struct setting *setting = config_find(&step->config, step->path);
	struct version server = step->application->parameters->server;
	bool both = step->section.ssl && (!version_known(server) || version_at_least(server, (struct version)VERSION(4, 2)));
	if (!setting)
		return TLS_OFF;
	enum tls_mode mode = setting->kind == SETTING_SCALAR ? tls_mode_of_word(setting->text) : TLS_UNKNOWN;
	bool known = str_is(setting->text, word(step, mode)) || (both && str_is(setting->text, tls_mode_word(mode, false)));
	return known ? mode : TLS_UNKNOWN;
}

/* ---- what stops it ---- */

static bool check(const struct parameters *parameters, struct err *err)
{
	if (tls_mode_of_word(str_of(parameters->tls_mode)) == TLS_UNKNOWN)
		return err_set(err, ERR_USAGE, NULL, 0, "--tls-mode is disabled, allowTLS, preferTLS or requireTLS, not \"%s\"",
			       parameters->tls_mode);
	return tls_section_check(parameters, err);
}

/* Neighbours can be mixed, all others cut members off from each other. */
static bool check_neighbour(const struct step *step)
{
	enum tls_mode between = step->wanted > step->now ? step->now + 1 : step->now - 1;
	if (step->now == TLS_UNKNOWN)
		return transform_refuse(step->application, step->path, "%s is \"%.*s\", which is no mode that the server takes; mend "
					"it first", step->path, STR_ARG(config_text(&step->config, step->path)));
	if (between == step->wanted)
		return true;
	return transform_refuse(step->application, step->path, "the mode of TLS is %s, and members in that mode and in %s can't talk to "
				"each other; take all members to %s first", word(step, step->now), word(step, step->wanted),
				word(step, between));
}

/* Each row of 1: a clusterAuthMode; does a server that has it start in this mode of TLS? */
static bool check_cluster_mode(const struct step *step)
{
	static const char path[] = "security.clusterAuthMode";
	struct str mode = config_text(&step->config, path);
	bool decides = step->wanted == TLS_OFF || step->wanted == TLS_ALLOW;
	if (decides && step->cluster == CLUSTER_UNKNOWN)
		return transform_refuse(step->application, path, "whether a server starts in mode %s depends on clusterAuthMode, and "
					"what that is can't be told from here", word(step, step->wanted));
	if (step->wanted == TLS_OFF && cluster_mode_allows_x509(step->cluster))
		return transform_refuse(step->application, path, "clusterAuthMode is %.*s, and mongod does not start with it where TLS is "
					"disabled; go back to keyFile first (set-cluster-auth-mode)", STR_ARG(mode));
	bool transition = config_is(&step->config, "security.transitionToAuth", "true");
	if (step->wanted == TLS_ALLOW &&
	    (step->cluster == CLUSTER_SEND_X509 || (step->cluster == CLUSTER_X509 && !transition)))
		return transform_refuse(step->application, path, "clusterAuthMode is %.*s, and mongod does not start with it in mode %s, "
					"in which members do without TLS among themselves; go back to sendKeyFile first "
					"(set-cluster-auth-mode)", STR_ARG(mode), word(step, TLS_ALLOW));
	return true;
}

/* A mode without them stops the server, and they without a mode. */
static bool check_left_over(const struct step *step)
{
	struct buf names = BUF_INIT(step->application->draft->arena);
	const char *first = NULL;
	for (unsigned i = 0; i < tls_counting; i++) {
		const struct setting *setting = tls_counted(&step->config, i);
		if (!setting)
			continue;
		buf_printf(&names, "%s%.*s", first ? ", " : "", STR_ARG(setting->path));
		first = first ? first : str_cstr(names.arena, setting->path);
	}
	if (!first)
		return true;
	const char *section = step->section.ssl ? "net.ssl" : "net.tls";
	return transform_refuse(step->application, first, "mongod does not start with these where TLS is disabled: %.*s; remove them "
				"together with the mode, which is disabled where it is not set: mongoconf unset %s",
				STR_ARG(buf_done(&names)), section);
}

static bool has(const struct step *step, const char *path, const char *given)
{
	return given || tls_may_have(&step->config, path);
}

static bool check_certificates(const struct step *step)
{
	static const struct version stricter = VERSION(5, 1);
	const struct parameters *parameters = step->application->parameters;
	struct version server = parameters->server;
	if (has(step, "net.tls.certificateSelector", NULL))
		return true;
	if (!has(step, "net.tls.certificateKeyFile", parameters->certificate_key_file))
		return transform_refuse(step->application, step->path, "a server with TLS needs a certificate, and %s is not set; say "
					"which with --certificate-key-file",
					tls_section_path(step->application->draft->arena, &step->section, "certificateKeyFile"));
	bool needs_ca = step->cluster == CLUSTER_X509 ||
			(cluster_mode_allows_x509(step->cluster) && version_known(server) && version_at_least(server, stricter));
	if (needs_ca && !has(step, "net.tls.CAFile", parameters->ca_file))
		return transform_refuse(step->application, "security.clusterAuthMode", "members show each other certificates, and there is "
					"no CAFile to check them by; say which with --ca-file");
	return true;
}

/* ---- the change ---- */

static bool find(const struct application *application, struct step *step)
{
	*step = (struct step){ .application = application };
	if (!guard_path(&application->draft->yaml, STR("net.tls.mode"), application->err) ||
	    !guard_path(&application->draft->yaml, STR("net.ssl.mode"), application->err) ||
	    !transform_config(application, &step->config) ||
	    !tls_section_find(application, &step->config, &step->section))
		return false;
	step->path = tls_section_path(application->draft->arena, &step->section, "mode");
	step->wanted = tls_mode_of_word(str_of(application->parameters->tls_mode));
	step->now = mode_now(step);
	step->cluster = cluster_mode_of(&step->config);
	return true;
}

static void remark(const struct step *step)
{
	bool certificates = has(step, "net.tls.CAFile", NULL) &&
			    !config_is(&step->config, "net.tls.allowConnectionsWithoutCertificates", "true");
	if (step->wanted == TLS_REQUIRE)
		transform_remark(step->application, "from its next restart on this member takes connections over TLS alone: every client "
				 "must use it by then%s", certificates ? ", and show a certificate" : "");
	else if (step->now == TLS_REQUIRE)
		transform_remark(step->application, "from its next restart on this member takes connections without TLS again");
}

static bool turn_on(const struct step *step)
{
	for (unsigned file = 0; file < TLS_FILES; file++)
		if (!tls_section_take(step->application, &step->section, file))
			return false;
	if (!has(step, "net.tls.CAFile", step->application->parameters->ca_file) &&
	    !has(step, "net.tls.certificateSelector", NULL))
		transform_remark(step->application, "without a CAFile nobody's certificate is checked, and servers from 5.0.25, 6.0.14 and "
				 "7.0.6 on do not start; --ca-file sets it");
	return true;
}

static bool apply(const struct application *application)
{
	struct step step;
	if (!find(application, &step))
		return false;
	if (step.now == step.wanted)
		return true;
	if (!check_neighbour(&step) || !check_cluster_mode(&step) ||
	    !(step.wanted == TLS_OFF ? check_left_over(&step) : check_certificates(&step)) ||
	    !draft_set(application->draft, str_of(step.path), str_of(word(&step, step.wanted)), application->err))
		return false;
	remark(&step);
	return step.now != TLS_OFF || turn_on(&step);
}

const struct transform transform_set_tls_mode = {
	.name = "set-tls-mode",
	.topic = TOPIC_CERTIFICATES,
	.takes = (const struct transform_flag[]){
		{ "tls-mode", "MODE", true, offsetof(struct parameters, tls_mode) },
		TLS_SECTION_FLAGS,
		{ 0 },
	},
	.title = "set the mode of TLS, one step at a time",
	.about = "MODE is disabled, allowTLS, preferTLS or requireTLS, of which only neighbours can be mixed in a set. It is set under "
		 "net.tls or net.ssl, whichever the file has, in that section's words; where it has neither, under net.tls, or net.ssl "
		 "for a --server-version below 4.2. On the way out of disabled the certificate, the CA and the cluster file come "
		 "along where they are not set yet. Does nothing where the mode is that already.",
	.refuses = "The present mode is no neighbour; there would be TLS and no certificate, or certificates between members and no CAFile; "
		   "net.tls and net.ssl are both there; net.tls on a server below 4.2; disabled while other options of TLS remain, or "
		   "with a clusterAuthMode other than keyFile; allowTLS with sendX509, or with x509 outside a transition.",
	.example = {
		.text = "net:\n"
			"  port: 27017\n"
			"  bindIp: localhost,10.0.0.11\n",
		.parameters = { .tls_mode = "allowTLS", .certificate_key_file = "/etc/mongodb/server.pem",
				  .ca_file = "/etc/mongodb/ca.pem" },
	},
	.refused = {
		.text = "net:\n"
			"  tls:\n"
			"    mode: allowTLS\n"
			"    certificateKeyFile: /etc/mongodb/server.pem\n"
			"    CAFile: /etc/mongodb/ca.pem\n",
		.parameters = { .tls_mode = "requireTLS" },
	},
	.check = check,
	.apply = apply,
};
