/* What a server runs with is told by itself alone: getCmdLineOpts gives what it read when it started, getParameter
 * what it was told since. */
#include "rollout/plan_parts.h"

/* Transforms whose setting has a parameter of the running server, too. */
static const struct {
	const char *transform;     /* with the colon that the value follows */
	const char *section;       /* of getCmdLineOpts' answer */
	const char *parameter;     /* NULL: none */
	const char *older;         /* that parameter before 4.2, where it had another name */
	const char *runtime[3];    /* values that it takes while the server runs; NULL ends */
} knobs[] = {
	{ "set-tls-mode:", "net", "tlsMode", "sslMode", { "preferTLS", "requireTLS", NULL } },
	{ "set-cluster-auth-mode:", "security", "clusterAuthMode", NULL, { "sendX509", "x509", NULL } },
	{ "set-dn-override", "setParameter", NULL, NULL, { NULL } },
	{ "drop-dn-override", "setParameter", NULL, NULL, { NULL } },
	{ "set-x509-override", "setParameter", NULL, NULL, { NULL } },
	{ "drop-x509-override", "setParameter", NULL, NULL, { NULL } },
	{ "add-keyfile", "security", NULL, NULL, { NULL } },
	{ "remove-keyfile", "security", NULL, NULL, { NULL } },
	{ "enable-transition", "security", NULL, NULL, { NULL } },
	{ "drop-transition", "security", NULL, NULL, { NULL } },
	{ "enter-transition", "security", NULL, NULL, { NULL } },
	{ "leave-auth", "security", NULL, NULL, { NULL } },
};
enum { KNOBS = sizeof knobs / sizeof *knobs };

static unsigned knob_of(struct str transform)
{
	unsigned i = 0;
	while (i < KNOBS && !str_starts(transform, knobs[i].transform))
		i++;
	return i;
}

static void add(struct arena *arena, struct plan_phase *phase, const char *what, const char *line)
{
	phase->live = arena_grow(arena, phase->live, phase->live_count, phase->live_count + 1, sizeof *phase->live);
	phase->live[phase->live_count++] = (struct plan_live){ .what = what, .line = line };
}

/* Does one of the field's servers surely run a release from before 4.2? */
static bool is_old(const struct stand *stand)
{
	for (uint32_t i = 0; i < stand->count; i++) {
		const struct member *member = stand->members[i].member;
		struct version server = member->server;
		if (!version_known(server) && member->config)
			server = member->config->target.server;
		if (version_known(server) && !version_at_least(server, (struct version)VERSION(4, 2)))
			return true;
	}
	return false;
}

static const char *section_of(const struct phase *phase)
{
	const char *section = NULL;
	struct str rest = str_of(phase->transforms), transform;
	while (phase->transforms && str_split(&rest, ',', &transform)) {
		unsigned knob = knob_of(transform);
		if (knob == KNOBS || (section && !str_is(str_of(section), knobs[knob].section)))
			return NULL;
		section = knobs[knob].section;
	}
	return section;
}

static const char *value_for(struct arena *arena, unsigned knob, struct str transform, bool old)
{
	const char *value = str_cstr(arena, str_sub(transform, (uint32_t)strlen(knobs[knob].transform), transform.len));
	struct str tls = str_of(value);
	if (!old || !knobs[knob].older || !str_ends(tls, "TLS"))
		return value;
	return arena_printf(arena, "%.*sSSL", (int)(tls.len - 3), value);
}

static bool takes_at_run_time(unsigned knob, struct str transform)
{
	struct str value = str_sub(transform, (uint32_t)strlen(knobs[knob].transform), transform.len);
	for (unsigned i = 0; knobs[knob].runtime[i]; i++)
		if (str_is(value, knobs[knob].runtime[i]))
			return true;
	return false;
}

/* Two parameters are set one by one, in the order of the knobs: a clusterAuthMode of certificates wants TLS to be
 * preferred already (server source, util/net/ssl_parameters_auth.cpp). */
static void add_parameters(struct arena *arena, const struct stand *stand, struct plan_phase *phase)
{
	bool old = is_old(stand), all = phase->phase->transforms != NULL;
	struct buf get = BUF_INIT(arena), set = BUF_INIT(arena), want = BUF_INIT(arena);
	struct str rest = str_of(phase->phase->transforms), transform;
	while (phase->phase->transforms && str_split(&rest, ',', &transform)) {
		unsigned knob = knob_of(transform);
		all = all && knob < KNOBS && takes_at_run_time(knob, transform);
	}
	for (unsigned knob = 0; knob < KNOBS && knobs[knob].parameter; knob++) {
		const char *name = old && knobs[knob].older ? knobs[knob].older : knobs[knob].parameter;
		rest = str_of(phase->phase->transforms);
		while (phase->phase->transforms && str_split(&rest, ',', &transform)) {
			if (knob_of(transform) != knob)
				continue;
			const char *value = value_for(arena, knob, transform, old);
			buf_printf(&get, ", %s: 1", name);
			buf_printf(&want, "%s%s is %s", want.len ? " and " : "", name, value);
			buf_printf(&set, "%sdb.adminCommand({ setParameter: 1, %s: \"%s\" })", set.len ? "; " : "", name, value);
		}
	}
	if (!get.len)
		return;
	add(arena, phase, arena_printf(arena, "What it runs with: %s", buf_done(&want).at),
	    arena_printf(arena, "db.adminCommand({ getParameter: 1%s })", buf_done(&get).at));
	if (all)
		add(arena, phase, "In place of a restart this can be set while the server runs, member by member; write the files all the "
				  "same, or the next restart falls back", buf_done(&set).at);
}

void plan_live(struct arena *arena, const struct stand *stand, struct plan_phase *phase)
{
	const char *section = section_of(phase->phase);
	if (phase->phase->keyfiles)
		add(arena, phase, "Seconds since it started: less than since its keyfile was written",
		    "db.serverStatus().uptime");
	else
		add(arena, phase, "What it read when it started",
		    section ? arena_printf(arena, "db.adminCommand({ getCmdLineOpts: 1 }).parsed.%s", section)
			    : "db.adminCommand({ getCmdLineOpts: 1 }).parsed");
	add_parameters(arena, stand, phase);
}
