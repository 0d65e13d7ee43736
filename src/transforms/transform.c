#include "transforms/transform.h"

#include "base/buf.h"
#include "text/mask.h"

const struct transform *transform_find(struct str name)
{
	for (unsigned i = 0; i < transform_count; i++)
		if (str_is(name, transform_table[i]->name))
			return transform_table[i];
	return NULL;
}

const char *transform_flags_text(struct arena *arena, const struct transform *transform, bool all)
{
	struct buf out = BUF_INIT(arena);
	for (const struct transform_flag *flag = transform->takes; flag && flag->flag; flag++) {
		if (!flag->required && !all)
			continue;
		buf_printf(&out, "%s%s--%s%s%s%s", out.len ? " " : "", flag->required ? "" : "[", flag->flag,
			   flag->argument ? " " : "", flag->argument ? flag->argument : "", flag->required ? "" : "]");
	}
	return str_cstr(arena, buf_done(&out));
}

void transform_remark(const struct application *application, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	buf_text(application->remarks, arena_vprintf(application->remarks->arena, format, args));
	va_end(args);
	buf_char(application->remarks, '\n');
}

struct str transform_value(const struct draft *draft, const char *path)
{
	struct str value;
	return draft_get(draft, str_of(path), &value) ? value : STR("");
}

struct str transform_written(const struct draft *draft, const char *path)
{
	const struct tree *tree = &draft->yaml.tree;
	uint32_t at = tree_find(tree, str_of(path), NULL);
	if (!at || !mask_find(draft->now.mask, MASK_VALUE, tree->node[at].span))
		return transform_value(draft, path);
	return source_str(source_file(&draft->now), tree->node[at].span);
}

bool transform_config(const struct application *application, struct config *config)
{
	struct draft *draft = application->draft;
	struct target target = { .server = application->parameters->server };
	config_read(draft->arena, &draft->now, &target, config);
	return config->format != CONFIG_TEMPLATE ||
	       source_refuse(&draft->now, 0, application->err, "this is a template, and what it will say is only known when it is "
			     "rendered; change the rendered file, or the template by hand");
}

bool transform_refuse(const struct application *application, const char *path, const char *format, ...)
{
	const struct tree *tree = &application->draft->yaml.tree;
	struct str name = str_of(path);
	uint32_t at = tree_find(tree, name, NULL);
	for (; !at && name.len; at = tree_find(tree, name, NULL)) {
		while (name.len && name.at[name.len - 1] != '.')
			name.len--;
		name.len -= name.len > 0;
	}
	va_list args;
	va_start(args, format);
	const char *text = arena_vprintf(application->err->arena, format, args);
	va_end(args);
	return source_refuse(&application->draft->now, at ? tree->node[at].key.at : 0, application->err, "%s", text);
}

bool transform_accepts(struct draft *draft, struct err *err)
{
	const struct tree *tree = &draft->yaml.tree;
	const struct node *root = &tree->node[tree->root];
	if (tree->root && root->kind == NODE_SCALAR && str_has_char(root->text, '='))
		return source_refuse(&draft->now, root->span.at, err,
				     "this looks like a file in the old `key = value` format, and no name in it is an "
				     "option of a server; it is not edited");
	return true;
}
