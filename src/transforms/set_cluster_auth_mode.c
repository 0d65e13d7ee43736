#include "transforms/security.h"
#include "transforms/tls_section.h"

struct move {
	const struct application *application;
	struct security security;
	struct config config;
	struct tls_section section;
	enum tls_mode tls;
	enum cluster_mode to;
};

static bool check(const struct parameters *parameters, struct err *err)
{
	enum cluster_mode to = cluster_mode_of_word(str_of(parameters->cluster_auth_mode));
	if (to == CLUSTER_UNKNOWN)
		return err_set(err, ERR_USAGE, NULL, 0, "--cluster-auth-mode is keyFile, sendKeyFile, sendX509 or x509, not \"%s\"",
			       parameters->cluster_auth_mode);
	return tls_section_check(parameters, err);
}

/* ---- what stops it ---- */

/* Neighbours can be mixed; every skip cuts members off from each other. */
static bool check_neighbour(const struct move *move)
{
	enum cluster_mode now = move->security.mode, to = move->to;
	if (now == CLUSTER_NONE)
		return transform_refuse(move->application, "security", "this member has neither keyFile nor clusterAuthMode, so its peers take "
					"nothing from it yet; begin with enter-transition, and end that with drop-transition");
	enum cluster_mode next = to > now ? now + 1 : now - 1;
	if (next == to)
		return true;
	bool said = transform_value(move->application->draft, SECURITY_MODE).len;
	return transform_refuse(move->application, said ? SECURITY_MODE : SECURITY_KEY_FILE, "clusterAuthMode is %s%s, and members in that mode and in %s can't "
				"authenticate to each other; take all members to %s first", cluster_mode_word(now),
				said ? "" : " (by its keyFile)", cluster_mode_word(to), cluster_mode_word(next));
}

static bool check_tls(const struct move *move)
{
	const char *word = cluster_mode_word(move->to);
	const char *path = tls_section_path(move->application->draft->arena, &move->section, "mode");
	bool certificate_only = move->to == CLUSTER_SEND_X509 || (move->to == CLUSTER_X509 && !move->security.transition);
	if (move->tls == TLS_UNKNOWN)
		return transform_refuse(move->application, path, "%s needs TLS, and what mode of TLS this member has can't be told from "
					"here", word);
	if (move->tls == TLS_OFF)
		return transform_refuse(move->application, path, "%s needs TLS, which is disabled here, and mongod does not start so; "
					"begin with set-tls-mode", word);
	if (move->tls == TLS_ALLOW && certificate_only)
		return transform_refuse(move->application, path, "%s needs TLS among the members, and mongod does not start with it in mode "
					"%s; take all members to %s first", word, tls_mode_word(TLS_ALLOW, move->section.ssl),
					tls_mode_word(TLS_PREFER, move->section.ssl));
	return true;
}

static bool check_ca(const struct move *move)
{
	if (move->application->parameters->ca_file || tls_may_have(&move->config, "net.tls.CAFile") ||
	    tls_may_have(&move->config, "net.tls.certificateSelector"))
		return true;
	const char *path = tls_section_path(move->application->draft->arena, &move->section, "mode");
	return transform_refuse(move->application, path, "with %s members show each other certificates, and there is no CAFile to "
				"check them by; say which with --ca-file", cluster_mode_word(move->to));
}

/* From 7.0 on, an own criterion for members' certificates stops a server that takes none. */
static bool check_criterion(const struct move *move)
{
	static const char *const paths[] = { "net.tls.clusterAuthX509.attributes", "net.tls.clusterAuthX509.extensionValue" };
	for (unsigned i = 0; i < sizeof paths / sizeof *paths; i++)
		if (config_find(&move->config, paths[i]))
			return transform_refuse(move->application, paths[i], "%s is set, and mongod does not start with it where members show "
						"no certificates; remove it first", paths[i]);
	return true;
}

