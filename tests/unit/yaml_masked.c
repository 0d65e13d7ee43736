/* Templates: where a line goes so that it stands right however they are rendered, and what is refused. */
#include <criterion/criterion.h>

#include <string.h>

#include "text/mask.h"
#include "yaml/draft.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(yaml_masked, .fini = tear_down);

/* ---- a small reader of templates ---- */

/* if, for, range: 1; else: 0; end: -1 */
static int turn_of(struct str tag)
{
	static const struct {
		const char *word;
		int turn;
	} words[] = { { " if ", 1 }, { " for ", 1 }, { " range ", 1 }, { " else", 0 }, { " end", -1 } };
	for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
		if (str_find(tag, str_of(words[i].word), 0) < 5)
			return words[i].turn;
	return 2;
}

struct reader {
	struct mask *mask;
	struct { uint32_t from, tag, group; } open[8];
	uint32_t depth, groups;
};

static void branch(struct reader *reader, struct span tag, int turn)
{
	if (turn < 1) {
		reader->depth--;
		uint32_t from = reader->open[reader->depth].from;
		mask_add(&arena, reader->mask, (struct mask_span){ { from, tag.at - from }, MASK_BRANCH,
			 reader->open[reader->depth].tag, reader->open[reader->depth].group, 0 });
	}
	if (turn == 1)
		reader->open[reader->depth].group = ++reader->groups;
	if (turn == 0 || turn == 1) {
		reader->open[reader->depth].from = span_end(tag);
		reader->open[reader->depth++].tag = tag.at;
	}
}

static bool is_statement(struct str tag)
{
	return str_starts(tag, "{%") || str_starts(tag, "{#") || str_starts(tag, "%{") ||
	       (str_starts(tag, "<%") && !str_starts(tag, "<%=")) || (str_starts(tag, "{{") && turn_of(tag) < 2);
}

/* {% %}, {# #}, {{ }}, <% %>, %{ }, with { and } of one expression in nothing else. `text` is masked. */
static void read_template(const char *text, struct source *out)
{
	struct source *whole = arena_alloc(&arena, sizeof *whole);
	struct mask *mask = arena_alloc(&arena, sizeof *mask);
	struct reader reader = { .mask = mask };
	struct str all = str_of(text);
	char *masked = arena_copy(&arena, text, all.len);
	static const char *const marks[][2] = { { "{%", "%}" }, { "{#", "#}" }, { "{{", "}}" }, { "<%", "%>" }, { "%{", "}" } };
	*mask = (struct mask){ .language = "test" };
	for (uint32_t at = 0; at < all.len; at++) {
		for (unsigned i = 0; i < sizeof marks / sizeof *marks; i++) {
			if (!str_starts(str_sub(all, at, all.len), marks[i][0]))
				continue;
			uint32_t end = str_find(all, str_of(marks[i][1]), at + 2) + (uint32_t)strlen(marks[i][1]);
			struct span span = { at, end - at };
			struct str tag = str_sub(all, at, end);
			bool gap = str_find(tag, STR("include"), 0) != STR_NONE;
			enum mask_kind kind = is_statement(tag) ? MASK_TAG : gap ? MASK_GAP : MASK_VALUE;
			mask_add(&arena, mask, (struct mask_span){ span, kind, 0, 0, 0 });
			if (kind != MASK_TAG)
				mask_add(&arena, mask, (struct mask_span){ span, MASK_TAG, 0, 0, 0 });
			if (kind == MASK_TAG)
				branch(&reader, span, turn_of(tag));
			for (uint32_t k = at; k < end; k++)
				if (masked[k] != '\n')
					masked[k] = kind == MASK_VALUE ? 'x' : kind == MASK_GAP || k > at ? ' ' : '#';
			at = end - 1;
			break;
		}
	}
	mask_sort(mask);
	source_init(&arena, "mongod.conf.j2", all, whole);
	source_init(&arena, "mongod.conf.j2", (struct str){ masked, all.len }, out);
	out->whole = whole;
	out->mask = mask;
	out->part = (struct span){ 0, all.len };
}

/* ---- rows: as those of yaml_place.c ---- */

struct row {
	const char *text, *step, *result;
};

