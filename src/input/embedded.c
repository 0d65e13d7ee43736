#include "input/embedded.h"

const char *embedded_read(struct arena *arena, struct arena *scratch, const struct source *view, struct parts *parts)
{
	(void)arena;
	(void)scratch;
	(void)view;
	(void)parts;
	return NULL;
}
