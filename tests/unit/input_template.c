#include <criterion/criterion.h>

#include <stdlib.h>

#include "base/buf.h"
#include "input/template.h"
#include "text/mask.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(input_template, .fini = tear_down);

/* As many bytes as the text has, so that a read behind them is seen. */
static struct source *source_of(const char *name, struct str text)
{
	struct source *source = arena_alloc(&arena, sizeof *source);
	char *bytes = malloc(text.len + !text.len);
	memcpy(bytes, text.at, text.len);
	source_init(&arena, name, (struct str){ bytes, text.len }, source);
	return source;
}

/* "V3+2 G9+1 B0+9/1@0": a kind, an offset and a length; of a branch its group and its statement too. */
static const char *spans_of(const struct mask *mask)
{
	struct buf out = BUF_INIT(&arena);
	static const char letters[MASK_KINDS] = { [MASK_VALUE] = 'V', [MASK_GAP] = 'G', [MASK_BRANCH] = 'B' };
	for (unsigned kind = 0; kind < MASK_KINDS; kind++)
		for (uint32_t i = 0; i < mask->count; i++) {
			const struct mask_span *span = &mask->spans[i];
			if (span->kind != kind || !letters[kind])
				continue;
			buf_printf(&out, "%s%c%u+%u", out.len ? " " : "", letters[kind], span->at.at, span->at.len);
			if (kind == MASK_BRANCH)
				buf_printf(&out, "/%u@%u", span->group, span->opened);
		}
	return buf_done(&out).at;
}

