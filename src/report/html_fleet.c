/* The fleets: a picture of each cluster and of each of its sets, what can't talk to what, and the members as a table. */
#include "report/html_page.h"

#include "report/html_camps.h"
#include "report/html_card.h"
#include "report/html_text.h"
#include "rollout/words.h"

enum {
	PICTURES = 40,   /* on a page; those in which something is broken first */
	SINGLY = 9,      /* members that have a card each; of more, each camp has one */
	CARDS = 16,      /* in a picture */
	PAIRS = 12,      /* of camps, in words */
	ROWS = 200,      /* of a table */
};

struct scene {
	struct html_page *page;
	struct arena *arena;                 /* of this picture */
	struct html_camps camps;
	const struct deployment *deployment; /* or the whole of a cluster */
	const struct cluster *cluster;
};

/* ---- drawing ---- */

/* Of members `i` and `k` of the two camps. */
static const char *link_words(struct scene *scene, const struct html_link *link, uint32_t i, uint32_t k)
{
	const struct member *a = scene->camps.at[link->from].members[i], *b = scene->camps.at[link->to].members[k];
	if (link->code == PAIR_OK)
		return arena_printf(scene->arena, "%s and %s have different keys, which nobody notices as long as %s is in transition",
				    a->name, b->name, a->name);
	return words_pair(scene->arena, link->code, a->name, &a->state, b->name, &b->state);
}

/* The cards of each camp: [first[i], first[i] + number[i]). */
struct cards {
	struct html_card *at;
	uint32_t count, left_out;    /* left_out: members that have none */
	uint32_t *first, *number;    /* one for each camp */
};

/* How many camps of the first side are drawn: the others are what it is about. */
static uint32_t room_for_even(const struct html_camps *camps)
{
	enum { RESERVED = 6 };
	uint32_t others = 0;
	for (uint32_t i = 0; i < camps->count && others < RESERVED; i++)
		others += camps->at[i].odd || camps->at[i].still;
	return CARDS - others;
}

static void make_cards(struct scene *scene, struct cards *cards)
{
	const struct html_camps *camps = &scene->camps;
	uint64_t members = 0;
	for (uint32_t i = 0; i < camps->count; i++)
		members += camps->at[i].count;
	bool singly = scene->deployment && members <= SINGLY;
	uint32_t even = singly ? CARDS : room_for_even(camps);
	*cards = (struct cards){ .at = arena_array(scene->arena, CARDS, sizeof *cards->at) };
	cards->first = arena_array(scene->arena, camps->count, sizeof *cards->first);
	cards->number = arena_array(scene->arena, camps->count, sizeof *cards->number);
	for (uint32_t i = 0; i < camps->count; i++) {
		const struct html_camp *camp = &camps->at[i];
		bool other = camp->odd || camp->still;
		if (cards->count == (other ? CARDS : even)) {
			cards->left_out += camp->count;
			continue;
		}
		cards->first[i] = cards->count;
		cards->number[i] = singly ? camp->count : 1;
		for (uint32_t k = 0; k < cards->number[i]; k++)
			cards->at[cards->count++] = singly ? html_card_of_member(scene->page, scene->arena, camp, camp->members[k])
							   : html_card_of_camp(scene->page, scene->arena, camp, !scene->deployment);
	}
}

/* Of one camp: a member that is not number `i`, where there is one. */
static uint32_t other_of(const struct scene *scene, uint32_t camp, uint32_t i, uint32_t k)
{
	return k != i || scene->camps.at[camp].count < 2 ? k : i + 1;
}

/* A line for each pair of cards of two camps; within a camp, for each pair of its cards, or one for all of it. */
static void add_strokes(struct scene *scene, const struct cards *cards, const struct html_link *link,
			struct html_stroke *strokes, uint32_t *count, bool counted)
{
	uint32_t a = link->from, b = link->to;
	bool within = a == b;
	const char *label = counted && link->pairs > 1 ? arena_printf(scene->arena, "%llu", (unsigned long long)link->pairs) : NULL;
	for (uint32_t i = 0; i < cards->number[a]; i++) {
		for (uint32_t k = within && cards->number[a] > 1 ? i + 1 : 0; k < cards->number[b]; k++)
			strokes[(*count)++] = (struct html_stroke){
				.from = cards->first[a] + i, .to = cards->first[b] + k, .label = label,
				.why = link_words(scene, link, i, within ? other_of(scene, a, i, k) : k), .weak = link->code == PAIR_OK,
			};
	}
}

