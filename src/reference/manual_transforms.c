/* mongoconf-transforms(7): the transforms, with what their examples really come to, and the procedures that are made of
 * them. Made from their tables as mongoconf-rules(7) is (make update-manual; tests/manual), and every example is run
 * again by tests/examples, which reads the marks before the displays. */

#include <string.h>

#include "reference/describe.h"
#include "reference/example.h"
#include "reference/list.h"
#include "reference/mdoc.h"

/* The day on which the form of the page last changed. */
#define PAGE_DATE "November 22, 2026"

static const struct {
	const char *title, *about;
} topics[TOPIC_COUNT] = {
	[TOPIC_AUTHENTICATION] = { "AUTHENTICATION BY KEYFILE",
				   "Servers of one set or cluster know each other by a key that all of them have in a file." },
	[TOPIC_ADDRESSES] = { "ADDRESSES", "Where a server listens." },
	[TOPIC_KEYS] = { "KEYS",
			 "These two change keyfiles, not configs. Keys are in no diff and no message; those shown here are made up." },
	[TOPIC_CERTIFICATES] = { "TLS AND CERTIFICATES", "How servers encrypt, and by which certificates they know each other." },
	[TOPIC_RELEASES] = { "RELEASES", "From one release of the server to another." },
};

/* ---- one transform ---- */

static void put_flags(struct buf *out, const struct transform *transform)
{
	if (!transform->takes)
		return;
	buf_printf(out, ".Cm %s\n", transform->name);
	for (const struct transform_flag *flag = transform->takes; flag && flag->flag; flag++)
		buf_printf(out, "%s -%s%s%s\n", flag->required ? ".Fl" : ".Op Fl", flag->flag, flag->argument ? " Ar " : "",
			   flag->argument ? flag->argument : "");
	buf_text(out, ".Pp\n");
}

static void put_files(struct buf *out, const struct transform_example *example, const struct outcome *outcome)
{
	mdoc_display(out, arena_printf(out->arena, "file %s", outcome->file), example->text);
	if (!example->other)
		return;
	buf_printf(out, ".Pp\nand\n.Pa %s :\n", example->parameters.from_keyfile);
	mdoc_display(out, arena_printf(out->arena, "file %s", example->parameters.from_keyfile), example->other);
}

/* A keyfile is shown as it is afterwards. */
static void put_example(struct buf *out, const struct transform *transform)
{
	struct outcome outcome;
	if (!example_run(out->arena, transform, &transform->example, &outcome))
		bug("the example of %s: %s", transform->name, outcome.refusal);
	buf_text(out, ".Pp\n.Em Example :\n");
	put_files(out, &transform->example, &outcome);
	buf_text(out, ".Pp\nbecomes\n");
	const char *shown = outcome.diff ? outcome.diff : outcome.after;
	const char *cat = outcome.diff ? "" : arena_printf(out->arena, "$ cat %s\n", outcome.file);
	mdoc_display(out, "run stdout", arena_printf(out->arena, "$ %s\n%s%s", outcome.command, cat, shown));
}

/* A message is one line, which is too long for a page: it goes on behind four blanks. */
static void put_message(struct buf *out, const char *text)
{
	enum { FOLD = 70, INDENT = 4 };
	struct str rest = str_of(text), word;
	uint32_t column = 0;
	while (str_split(&rest, ' ', &word)) {
		bool full = column && column + 1 + word.len > FOLD;
		if (full)
			buf_char(out, '\n');
		buf_fill(out, ' ', full ? INDENT : column > 0);
		buf_str(out, word);
		column = (full ? INDENT : column + (column > 0)) + word.len;
	}
	buf_char(out, '\n');
}

static void put_refused(struct buf *out, const struct transform *transform)
{
	struct outcome outcome;
	struct buf shown = BUF_INIT(out->arena);
	if (example_run(out->arena, transform, &transform->refused, &outcome))
		bug("%s refuses nothing of its example", transform->name);
	buf_text(out, ".Pp\nand\n");
	put_files(out, &transform->refused, &outcome);
	buf_text(out, ".Pp\nis refused:\n");
	buf_printf(&shown, "$ %s\n", outcome.command);
	put_message(&shown, outcome.refusal);
	buf_text(&shown, "mongoconf: no file was changed\n");
	mdoc_display(out, "run folded 4", str_cstr(out->arena, buf_done(&shown)));
}

static void put_transform(struct buf *out, const struct transform *transform)
{
	buf_printf(out, ".Ss %s\n", transform->name);
	put_flags(out, transform);
	mdoc_prose(out, transform->about);
	buf_text(out, ".Pp\n.Em Refused :\n");
	mdoc_prose(out, transform->refuses);
	put_example(out, transform);
	put_refused(out, transform);
}

static void put_topic(struct buf *out, unsigned topic)
{
	buf_printf(out, ".Sh %s\n", topics[topic].title);
	mdoc_prose(out, topics[topic].about);
	for (unsigned i = 0; i < transform_count; i++)
		if (transform_table[i]->topic == topic)
			put_transform(out, transform_table[i]);
}

/* ---- one procedure ---- */