static const struct {
	const char *name, *language, *text, *masked, *spans;
} rows[] = {
	{ "mongod.conf.j2", "jinja2",
	  "net:\n  port: {{ x }}\n  bindIp: a,{{ b }},{{ c }} # d\n",
	  "net:\n  port: xxxxxxx\n  bindIp: a,xxxxxxx,xxxxxxx # d\n",
	  "V13+7 V33+7 V41+7" },
	{ "mongod.conf.j2", "jinja2",
	  "net:\n  port: {% if a %}1{% else %}2{% endif %} # c\n"
	  "  bindIp: a{% for h in hosts %},{{ h }}{% endfor %}\n",
	  "net:\n  port: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx # c\n"
	  "  bindIp: axxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
	  "V13+33 V62+40 B23+1/1@13 B34+1/1@24 B82+8/2@62" },
	{ "mongod.conf.j2", "jinja2",
	  "net:\n{% if x %}  port: 1{% endif %}\n  ipv6: true\n",
	  "net:\n#xxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n  ipv6: true\n",
	  "G4+31 B15+9/1@5" },
	{ "mongod.conf.j2", "jinja2",
	  "{% if a %}\nnet:\n  port: 1 {%- endif %}\n\nstorage:\n  dbPath: /x{% if b %}\n\n"
	  "  directoryPerDB: true{% endif %}\n",
	  "#xxxxxxxxx\nnet:\n  port: 1 #xxxxxxxxxxx\n\nstorage:\n  dbPath: /x          \n\n"
	  "  directoryPerDB: true           \n",
	  "B11+15/1@0 B72+23/2@61" },
	{ "mongod.conf.j2", "jinja2",
	  "net:\n  bindIp: localhost{% for h in hosts %}\n,{{ h }}\n{% endfor %}\n\n  port: 1\n",
	  "net:\n  bindIp: xxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n#xxxxxxx\n#xxxxxxxxxxx\n\n  port: 1\n",
	  "V15+51 B45+9/1@24" },
	{ "mongod.conf.j2", "jinja2",
	  "net:\n  bindIp: \"a{% for h in hosts %},{{ h }}{% endfor %}\"\n  port: \"{{ a }}\"\n"
	  "  x: \"{% if a %}x\"{% else %}y\"{% endif %}\n",
	  "net:\n  bindIp: \"axxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"\n  port: \"xxxxxxx\"\n"
	  "  x: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
	  "V17+40 V68+7 V82+36 B37+8/1@17 B93+2/2@83 B105+2/2@95" },
	{ "mongod.conf.j2", "jinja2",
	  "net:\n  port: {{ x |\n     default(1) }}0\n  ipv6: true\n",
	  "net:\n  port: xxxxxx\n     #xxxxxxxxxxxxx\n  ipv6: true\n",
	  "V13+26" },
	{ "mongod.conf.j2", "jinja2",
	  "{% macro f(x) %}\nnet:\n  {% if x %}port: {{ x }}{% endif %}\n{% endmacro %}\n"
	  "{{ f(1) }}\nstorage:\n  dbPath: /x\n",
	  "#xxxxxxxxxxxxxxx\n#xxx\n  #xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n#xxxxxxxxxxxxx\n"
	  "#xxxxxxxxx\nstorage:\n  dbPath: /x\n",
	  "G74+10" },
	{ "mongod.conf.j2", "jinja2",
	  "{# a\n  multi\n  net:\n#}\nnet:\n  port: 1 {# tail #}\n  {# lead #}ipv6: true\n",
	  "#xxx\n  #xxxx\n  #xxx\n#x\nnet:\n  port: 1 #xxxxxxxxx\n  #xxxxxxxxxxxxxxxxxxx\n",
	  "G49+22" },
	{ "mongod.conf.j2", "jinja2",
	  "net:\n{% raw %}\n  x: \"{{ x }} ${y}\"\n{% endraw %}\n  ipv6: {{ '}}' ~ {'a': {}} }}\n",
	  "net:\n#xxxxxxxx\n  x: \"{{ x }} ${y}\"\n#xxxxxxxxxxx\n  ipv6: xxxxxxxxxxxxxxxxxxxxxx\n",
	  "V56+22" },
	{ "mongod.conf.j2", "jinja2",
	  "{% set x = 1 %}{% set y %}a{% endset %}\n{% include 'a' %}\nnet:\n  {{ key }}: 1\n"
	  "  bind{{ k }}: 2\n",
	  "#xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n#xxxxxxxxxxxxxxxx\nnet:\n  xxxxxxxxx: 1\n"
	  "  bindxxxxxxx: 2\n",
	  "V65+9 V84+7 G40+17" },
	{ "mongod.conf.j2", "jinja2",
	  "{% if a %}net:{% endif %}\n  port: 1\nstorage:\n  dbPath: /x\n",
	  "#xxxxxxxxxxxxxxxxxxxxxxxx\n  #xxxxxx\nstorage:\n  dbPath: /x\n",
	  "G0+25 G26+9 B10+4/1@0" },
	{ "mongod.conf.j2", "jinja2",
	  "{% if a -%}\n  net:\n    port: 1\n{%- endif %}\nstorage:\n  {% if b -%}\n"
	  "  dbPath: {{ x -}}\n  engine: y\n  {% endif %}\n",
	  "#xxxxxxxxxx\n  #xxx\n    #xxxxxx\n#xxxxxxxxxxx\nstorage:\n  #xxxxxxxxxx\n"
	  "  dbPath: xxxxxxxx\n  engine: y\n  #xxxxxxxxxx\n",
	  "V77+8 V88+6 G12+6 G19+11 B12+19/1@0 B67+31/2@55" },
	{ "mongod.conf.j2", "jinja2",
	  "net:\n\t{% if a %}\n  port: 1\n\t{% endif %}\n# {% if b %}\n  ipv6: true\n"
	  "# {% endif %} {{ x\n }}\n",
	  "net:\n#xxxxxxxxxx\n  port: 1\n#xxxxxxxxxxx\n# xxxxxxxxxx\n  ipv6: true\n"
	  "# xxxxxxxxxxx xxxx\n #x\n",
	  "B17+10/1@6 B53+15/2@42" },
	{ "mongod.conf.j2", "jinja2",
	  "net:\r\n  port: {{ x }}\r\n{% if a %}\r\n  ipv6: true\r\n{% endif %}\r\n",
	  "net:\r\n  port: xxxxxxx\r\n#xxxxxxxxx\r\n  ipv6: true\r\n#xxxxxxxxxx\r\n",
	  "V14+7 B35+14/1@23" },
	{ "mongod.conf.j2", "jinja2",
	  "a: \"b\"{{ c }}\nd: {{ e }}: f\nl:\n  - {{ y }}/32\n  - {% if a %}b{% endif %}\n",
	  "a: xxxxxxxxxx\nd: xxxxxxxxxx\nl:\n  - xxxxxxx/32\n  - xxxxxxxxxxxxxxxxxxxxxx\n",
	  "V3+10 V17+10 V35+7 V50+22 B60+1/1@50" },
	{ "mongod.conf.j2", "jinja2",
	  "{{ ansible_managed | comment }}\nnet:\n{% filter indent(2) %}\nport: 1\n"
	  "{% endfilter %}\nstorage:\n{{ s | to_nice_yaml }}\n",
	  "#xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\nnet:\n#xxxxxxxxxxxxxxxxxxxxx\n#xxxxxx\n"
	  "#xxxxxxxxxxxxxx\nstorage:\n#xxxxxxxxxxxxxxxxxxxxx\n",
	  "G36+47 G92+23" },
	{ "mongod.conf.j2", "jinja2",
	  "{% if a %}\nx = 1\n{% elif b %}\n{% if c %}\nx = 2\n{% endif %}\n{% else %}\n"
	  "x = {{ 3 }}\n{% endif %}\n",
	  "#xxxxxxxxx\nx = 1\n#xxxxxxxxxxx\n#xxxxxxxxx\nx = 2\n#xxxxxxxxxx\n#xxxxxxxxx\n"
	  "x = xxxxxxx\n#xxxxxxxxxx\n",
	  "V74+7 B11+6/1@0 B30+29/1@17 B41+6/2@30 B70+12/1@59" },
	{ "mongod.conf.j2", "jinja2",
	  "net:\n{%+ if a +%}  \n  port: ${PORT}\n{%+ endif %}  # why\n  bindIp: @IP@\n",
	  "net:\n#xxxxxxxxxxx  \n  port: xxxxxxx\n#xxxxxxxxxxx  # why\n  bindIp: xxxx\n",
	  "V28+7 V66+4 B20+16/1@5" },
	{ "mongod.conf.j2", "jinja2",
	  "net: {port: {{ x }}, bindIp: '{{ y }}'}\n",
	  "net: {port: xxxxxxx, bindIp: 'xxxxxxx'}\n",
	  "V12+7 V30+7" },
	{ "mongod.conf.erb", "erb",
	  "net:\n<% if @a -%>\n  port: <%= @p %>\n<% elsif @b -%>\n  port: 2\n<% else %>\n"
	  "  port: 3\n<% end -%>\n<%\n  x = 1\n  if x then y end\n-%>\n"
	  "  bindIp: <%= @ips.map do |i| %>a<% end %>\n<%# if c %>\n  x: <%% y\n",
	  "net:\n#xxxxxxxxxxx\n  port: xxxxxxxxx\n#xxxxxxxxxxxxxx\n  port: 2\n#xxxxxxxxx\n"
	  "  port: 3\n#xxxxxxxxx\n#x\n  #xxxx\n  #xxxxxxxxxxxxxx\n#xx\n"
	  "  bindIp: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n#xxxxxxxxxx\n  x: xxx y\n",
	  "V26+9 V137+32 V187+3 B18+18/1@5 B52+10/1@36 B73+10/1@62" },
	{ "mongod.conf.erb", "erb",
	  "<%- @h.each do |k, v| -%>\n<%- unless v.nil? -%>\n<%= k %> = <%= v %>\n<%- end -%>\n"
	  "<%- end -%>\n<% while x do %>\na = 1\n<% end %>\n<% [1].each { |i| %>\n"
	  "b = <%= \"#{i} end\" -%>\n<% } %>\n<% x = {a: 1}; y if z %>\n<%= @extra %>\n",
	  "#xxxxxxxxxxxxxxxxxxxxxxxx\n#xxxxxxxxxxxxxxxxxxxx\nxxxxxxxx = xxxxxxxx\n#xxxxxxxxxx\n"
	  "#xxxxxxxxxx\n#xxxxxxxxxxxxxxx\na = 1\n#xxxxxxxx\n#xxxxxxxxxxxxxxxxxxx\n"
	  "b = xxxxxxxxxxxxxxxxxx\n#xxxxxx\n#xxxxxxxxxxxxxxxxxxxxxxx\n#xxxxxxxxxxxx\n",
	  "V48+8 V59+8 V150+18 G202+13 B26+54/1@0 B48+20/2@26 B109+6/3@92 B146+23/4@125" },
	{ "mongod.conf.epp", "epp",
	  "<%- | String $port, | -%>\nnet:\n<% if $a { -%>\n  port: <%= $port %>\n"
	  "<% } elsif $b { -%>\n  port: 1\n<% } else { -%>\n  port: 2\n<% } -%>\n"
	  "<% $x.each |$k, $v| { -%>\n  <%= $k %>: <%= $v %>\n<% } -%>\n",
	  "#xxxxxxxxxxxxxxxxxxxxxxxx\nnet:\n#xxxxxxxxxxxxx\n  port: xxxxxxxxxxxx\n"
	  "#xxxxxxxxxxxxxxxxxx\n  port: 1\n#xxxxxxxxxxxxxx\n  port: 2\n#xxxxxxx\n"
	  "#xxxxxxxxxxxxxxxxxxxxxxxx\n  xxxxxxxxx: xxxxxxxxx\n#xxxxxxx\n",
	  "V54+12 V160+9 V171+9 B46+21/1@31 B87+10/1@67 B113+10/1@97 B158+23/2@132" },
	{ "mongod.conf.tpl", "go",
	  "{{- $x := \"}}\" -}}\n{{- /* c */ -}}\nnet:\n{{- if .a }}\n  port: {{ .p }}\n"
	  "{{- else if .b }}\n  port: 2\n{{- end }}\n  {{- toYaml .x | nindent 2 }}\n"
	  "{{ include \"a\" . }}\n{{ with .y }}\nstorage:\n  dbPath: {{ . }}\n{{ end }}\n",
	  "#xxxxxxxxxxxxxxxxx\n#xxxxxxxxxxxxxx\nnet:\n#xxxxxxxxxxx\n  port: xxxxxxxx\n"
	  "#xxxxxxxxxxxxxxxx\n  port: 2\n#xxxxxxxxx\n  #xxxxxxxxxxxxxxxxxxxxxxxxxxx\n"
	  "#xxxxxxxxxxxxxxxxxx\n#xxxxxxxxxxxx\nstorage:\n  dbPath: xxxxxxx\n#xxxxxxxx\n",
	  "V61+8 V193+7 G109+30 G140+19 B53+17/1@40 B88+10/1@70 B174+27/2@160" },
	{ "mongod.conf.tpl", "go",
	  "{{- define \"c\" -}}\nsharding:\n  configDB: cfg/\n  {{- range $i, $_ := .hosts }}\n"
	  "  {{- .name }}-{{ $i }}:27019\n    {{- \",\" }}\n  {{- end }}\nnet:\n  ipv6: true\n"
	  "{{- end -}}\n",
	  "#xxxxxxxxxxxxxxxxx\nsharding:\n  configDB: cfg/\n  #xxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"
	  "  #xxxxxxxxxxxxxxxxxxxxxxxxxx\n    #xxxxxxxxx\n  #xxxxxxxxx\nnet:\n  ipv6: true\n"
	  "#xxxxxxxxxx\n",
	  "V41+81 B78+45/2@48" },
	{ "mongod.conf.tpl", "go",
	  "{{ define \"a\" }}\nnet:\n{{ end }}\n{{ define \"b\" }}\nstorage:\n{{ end }}\n",
	  "#xxxxxxxxxxxxxxx\n#xxx\n#xxxxxxxx\n#xxxxxxxxxxxxxxx\n#xxxxxxx\n#xxxxxxxx\n",
	  "" },
	{ "mongod.conf.tftpl", "terraform",
	  "net:\n  port: ${port}\n%{ if a ~}\n  ipv6: ${a ? \"x}\" : \"y${b}\"}\n%{ else ~}\n"
	  "  ipv6: false\n%{ endif ~}\n  x: $${y}\n%{ for h in hosts ~}\n  k${h}: 1\n%{ endfor ~}\n"
	  "${more}\n",
	  "net:\n  port: xxxxxxx\n#xxxxxxxxx\n  ipv6: xxxxxxxxxxxxxxxxxxxxx\n#xxxxxxxxx\n"
	  "  ipv6: false\n#xxxxxxxxxx\n  x: xxxy}\n#xxxxxxxxxxxxxxxxxxx\n  kxxxx: 1\n#xxxxxxxxxxx\n"
	  "#xxxxxx\n",
	  "V13+7 V40+21 V104+3 V134+4 G155+7 B32+30/1@21 B73+14/1@62 B131+11/2@110" },
	{ "mongod.conf.template", "envsubst",
	  "net:\n  port: $PORT\n  bindIp: ${IP:-localhost},@HOST@\n  x: '{\"$in\": 1}'\n  y: ${ z\n",
	  "net:\n  port: xxxxx\n  bindIp: xxxxxxxxxxxxxxxx,xxxxxx\n  x: '{\"$in\": 1}'\n  y: ${ z\n",
	  "V13+5 V29+16 V46+6" },
	{ "mongod.conf.in", "at",
	  "port = @PORT@\n# @NAME@ a@b.c @\ndbpath = @prefix@/db\n",
	  "port = xxxxxx\n# xxxxxx a@b.c @\ndbpath = xxxxxxxx/db\n",
	  "V7+6 V40+8" },
	{ "mongod.conf.template", "hash",
	  "net:\n  port: #port#\n  bindIp: #a#,#b# # c\n#d#\n",
	  "net:\n  port: xxxxxx\n  bindIp: xxx,xxx # c\n#d#\n",
	  "V13+6 V30+3 V34+3" },
	{ "mongod.conf.mustache", "mustache",
	  "net:\n{{#a}}\n  port: {{p}}\n{{else}}\n  port: 2\n{{/a}}\n{{^a}}\n  port: {{{q}}}\n"
	  "{{/a}}\n{{!-- }} --}}\n{{> part}}\n",
	  "net:\n#xxxxx\n  port: xxxxx\n#xxxxxxx\n  port: 2\n#xxxxx\n#xxxxx\n  port: xxxxxxx\n"
	  "#xxxxx\n#xxxxxxxxxxxx\n#xxxxxxxxx\n",
	  "V20+5 V67+7 G96+10 B12+14/1@5 B35+10/1@26 B59+16/2@52" },
	{ "templates/cm.yaml", "go",
	  "kind: ConfigMap\ndata:\n  mongod.conf: |\n    net:\n{{- if .x }}\n      port: {{ .p }}\n"
	  "    {{- end }}\n{{ toYaml .y | indent 4 }}\n    storage:\n      dbPath: /x\n"
	  "  other: >-\n  {{- if .z }}\n    a\n  {{- end }}\n",
	  "kind: ConfigMap\ndata:\n  mongod.conf: |\n    net:\n    #xxxxxxx\n      port: xxxxxxxx\n"
	  "    #xxxxxxxxx\n    #xxxxxxxxxxxxxxxxxxxxx\n    storage:\n      dbPath: /x\n"
	  "  other: >-\n    #xxxxxxxxx\n    a\n    #xxxxxxx\n",
	  "V73+8 G97+26 B61+21/1@48 B181+6/2@168" },
	{ "templates/cm.yaml", "go",
	  "data:\n  a{{ k }}: |-\n{{ $v | indent 4 }}\n  b: {{ x }} |\n", "data:\n  axxxxxxx: |-\n    #xxxxxxxxxxxxxx\n  b: xxxxxxx |\n",
	  "V9+7 V46+7 G21+19" },
};