static void draw(struct buf *out, struct scene *scene, const char *name)
{
	struct cards cards;
	make_cards(scene, &cards);
	struct html_stroke *strokes = arena_array(scene->arena, CARDS * (CARDS + 1) / 2, sizeof *strokes);
	bool counted = !scene->deployment || scene->deployment->count > SINGLY;
	uint32_t count = 0;
	for (uint32_t i = 0; i < scene->camps.link_count; i++)
		add_strokes(scene, &cards, &scene->camps.links[i], strokes, &count, counted);
	struct html_drawing drawing = {
		.about = arena_printf(scene->arena, "members of %s", name), .cards = cards.at, .count = cards.count,
		.strokes = strokes, .stroke_count = count,
	};
	buf_text(out, "<div class=\"picture\" tabindex=\"0\" role=\"group\" aria-label=\"picture\">\n");
	html_svg(out, &drawing);
	buf_text(out, "</div>\n");
	if (cards.left_out) {
		buf_text(out, "<p class=\"left-out\">Not drawn: ");
		html_count(out, cards.left_out, "member");
		buf_text(out, " in other states.</p>\n");
	}
}

/* ---- words ---- */

static void put_names(struct buf *out, const struct html_camp *camp)
{
	enum { NAMED = 4 };
	for (uint32_t i = 0; i < camp->count && i < NAMED; i++) {
		buf_text(out, i ? ", <b>" : "<b>");
		html_cstr(out, camp->members[i]->name);
		buf_text(out, "</b>");
	}
	if (camp->count > NAMED)
		buf_printf(out, " and %u more", camp->count - NAMED);
}

static void put_pairs(struct buf *out, struct scene *scene)
{
	const struct html_camps *camps = &scene->camps;
	if (!camps->link_count)
		return;
	buf_text(out, "<ul class=\"pairs\">\n");
	for (uint32_t i = 0; i < camps->link_count && i < PAIRS; i++) {
		const struct html_link *link = &camps->links[i];
		buf_printf(out, "<li%s>", link->code == PAIR_OK ? " class=\"weak\"" : "");
		put_names(out, &camps->at[link->from]);
		if (link->from != link->to) {
			buf_text(out, " \xe2\x86\xae ");
			put_names(out, &camps->at[link->to]);
		} else {
			buf_text(out, " with each other");
		}
		buf_text(out, ": ");
		html_cstr(out, link_words(scene, link, 0, link->from == link->to ? other_of(scene, link->from, 0, 0) : 0));
		buf_text(out, "</li>\n");
	}
	buf_text(out, "</ul>\n");
	if (camps->link_count > PAIRS)
		buf_printf(out, "<p class=\"left-out\">and %u more such groups</p>\n", camps->link_count - PAIRS);
}

static void put_verdict(struct buf *out, const struct scene *scene)
{
	const struct html_camps *camps = &scene->camps;
	if (!camps->pairs)
		return;
	if (camps->broken)
		buf_printf(out, " <span class=\"tag error\">%s%llu of %s%llu pairs can\xe2\x80\x99t talk to each other</span>",
			   camps->more ? "at least " : "", (unsigned long long)camps->broken, camps->more ? "more than " : "",
			   (unsigned long long)camps->pairs);
	else if (camps->link_count)
		buf_text(out, " <span class=\"tag warning\">different keys, which go together only in transition</span>");
	else
		buf_printf(out, " <span class=\"tag safe\">%sauthentication and TLS go together%s</span>",
			   camps->more ? "in those compared, " : "", scene->deployment ? "" : " between its parts");
}

