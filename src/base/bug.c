#include "base/bug.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void bug(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fputs("mongoconf: this is a bug in mongoconf, please report it: ", stderr);
	vfprintf(stderr, format, args);
	fputs("\n", stderr);
	va_end(args);
	exit(BUG_STATUS);
}
