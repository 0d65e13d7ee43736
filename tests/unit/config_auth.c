#include <criterion/criterion.h>

#include "config/auth.h"
#include "lint_files.h"

static const struct {
	const char *text;
	enum auth_state state;
} states[] = {
	{ "", AUTH_NONE },
	{ "net:\n  port: 1\n", AUTH_NONE },
	{ "security:\n  authorization: disabled\n", AUTH_NONE },
	{ "security:\n  keyFile:\n", AUTH_NONE },
	{ "security:\n  keyFile: ''\n", AUTH_NONE },
	{ "security:\n  keyFile: /k\n", AUTH_ENFORCED },
	{ "security: {keyFile: /k}\n", AUTH_ENFORCED },
	{ "security.keyFile: /k\n", AUTH_ENFORCED },
	{ "security:\n  keyFile: /k\n  authorization: enabled\n", AUTH_ENFORCED },
	/* A keyfile wins over authorization: disabled. */
	{ "security:\n  keyFile: /k\n  authorization: disabled\n", AUTH_ENFORCED },
	{ "security:\n  keyFile: /k\n  transitionToAuth: true\n", AUTH_TRANSITION },
	{ "security:\n  keyFile: /k\n  transitionToAuth: \"true\"\n", AUTH_TRANSITION },
	{ "security:\n  keyFile: /k\nsecurity.transitionToAuth: true\n", AUTH_TRANSITION },
	/* transitionToAuth wins over authorization: enabled. */
	{ "security:\n  keyFile: /k\n  authorization: enabled\n  transitionToAuth: true\n", AUTH_TRANSITION },
	{ "security:\n  keyFile: /k\n  transitionToAuth: false\n", AUTH_ENFORCED },
	{ "security:\n  authorization: enabled\n", AUTH_LONE },
	/* The server acts on "enabled" in lower case alone, and starts open with any other. */
	{ "security:\n  authorization: Enabled\n", AUTH_NONE },
	/* Refused at start, and enforcing nothing if it were not. */
	{ "security:\n  authorization: enabled\n  transitionToAuth: true\n", AUTH_NONE },
	{ "security:\n  transitionToAuth: true\n", AUTH_NONE },
	{ "security:\n  clusterAuthMode: x509\n", AUTH_ENFORCED },
	{ "security:\n  clusterAuthMode: x509\n  transitionToAuth: true\n", AUTH_TRANSITION },
	{ "security:\n  clusterAuthMode: sendX509\n  keyFile: /k\n", AUTH_ENFORCED },
	/* Enforces, and has nothing to send: up to 4.4 it starts. */
	{ "security:\n  clusterAuthMode: keyFile\n", AUTH_LONE },
	{ "security:\n  clusterAuthMode: sendKeyFile\n", AUTH_LONE },
	{ "security:\n  keyFile: {__exec: 'cat /k'}\n", AUTH_UNKNOWN },
	{ "security:\n  keyFile: /k\n  transitionToAuth: {__rest: 'https://c/t'}\n", AUTH_UNKNOWN },
	{ "security: {__exec: 'secure'}\n", AUTH_UNKNOWN },
	{ "__exec: 'all'\ntype: yaml\n", AUTH_UNKNOWN },
	/* The old format says the same in the names of the command line. */
	{ "port = 1\n", AUTH_NONE },
	{ "replSet = rs0\nkeyFile = /k\n", AUTH_ENFORCED },
	{ "keyFile = /k\ntransitionToAuth = true\n", AUTH_TRANSITION },
	{ "auth = true\n", AUTH_LONE },
	{ "port = 1\nno line\n", AUTH_UNKNOWN },
	{ "net: [\n", AUTH_UNKNOWN },
};

Test(config_auth, states)
{
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof states / sizeof *states; i++) {
		const struct config *config = lint_config(&arena, "mongod.conf", str_of(states[i].text), 0);
		cr_expect_eq(auth_state_of(config), states[i].state, "%s: %s", states[i].text,
			     auth_state_words(auth_state_of(config)));
	}
	arena_free(&arena);
}
