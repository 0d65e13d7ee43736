#include "transforms/transform.h"

static bool check(const struct parameters *parameters, struct err *err)
{
	if (parameters->key_file[0] == '/')
		return true;
	return err_set(err, ERR_USAGE, NULL, 0, "--key-file \"%s\": give the absolute path that the keyfile has on the server's "
		       "host", parameters->key_file);
}

static bool apply(const struct application *application)
{
	struct draft *draft = application->draft;
	struct str wanted = str_of(application->parameters->key_file);
	struct str path = STR("security.keyFile");
	if (!guard_path(&draft->yaml, path, application->err))
		return false;
	if (str_is(transform_value(draft, "security.clusterAuthMode"), "x509"))
		return transform_refuse(application, "security.clusterAuthMode",
					"clusterAuthMode is x509: a member in that mode never reads a keyfile");
	struct str now = transform_value(draft, "security.keyFile");
	if (now.len && !str_eq(now, wanted) && !application->parameters->replace)
		return transform_refuse(application, "security.keyFile",
					"another keyfile is set here, %.*s; use --replace if this one is to take its "
					"place", STR_ARG(now));
	return draft_set(draft, path, wanted, application->err);
}

const struct transform transform_add_keyfile = {
	.name = "add-keyfile",
	.takes = (const struct transform_flag[]){
		{ "key-file", "PATH", true, offsetof(struct parameters, key_file) },
		{ "replace", NULL, false, offsetof(struct parameters, replace) },
		{ 0 },
	},
	.title = "set security.keyFile",
	.about = "Sets security.keyFile to the absolute PATH that the keyfile has on the server's host. Does nothing where it "
		 "is that path already. Without transitionToAuth, before or in the same run, the member demands "
		 "authentication from its next restart on and is cut off from members that have no keyfile yet.",
	.refuses = "Another keyFile is set (unless --replace); clusterAuthMode is x509.",
	.check = check,
	.apply = apply,
};
