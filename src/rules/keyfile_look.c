#include "rules/keyfile_look.h"

#include <errno.h>
#include <fcntl.h>

#include "base/os.h"
#include "config/auth.h"
#include "fleet/home.h"

/* initialize_server_security_state.cpp and the like, 3.4 on: with clusterAuthMode x509 it is never opened. */
static bool reads_it(const struct member *member)
{
	return member->state.cluster != CLUSTER_X509;
}

bool keyfile_is_used(const struct fleet_keyfile *named)
{
	for (uint32_t i = 0; i < named->count; i++)
		if (reads_it(named->members[i]))
			return true;
	return named->count == 0;
}

bool keyfile_is_plain(const struct lint *lint, const struct fleet_keyfile *named)
{
	enum keyfile_state state = named->keyfile->state;
	return keyfile_is_used(named) && (state == KEYFILE_READ || (state == KEYFILE_ENCRYPTED && lint->on_host));
}

bool keyfile_has_attributes(const struct lint *lint, const struct fleet_keyfile *named)
{
	enum keyfile_state state = named->keyfile->state;
	bool is_file = state == KEYFILE_READ || state == KEYFILE_ENCRYPTED || state == KEYFILE_UNREADABLE;
	return is_file && named->keyfile->looked_at && keyfile_is_used(named) && (lint->on_host || (named->count && !named->in_repository && !named->mounted));
}

enum found { FOUND, NOT_THERE, NOT_KNOWN };

/* A folder that no link leads to, in one step: mostly there is none. */
static enum found look_plainly(const char *path, struct stat *st)
{
	int fd = os_open_plain(AT_FDCWD, path, O_PATH);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? NOT_THERE : NOT_KNOWN;
	enum found found = os->fstat(fd, st) == 0 ? FOUND : NOT_KNOWN;
	os->close(fd);
	return found;
}

/* Looks at what a server would open, unless the way leads out of the home of the keyfile. */
static bool look_at(struct arena *arena, const struct home *home, const char *path, struct stat *st)
{
	const char *whole = home ? home_whole(arena, home, path) : path;
	enum found found = whole ? look_plainly(whole, st) : NOT_KNOWN;
	return found == FOUND ||
	       (found == NOT_KNOWN && (!home || home_holds(home, path)) && os->fstatat(AT_FDCWD, path, st, 0) == 0);
}

bool keyfile_data_owner(const struct lint *lint, const struct fleet_keyfile *named, const struct member *member,
			unsigned *owner)
{
	struct str data = config_text(member->config, "storage.dbPath");
	struct str key = config_text(member->config, "security.keyFile");
	struct str opened = str_of(member->keyfile->path);
	if (!data.len || data.at[0] != '/' || key.len <= 1 || opened.len < key.len ||
	    !str_eq(str_sub(opened, opened.len - key.len, opened.len), key))
		return false;
	opened.len -= key.len;
	struct stat st;
	const char *path = str_join(lint->arena, opened, '/', str_sub(data, 1, data.len)).at;
	if (!look_at(lint->arena, named->home, path, &st) || !S_ISDIR(st.st_mode))
		return false;
	*owner = st.st_uid;
	return true;
}

void keyfile_name_users(const struct lint *lint, struct diag *diag, const struct fleet_keyfile *named)
{
	enum { NOTES = 7 };
	const struct deployment *deployment = named->count ? named->members[0]->deployment : NULL;
	for (uint32_t i = 0; i < named->count; i++) {
		const struct member *member = named->members[i];
		const struct setting *setting = config_find(member->config, "security.keyFile");
		if (member->deployment != deployment)
			deployment = NULL;
		const struct source *source = setting ? setting_source(member->config, setting) : NULL;
		if (setting && i < NOTES && !(source == diag->source && setting->value.at == diag->at.at))
			diag_note(lint->sink, diag, source, setting->value, "%s is started with it",
				  member->name);
	}
	if (deployment)
		diag->deployment = deployment->name;
	if (named->count == 1)
		diag->member = named->members[0]->name;
	diag->option = named->count ? "security.keyFile" : NULL;
}

struct span keyfile_start(const struct keyfile *keyfile)
{
	return (struct span){ source_text_start(keyfile->source), 0 };
}

struct diag *keyfile_finding(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named,
			     struct span at, const char *message)
{
	const struct keyfile *keyfile = named->keyfile;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, keyfile->source, at, "%s", message);
	diag->secret = true;
	keyfile_name_users(lint, diag, named);
	return diag;
}

struct diag *keyfile_refusal(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named,
			     const char *message)
{
	const struct keyfile *keyfile = named->keyfile;
	struct diag *diag = keyfile_finding(lint, rule, named, keyfile->fault_at, message);
	if (keyfile->prints)
		diag->server = arena_printf(lint->arena, "stops with: %s", keyfile->prints);
	return diag;
}
