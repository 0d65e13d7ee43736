#include "report/prose.h"

#include <string.h>

#include "base/buf.h"
#include "base/term.h"

static void put_stop(struct buf *out, struct str before)
{
	if (before.len && !strchr(".!?", before.at[before.len - 1]))
		buf_char(out, '.');
}

/* "Decide", but "net.port", "tls" before a list, "transitionToAuth" and "__exec" stay as they are. */
static bool begins_with_word(const char *text)
{
	size_t letters = strspn(text, "abcdefghijklmnopqrstuvwxyz");
	return letters && (text[letters] == ' ' || text[letters] == ',' || (text[letters] == '\'' && text[letters + 1] == 's')) &&
	       strncmp(text, "mongo", 5);
}

static void put_line(struct buf *out, const char *label, struct str text)
{
	if (out->len)
		buf_char(out, '\n');
	if (label)
		buf_printf(out, "%s: ", label);
	term_escape(out, text);
	put_stop(out, text);
}

struct str prose_stopped(struct arena *arena, const char *text)
{
	struct buf out = BUF_INIT(arena);
	put_line(&out, NULL, str_of(text));
	return buf_done(&out);
}

struct str prose_sentence(struct arena *arena, const char *text)
{
	struct str stopped = prose_stopped(arena, text);
	char *sentence = str_cstr(arena, stopped);
	if (begins_with_word(text))
		sentence[0] = (char)(sentence[0] - 'a' + 'A');
	return (struct str){ sentence, stopped.len };
}

struct str prose_finding(struct arena *arena, const struct diag *diag)
{
	struct buf out = BUF_INIT(arena);
	put_line(&out, NULL, str_of(diag->message));
	if (diag->server)
		put_line(&out, diag->program, str_of(diag->server));
	for (uint32_t i = 0; i < diag->note_count; i++)
		if (!diag->notes[i].source)
			put_line(&out, NULL, str_of(diag->notes[i].text));
	if (diag->help)
		put_line(&out, "help", str_of(diag->help));
	if (diag->fix)
		put_line(&out, diag->fix->safety == SAFETY_SAFE ? "fix (safe)" : "fix (unsafe)", str_of(diag->fix->title));
	return buf_done(&out);
}
