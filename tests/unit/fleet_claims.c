#include <criterion/criterion.h>

#include "fleet/claims.h"

#define KEY "/etc/mongodb/key"
#define FROM "FROM mongo:7.0\n"
#define TASK "- name: key\n  "

/* `said` is the text that the finding would point at; NULL: nothing that is known. */
static const struct {
	const char *name, *text, *said;
	unsigned mode;
	bool starts;
} files[] = {
	/* COPY: to the path, into a folder, with a mode or without. */
	{ "Dockerfile", FROM "COPY --chmod=0644 key " KEY "\n", "0644", 0644, true },
	{ "Dockerfile", FROM "COPY --chown=999 --chmod=444 mongod.conf key /etc/mongodb/\n", "444", 0444, true },
	{ "Dockerfile", FROM "COPY --chmod=444 key /etc/mongodb\n", "444", 0444, true },
	{ "Dockerfile", FROM "COPY --chmod=444 other /etc/mongodb\n", NULL, 0, true },
	{ "Dockerfile", FROM "COPY [\"--chmod=644\", \"key\", \"" KEY "\"]\n", "644", 0644, true },
	{ "Dockerfile", FROM "RUN chmod 644 " KEY "\nCOPY key " KEY "\n", NULL, 0, true },
	{ "Dockerfile", FROM "RUN chmod 644 " KEY "\nCOPY . /etc\n", NULL, 0, true },
	{ "Dockerfile", FROM "RUN chmod 644 " KEY "\nCOPY mongod.conf /etc/mongod.conf\n", "644", 0644, true },
	{ "Dockerfile", FROM "COPY --chmod=u=rw,g=r,o= key " KEY "\n", "u=rw,g=r,o=", 0640, true },
	/* RUN: the last counts, whatever is between. */
	{ "Dockerfile", FROM "run CHMOD=1 && mkdir -p /etc/mongodb && chmod 644 " KEY "\n", "644", 0644, true },
	{ "Dockerfile", FROM "RUN chmod 644 " KEY "\nRUN chmod 400 " KEY "\n", "400", 0400, true },
	{ "Dockerfile", FROM "RUN chmod -R 755 /etc/mongodb && chown -R mongodb /etc/mongodb\n", "755", 0755, true },
	{ "Dockerfile", FROM "RUN chmod -R 755 /etc/mongo\n", NULL, 0, true },
	{ "Dockerfile", FROM "RUN apt-get update \\\n  # chmod 400 " KEY "\n\n && chmod 640 " KEY " \\\n && true\n", "640", 0640, true },
	{ "Dockerfile", FROM "RUN [\"chmod\", \"640\", \"" KEY "\"]\n", "640", 0640, true },
	{ "Dockerfile", FROM "RUN <<END\nchmod 640 " KEY "\nEND\nCMD [\"mongod\"]\n", "640", 0640, true },
	{ "Dockerfile", FROM "WORKDIR /etc\nWORKDIR mongodb\nRUN chmod 640 key\n", "640", 0640, true },
	/* What can't be followed takes it back. */
	{ "Dockerfile", FROM "RUN chmod 644 " KEY "\nRUN chmod go-rwx " KEY "\n", NULL, 0, true },
	{ "Dockerfile", FROM "RUN chmod 644 " KEY "\nRUN chmod 400 $KEY\n", NULL, 0, true },
	{ "Dockerfile", FROM "RUN chmod 644 " KEY "\nRUN chmod 400 /etc/mongodb/*\n", NULL, 0, true },
	{ "Dockerfile", FROM "RUN chmod 644 " KEY "\nRUN find /etc -name key -exec chmod 400 {} +\n", NULL, 0, true },
	{ "Dockerfile", FROM "RUN chmod 644 " KEY "\nRUN sh -c 'chmod 400 " KEY "'\n", NULL, 0, true },
	{ "Dockerfile", FROM "RUN chmod 644 " KEY "\nRUN /opt/setup.sh\n", NULL, 0, true },
	{ "Dockerfile", FROM "RUN chmod 644 " KEY "\nRUN install -m 400 /tmp/key " KEY "\n", NULL, 0, true },
	{ "Dockerfile", FROM "RUN chmod 644 " KEY "\nRUN cd /etc && chmod 400 mongodb/key\n", NULL, 0, true },
	{ "Dockerfile", FROM "RUN chmod $MODE " KEY "\n", NULL, 0, true },
	/* Another stage says nothing. */
	{ "Dockerfile", FROM "RUN chmod 644 " KEY "\nFROM mongo:8.0\nRUN chmod 600 /x\n", NULL, 0, true },
	/* What it starts. */
	{ "Dockerfile", FROM "RUN chmod 644 " KEY "\nENTRYPOINT [\"/start.sh\"]\n", "644", 0644, false },
	{ "Dockerfile", FROM "RUN chmod 644 " KEY "\nCMD chmod 400 " KEY " && mongod\n", "644", 0644, false },
	{ "Dockerfile", FROM "RUN chmod 644 " KEY "\nCMD [\"--replSet\", \"rs0\"]\n", "644", 0644, true },
	{ "Dockerfile", "FROM ubuntu\nRUN chmod 644 " KEY "\n", "644", 0644, false },
	{ "Dockerfile", "FROM ubuntu\nRUN chmod 644 " KEY "\nCMD /usr/bin/mongod -f /x\n", "644", 0644, true },
	{ "Dockerfile", "FROM bitnami/mongodb\nRUN chmod 644 " KEY "\n", "644", 0644, false },
	{ "Dockerfile", "\\\n<<\nRUN <<X\nFROM", NULL, 0, false },
	/* Tasks. */
	{ "tasks/main.yml", TASK "copy:\n    dest: " KEY "\n    mode: '0644'\n", "'0644'", 0644, false },
	{ "tasks/main.yml", TASK "file: {path: " KEY ", mode: \"640\"}\n", "\"640\"", 0640, false },
	{ "tasks/main.yml", TASK "ansible.builtin.template:\n    dest: " KEY "\n    mode: 0640\n", "0640", 0640, false },
	{ "tasks/main.yml", TASK "copy: src=key dest=" KEY " mode=640 owner=mongodb\n", "640", 0640, false },
	{ "tasks/main.yml", TASK "block:\n    - copy: {dest: " KEY ", mode: u=rw,g=r,o=r}\n", NULL, 0, false },
	{ "tasks/main.yml", TASK "block:\n    - copy: {dest: " KEY ", mode: 'u=rw,g=r,o=r'}\n", "'u=rw,g=r,o=r'", 0644, false },
	{ "site.yml", "- hosts: db\n  tasks:\n    - copy: {dest: " KEY ", mode: '0644'}\n", "'0644'", 0644, false },
	{ "site.yml", "- hosts: db\n  handlers:\n    - copy: {dest: " KEY ", mode: '0644'}\n", "'0644'", 0644, false },
	/* Decimal, a variable, no mode, no file, another path. */
	{ "tasks/main.yml", TASK "copy:\n    dest: " KEY "\n    mode: 644\n", NULL, 0, false },
	{ "tasks/main.yml", TASK "copy:\n    dest: " KEY "\n    mode: \"{{ mode }}\"\n", NULL, 0, false },
	{ "tasks/main.yml", TASK "copy:\n    dest: " KEY "\n    mode: preserve\n", NULL, 0, false },
	{ "tasks/main.yml", TASK "copy:\n    dest: " KEY "\n", NULL, 0, false },
	{ "tasks/main.yml", TASK "file: {path: " KEY ", mode: '0755', state: directory}\n", NULL, 0, false },
	{ "tasks/main.yml", TASK "copy:\n    dest: \"{{ folder }}/key\"\n    mode: '0644'\n", NULL, 0, false },
	{ "tasks/main.yml", TASK "copy: {dest: " KEY ", mode: '0644'}\n- shell: chmod 400 " KEY "\n", NULL, 0, false },
	{ "tasks/main.yml", "- copy: [\n", NULL, 0, false },
	{ "tasks/main.yml", "copy: {dest: " KEY ", mode: '0644'}\n", NULL, 0, false },
};