static void put_row(struct buf *out, struct html_page *page, const struct member *member)
{
	const struct html_seat *seat = html_seat(page, member);
	buf_text(out, "<tr><th scope=\"row\">");
	html_cstr(out, member->name);
	buf_text(out, "</th><td>");
	html_cstr(out, member->config ? member->config->source->name : "");
	buf_printf(out, "</td><td>%s</td><td>", html_role(member));
	if (member->port)
		buf_printf(out, "%u", member->port);
	buf_printf(out, "</td><td>%s</td><td>%s</td><td>%s</td><td>", auth_state_words(member->state.auth),
		   words_tls(member->state.tls), html_keys(page->arena, member));
	if (seat && seat->count)
		buf_printf(out, "<a href=\"#f%u\">%u</a>", seat->first, seat->count);
	buf_text(out, "</td></tr>\n");
}

static void put_table(struct buf *out, struct html_page *page, const struct deployment *deployment)
{
	static const char *const heads[] = { "Member", "File", "Role", "Port", "Authentication", "TLS", "Keyfile", "Findings" };
	uint32_t rows = deployment->count < ROWS ? deployment->count : ROWS;
	buf_text(out, "<details>\n<summary>");
	html_count(out, deployment->count + (uint64_t)deployment->unread_count, "member");
	buf_text(out, " as a table</summary>\n<div class=\"wide\"><table>\n<thead><tr>");
	for (unsigned i = 0; i < sizeof heads / sizeof *heads; i++)
		buf_printf(out, "<th scope=\"col\">%s</th>", heads[i]);
	buf_text(out, "</tr></thead>\n<tbody>\n");
	for (uint32_t i = 0; i < rows; i++)
		put_row(out, page, deployment->members[i]);
	for (uint32_t i = 0; i < deployment->unread_count && rows + i < ROWS; i++) {
		buf_text(out, "<tr><th scope=\"row\">");
		html_cstr(out, deployment->unread[i]->name);
		buf_text(out, "</th><td colspan=\"7\">its config can\xe2\x80\x99t be read</td></tr>\n");
	}
	buf_text(out, "</tbody>\n</table></div>\n");
	if (deployment->count > rows)
		buf_printf(out, "<p class=\"left-out\">and %u more</p>\n", deployment->count - rows);
	buf_text(out, "</details>\n");
}

/* ---- pictures ---- */

static void put_cluster(struct buf *out, struct scene *scene)
{
	const struct cluster *cluster = scene->cluster;
	buf_printf(out, "<figure id=\"p%u\" class=\"cluster\">\n<figcaption>\n<h3>", ++scene->page->pictures);
	html_cstr(out, cluster->name);
	buf_text(out, " <small>sharded cluster</small></h3>\n<p class=\"meta\">");
	html_count(out, cluster->count, "part");
	put_verdict(out, scene);
	buf_text(out, "</p>\n</figcaption>\n");
	draw(out, scene, cluster->name);
	put_pairs(out, scene);
	buf_text(out, "</figure>\n");
}

static void put_deployment(struct buf *out, struct scene *scene, struct html_group *group)
{
	static const char *const kinds[] = {
		[DEPLOYMENT_REPLICA_SET] = "replica set", [DEPLOYMENT_ROUTERS] = "routers",
		[DEPLOYMENT_STANDALONE] = "standalone servers",
	};
	static const char *const hosts[] = {
		[HOSTS_UNKNOWN] = "", [HOSTS_ONE] = ", on one host", [HOSTS_MANY] = ", on different hosts",
	};
	const struct deployment *deployment = scene->deployment;
	uint32_t members = deployment->count + deployment->unread_count;
	group->picture = ++scene->page->pictures;
	buf_printf(out, "<figure id=\"p%u\">\n<figcaption>\n<h3>", group->picture);
	html_cstr(out, deployment->name);
	buf_printf(out, " <small>%s", kinds[deployment->kind]);
	if (group->folder) {
		buf_text(out, " in ");
		html_cstr(out, group->folder);
	}
	buf_text(out, "</small></h3>\n<p class=\"meta\">");
	html_count(out, members, "member");
	buf_text(out, members > 1 ? hosts[deployment->hosts] : "");
	put_verdict(out, scene);
	buf_text(out, "</p>\n</figcaption>\n");
	draw(out, scene, deployment->name);
	put_pairs(out, scene);
	put_table(out, scene->page, deployment);
	buf_text(out, "</figure>\n");
}

static bool has_findings(const struct html_group *group)
{
	return group->counts[SEVERITY_ERROR] || group->counts[SEVERITY_WARNING] || group->counts[SEVERITY_INFO];
}