Test(input_template, masks)
{
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *why;
		struct syntax_error error;
		struct source out, *file = source_of(rows[i].name, str_of(rows[i].text));
		const struct template_language *language = template_detect(&arena, file->name, file->text, &why);
		cr_assert(language && why, "row %u is no template", i);
		cr_expect_str_eq(language->word, rows[i].language, "row %u", i);
		cr_assert(template_read(&arena, file, language, &out, &error), "row %u: %s", i, error.text);
		cr_expect(str_is(out.text, rows[i].masked), "row %u:\n%.*s", i, STR_ARG(out.text));
		cr_expect_str_eq(spans_of(out.mask), rows[i].spans, "row %u: %s", i, spans_of(out.mask));
		cr_expect(out.whole == file && out.part.len == file->text.len && out.text.len == file->text.len);
		free((char *)file->text.at);
	}
}

Test(input_template, broken)
{
	static const struct {
		const char *word, *text;
		uint32_t at;
		const char *why;
	} cases[] = {
		{ "jinja2", "a: 1\n{% endif %}\n", 5, "its {% endif %} closes nothing that is open" },
		{ "jinja2", "{% if a %}\n{% for x in y %}\n{% endif %}\n", 28, "its {% endif %} closes something else than what is open" },
		{ "jinja2", "a: 1\n{% if a\n   or b %}\nnet:\n", 5, "its {% if a is never closed" },
		{ "jinja2", "net:\n  port: {{ x\n", 13, "its {{ has no end" },
		{ "jinja2", "a: {{ 'x }}\n", 3, "its {{ has no end" },
		{ "jinja2", "a: {# x }}\n", 3, "its {# has no end" },
		{ "jinja2", "{% raw %}\n{{ x }}\n", 0, "its {% has no end" },
		{ "jinja2", "{% else %}\n", 0, "its {% else %} stands in no condition" },
		{ "jinja2", "#jinja2: variable_start_string:'[%'\n[% x %]\n", 0,
		  "its first line gives it other marks than {{ }} and {% %}; lint what it is rendered to" },
		{ "erb", "<% if x %>\na = 1\n", 0, "its <% if x %> is never closed" },
		{ "erb", "<% end %>\n", 0, "its <% end %> closes nothing that is open" },
		{ "erb", "a = <%= x\n", 4, "its <% has no end" },
		{ "epp", "<% if $x { %>\n<% } } %>\n", 14, "its <% } } %> closes nothing that is open" },
		{ "go", "{{ if .x }}\n", 0, "its {{ if .x }} is never closed" },
		{ "go", "a: {{ \"x }}\n", 3, "its {{ has no end" },
		{ "go", "{{/* x }}\n", 0, "its {{ has no end" },
		{ "mustache", "{{#a}}\n{{/b}}\n", 7, "its {{/b}} closes something else than what is open" },
		{ "terraform", "%{ if x }\n%{ endfor }\n", 10, "its %{ endfor } closes something else than what is open" },
		{ "terraform", "a: ${x\n", 3, "its ${ has no end" },
	};
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct syntax_error error;
		struct source out, *file = source_of("x", str_of(cases[i].text));
		const struct template_language *language = template_named(str_of(cases[i].word));
		cr_assert(!template_read(&arena, file, language, &out, &error), "row %u", i);
		cr_expect_str_eq(error.text, cases[i].why, "row %u: %s", i, error.text);
		cr_expect_eq(error.at, cases[i].at, "row %u: %u", i, error.at);
		free((char *)file->text.at);
	}
	cr_expect_null(template_named(STR("yaml")));
}