static void put_states(struct buf *out, const struct variant *variant)
{
	buf_text(out, ".Pp\n.Em States ,\neach beside the next at most:\n.Bl -tag -width Ds -compact\n");
	for (unsigned i = 0; i < variant->step_count; i++) {
		mdoc_macro(out, ".It Li", variant->steps[i].name);
		mdoc_prose(out, arena_printf(out->arena, "%s%s", variant->steps[i].settings,
					     variant->steps[i].open ? "; open to whoever reaches the port" : ""));
	}
	buf_text(out, ".El\n");
}

static void put_phase(struct buf *out, const struct phase *phase)
{
	buf_text(out, ".It\n");
	if (!phase_edits(phase)) {
		buf_printf(out, ".Sy %s :\n", phase->title);
		mdoc_prose(out, phase->about);
		return;
	}
	buf_printf(out, ".Sy %s\n.Pq %s :\n", phase->title, describe_phase_who(out->arena, phase));
	mdoc_prose(out, phase->change);
	mdoc_macro(out, ".Pq Cm", phase->keyfiles ? "mongoconf keyfile rotate" : phase->transforms);
}

static void put_variant(struct buf *out, const struct procedure *procedure, const struct variant *variant)
{
	buf_text(out, ".Pp\n.Em Phases");
	if (procedure->variant_count > 1)
		buf_printf(out, " ,\n%s%s%s:\n", variant->name, variant->about ? ", " : "", variant->about ? variant->about : "");
	else
		buf_text(out, " :\n");
	buf_text(out, ".Bl -enum -width 2n -compact\n");
	for (unsigned i = 0; i < variant->phase_count; i++)
		put_phase(out, &variant->phases[i]);
	buf_text(out, ".El\n");
}

static void put_procedure(struct buf *out, const struct procedure *procedure)
{
	struct str rest = str_of(procedure->about), paragraph;
	buf_printf(out, ".Ss %s\n", procedure->name);
	mdoc_prose(out, arena_printf(out->arena, "From %s on: %s.", version_text(out->arena, procedure->since), procedure->title));
	while (str_split(&rest, '\n', &paragraph)) {
		buf_text(out, ".Pp\n");
		mdoc_prose(out, str_cstr(out->arena, paragraph));
	}
	put_states(out, &procedure->variants[0]);
	/* The last variant is the general one. */
	for (unsigned i = procedure->variant_count; i-- > 0;)
		put_variant(out, procedure, &procedure->variants[i]);
	buf_text(out, ".Pp\n.Em Going back :\n");
	mdoc_prose(out, procedure->undo);
}

/* ---- the page ---- */

static void put_head(struct buf *out)
{
	buf_text(out, ".\\\" Made by `mongoconf list transforms --format man` from the tables of transforms and procedures; do\n"
		      ".\\\" not edit. The examples are run by tests/examples, as the marks before them say.\n"
		      ".\\\" tree empty\n"
		      ".Dd " PAGE_DATE "\n"
		      ".Dt MONGOCONF-TRANSFORMS 7\n"
		      ".Os\n"
		      ".Sh NAME\n"
		      ".Nm mongoconf-transforms\n"
		      ".Nd the named edits and the procedures of mongoconf\n"
		      ".Sh DESCRIPTION\n");
	mdoc_prose(out, "A transform changes one thing in a config, does nothing where it is so already, and refuses where the result would "
			"not be what its name promises. Bytes that need not change stay as they are.");
	buf_text(out, ".Cm mongoconf apply\n");
	mdoc_prose(out, "takes the names of transforms, with commas between, and the files; they are done in this order, on all files or on "
			"none. The flag that a transform needs may be left out where its value stands behind the name,");
	buf_text(out, "as in\n.Cm add-keyfile:/etc/mongodb/keyfile ;\n");
	mdoc_prose(out, "a value with a comma goes with the flag.");
	buf_text(out, "How edits are proven and written, and what is refused whatever the transform, tells\n.Xr mongoconf 1 .\n.Pp\n");
	mdoc_prose(out, "The examples have the file first, and then what the command prints; what it says on standard error when it succeeds, "
			"notes for the operator, is left out. A refusal has exit status 4, and no file is changed.");
}

void list_transforms_manual(struct buf *out)
{
	put_head(out);
	for (unsigned i = 0; i < TOPIC_COUNT; i++)
		put_topic(out, i);
	buf_text(out, ".Sh PROCEDURES\n");
	mdoc_prose(out, "MongoDB's ways to make such changes to a replica set or a sharded cluster without downtime, phase by phase. In a phase "
			"the members that it names get the same edit, and restart one after the other; no phase begins before the one before "
			"it is done everywhere.");
	buf_text(out, ".Cm mongoconf rollout\n");
	mdoc_prose(out, "tells where a fleet stands, checks, and does the edits of a phase; what must hold before and after each, and how to look, is "
			"in what");
	buf_text(out, ".Cm rollout plan\nand\n.Cm explain\nprint.\n");
	for (unsigned i = 0; i < procedure_count; i++)
		put_procedure(out, procedure_table[i]);
	buf_text(out, ".Sh SEE ALSO\n.Xr mongoconf 1 ,\n.Xr mongod 1 ,\n.Xr mongos 1 ,\n.Xr mongoconf.yaml 5 ,\n"
		      ".Xr mongoconf-rules 7\n");
}