static void try_row(const struct row *row)
{
	struct err err = ERR_INIT(&arena);
	struct source source, again;
	struct draft draft;
	struct str step = str_of(row->step);
	uint32_t equals = str_find_char(step, '=', 0);
	read_template(row->text, &source);
	bool ok = draft_open(&arena, &source, &draft, &err) &&
		  (step.at[0] == '-' ? draft_unset(&draft, str_sub(step, 1, step.len), &err)
				     : draft_set(&draft, str_sub(step, 0, equals), str_sub(step, equals + 1, step.len), &err));
	if (row->result[0] == '!') {
		cr_expect_not(ok, "%s\n--- in\n%s\n--- was not refused:\n%.*s", row->step, row->text, STR_ARG(draft_result(&draft)));
		cr_expect(!ok && strstr(err_line(&err), row->result + 1), "%s\n--- in\n%s\n--- says: %s", row->step, row->text,
			  ok ? "nothing" : err_line(&err));
		return;
	}
	cr_expect(ok, "%s\n--- in\n%s\n--- %s", row->step, row->text, ok ? "" : err_line(&err));
	if (!ok)
		return;
	cr_expect(str_is(draft_result(&draft), row->result), "%s\n--- in\n%s\n--- should give\n%s\n--- and gives\n%.*s", row->step,
		  row->text, row->result, STR_ARG(draft_result(&draft)));
	cr_expect(str_eq(edits_splice(&draft.edits, source.whole->text), draft_result(&draft)), "%s", row->text);
	/* What is kept along with the text is what would be read out of it. */
	read_template(row->result, &again);
	cr_expect(str_eq(again.text, draft.now.text), "%s\n--- in\n%s\n--- is masked\n%.*s", row->step, row->text,
		  STR_ARG(draft.now.text));
	cr_assert(again.mask->count == draft.now.mask->count);
	for (uint32_t i = 0; i < again.mask->count; i++) {
		const struct mask_span *a = &again.mask->spans[i], *b = &draft.now.mask->spans[i];
		cr_expect(a->kind == b->kind && a->at.at == b->at.at && a->at.len == b->at.len && a->opened == b->opened,
			  "%s\n--- in\n%s\n--- span %u", row->step, row->text, i);
	}
}

#define TRY(rows) do { \
	for (size_t i = 0; i < sizeof (rows) / sizeof *(rows); i++) \
		try_row(&(rows)[i]); \
} while (0)

#define NET "net:\n  port: 1\n"