/* What tells a template, and what tells none. */
Test(input_template, detects)
{
	static const struct {
		const char *name, *text, *language, *why;
	} cases[] = {
		{ "mongod.conf.j2", "net:\n  port: 1\n", NULL, NULL },
		{ "mongod.conf.j2", "# {{ x }}\n", "jinja2", "its name has .j2" },
		{ "mongod.conf.J2.bak", "{% if x %}", "jinja2", "its name has .j2" },
		{ "mongod.j2.conf", "{{ .x }}", "jinja2", "its name has .j2" },
		{ "j2.conf", "{{ x }}", NULL, NULL },
		{ "mongod.conf.j2", "port: ${X}\n", "envsubst", "its name has .j2" },
		{ "mongod.conf.erb", "<% x\n %>", "erb", "its name has .erb" },
		{ "mongod.conf.tmpl", "{{ x }}", "go", "its name has .tmpl" },
		{ "mongod.conf.tmpl", "{{ x }}{# y #}", "jinja2", "its name has .tmpl" },
		{ "mongod.conf.tpl", "{{getv \"/x\"}}", "go", "its name has .tpl" },
		{ "mongod.conf.tpl", "<%= x %>", "erb", "its name has .tpl" },
		{ "mongod.conf.envsubst", "net:\n  port: ${PORT}\n", "envsubst", "its name has .envsubst" },
		{ "mongod.conf.envsubst", "net:\n  port: 1\n", NULL, NULL },
		{ "mongod.conf.sample", "net:\n  port: ${PORT}\n", "envsubst", "its name has .sample" },
		{ "mongod.conf.dist", "net:\n  port: @PORT@\n", "at", "its name has .dist" },
		{ "mongod.conf.dist", "net:\n  port: 1\n", NULL, NULL },
		{ "mongo/init.sls", "mongodb:\n  port: {{ x }}\n", "jinja2", "its name has .sls" },
		{ "mongod.conf.tpl", "<%= $x %>", "epp", "its name has .tpl" },
		{ "mongod.conf.tpl", "${x}", "terraform", "its name has .tpl" },
		{ "mongod.conf.tpl", "${X}", "envsubst", "its name has .tpl" },
		{ "mongod.conf.template", "$X1", "envsubst", "its name has .template" },
		{ "mongod.conf.template", "$x <y> {z}", NULL, NULL },
		{ "mongod.conf.in", "a@b.c", NULL, NULL },
		{ "roles/x/templates/mongod.conf", "{{ x }}", "jinja2", "its folder is templates/" },
		{ "templates/mongod.conf", "{{ .x }}", "go", "its folder is templates/" },
		{ "mytemplates/mongod.conf", "{{ .x }}", NULL, NULL },
		{ "mongod.conf", "port: {{ x }}\n", NULL, NULL },
		{ "mongod.conf", "port: {{ .Values.x }}\n", NULL, NULL },
		{ "mongod.conf", "port: ${X} $X @X@ #x#\n", NULL, NULL },
		{ "mongod.conf", "port: <port> {a: b} <% x\n", NULL, NULL },
		{ "mongod.conf", "# {% if x %}\n", "jinja2", "the {% in it" },
		{ "mongod.conf", "<% if x %>\n", "erb", "the <% in it" },
		{ "mongod.conf", "<%= $x %>\n", "epp", "the <% in it" },
		{ "mongod.conf", "%{ if x }\n", "terraform", "the %{ in it" },
		{ "mongod.conf", "{{- if .x }}\n", "go", "the {{ in it" },
		{ "mongod.conf", "{{/* x */}}\n", "go", "the {{ in it" },
		{ "mongod.conf", "{{#x}}\n", "mustache", "the {{ in it" },
	};
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *why;
		const struct template_language *found = template_detect(&arena, cases[i].name, str_of(cases[i].text), &why);
		if (!cases[i].language)
			cr_expect_null(found, "row %u: %s", i, found ? found->word : "");
		else
			cr_expect(found && !strcmp(found->word, cases[i].language) && !strcmp(why, cases[i].why), "row %u: %s, %s", i,
				  found ? found->word : "none", why);
	}
}

