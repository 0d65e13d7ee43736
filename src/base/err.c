#include "base/err.h"

#include <string.h>

bool err_set(struct err *err, enum err_kind kind, const char *path, int cause,
	     const char *format, ...)
{
	if (err->kind != ERR_NONE)
		return false;
	va_list args;
	va_start(args, format);
	err->text = arena_vprintf(err->arena, format, args);
	va_end(args);
	err->kind = kind;
	err->path = path ? arena_copy(err->arena, path, strlen(path)) : NULL;
	err->cause = cause;
	return false;
}

bool err_set_at(struct err *err, enum err_kind kind, const char *path, uint32_t line,
		uint32_t column, const char *format, ...)
{
	if (err->kind != ERR_NONE)
		return false;
	va_list args;
	va_start(args, format);
	err->text = arena_vprintf(err->arena, format, args);
	va_end(args);
	err->kind = kind;
	err->path = path ? arena_copy(err->arena, path, strlen(path)) : NULL;
	err->line = line;
	err->column = column;
	return false;
}

char *err_line(const struct err *err)
{
	const char *cause = err->cause ? strerror(err->cause) : "";
	const char *colon = err->cause ? ": " : "";
	if (err->path && err->line)
		return arena_printf(err->arena, "%s:%u:%u: %s%s%s", err->path, err->line,
				    err->column, err->text, colon, cause);
	if (err->path)
		return arena_printf(err->arena, "%s: %s%s%s", err->path, err->text, colon, cause);
	return arena_printf(err->arena, "%s%s%s", err->text, colon, cause);
}
