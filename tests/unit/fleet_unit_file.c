#include <criterion/criterion.h>
#include <sys/resource.h>

#include "base/buf.h"
#include "fleet/unit_file.h"

#define UNIT "[Unit]\nDescription=x\n[Service]\n"

/* What is read: the facts, then the command line. */
static const struct {
	const char *first, *second, *read;
} units[] = {
	{ UNIT "Type = forking\nPIDFile=/run/m.pid\nUser=mongod\nLimitNOFILE=64000\nExecStart=/usr/bin/mongod --config /etc/mongod.conf\n",
	  NULL, "type=forking pid=/run/m.pid user=mongod files=64000 mongod /etc/mongod.conf" },
	/* Only [Service] counts. */
	{ "[Install]\nType=forking\n[Service]\nExecStart=/usr/bin/mongos -f /etc/mongos.conf\n", NULL, "mongos /etc/mongos.conf" },
	/* Joined lines, and a comment between them. */
	{ UNIT "ExecStart=/usr/bin/mongod \\\n  --config /etc/mongod.conf \\\n# --auth \\\n; --auth\n  --port 27018\nUser=x\n", NULL,
	  "user=x mongod /etc/mongod.conf port=27018" },
	{ UNIT "ExecStart=/usr/bin/mongod \\", NULL, "mongod" },
	{ UNIT "ExecStart=/usr/bin/mongod \\\r\n --auth\r\nUser=y\r\n", NULL, "user=y mongod auth=" },
	/* Prefixes, quotes, another name for the process. */
	{ UNIT "ExecStart=-/usr/bin/mongod \"--config\" '/etc/a b.conf'\n", NULL, "mongod /etc/a b.conf" },
	{ UNIT "ExecStart=@/usr/bin/mongod db1 --auth\n", NULL, "mongod auth=" },
	{ UNIT "ExecStart=!!/usr/bin/numactl --interleave=all /usr/bin/mongod --auth\n", NULL, "mongod auth=" },
	/* Environment, whose last word counts wherever it stands; what it does not say is not known. */
	{ UNIT "ExecStart=/usr/bin/mongod $OPTIONS\nEnvironment=\"OPTIONS=-f /etc/mongod.conf\"\nEnvironmentFile=-/etc/sysconfig/mongod\n",
	  NULL, "mongod /etc/mongod.conf" },
	{ UNIT "ExecStart=/usr/bin/mongod $OPTIONS\n", NULL, "mongod unknown" },
	{ UNIT "ExecStart=/usr/bin/mongod --port ${PORT}\n", NULL, "mongod port?" },
	{ UNIT "Environment=A=1\nEnvironment=\nExecStart=/usr/bin/mongod --port $A\n", NULL, "mongod port?" },
	/* Specifiers. */
	{ UNIT "User=%i\nExecStart=/usr/bin/mongod --config /etc/mongod-%i.conf\n", NULL, "user? mongod unknown" },
	{ UNIT "PIDFile=/run/100%%.pid\nExecStart=/usr/bin/mongod\n", NULL, "pid=/run/100%.pid mongod" },
	/* A reset; two servers are more than is understood. */
	{ UNIT "ExecStart=/usr/bin/mongod --auth\nExecStart=\nExecStart=/usr/bin/mongod --port 1\n", NULL, "mongod port=1" },
	{ UNIT "ExecStart=/usr/bin/mongod --auth\nExecStart=/usr/bin/mongod --port 1\n", NULL, "mongod auth= port=1 unknown" },
	{ UNIT "ExecStart=/bin/true ; /usr/bin/mongod --auth ; /bin/echo --port 1\n", NULL, "mongod auth=" },
	/* Drop-ins. */
	{ UNIT "Type=forking\nUser=a\nExecStart=/usr/bin/mongod --auth\n", "[Service]\nType=\nUser=b\nExecStart=\nExecStart=/opt/mongod -f /x\n",
	  "user=b mongod /x" },
	/* No unit. */
	{ "", NULL, "" },
	{ "Type=forking\nno equals\n[Service\n=\n", NULL, "" },
};

static void put_fact(struct buf *out, const char *name, const struct unit_fact *fact)
{
	if (fact->source && fact->unknown)
		buf_printf(out, "%s? ", name);
	else if (fact->source)
		buf_printf(out, "%s=%s ", name, fact->text.at);
	/* What it points at is the text, but for percent signs. */
	if (fact->source && !fact->unknown && !str_has_char(fact->text, '%'))
		cr_expect(str_eq(source_str(fact->source, fact->at), fact->text), "%s", fact->text.at);
}

Test(fleet_unit_file, reads)
{
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof units / sizeof *units; i++) {
		struct source first, second;
		const struct source *sources[] = { &first, &second };
		struct unit_file unit;
		struct command_line line;
		struct buf out = BUF_INIT(&arena);
		source_init(&arena, "etc/mongod.service", str_of(units[i].first), &first);
		source_init(&arena, "etc/mongod.service.d/a.conf", str_of(units[i].second), &second);
		unit_file_read(&arena, sources, units[i].second ? 2 : 1, &unit, &line);
		put_fact(&out, "type", &unit.type);
		put_fact(&out, "pid", &unit.pid_file);
		put_fact(&out, "user", &unit.user);
		put_fact(&out, "files", &unit.no_files);
		if (line.binary)
			buf_text(&out, line.binary == BINARY_MONGOS ? "mongos " : "mongod ");
		if (line.config.len)
			buf_printf(&out, "%.*s ", STR_ARG(line.config));
		for (uint32_t k = 0; k < line.count; k++) {
			const struct flag_option *flag = &line.options[k];
			buf_printf(&out, flag->unknown ? "%.*s? " : "%.*s=", STR_ARG(flag->name));
			if (!flag->unknown)
				buf_printf(&out, "%.*s ", STR_ARG(flag->value));
		}
		if (line.unknown)
			buf_text(&out, "unknown ");
		struct str said = str_trim(buf_done(&out));
		cr_expect(str_is(said, units[i].read), "%s: %.*s", units[i].first, STR_ARG(said));
	}
	arena_free(&arena);
}

/* A large unit takes no memory by its square: it would be killed for that. */
Test(fleet_unit_file, limits)
{
	struct arena arena = ARENA_INIT;
	struct buf many = BUF_INIT(&arena), named = BUF_INIT(&arena);
	struct rusage usage;
	buf_text(&many, "[Service]\n");
	for (unsigned i = 0; i < 20000; i++)
		buf_text(&many, "ExecStart=/usr/bin/mongod --config /etc/mongod.conf\n");
	buf_text(&named, "[Service]\nEnvironment=A=");
	for (unsigned i = 0; i < 100000; i++)
		buf_char(&named, 'a');
	buf_text(&named, "\nExecStart=/usr/bin/mongod --auth");
	for (unsigned i = 0; i < 60000; i++)
		buf_text(&named, " $A");
	struct str texts[] = { buf_done(&many), buf_done(&named) };
	for (unsigned i = 0; i < 2; i++) {
		struct source source;
		const struct source *sources[] = { &source };
		struct unit_file unit;
		struct command_line line;
		source_init(&arena, "mongod.service", texts[i], &source);
		unit_file_read(&arena, sources, 1, &unit, &line);
		cr_expect_eq(line.binary, BINARY_MONGOD);
		cr_expect(line.unknown);
	}
	/* In KiB. Each line with all before it, or each name with its value, would be gigabytes. */
	cr_assert_eq(getrusage(RUSAGE_SELF, &usage), 0);
	cr_expect_lt(usage.ru_maxrss, 1 << 20);
	arena_free(&arena);
}
