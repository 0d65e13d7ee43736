#include "transforms/ini_yaml.h"

#include "base/utf8.h"
#include "schema/canon.h"

/* ---- before anything is planned ---- */

/* What ends a line, or is refused, to one YAML library or the other; in a value it is written with an escape. */
static bool is_odd(uint32_t c)
{
	return (c < 0x20 && c != '\t') || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029 || c == 0xfeff || c == 0xfffe ||
	       c == 0xffff;
}

static bool check_comment(const struct application *application, const struct source *source, struct span comment)
{
	struct str text = source_str(source, comment);
	for (uint32_t at = 0, bytes; at < text.len; at += bytes) {
		uint32_t c = utf8_decode(str_sub(text, at, text.len), &bytes);
		if (is_odd(c))
			return source_refuse(source, comment.at + at, application->err, "the character U+%04X may not stand in a comment of "
					     "YAML; remove it", (unsigned)c);
	}
	return true;
}

static bool check_text(const struct application *application, const struct source *source)
{
	struct text_check check = text_check(source->text);
	struct err *err = application->err;
	if (check.nul != STR_NONE)
		return source_refuse(source, check.nul, err, "the file has a NUL byte; save it as UTF-8");
	if (check.invalid != STR_NONE)
		return source_refuse(source, check.invalid, err, "this byte is not UTF-8, and YAML is nothing else; save the file as UTF-8");
	return true;
}

static bool check_lines(const struct application *application, const struct ini_plan *plan)
{
	for (uint32_t i = 0; i < plan->lines.count; i++)
		if (!check_comment(application, plan->source, plan->lines.at[i].comment))
			return false;
	return true;
}

/* Lines of the template itself can't be moved: what they hold would be in them no more. */
static bool check_template(const struct application *application, const struct ini_plan *plan)
{
	const struct source *source = plan->source, *file = source_file(source);
	const struct mask *mask = source->mask;
	for (uint32_t i = 0; mask && i < mask->count; i++) {
		const struct mask_span *span = &mask->spans[i];
		bool inside = span->at.at >= source->part.at && span_end(span->at) <= span_end(source->part);
		if ((span->kind == MASK_GAP || span->kind == MASK_BRANCH) && inside)
			return source_refuse(source, span->kind == MASK_BRANCH ? span->opened : span->at.at, application->err,
					     span->kind == MASK_BRANCH
					     ? "the template decides here which lines there are, and they would not stay together as YAML, where "
					       "options are grouped; write it as YAML by hand"
					     : "the template puts lines here that are not known; write it as YAML by hand");
	}
	for (uint32_t i = 0; mask && i < plan->lines.count; i++) {
		const struct ini_line *line = &plan->lines.at[i];
		struct str text = source_str(file, line->at);
		bool own = line->kind == INI_LINE_BLANK ? str_trim(text).len > 0
			 : line->kind == INI_LINE_COMMENT && file->text.at[line->comment.at] != '#';
		if (own && line->at.at >= source->part.at && span_end(line->at) <= span_end(source->part))
			return source_refuse(source, line->at.at, application->err, "this line is the template's own, and where it belongs in the "
					     "result is not known; write the file as YAML by hand");
	}
	return true;
}

/* ---- the proof ---- */

struct meaning {
	struct str name, text;
	const struct setting *setting;  /* NULL: it follows from another, or a template decides the text */
};

struct meanings {
	struct meaning *at;
	uint32_t count;
};

/* What a template decides is the same where it is the same words. */
static struct meaning meaning_of(const struct config *config, const struct setting *setting)
{
	const struct source *source = setting_source(config, setting);
	bool is_value = setting->kind == SETTING_OPAQUE || str_eq(setting->text, source_str(source, setting->value));
	if (!is_value || !mask_find(source->mask, MASK_VALUE, setting->value))
		return (struct meaning){ setting->path, setting->text, setting };
	struct str text = source_str(source_file(source), setting->value);
	if (str_is(source_str(source, setting->key), "logpath") && str_is(setting->path, "systemLog.destination"))
		return (struct meaning){ setting->path, STR("file"), NULL };
	if (text.len > 1 && text.at[0] == '"' && str_ends(text, "\""))
		text = str_sub(text, 1, text.len - 1);
	return (struct meaning){ setting->path, text, NULL };
}

/* What the server makes of the settings, whichever of its names they have. */
static struct meanings meanings_of(struct arena *arena, const struct config *config)
{
	struct meanings all = { arena_array(arena, 2 * config->count, sizeof *all.at), 0 };
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		struct meaning meaning = meaning_of(config, setting);
		struct canon canon = { 0 };
		if (setting->option && !setting->entry) {
			canon_apply(arena, setting->option, &config->target, meaning.text, &canon);
			meaning.name = canon.option ? str_of(canon.option->path) : STR("");
			meaning.text = canon.value;
		}
		if (meaning.name.len)
			all.at[all.count++] = meaning;
		if (canon.also)
			all.at[all.count++] = (struct meaning){ str_of(canon.also->path), str_of(canon.also_value), NULL };
	}
	return all;
}