static bool check_move(const struct move *move)
{
	if (move->to != CLUSTER_X509 && !move->security.key_file)
		return transform_refuse(move->application, "security", "%s needs security.keyFile, which is not set; add-keyfile sets it",
					cluster_mode_word(move->to));
	if (move->to == CLUSTER_KEYFILE)
		return check_criterion(move);
	if (move->security.transition && move->to != CLUSTER_X509)
		return transform_refuse(move->application, SECURITY_TRANSITION, "transitionToAuth is true, and mongod does not start with it in "
					"mode %s; finish that change first (drop-transition)", cluster_mode_word(move->to));
	return check_tls(move) && check_ca(move);
}

/* ---- the change ---- */

/* keyFile is what a keyfile means without the option, so going back there takes the option away: the inverse of the
 * first step. */
static bool set(const struct move *move)
{
	struct draft *draft = move->application->draft;
	struct err *err = move->application->err;
	if (move->to == CLUSTER_KEYFILE)
		return draft_unset(draft, STR(SECURITY_MODE), err);
	return draft_set(draft, STR(SECURITY_MODE), str_of(cluster_mode_word(move->to)), err) &&
	       tls_section_take(move->application, &move->section, TLS_CA) &&
	       tls_section_take(move->application, &move->section, TLS_CLUSTER);
}

static bool apply(const struct application *application)
{
	struct move move = { .application = application };
	move.to = cluster_mode_of_word(str_of(application->parameters->cluster_auth_mode));
	if (!security_known(application, &move.security) || !transform_config(application, &move.config) ||
	    !tls_section_find(application, &move.config, &move.section))
		return false;
	move.tls = tls_mode_of(&move.config);
	if (move.security.mode == move.to)
		return true;
	if (!check_neighbour(&move) || !check_move(&move) || !set(&move))
		return false;
	transform_remark(application, "a server whose mode was changed with setParameter since it started is not in the mode of its file; "
			 "ask it before this one is taken to all members: db.adminCommand({getParameter: 1, clusterAuthMode: 1})");
	return true;
}

const struct transform transform_set_cluster_auth_mode = {
	.name = "set-cluster-auth-mode",
	.topic = TOPIC_CERTIFICATES,
	.takes = (const struct transform_flag[]){
		{ "cluster-auth-mode", "MODE", true, offsetof(struct parameters, cluster_auth_mode) },
		{ "ca-file", "PATH", false, offsetof(struct parameters, ca_file) },
		{ "cluster-file", "PATH", false, offsetof(struct parameters, cluster_file) },
		{ 0 },
	},
	.title = "set security.clusterAuthMode, one step at a time",
	.about = "MODE is keyFile, sendKeyFile, sendX509 or x509, of which only neighbours can be mixed in a set; a keyFile alone means "
		 "keyFile, and going back there removes the option. Where members show certificates, the CA and the cluster file come "
		 "along where they are not set yet. Does nothing where the mode is that already. The inverse is the step back, to the "
		 "byte where neither the option nor a file that came along was there.",
	.refuses = "The present mode is no neighbour, or there is none; TLS is disabled, or allowTLS with sendX509, or with x509 outside a "
		   "transition; there is no CAFile; there is no keyFile and MODE is not x509; transitionToAuth is true and MODE is "
		   "sendKeyFile or sendX509; the file is a template.",
	.example = {
		.text = "net:\n"
			"  tls:\n"
			"    mode: preferTLS\n"
			"    certificateKeyFile: /etc/mongodb/server.pem\n"
			"    CAFile: /etc/mongodb/ca.pem\n"
			"security:\n"
			"  keyFile: /etc/mongodb/keyfile\n",
		.parameters = { .cluster_auth_mode = "sendKeyFile" },
	},
	.refused = {
		.text = "net:\n"
			"  tls:\n"
			"    mode: preferTLS\n"
			"    certificateKeyFile: /etc/mongodb/server.pem\n"
			"    CAFile: /etc/mongodb/ca.pem\n"
			"security:\n"
			"  keyFile: /etc/mongodb/keyfile\n",
		.parameters = { .cluster_auth_mode = "x509" },
	},
	.check = check,
	.apply = apply,
};
