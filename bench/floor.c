/* The floor under any linter of YAML files: every file named on standard input, a line each, is opened, read,
 * and parsed once by libyaml and once by libfyaml; nothing is kept. */
#include <libfyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

int main(void)
{
	static char text[FILE_MAX], name[NAME_LENGTH];
	while (fgets(name, sizeof name, stdin)) {
		name[strcspn(name, "\n")] = '\0';
		FILE *file = fopen(name, "r");
		if (!file) {
			perror(name);
			return 1;
		}
		size_t len = fread(text, 1, sizeof text, file);
		fclose(file);
		by_libyaml(text, len);
		by_libfyaml(text, len);
	}
	return 0;
}