static bool same_setting(const struct setting *a, const struct setting *b)
{
	bool same = a->kind == b->kind && a->item_count == b->item_count && !a->refusal == !b->refusal;
	for (uint32_t i = 0; same && i < a->item_count; i++)
		same = str_eq(a->items[i], b->items[i]);
	return same;
}

static bool has_meaning(const struct meanings *all, const struct meaning *wanted)
{
	bool found = false;
	for (uint32_t i = 0; i < all->count; i++) {
		const struct meaning *one = &all->at[i];
		if (!str_eq(one->name, wanted->name))
			continue;
		if (!str_eq(one->text, wanted->text) ||
		    (one->setting && wanted->setting && !same_setting(one->setting, wanted->setting)))
			return false;
		found = true;
	}
	return found;
}

static bool has_all(const struct meanings *all, const struct meanings *wanted, const struct meaning **missing)
{
	for (uint32_t i = 0; i < wanted->count; i++) {
		if (has_meaning(all, &wanted->at[i]))
			continue;
		*missing = &wanted->at[i];
		return false;
	}
	return true;
}

static bool prove(const struct application *application, const struct config *before)
{
	struct draft *draft = application->draft;
	struct config after;
	const struct meaning *missing = NULL;
	config_read(draft->arena, &draft->now, &before->target, &after);
	struct meanings old = meanings_of(draft->arena, before), new = meanings_of(draft->arena, &after);
	bool kept = after.format == CONFIG_YAML && has_all(&new, &old, &missing);
	if (kept && has_all(&old, &new, &missing))
		return true;
	uint32_t at = !kept && missing && missing->setting ? missing->setting->key.at : 0;
	return source_refuse(before->source, at, application->err, "%s%.*s as YAML would not be what the server makes of it now; so the "
			     "file is left as it is: write it as YAML by hand", missing ? "" : "this file",
			     missing ? (int)missing->name.len : 0, missing ? missing->name.at : "");
}

/* ---- the transform ---- */

static bool rewrite(const struct application *application, const struct ini_plan *plan)
{
	struct ini_written written;
	if (!ini_plan_write(application, plan, &written))
		return false;
	struct draft_text text = { written.raw, written.masked, plan->source->mask ? &written.mask : NULL };
	return draft_rewrite(application->draft, &text, NULL, NULL, application->err) && prove(application, plan->config);
}

static bool apply(const struct application *application)
{
	struct draft *draft = application->draft;
	struct source *source = arena_alloc(draft->arena, sizeof *source);
	struct target target = application->parameters->to;
	struct config config;
	struct ini_plan plan;
	/* A copy: the draft's own will be the result. */
	*source = draft->now;
	target.server = application->parameters->server;
	config_read(draft->arena, source, &target, &config);
	if (config.format != CONFIG_INI)
		return true;
	if (!check_text(application, source) || !ini_check_faults(application, &config))
		return false;
	if (!ini_plan_options(application, &config, &plan) || !check_lines(application, &plan) || !check_template(application, &plan))
		return false;
	ini_plan_comments(&plan);
	return rewrite(application, &plan);
}

const struct transform transform_ini_to_yaml = {
	.name = "ini-to-yaml",
	.topic = TOPIC_RELEASES,
	.title = "write a file of the old key = value format as YAML",
	.about = "The options of a file in the format of before 2.6 (port = 27017) become YAML: the same for the server, grouped as in the "
		 "file that MongoDB's packages install, each in the order that it had. Comments are carried along word by word: those "
		 "above and behind an entry stay with it, an entry that is commented out goes, as it is, to the section that its option "
		 "belongs to, or else to the end; what is at the top of the file or behind its last entry stays there. Does nothing where the "
		 "file is YAML already. Names are those of the release that --server-version or the project file says; where neither does, "
		 "those that were written. Put first, it lets other steps of the same run change the YAML.",
	.refuses = "A line has no form in YAML, as with master, cpu or notablescan; a server would refuse the file, or keep only one of "
		   "two lines; a byte is not UTF-8; or a template decides which lines there are.",
	.example = {
		.text = "# shop, node 1\n"
			"\n"
			"dbpath=/var/lib/mongodb\n"
			"logpath=/var/log/mongodb/mongod.log\n"
			"logappend=true\n"
			"\n"
			"# only this host and the others of the set\n"
			"bind_ip = 127.0.0.1,10.0.0.11\n"
			"port = 27018  # not the default\n"
			"\n"
			"#auth = true\n"
			"replSet=shop\n",
	},
	.refused = {
		.text = "dbpath=/var/lib/mongodb\n"
			"cpu=true\n",
	},
	.apply = apply,
};