Test(fleet_claims, says_of_a_path)
{
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof files / sizeof *files; i++) {
		struct source source;
		source_init(&arena, files[i].name, str_of(files[i].text), &source);
		const struct claims *claims = claims_take(&arena, &source);
		const struct mode_claim *claim = claims ? claims_find(claims, STR(KEY)) : NULL;
		bool said = claim && claim->mode_said;
		cr_expect_eq(said, files[i].said != NULL, "%s", files[i].text);
		cr_expect(!claims || claims->starts == files[i].starts, "%s", files[i].text);
		if (!said || !files[i].said)
			continue;
		cr_expect_eq(claim->mode, files[i].mode, "%s: %o", files[i].text, claim->mode);
		cr_expect(str_is(source_str(&source, claim->at), files[i].said), "%s: at %.*s", files[i].text,
			  STR_ARG(source_str(&source, claim->at)));
	}
	arena_free(&arena);
}

/* Which configs a file is about. */
static const struct {
	const char *name, *text, *config;
	bool reaches;
} reaches[] = {
	{ "db/Dockerfile", "COPY conf/mongod.conf /etc/\n", "db/conf/mongod.conf", true },
	{ "db/Dockerfile", "COPY ./conf /etc/\n", "db/conf/mongod.conf", true },
	{ "db/Dockerfile", "COPY . /etc/\n", "db/conf/mongod.conf", true },
	{ "db/Dockerfile", "COPY mongod.conf /etc/\n", "db/conf/mongod.conf", false },
	{ "db/Dockerfile", "COPY conf /etc/\n", "db/config/mongod.conf", false },
	{ "db/Dockerfile", "COPY --from=build . /etc/\n", "db/mongod.conf", false },
	{ "db/Dockerfile", "COPY . /etc/\n", "mongod.conf", false },
	{ "play/roles/mongodb/tasks/main.yml", NULL, "play/roles/mongodb/files/mongod.conf", true },
	{ "play/roles/mongodb/tasks/main.yml", NULL, "play/files/mongod.conf", true },
	{ "play/roles/mongodb/tasks/main.yml", NULL, "other/files/mongod.conf", false },
	{ "play/site.yml", NULL, "play/files/mongod.conf", true },
	{ "tasks/main.yml", NULL, "files/mongod.conf", true },
};

Test(fleet_claims, reach_configs)
{
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof reaches / sizeof *reaches; i++) {
		struct source source;
		struct str text = reaches[i].text ? str_format(&arena, FROM "%sRUN chmod 644 " KEY "\n", reaches[i].text)
				  : STR("- tasks:\n    - copy: {dest: " KEY ", mode: '0644'}\n- copy: {dest: " KEY ", mode: '0644'}\n");
		source_init(&arena, reaches[i].name, text, &source);
		const struct claims *claims = claims_take(&arena, &source);
		cr_expect(claims && claims_reach(claims, reaches[i].config) == reaches[i].reaches, "%s: %s", reaches[i].name,
			  reaches[i].config);
	}
	arena_free(&arena);
}