/* ---- any mixture of lines and tags */

static uint32_t throw(uint64_t *state, uint32_t sides)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33) % sides;
}

struct piece {
	const char *text;
	bool tag;
};

/* What opens is closed again, so that nothing is broken. */
static void compose(uint64_t *dice, struct buf *text, struct buf *kinds, unsigned depth)
{
	static const struct piece pieces[] = {
		{ "net:\n", false }, { "  port: 1\n", false }, { "x: |\n    a: 1\n", false }, { "\n", false }, { "  - ", false },
		{ "  bindIp: ", false }, { "a", false }, { " # c\n", false }, { "\"", false }, { "'", false }, { ": ", false },
		{ " ", false }, { "key = v\r\n", false }, { "\xc3\xa9", false },
		{ "{{ x }}", true }, { "{{- x -}}", true }, { "{{ x |\n  y }}", true }, { "{# c\n\n#}", true }, { "{#- c -#}", true },
		{ "{% set x = '%}' %}", true }, { "{%- include x -%}", true }, { "${X:-y}", true }, { "@X@", true },
	};
	static const char *const openers[] = { "{% if x %}", "{%- for a in b -%}", "{% with %}" };
	static const char *const closers[] = { "{% endif %}", "{%- endfor -%}", "{% endwith %}" };
	unsigned count = 1 + throw(dice, 12);
	while (count--) {
		unsigned which = throw(dice, sizeof pieces / sizeof *pieces + 4);
		if (which < sizeof pieces / sizeof *pieces) {
			buf_text(text, pieces[which].text);
			buf_fill(kinds, pieces[which].tag ? 't' : 'l', (uint32_t)strlen(pieces[which].text));
		} else if (depth < 4) {
			which %= 3;
			buf_text(text, openers[which]);
			buf_fill(kinds, 't', (uint32_t)strlen(openers[which]));
			compose(dice, text, kinds, depth + 1);
			buf_text(text, closers[which]);
			buf_fill(kinds, 't', (uint32_t)strlen(closers[which]));
		}
	}
}

