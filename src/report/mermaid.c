#include "report/mermaid.h"

#include "fleet/pair.h"
#include "report/markup.h"
#include "rollout/plan.h"

/* How much of a field one node is: the first of these with which it fits a picture. */
enum detail { DETAIL_MEMBERS, DETAIL_SETS, DETAIL_ROLES };

/* A member, or those of one set, or of one role, that are at one step with one state. */
struct drawn {
	const struct member_stand *first;
	uint32_t count, part;
};

struct picture {
	struct buf *out;
	const struct stand *stand;
	enum detail detail;
	struct drawn *nodes;
	uint32_t count, left_out;   /* nodes; members that are in none */
	uint32_t parts, edges, failing;
};

static bool is_read(const struct member *member)
{
	return member->config && member->config->format != CONFIG_UNREADABLE && member->config->format != CONFIG_TEMPLATE;
}

/* Do they stand in one box? */
static bool is_together(enum detail detail, const struct member *a, const struct member *b)
{
	return detail == DETAIL_ROLES ? a->role == b->role : a->deployment == b->deployment;
}

static bool is_alike(enum detail detail, const struct member_stand *a, const struct member_stand *b)
{
	const struct member *x = a->member, *y = b->member;
	return is_together(detail, x, y) && x->role == y->role && a->step == b->step && is_read(x) == is_read(y) &&
	       (!is_read(x) || pair_state_same(&x->state, &y->state));
}

static void add_node(struct picture *picture, const struct member_stand *one)
{
	for (uint32_t i = 0; picture->detail != DETAIL_MEMBERS && i < picture->count; i++) {
		if (is_alike(picture->detail, picture->nodes[i].first, one)) {
			picture->nodes[i].count++;
			return;
		}
	}
	if (picture->count == MERMAID_NODES) {
		picture->left_out++;
		return;
	}
	uint32_t part = picture->parts;
	for (uint32_t i = 0; i < picture->count && part == picture->parts; i++)
		if (is_together(picture->detail, picture->nodes[i].first->member, one->member))
			part = picture->nodes[i].part;
	picture->nodes[picture->count++] = (struct drawn){ .first = one, .count = 1, .part = part };
	picture->parts += part == picture->parts;
}

static void add_nodes(struct picture *picture, enum detail detail)
{
	picture->detail = detail;
	picture->count = picture->left_out = picture->parts = 0;
	for (uint32_t i = 0; i < picture->stand->count; i++)
		add_node(picture, &picture->stand->members[i]);
}

static void draw_node(struct picture *picture, uint32_t index)
{
	const struct drawn *node = &picture->nodes[index];
	const char *standing = plan_standing(node->first->member);
	struct buf *out = picture->out;
	buf_printf(out, "    n%u[\"", index);
	if (node->count > 1)
		buf_printf(out, "%u members", node->count);
	else
		mermaid_label(out, node->first->name);
	if (standing && node->count == 1)
		buf_printf(out, "<br/>%s", standing);
	buf_text(out, "<br/>");
	mermaid_label(out, node->first->state);
	buf_text(out, "\"]\n");
}

static const char *box_name(const struct picture *picture, const struct member *member)
{
	static const char *const roles[] = {
		[ROLE_MEMBER] = "members", [ROLE_SHARD] = "shards", [ROLE_CONFIG_SERVER] = "config servers", [ROLE_ROUTER] = "mongos",
	};
	if (picture->detail == DETAIL_ROLES)
		return roles[member->role];
	return member->deployment ? member->deployment->name : "";
}

static void draw_part(struct picture *picture, uint32_t part)
{
	bool open = false;
	for (uint32_t i = 0; i < picture->count; i++) {
		if (picture->nodes[i].part != part)
			continue;
		if (!open) {
			buf_printf(picture->out, "  subgraph s%u[\"", part);
			mermaid_label(picture->out, box_name(picture, picture->nodes[i].first->member));
			buf_text(picture->out, "\"]\n");
			open = true;
		}
		draw_node(picture, i);
	}
	buf_text(picture->out, "  end\n");
}

/* Does the one open connections to the other? Nobody does to a mongos but clients. */
static bool connects(const struct member *a, const struct member *b)
{
	return b->role != ROLE_ROUTER && is_read(a) && is_read(b);
}

static bool fails(const struct drawn *a, const struct drawn *b)
{
	const struct member *from = a->first->member, *to = b->first->member;
	return connects(from, to) && pair_of(&from->state, &to->state) != PAIR_OK;
}

static void draw_failing(struct picture *picture, uint32_t a, uint32_t b)
{
	bool there = fails(&picture->nodes[a], &picture->nodes[b]), back = fails(&picture->nodes[b], &picture->nodes[a]);
	if ((!there && !back) || (a == b && picture->nodes[a].count == 1))
		return;
	if (picture->failing++ >= MERMAID_EDGES)
		return;
	buf_printf(picture->out, "  n%u %s n%u\n", there ? a : b, there && back ? "x--x" : "--x", there ? b : a);
	picture->edges++;
}

static void draw_styles(struct picture *picture)
{
	static const char *const colors[] = { "#fdf0d5", "#d5e8fd", "#d5f5dd", "#e6dcf7", "#f7dcea" };
	enum { COLORS = sizeof colors / sizeof *colors };
	struct buf *out = picture->out;
	for (int step = STEP_OFF; step < (int)picture->stand->variant->step_count; step++) {
		struct buf nodes = BUF_INIT(out->arena);
		for (uint32_t i = 0; i < picture->count; i++)
			if (picture->nodes[i].first->step == step)
				buf_printf(&nodes, "%sn%u", nodes.len ? "," : "", i);
		if (!nodes.len)
			continue;
		const char *name = step < 0 ? "off" : arena_printf(out->arena, "step%d", step);
		const char *color = step < 0 ? "#eeeeee" : colors[step % COLORS];
		buf_printf(out, "  classDef %s fill:%s,stroke:#444444,color:#000000\n", name, color);
		buf_printf(out, "  class %s %s\n", buf_done(&nodes).at, name);
	}
	if (!picture->edges)
		return;
	buf_text(out, "  linkStyle ");
	for (uint32_t i = 0; i < picture->edges; i++)
		buf_printf(out, "%s%u", i ? "," : "", i);
	buf_text(out, " stroke:#cc0000,stroke-width:2px\n");
}

void mermaid_write(struct buf *out, const struct stand *stand)
{
	struct picture picture = { .out = out, .stand = stand };
	picture.nodes = arena_array(out->arena, MERMAID_NODES, sizeof *picture.nodes);
	add_nodes(&picture, stand->count > MERMAID_MEMBERS ? DETAIL_SETS : DETAIL_MEMBERS);
	if (picture.left_out)
		add_nodes(&picture, DETAIL_ROLES);
	buf_text(out, "flowchart LR\n");
	for (uint32_t part = 0; part < picture.parts; part++)
		draw_part(&picture, part);
	for (uint32_t a = 0; a < picture.count; a++)
		for (uint32_t b = a; b < picture.count; b++)
			draw_failing(&picture, a, b);
	if (picture.left_out)
		buf_printf(out, "  more[\"and %u members more\"]\n", picture.left_out);
	if (picture.failing > picture.edges)
		buf_printf(out, "  fail[\"and %u more pairs that can't talk\"]\n", picture.failing - picture.edges);
	draw_styles(&picture);
}
