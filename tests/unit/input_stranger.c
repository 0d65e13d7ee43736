#include <criterion/criterion.h>

#include "input/stranger.h"

static const struct {
	const char *name, *text, *what;  /* WHAT NULL: may be a config */
	uint32_t at;
} rows[] = {
	/* What is or tries to be a config. */
	{ "x", "", NULL, 0 },
	{ "x", "# only a comment\n\n", NULL, 0 },
	{ "x", "net:\n  port: 1\n", NULL, 0 },
	{ "x.sh", "\"net\": {port: 1}\n", NULL, 0 },
	{ "x.md", "port = 27017\n", NULL, 0 },
	{ "x", "---\n# c\nnet.port: 1\n", NULL, 0 },
	{ "x.yml", "colour: red\n", NULL, 0 },
	{ "x", "{\"net\": {\"port\": 1}, \"name\": 1, \"version\": 2, \"scripts\": 3}", NULL, 0 },
	{ "x", "name: a\nversion: 1\nscripts: b\nstorage: c\n", NULL, 0 },
	{ "x", "#!/usr/bin/mongod --config\nport = 1\n", NULL, 0 },
	{ "x", "#!/bin/sh\nnet:\n", NULL, 0 },
	{ "keyfile", "bXkgc2VjcmV0IGtleQ==\n", NULL, 0 },
	/* What is something else. */
	{ "x", "#!/bin/sh\nport=27017\n", "a script", 0 },
	{ "x", "\x89PNG\r\n", "a PNG image", 0 },
	{ "x", "\xef\xbb\xbf<?xml version='1.0'?>", "an XML document", 3 },
	{ "x", "# c\n[Unit]\n", "a systemd unit", 4 },
	{ "a/read.me.md", "words\n", "a text for people", 0 },
	{ "install.sh.j2", "set -e\n", "a shell script", 0 },
	{ "x", "name: a\non: push\njobs: {}\n", "a GitHub workflow", 17 },
	{ "x", "{\n  \"name\": \"a\",\n  \"version\": \"}\\\"{\",\n  \"scripts\": {}\n}", "a description of a package", 4 },
	{ "x", "{\"a\": {\"name\": 1, \"version\": 2, \"scripts\": 3}}", NULL, 0 },
	{ "x", "- name: a\n  apt: b\n", "a list of Ansible tasks", 2 },
};

Test(stranger, signs)
{
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena arena = ARENA_INIT;
		struct source source;
		uint32_t at;
		source_init(&arena, rows[i].name, str_of(rows[i].text), &source);
		const char *what = stranger_what(&arena, &source, &at);
		cr_expect(rows[i].what ? what && !strcmp(what, rows[i].what) : !what, "%s: %s: is %s", rows[i].name, rows[i].text,
			  what ? what : "none");
		cr_expect(!rows[i].what || at == rows[i].at, "%s: %s: at %u", rows[i].name, rows[i].text, at);
		arena_free(&arena);
	}
}
