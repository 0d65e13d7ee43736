#include "transforms/ini_yaml.h"

#include "schema/ini.h"

enum { NOBODY = UINT32_MAX };

struct walk {
	struct ini_plan *plan;
	bool present[INI_SECTIONS_MAX];    /* sections that are in the result */
	struct comments *open;             /* the lines so far */
	bool assigned;                     /* one of them is an entry that is commented out, */
	uint32_t home;                     /* of this section */
	struct comment_list waiting;       /* paragraphs of plain words: they go where the next goes */
	bool blank, begun;                 /* above is a blank line; what goes to the top was told */
	uint32_t above;                    /* the option of the entry that this paragraph has last, or NOBODY */
	uint32_t option;                   /* the next one */
};

/* ---- lists ---- */

static void append(struct comment_list *list, struct comments *comments)
{
	if (list->last)
		list->last->next = comments;
	else
		list->first = comments;
	list->last = comments;
}

static void move_all(struct comment_list *to, struct comment_list *from)
{
	if (from->first)
		append(to, from->first);
	if (from->first)
		to->last = from->last;
	*from = (struct comment_list){ NULL };
}

/* ---- what a comment is ---- */

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

/* Is it an entry that was commented out? `home` becomes the section of its option; ini_section_count where none is known. */
static bool is_assigned(const struct walk *walk, const struct ini_line *line, uint32_t *home)
{
	struct str text = source_str(walk->plan->source, line->comment);
	while (text.len && text.at[0] == '#')
		text = str_sub(text, 1, text.len);
	text = str_trim(text);
	uint32_t end = 0;
	while (end < text.len && is_word(text.at[end]))
		end++;
	struct str name = str_sub(text, 0, end), rest = str_trim(str_sub(text, end, text.len));
	*home = ini_section_count;
	if (!end || (name.at[0] >= '0' && name.at[0] <= '9') || (rest.len ? rest.at[0] != '=' : !ini_is_name(name)))
		return false;
	const char *value;
	const struct option *option = option_find_cli(name, &value);
	if (option)
		*home = ini_section_of(str_of(option->path));
	return true;
}

/* ---- where it goes ---- */

static uint32_t section_above(const struct walk *walk)
{
	return walk->above == NOBODY ? ini_section_count : ini_section_of(walk->plan->options[walk->above].path);
}

static struct comments *take_open(struct walk *walk)
{
	struct comments *comments = walk->open;
	walk->open = NULL;
	walk->assigned = false;
	return comments;
}

static void begin(struct walk *walk)
{
	if (!walk->begun)
		move_all(&walk->plan->header, &walk->waiting);
	walk->begun = true;
}

/* Entries that are commented out, and the words above them. */
static void place_assigned(struct walk *walk)
{
	struct comment_list *list = &walk->plan->trailer;
	begin(walk);
	if (walk->home < ini_section_count && walk->present[walk->home]) {
		list = &walk->plan->ends[walk->home];
		if (section_above(walk) == walk->home && !walk->open->apart)
			list = &walk->plan->options[walk->above].below;
	}
	move_all(list, &walk->waiting);
	append(list, take_open(walk));
}

static void end_paragraph(struct walk *walk)
{
	if (walk->open && walk->assigned)
		place_assigned(walk);
	else if (walk->open && walk->above != NOBODY)
		append(&walk->plan->options[walk->above].below, take_open(walk));
	else if (walk->open)
		append(&walk->waiting, take_open(walk));
	walk->above = NOBODY;
	walk->blank = true;
}

static void read_comment(struct walk *walk, uint32_t index)
{
	uint32_t home;
	bool assigned = is_assigned(walk, &walk->plan->lines.at[index], &home);
	bool other = walk->assigned && (!assigned || (home != walk->home && home < ini_section_count));
	if (walk->open && other)
		place_assigned(walk);
	if (!walk->open) {
		walk->open = arena_alloc(walk->plan->arena, sizeof *walk->open);
		*walk->open = (struct comments){ .from = index, .apart = walk->blank };
	}
	walk->open->to = index + 1;
	if (assigned && (!walk->assigned || walk->home == ini_section_count))
		walk->home = home;
	walk->assigned |= assigned;
	walk->blank = false;
}

static void read_entry(struct walk *walk, uint32_t index)
{
	struct ini_plan *plan = walk->plan;
	/* What is derived has no comments. */
	struct ini_option *option = &plan->options[walk->option + plan->options[walk->option].derived];
	bool elsewhere = walk->assigned && walk->home < ini_section_count && walk->home != ini_section_of(option->path);
	option->apart = walk->open ? walk->open->apart : walk->blank;
	begin(walk);
	if (walk->open && elsewhere) {
		option->apart = walk->open->apart;
		place_assigned(walk);
	}
	move_all(&option->above, &walk->waiting);
	if (walk->open)
		append(&option->above, take_open(walk));
	walk->above = (uint32_t)(option - plan->options);
	for (walk->option = walk->above; walk->option < plan->count && plan->options[walk->option].line == index;)
		walk->option++;
	walk->blank = false;
}

/* The rest of the file keeps its order. */
static void read_rest(struct walk *walk, uint32_t index)
{
	struct ini_plan *plan = walk->plan;
	for (; index < plan->lines.count; index++) {
		if (plan->lines.at[index].kind != INI_LINE_COMMENT) {
			walk->blank = true;
			continue;
		}
		if (walk->blank || !plan->trailer.last || plan->trailer.last->to != index) {
			struct comments *comments = arena_alloc(plan->arena, sizeof *comments);
			*comments = (struct comments){ .from = index, .apart = walk->blank };
			append(&plan->trailer, comments);
		}
		plan->trailer.last->to = index + 1;
		walk->blank = false;
	}
}

void ini_plan_comments(struct ini_plan *plan)
{
	struct walk walk = { .plan = plan, .blank = true, .above = NOBODY };
	for (uint32_t i = 0; i < plan->count; i++)
		walk.present[ini_section_of(plan->options[i].path)] = true;
	uint32_t index = 0;
	for (; index < plan->lines.count; index++) {
		enum ini_kind kind = plan->lines.at[index].kind;
		if (kind == INI_LINE_COMMENT)
			read_comment(&walk, index);
		else if (kind == INI_LINE_ENTRY)
			read_entry(&walk, index);
		else
			end_paragraph(&walk);
		if (walk.option == plan->count && kind == INI_LINE_BLANK)
			break;
	}
	end_paragraph(&walk);
	begin(&walk);
	read_rest(&walk, index);
}