static void check_bytes(const struct source *file, const struct source *out, struct str kinds, unsigned round)
{
	for (uint32_t i = 0; i < file->text.len; i++) {
		char was = file->text.at[i], now = out->text.at[i];
		struct span here = { i, 1 };
		cr_assert_eq(mask_find(out->mask, MASK_TAG, here) != NULL, kinds.at[i] == 't', "round %u, byte %u", round, i);
		bool decided = mask_find(out->mask, MASK_VALUE, here) || mask_find(out->mask, MASK_GAP, here);
		/* Blanks between two tags are letters with them. */
		if (was == '\n' || (kinds.at[i] == 'l' && !decided && was != ' '))
			cr_assert_eq(was, now, "round %u, byte %u at %.20s:\n%.*s\n%.*s", round, i,
				     file->text.at + i, STR_ARG(file->text), STR_ARG(out->text));
		else if (kinds.at[i] == 't')
			cr_assert(now == 'x' || now == '#' || now == ' ', "round %u, byte %u:\n%.*s\n%.*s", round, i,
				  STR_ARG(file->text), STR_ARG(out->text));
	}
	for (uint32_t i = 0; i < out->mask->count; i++)
		cr_assert(out->mask->spans[i].at.len && span_end(out->mask->spans[i].at) <= file->text.len, "round %u", round);
}

