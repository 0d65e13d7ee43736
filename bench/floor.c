/* The floor under any linter of YAML files: every file named on standard input, a line each, is opened, read,
 * and parsed once by libyaml and once by libfyaml; nothing is kept. What is called `keyfile' is only read.
 *
 *     bench/floor [read|libyaml|libfyaml|both]        default: both */
#include <fcntl.h>
#include <libfyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <yaml.h>

enum { FILE_MAX = 1 << 24, NAME_LENGTH = 4096 };

static void by_libyaml(const char *text, size_t len)
{
	yaml_parser_t parser;
	yaml_event_t event;
	bool more = true;
	if (!yaml_parser_initialize(&parser))
		exit(1);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
	while (more && yaml_parser_parse(&parser, &event)) {
		more = event.type != YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
}

static void by_libfyaml(const char *text, size_t len)
{
	struct fy_parse_cfg options = { .flags = FYPCF_QUIET };
	struct fy_parser *parser = fy_parser_create(&options);
	if (!parser || fy_parser_set_string(parser, text, len))
		exit(1);
	for (struct fy_event *event; (event = fy_parser_parse(parser));)
		fy_parser_event_free(parser, event);
	fy_parser_destroy(parser);
}

static const struct {
	const char *name;
	bool libyaml, libfyaml;
} kinds[] = {
	{ "both", true, true },
	{ "read", false, false },
	{ "libyaml", true, false },
	{ "libfyaml", false, true },
};

static bool is_keyfile(const char *name)
{
	const char *slash = strrchr(name, '/');
	return slash && strcmp(slash, "/keyfile") == 0;
}

int main(int argc, char **argv)
{
	static char text[FILE_MAX], name[NAME_LENGTH];
	size_t kind = 0;
	while (argc > 1 && strcmp(kinds[kind].name, argv[1]) != 0) {
		if (++kind == sizeof kinds / sizeof *kinds) {
			fprintf(stderr, "usage: floor [read|libyaml|libfyaml|both] <NAMES\n");
			return 2;
		}
	}
	while (fgets(name, sizeof name, stdin)) {
		name[strcspn(name, "\n")] = '\0';
		int fd = open(name, O_RDONLY);
		ssize_t len = fd < 0 ? -1 : read(fd, text, sizeof text);
		if (len < 0) {
			perror(name);
			return 1;
		}
		close(fd);
		if (is_keyfile(name))
			continue;
		if (kinds[kind].libyaml)
			by_libyaml(text, (size_t)len);
		if (kinds[kind].libfyaml)
			by_libfyaml(text, (size_t)len);
	}
	return 0;
}
