#include "transforms/tls_section.h"

#include "base/buf.h"
#include "config/tls.h"
#include "transforms/section.h"

static const struct version renamed = VERSION(4, 2);

static const char *name_of(bool ssl)
{
	return ssl ? "net.ssl" : "net.tls";
}

static bool is_older(const struct application *application)
{
	struct version server = application->parameters->server;
	return version_known(server) && !version_at_least(server, renamed);
}

/* ---- which of the two ---- */

/* The first setting of the section, or an empty header of that name; without `all` not what is older than the section. */
static const struct setting *first_of(const struct config *config, bool ssl, bool all)
{
	struct str section = str_of(name_of(ssl));
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		bool counts = all || !setting->option || !version_known(setting->option->since) || ssl ||
			      version_at_least(setting->option->since, renamed);
		if (str_eq(setting->path, section) || (section_holds(section, setting->path) && counts))
			return setting;
	}
	return NULL;
}

static bool refuse_both(const struct application *application, const struct config *config, const struct setting *ssl,
			const struct setting *tls)
{
	return source_refuse(config->source, tls->key.at, application->err,
			     "net.tls and net.ssl (line %u) are the new and the old name of one section, and both are here; which of "
			     "two values would hold only you know: write all of them under one name first",
			     source_place(config->source, ssl->key.at).line);
}

bool tls_section_find(const struct application *application, const struct config *config, struct tls_section *section)
{
	const struct setting *ssl = first_of(config, true, true), *tls = first_of(config, false, false);
	if (ssl && tls)
		return refuse_both(application, config, ssl, tls);
	if (tls && is_older(application))
		return source_refuse(config->source, tls->key.at, application->err,
				     "net.tls came with 4.2; a server of %s does not start with it: mongoconf apply tls-to-ssl",
				     version_text(application->draft->arena, application->parameters->server));
	*section = (struct tls_section){ .ssl = ssl || (!tls && is_older(application)), .there = ssl || tls };
	return true;
}

/* ---- names ---- */

/* The row of this option under the other section's name, or NULL: of the same last name, else of the one that replaced it, or
 * that it replaced. */
static const struct option *counterpart(struct arena *arena, struct str path, bool ssl)
{
	const struct option *option = option_find(path);
	struct str section = str_of(name_of(ssl));
	const struct option *same = option_find(str_join(arena, section, '.', str_sub(path, section.len + 1, path.len)));
	if (!option || same)
		return option ? same : NULL;
	if (!ssl)
		return *option->replaced_by ? option_find(str_of(option->replaced_by)) : NULL;
	for (unsigned i = 0; i < option_count; i++)
		if (section_holds(section, str_of(option_table[i].path)) && *option_table[i].replaced_by &&
		    str_is(path, option_table[i].replaced_by))
			return &option_table[i];
	return NULL;
}

const char *tls_section_path(struct arena *arena, const struct tls_section *section, const char *name)
{
	const char *path = arena_printf(arena, "net.tls.%s", name);
	const struct option *old = section->ssl ? counterpart(arena, str_of(path), true) : NULL;
	return old ? old->path : path;
}

/* ---- files that come along ---- */

static const struct {
	const char *name, *flag;
	size_t field;
} files[TLS_FILES] = {
	[TLS_CERTIFICATE] = { "certificateKeyFile", "certificate-key-file", offsetof(struct parameters, certificate_key_file) },
	[TLS_CA] = { "CAFile", "ca-file", offsetof(struct parameters, ca_file) },
	[TLS_CLUSTER] = { "clusterFile", "cluster-file", offsetof(struct parameters, cluster_file) },
};

static const char *given(const struct parameters *parameters, enum tls_file file)
{
	return *(const char *const *)(const void *)((const char *)parameters + files[file].field);
}