Test(input_template, mixtures)
{
	uint64_t dice = 1;
	for (unsigned round = 0; round < 1000; round += getenv("MONGOCONF_VALGRIND") ? 40 : 1) {
		struct arena scratch = ARENA_INIT;
		struct buf text = BUF_INIT(&scratch), kinds = BUF_INIT(&scratch);
		struct syntax_error error;
		struct source out;
		compose(&dice, &text, &kinds, 0);
		struct source *file = source_of("mongod.conf.j2", buf_done(&text));
		bool read = template_read(&scratch, file, template_named(STR("jinja2")), &out, &error);
		cr_assert(read, "round %u: %s\n%.*s", round, error.text, STR_ARG(file->text));
		cr_assert_eq(out.text.len, file->text.len);
		check_bytes(file, &out, buf_done(&kinds), round);
		free((char *)file->text.at);
		arena_free(&scratch);
	}
}

/* Nothing but openers, and what goes with them: each byte is looked at a few times, or this takes minutes. */
Test(input_template, attacks)
{
	static const struct {
		const char *word, *opener;
	} cases[] = {
		{ "jinja2", "{%" }, { "jinja2", "{{" }, { "jinja2", "{#" }, { "jinja2", "a{% if x %}\n" }, { "jinja2", "{% if x %}{{ y }}" },
		{ "jinja2", "a: |\n" }, { "jinja2", "{{- x -}}\n" }, { "jinja2", "{% raw %}" }, { "jinja2", "{% if x %}a:\n" },
		{ "jinja2", "{{ '" }, { "jinja2", "{{ (" }, { "jinja2", "a: {{ x }}: \"" }, { "jinja2", "${a:-" }, { "jinja2", "@a" },
		{ "jinja2", "{% with %}a: b{% set x %}" }, { "jinja2", "a: {# b #}" }, { "erb", "<%" }, { "erb", "<% '" },
		{ "erb", "<% if x %>" }, { "epp", "<% {{{ %>" }, { "go", "{{ $" }, { "go", "{{/*" }, { "go", "{{ if x }}\n" },
		{ "mustache", "{{#" }, { "terraform", "%{" }, { "terraform", "${\"" }, { "envsubst", "$A" }, { "envsubst", "${A:-" },
		{ "at", "@a" }, { "hash", "#a" }, { "hash", " #a#" }, { "hash", "\t" },
	};
	unsigned openers = getenv("MONGOCONF_VALGRIND") ? 500 : 20000;
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena scratch = ARENA_INIT;
		struct buf text = BUF_INIT(&scratch);
		struct syntax_error error;
		struct source out;
		const char *why;
		for (unsigned k = 0; k < openers; k++)
			buf_text(&text, cases[i].opener);
		struct source *file = source_of("templates/mongod.conf", buf_done(&text));
		template_detect(&scratch, file->name, file->text, &why);
		bool read = template_read(&scratch, file, template_named(str_of(cases[i].word)), &out, &error);
		cr_expect(read ? out.text.len == file->text.len : error.text != NULL, "row %u", i);
		free((char *)file->text.at);
		arena_free(&scratch);
	}
}