Test(yaml_masked, lines)
{
	static const struct row rows[] = {
		/* What is literal is edited, whatever stands beside it. */
		{ "net:\n  port: 1\n  bindIp: {{ ip }}\n", "net.port=2", "net:\n  port: 2\n  bindIp: {{ ip }}\n" },
		{ "net:\n  port: 1\n  bindIp: {{ ip }}\n", "-net.port", "net:\n  bindIp: {{ ip }}\n" },
		{ "net:\n  bindIp: {{ ip }}\n", "net.port=2", "net:\n  bindIp: {{ ip }}\n  port: 2\n" },
		{ "net:\n  port: 1 {# {{ x }} #}\n", "net.port=2", "net:\n  port: 2 {# {{ x }} #}\n" },
		{ "net:\n  port: 1 # {{ managed }}\n", "net.port=2", "net:\n  port: 2 # {{ managed }}\n" },
		{ "a: {{ x }}\n" NET, "security.keyFile=/k", "a: {{ x }}\n" NET "security:\n  keyFile: /k\n" },
		/* Never between an if and its end. */
		{ NET "{% if x %}\n  ipv6: true\n{% endif %}\nb: 1\n", "net.z=1",
		  NET "{% if x %}\n  ipv6: true\n{% endif %}\n  z: 1\nb: 1\n" },
		{ NET "{% if x %}\n  ipv6: true\n{% else %}\n  ipv6: false\n{% endif %}\n", "net.z=1",
		  NET "{% if x %}\n  ipv6: true\n{% else %}\n  ipv6: false\n{% endif %}\n  z: 1\n" },
		{ "net:\n{% if x %}\n  port: 1\n{% endif %}\n", "net.z=1", "net:\n{% if x %}\n  port: 1\n{% endif %}\n  z: 1\n" },
		{ NET "{% if x %}\n  ipv6: true\nb:\n  c: 1\n{% endif %}\n", "net.z=1",
		  NET "  z: 1\n{% if x %}\n  ipv6: true\nb:\n  c: 1\n{% endif %}\n" },
		{ "net:\n{% if x %}\n  ipv6: true\nb:\n  c: 1\n{% endif %}\n", "net.z=1",
		  "net:\n  z: 1\n{% if x %}\n  ipv6: true\nb:\n  c: 1\n{% endif %}\n" },
		{ NET "{% if x %}\n{% if y %}\n  ipv6: true\n{% endif %}\n{% endif %}\n", "net.z=1",
		  NET "{% if x %}\n{% if y %}\n  ipv6: true\n{% endif %}\n{% endif %}\n  z: 1\n" },
		{ NET "{% if x %}\nb:\n  c: 1\n{% endif %}", "z.z=1", NET "{% if x %}\nb:\n  c: 1\n{% endif %}\nz:\n  z: 1" },
		/* What is before a dash takes the place of what was there. */
		{ NET "{%- if x %}\n  ipv6: true\n{%- endif %}\n", "net.z=1", NET "  z: 1\n{%- if x %}\n  ipv6: true\n{%- endif %}\n" },
		{ NET "{{- if x }}\nb: 1\n{{- end }}\n", "net.z=1", NET "  z: 1\n{{- if x }}\nb: 1\n{{- end }}\n" },
		/* With trim_blocks the line end behind one goes as well as the one before it: then an empty line is put first. */
		{ NET "{% if x -%}\nb: 1\n{%- endif %}\n", "z.z=1", NET "{% if x -%}\nb: 1\n{%- endif %}\n\nz:\n  z: 1\n" },
		{ NET "{% if x -%}\nb: 1\n{%- endif %}", "z.z=1", NET "{% if x -%}\nb: 1\n{%- endif %}\n\nz:\n  z: 1" },
		{ NET "{% if x -%}\nb: 1\n{%- endif %}\n\n", "z.z=1", NET "{% if x -%}\nb: 1\n{%- endif %}\n\n\nz:\n  z: 1\n" },
		{ NET "{% if x -%}\nb: 1\n{%- endif %}\n\n\nz:\n  z: 1\n", "-z.z", NET "{% if x -%}\nb: 1\n{%- endif %}\n\n" },
		{ NET "{% if x -%}\nb: 1\n{%- endif %}\n\nz:\n  z: 1", "-z.z", NET "{% if x -%}\nb: 1\n{%- endif %}" },
		{ NET "{% if x %}\nb: 1\n{%- else %}\nc: 1\n{% endif %}\n", "z.z=1",
		  NET "{% if x %}\nb: 1\n{%- else %}\nc: 1\n{% endif %}\n\nz:\n  z: 1\n" },
		{ NET "{% if x %}\nb: 1\n{%- endif %}\n{# c #}\n", "z.z=1",
		  NET "{% if x %}\nb: 1\n{%- endif %}\n{# c #}\n\nz:\n  z: 1\n" },
		/* Go has no such mode. */
		{ NET "{{- if x }}\nb: 1\n{{- end }}\n", "z.z=1", NET "{{- if x }}\nb: 1\n{{- end }}\nz:\n  z: 1\n" },
		{ NET "{{- if x }}\nb: 1\n{{- end }}", "z.z=1", NET "{{- if x }}\nb: 1\n{{- end }}\nz:\n  z: 1" },
		{ NET "{{ if x -}}\nb: 1\n{{ end -}}\n", "z.z=1", NET "{{ if x -}}\nb: 1\n{{ end -}}\nz:\n  z: 1\n" },
		{ NET "{{- if x -}}\nb: 1\n{{- end -}}\n", "z.z=1", NET "z:\n  z: 1\n{{- if x -}}\nb: 1\n{{- end -}}\n" },
		{ NET "{{ if x }}\nb: 1\n{{- else }}\nc: 1\n{{ end -}}\n", "z.z=1",
		  NET "z:\n  z: 1\n{{ if x }}\nb: 1\n{{- else }}\nc: 1\n{{ end -}}\n" },
		/* Between two statements it would be the new line end that goes. */
		{ NET "{{ if x }}\n  b: 1\n{{ end }}\n{{- if x }}\nc: 1\n{{ end }}\n", "net.z=1",
		  NET "  z: 1\n{{ if x }}\n  b: 1\n{{ end }}\n{{- if x }}\nc: 1\n{{ end }}\n" },
		/* What is behind one loses its indentation. */
		{ NET "{% if x -%}\nb: 1\n{% endif -%}\n", "net.z=1", NET "  z: 1\n{% if x -%}\nb: 1\n{% endif -%}\n" },
		{ NET "{% if x -%}\nb: 1\n{% endif -%}\n", "z.z=1", NET "{% if x -%}\nb: 1\n{% endif -%}\nz:\n  z: 1\n" },
		{ NET "{% if x -%}\nb: 1\n{% endif -%}\n\n  # c\n", "z.z=1", NET "{% if x -%}\nb: 1\n{% endif -%}\n\n  # c\nz:\n  z: 1\n" },
		{ NET "{%- if x -%}\nb: 1\n{%- endif -%}\n", "z.z=1", NET "z:\n  z: 1\n{%- if x -%}\nb: 1\n{%- endif -%}\n" },
		/* Of ERB only its own line end, and not the blanks before it. */
		{ NET "<% if x -%>\n  ipv6: true\n<% end -%>\n", "net.z=1", NET "<% if x -%>\n  ipv6: true\n<% end -%>\n  z: 1\n" },
		{ NET "  <% if x -%>\n  ipv6: true\n  <% end -%>\n", "net.z=1", NET "  z: 1\n  <% if x -%>\n  ipv6: true\n  <% end -%>\n" },
		{ NET "  <%- if x -%>\n  ipv6: true\n  <%- end -%>\n", "net.z=1",
		  NET "  <%- if x -%>\n  ipv6: true\n  <%- end -%>\n  z: 1\n" },
		{ "net:\n  port: <%= x -%>\n\n  a: 1\n", "net.z=1", "net:\n  port: <%= x -%>\n\n  a: 1\n  z: 1\n" },
		{ NET "%{ if x ~}\n  ipv6: true\n%{ endif ~}\n", "net.z=1", NET "%{ if x ~}\n  ipv6: true\n%{ endif ~}\n  z: 1\n" },
		{ NET "%{~ if x ~}\n  ipv6: true\n%{~ endif ~}\n", "net.z=1", NET "  z: 1\n%{~ if x ~}\n  ipv6: true\n%{~ endif ~}\n" },
		/* With trim_blocks alone the blanks before a statement come before the next line. */
		{ NET "  {% if x %}\nc: 1\n  {% endif %}\n", "net.z=1", NET "  z: 1\n  {% if x %}\nc: 1\n  {% endif %}\n" },
		{ NET "  {% if x %}\n  ipv6: true\n  {% endif %}\n", "net.z=1", NET "  {% if x %}\n  ipv6: true\n  {% endif %}\n  z: 1\n" },
		{ "net:\n  {% if x %}\n  port: 1\n  {% endif %}\n", "net.z=1", "!no place here for a new line" },
		{ "net:\n  {% if x %}\n  port: 1\n  {% endif %}\na:\n  b: 1\n  {% if x %}\n  c: 1\n  {% endif %}\n", "net.z=1",
		  "net:\n  {% if x %}\n  port: 1\n  {% endif %}\n  z: 1\na:\n  b: 1\n  {% if x %}\n  c: 1\n  {% endif %}\n" },
		{ "net:\n  {# c #}\n  port: 1\n  {# c #}\n  a: 2\n", "-net.port", "!no place here" },
		/* Commented headers. */
		{ NET "{% if x %}\n#security:\n{% endif %}\n", "security.a=1",
		  NET "{% if x %}\n#security:\n{% endif %}\nsecurity:\n  a: 1\n" },
		{ NET "{#security:\n#security: #}\n", "security.a=1", NET "{#security:\n#security: #}\nsecurity:\n  a: 1\n" },
		{ NET "#security:\n{% if x %}\n#c\n{% endif %}\n", "security.a=1",
		  NET "security:\n  a: 1\n{% if x %}\n#c\n{% endif %}\n" },
	};
	TRY(rows);
}