bool tls_section_check(const struct parameters *parameters, struct err *err)
{
	for (unsigned i = 0; i < TLS_FILES; i++) {
		const char *path = given(parameters, i);
		if (path && path[0] != '/')
			return err_set(err, ERR_USAGE, NULL, 0, "--%s \"%s\": give the absolute path that the file has on the "
				       "server's host", files[i].flag, path);
	}
	return true;
}

bool tls_section_take(const struct application *application, const struct tls_section *section, enum tls_file file)
{
	struct draft *draft = application->draft;
	const char *wanted = given(application->parameters, file);
	const char *path = tls_section_path(draft->arena, section, files[file].name);
	if (!wanted)
		return true;
	struct str now = transform_value(draft, path);
	if (!now.len)
		return draft_set(draft, str_of(path), str_of(wanted), application->err);
	if (!str_is(now, wanted))
		transform_remark(application, "%s stays %.*s: --%s is only taken where it is not set", path,
				 STR_ARG(transform_written(draft, path)), files[file].flag);
	return true;
}

/* ---- all of it under the other name ---- */

struct renaming {
	struct arena *arena;
	bool ssl;
};

static struct section_entry entry_of(const void *context, const struct setting *setting)
{
	const struct renaming *renaming = context;
	const struct option *option = counterpart(renaming->arena, setting->path, renaming->ssl);
	enum tls_mode mode = tls_mode_of_word(setting->text);
	bool is_mode = str_is(section_last(setting->path), "mode") &&
		       (str_is(setting->text, tls_mode_word(mode, true)) || str_is(setting->text, tls_mode_word(mode, false)));
	return (struct section_entry){
		.name = section_last(str_of(option->path)),
		.value = is_mode ? str_of(tls_mode_word(mode, renaming->ssl)) : setting->text,
	};
}

/* Has everything in the section a name in the other one, and one that the server knows? */
static bool check_names(const struct application *application, const struct config *config, bool ssl)
{
	struct str section = str_of(name_of(!ssl));
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (!section_holds(section, setting->path))
			continue;
		const struct option *option = counterpart(application->draft->arena, setting->path, ssl);
		if (!option)
			return source_refuse(config->source, setting->key.at, application->err,
					     "%.*s has no name under %s; remove it first", STR_ARG(setting->path), name_of(ssl));
		if (option_state(option, &config->target) == OPTION_FUTURE)
			return source_refuse(config->source, setting->key.at, application->err,
					     "%.*s would be %s, which a server of %s does not know; remove it first",
					     STR_ARG(setting->path), option->path,
					     version_text(application->draft->arena, config->target.server));
	}
	return true;
}

bool tls_section_rename(const struct application *application, bool ssl)
{
	struct draft *draft = application->draft;
	struct renaming renaming = { draft->arena, ssl };
	struct str before = draft->now.text;
	struct config config;
	if (!transform_config(application, &config))
		return false;
	const struct setting *from = first_of(&config, !ssl, true), *to = first_of(&config, ssl, true);
	if (!from)
		return guard_path(&draft->yaml, str_of(name_of(!ssl)), application->err);
	if (to)
		return refuse_both(application, &config, ssl ? to : from, ssl ? from : to);
	if (!ssl && is_older(application))
		return source_refuse(config.source, from->key.at, application->err,
				     "net.tls came with 4.2; a server of %s knows net.ssl alone",
				     version_text(draft->arena, config.target.server));
	if (!guard_path(&draft->yaml, from->path, application->err) || !check_names(application, &config, ssl) ||
	    !section_rename(draft, &config, str_of(name_of(!ssl)), str_of(name_of(ssl)), entry_of, &renaming, application->err))
		return false;
	if (str_eq(before, draft->now.text))
		return transform_refuse(application, name_of(!ssl), "%s can't be renamed where it stands; do it by hand",
					name_of(!ssl));
	if (!ssl && !version_known(config.target.server))
		transform_remark(application, "net.tls is known from 4.2 on: an older server does not start with this file");
	return true;
}
