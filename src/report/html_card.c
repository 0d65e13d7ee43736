#include "report/html_card.h"

#include "rollout/words.h"

const char *html_role(const struct member *member)
{
	static const char *const roles[] = {
		[ROLE_MEMBER] = "member", [ROLE_SHARD] = "shard", [ROLE_CONFIG_SERVER] = "config server",
		[ROLE_ROUTER] = "mongos",
	};
	return member->arbiter ? "arbiter" : roles[member->role];
}

const char *html_keys(struct arena *arena, const struct member *member)
{
	const struct keyfile *keyfile = member->keyfile;
	if (!member->state.keyfile_path)
		return "none";
	if (!keyfile)
		return "not looked at";
	if (keyfile->state != KEYFILE_READ || !keyfile->count)
		return "no key was read";
	return keyfile->count == 1 ? keyfile->keys[0].id : arena_printf(arena, "%s, %s", keyfile->keys[0].id, keyfile->keys[1].id);
}

/* auth_state_words() as short as a card is. */
static const char *auth_word(const struct pair_state *state)
{
	static const char *const words[] = {
		[AUTH_NONE] = "no authentication", [AUTH_TRANSITION] = "in transition",
		[AUTH_ENFORCED] = "enforces authentication", [AUTH_LONE] = "enforces, has no keyfile",
		[AUTH_UNKNOWN] = "set from elsewhere",
	};
	return words[state->auth];
}

static const char *auth_class(const struct pair_state *state)
{
	static const char *const classes[] = {
		[AUTH_NONE] = "none", [AUTH_TRANSITION] = "transition", [AUTH_ENFORCED] = "enforced", [AUTH_LONE] = "lone",
		[AUTH_UNKNOWN] = "unknown",
	};
	return classes[state->auth];
}

/* "requireTLS, key 9f86d081", "preferTLS, x509" */
static const char *channel(struct arena *arena, const struct member *member)
{
	const struct pair_state *state = &member->state;
	const char *tls = state->tls == TLS_OFF ? "no TLS" : state->tls == TLS_UNKNOWN ? "TLS unknown" : words_tls(state->tls);
	bool keyed = member->keyfile && member->keyfile->state == KEYFILE_READ && member->keyfile->count;
	if (state->cluster == CLUSTER_SEND_KEYFILE || state->cluster == CLUSTER_SEND_X509 || state->cluster == CLUSTER_X509)
		tls = arena_printf(arena, "%s, %s", tls, cluster_mode_word(state->cluster));
	return keyed ? arena_printf(arena, "%s, key %s", tls, html_keys(arena, member)) : tls;
}

static struct html_card card_of(struct arena *arena, const struct html_camp *camp, const struct member *member)
{
	struct html_card card = { .odd = camp->odd, .still = camp->still, .kind = auth_class(&member->state) };
	card.lines[1] = camp->still ? camp->why_still : auth_word(&member->state);
	card.lines[2] = camp->still ? NULL : channel(arena, member);
	return card;
}

static void mark(struct html_card *card, struct arena *arena, const struct html_seat *seat)
{
	if (!seat || !seat->count)
		return;
	card->findings += seat->count;
	card->worst = seat->worst > card->worst ? seat->worst : card->worst;
	if (!card->link && seat->first)
		card->link = arena_printf(arena, "#f%u", seat->first);
}

struct html_card html_card_of_member(const struct html_page *page, struct arena *arena, const struct html_camp *camp,
				     const struct member *member)
{
	struct html_card card = card_of(arena, camp, member);
	const char *role = html_role(member);
	card.title = member->name;
	if (member->host && member->port)
		card.lines[0] = arena_printf(arena, "%s, %s:%u", role, member->host, member->port);
	else
		card.lines[0] = member->port ? arena_printf(arena, "%s, :%u", role, member->port) : role;
	mark(&card, arena, html_seat(page, member));
	return card;
}

/* The first deployments' names. */
static const char *part_names(struct arena *arena, const struct html_camp *camp)
{
	enum { NAMED = 4 };
	struct buf names = BUF_INIT(arena);
	uint32_t named = 0;
	for (uint32_t i = 0; i < camp->count; i++) {
		const struct deployment *deployment = camp->members[i]->deployment;
		if (i && camp->members[i - 1]->deployment == deployment)
			continue;
		if (named++ < NAMED)
			buf_printf(&names, "%s%s", named > 1 ? ", " : "", deployment ? deployment->name : "");
	}
	if (named > NAMED)
		buf_printf(&names, " and %u more", named - NAMED);
	return buf_done(&names).at;
}

struct html_card html_card_of_camp(const struct html_page *page, struct arena *arena, const struct html_camp *camp, bool cluster)
{
	const struct member *first = camp->members[0];
	const char *role = html_role(first), *plural = first->role == ROLE_ROUTER ? "" : "s";
	struct html_card card = card_of(arena, camp, first);
	if (cluster) {
		card.title = part_names(arena, camp);
		card.lines[0] = arena_printf(arena, "%u %s%s", camp->count, role, camp->count == 1 ? "" : plural);
	} else {
		card.title = arena_printf(arena, "%u %s", camp->count, camp->count == 1 ? "member" : "members");
		card.lines[0] = camp->count == 1 ? first->name
			: arena_printf(arena, "%s to %s", first->name, camp->members[camp->count - 1]->name);
	}
	for (uint32_t i = 0; i < camp->count; i++)
		mark(&card, arena, html_seat(page, camp->members[i]));
	return card;
}