/* The pictures that are drawn together: of all fleets, those of one level. */
enum level { LEVEL_BROKEN, LEVEL_FOUND, LEVEL_FINE, LEVELS };

struct show {
	struct buf drawn;
	enum level level;
	uint32_t room;       /* how many more can be drawn */
	uint32_t count, left_out;
};

static bool takes(struct show *show, const struct html_camps *camps, bool found)
{
	enum level level = camps->link_count ? LEVEL_BROKEN : found ? LEVEL_FOUND : LEVEL_FINE;
	if (level != show->level)
		return false;
	if (!show->room) {
		show->left_out++;
		return false;
	}
	show->room--;
	show->count++;
	return true;
}

static void show_clusters(struct show *show, struct scene *scene, const struct fleet *fleet, const struct html_group *groups)
{
	scene->deployment = NULL;
	for (uint32_t i = 0; i < fleet->cluster_count; i++) {
		bool found = false;
		scene->cluster = &fleet->clusters[i];
		for (uint32_t d = 0; d < scene->cluster->count && !found; d++)
			found = has_findings(&groups[scene->cluster->deployments[d] - fleet->deployments]);
		html_camps_of_cluster(scene->arena, scene->cluster, &scene->camps);
		if (takes(show, &scene->camps, found))
			put_cluster(&show->drawn, scene);
		arena_reset(scene->arena);
	}
}

static void show_deployments(struct show *show, struct scene *scene, const struct fleet *fleet, struct html_group *groups)
{
	for (uint32_t i = 0; i < fleet->count; i++) {
		const struct deployment *deployment = &fleet->deployments[i];
		if (!(deployment->count + deployment->unread_count))
			continue;
		scene->deployment = deployment;
		html_camps_of_set(scene->arena, deployment, &scene->camps);
		if (takes(show, &scene->camps, has_findings(&groups[i])))
			put_deployment(&show->drawn, scene, &groups[i]);
		arena_reset(scene->arena);
	}
}

static void show_all(struct show *show, struct html_page *page)
{
	struct scene scene = { .page = page, .arena = &page->scratch };
	struct html_group *groups = page->groups;
	for (uint32_t i = 0; i < page->report->fleet_count; i++) {
		const struct fleet *fleet = page->report->fleets[i];
		show_clusters(show, &scene, fleet, groups);
		show_deployments(show, &scene, fleet, groups);
		groups += fleet->count;
	}
}

void html_fleets(struct buf *out, struct html_page *page)
{
	struct show shows[LEVELS];
	uint32_t room = PICTURES;
	for (enum level level = 0; level < LEVELS; level++) {
		shows[level] = (struct show){ .drawn = BUF_INIT(out->arena), .level = level, .room = room };
		show_all(&shows[level], page);
		room = shows[level].room;
	}
	if (!page->pictures)
		return;
	uint32_t fine = shows[LEVEL_FINE].count;
	bool folded = fine && fine < page->pictures;
	buf_text(out, "<section id=\"fleets\" aria-labelledby=\"h-fleets\">\n<h2 id=\"h-fleets\">Fleets</h2>\n<div class=\"fleets\">\n");
	buf_str(out, buf_done(&shows[LEVEL_BROKEN].drawn));
	buf_str(out, buf_done(&shows[LEVEL_FOUND].drawn));
	if (folded)
		buf_printf(out, "</div>\n<details class=\"fold\">\n<summary>%u more, about which nothing was found</summary>\n"
				"<div class=\"fleets\">\n", fine);
	buf_str(out, buf_done(&shows[LEVEL_FINE].drawn));
	buf_text(out, folded ? "</div>\n</details>\n" : "</div>\n");
	if (shows[LEVEL_BROKEN].left_out + shows[LEVEL_FOUND].left_out + shows[LEVEL_FINE].left_out)
		buf_printf(out, "<p class=\"left-out\">Not drawn: %u more with broken pairs, %u with other findings, and %u without.</p>\n",
			   shows[LEVEL_BROKEN].left_out, shows[LEVEL_FOUND].left_out, shows[LEVEL_FINE].left_out);
	buf_text(out, "</section>\n");
}
