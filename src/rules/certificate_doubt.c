#include "rules/certificate_doubt.h"

#include "fleet/pair_certificate.h"

/* A member that shows a file, and one that checks it by another. */
struct look {
	const struct member *shows;
	enum pair_file shown;
	const struct member *checks;
	enum pair_file by;
};

static bool fails(const struct look *look)
{
	const struct pair_certificates *shows = look->shows->state.certificates, *checks = look->checks->state.certificates;
	return !checks->lets_invalid && !certificates_lead_to(shows->files[look->shown], checks->files[look->by]);
}

static const char *path_of(struct arena *arena, const struct member *member, enum pair_file file)
{
	return str_cstr(arena, member->state.certificates->paths[file]);
}

static const char *option_of(const struct rift *rift, const struct look *look)
{
	return pair_file_options[look->shows == rift->odd ? look->shown : look->by];
}

bool certificate_doubt_trust(struct arena *arena, const struct rift *rift, struct certificate_doubt *doubt)
{
	const struct member *odd = rift->odd, *peer = rift->peer;
	if (!pair_fails_by_trust(&odd->state, &peer->state) && !pair_fails_by_trust(&peer->state, &odd->state))
		return false;
	const struct pair_certificates *mine = odd->state.certificates, *theirs = peer->state.certificates;
	/* The odd one's certificate is looked at first, as it calls and as it is called. */
	const struct look looks[] = {
		{ odd, pair_file_shown(mine), peer, pair_file_checking(theirs) },
		{ odd, PAIR_FILE_OWN, peer, PAIR_FILE_CA },
		{ peer, pair_file_shown(theirs), odd, pair_file_checking(mine) },
		{ peer, PAIR_FILE_OWN, odd, PAIR_FILE_CA },
	};
	unsigned i = 0;
	while (i + 1 < sizeof looks / sizeof *looks && !fails(&looks[i]))
		i++;
	const struct look *look = &looks[i];
	doubt->option = option_of(rift, look);
	doubt->message = arena_printf(arena, "the certificate of %s (%s) was issued by none of those that %s goes by (%s)%s",
				      look->shows->name, path_of(arena, look->shows, look->shown), look->checks->name,
				      path_of(arena, look->checks, look->by), rift_step(rift));
	return true;
}

/* What the checking side goes by. */
static const char *measure_of(struct arena *arena, const struct member *checks)
{
	const struct pair_certificates *of = checks->state.certificates;
	const struct certificates *own = of->files[PAIR_FILE_OWN];
	const char *also = of->also.kind == CRITERION_NONE ? "" : " and an override";
	if (of->takes.kind != CRITERION_NONE)
		return arena_printf(arena, "net.tls.clusterAuthX509%s", also);
	return arena_printf(arena, "%s%s", own ? dn_cluster_text(arena, &own->list[0].subject) : "its own", also);
}

void certificate_doubt_name(struct arena *arena, const struct rift *rift, struct certificate_doubt *doubt)
{
	const struct member *odd = rift->odd, *peer = rift->peer;
	bool mine = pair_fails_by_name(&odd->state, &peer->state);
	const struct member *shows = mine ? odd : peer, *checks = mine ? peer : odd;
	enum pair_file shown = pair_file_shown(shows->state.certificates);
	const struct certificates *file = shows->state.certificates->files[shown];
	doubt->option = mine ? pair_file_options[shown] : pair_file_options[PAIR_FILE_OWN];
	doubt->message = arena_printf(arena, "%s does not take the certificate of %s (%s) for a member's: it says %s, and %s goes by %s%s",
				      checks->name, shows->name, path_of(arena, shows, shown),
				      dn_cluster_text(arena, &file->list[0].subject), checks->name, measure_of(arena, checks),
				      rift_step(rift));
}