Test(yaml_masked, refusals)
{
	static const struct row rows[] = {
		{ "net:\n  port: {{ port }}\n", "net.port=2", "!:2:9: {{ port }}: a template expression stands where" },
		{ "net:\n  port: {{ port }}\n", "-net.port", "!:2:9: {{ port }}: a template expression" },
		{ "net:\n  port: 1{% if x %}2{% endif %}\n", "net.port=2", "!{% if x %}: a statement of the template" },
		{ "net:\n  port: 1 {% if x %}2{% endif %}\n", "net.port=2", "!{% if x %}" },
		{ "net:\n  {{ p }}ort: 1\n", "net.z=2", "!:2:3: {{ p }}: the name of this option is the template's" },
		{ "net:\n{% if x %}\n  port: 1\n{% endif %}\n", "net.port=2", "!:2:1: the template decides whether net.port is there "
		  "({% if x %}, line 2)" },
		{ "net:\n{% if x %}\n  port: 1\n{% else %}\n  port: 2\n{% endif %}\n", "-net.port", "!decides whether net.port is there" },
		{ "net:\n{% if x %}\n  port: 1\n{% else %}\n  port: 2\n{% endif %}\n", "net.port=1", "!decides whether net.port is there" },
		{ "{% if x %}\nnet:\n  port: 1\n{% endif %}\n", "net.z=2", "!:1:1: the template controls the whole section net ({% if x %}" },
		{ "{% if x %}\nnet:\n  port: 1\n{% endif %}\n", "net.port=2", "!:1:1: the template controls the whole section net" },
		{ "net:\n  port: 1\n{% if x %}\n  a: 1\n{% endif %}\n", "-net.port", "!:3:1: without it net would have nothing but" },
		{ "net:\n  port: 1\n  {{ include a }}\n", "-net.port", "!:3:3: without it net would have nothing but" },
		/* What comes from elsewhere may have the option too. */
		{ "net:\n  port: 1\n{{ include a }}\n", "net.z=2", "!:3:1: {{ include a }}: what the template puts here may have net.z" },
		{ "net:\n  port: 1\n  {{ include a }}\n", "net.z=2", "!may have net.z" },
		{ "net:\n  port: 1\n  {{ include a }}\n", "-net.z", "!may have net.z" },
		{ "net:\n{{ include a | indent 2 }}\n", "net.z=2", "!may have net.z" },
		{ NET "{{ include a }}\n", "security.keyFile=/k", "!may have security.keyFile" },
		{ NET "{{ include a }}\n", "-security.keyFile", "!may have security.keyFile" },
		{ "net: {a: 1,\n{% if x %}\nb: 1\n{% endif %}\n}\n", "net.z=2", "!{% if x %}" },
	};
	TRY(rows);
}

Test(yaml_masked, what_comes_from_elsewhere_is_not_everywhere)
{
	static const struct row rows[] = {
		{ NET "  {{ include a }}\nb:\n  c: 1\n", "b.z=2", NET "  {{ include a }}\nb:\n  c: 1\n  z: 2\n" },
		{ NET "  {{ include a }}\nb:\n  c: 1\n", "net.port=2", "net:\n  port: 2\n  {{ include a }}\nb:\n  c: 1\n" },
		{ NET "  {{ include a }}\n", "z.z=2", NET "  {{ include a }}\nz:\n  z: 2\n" },
		{ NET "{{- include a | nindent 2 }}\nb:\n  c: 1\n", "z.z=2", NET "{{- include a | nindent 2 }}\nb:\n  c: 1\nz:\n  z: 2\n" },
		{ "b:\n  c: 1\n" NET "{{ include a }}\n", "b.z=2", "b:\n  c: 1\n  z: 2\n" NET "{{ include a }}\n" },
		{ "{{ include a }}\nb:\n  c: 1\n", "b.z=2", "{{ include a }}\nb:\n  c: 1\n  z: 2\n" },
	};
	TRY(rows);
}
