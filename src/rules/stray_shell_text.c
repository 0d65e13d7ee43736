#include "rules/cause.h"
#include "rules/line.h"

static const char *const words[] = {
	"$", "EOF", "EOL", "EOT", "END", "apt", "apt-get", "brew", "cat", "cd", "chmod", "chown", "cp", "curl", "docker",
	"done", "echo", "exec", "exit", "export", "fi", "kubectl", "mkdir", "mongo", "mongod", "mongos", "mongosh", "mv",
	"nano", "openssl", "printf", "rm", "sed", "service", "set", "source", "sudo", "systemctl", "tee", "touch", "vi",
	"vim", "wget", "yum",
};

/* NAME=value, as it stands before a command or in an environment file. */
static bool is_assignment(struct str word)
{
	uint32_t equals = str_find_char(word, '=', 0), i = 0;
	if (equals == STR_NONE || equals < 2)
		return false;
	for (; i < equals; i++)
		if (!((word.at[i] >= 'A' && word.at[i] <= 'Z') || word.at[i] == '_' || (i && word.at[i] >= '0' && word.at[i] <= '9')))
			return false;
	return true;
}

static bool is_shell(const struct source *source, uint32_t index, struct span *at)
{
	struct str text = str_trim(source_line(source, index)), word = text;
	uint32_t len = 0;
	while (len < text.len && text.at[len] != ' ' && text.at[len] != '\t')
		len++;
	word.len = len;
	struct line line = line_at(source, index);
	bool known = is_assignment(word);
	for (unsigned i = 0; i < sizeof words / sizeof *words && !known; i++)
		known = str_is(word, words[i]);
	/* A key is none, but `sudo tee x: y` is. */
	if (line.blank || line.comment || !known || (line.key.len && line.loose))
		return false;
	*at = line_span(source, text);
	return true;
}

/* All such lines as comments. */
static void comment_out(const struct clue *clue, struct edits *edits)
{
	struct span at;
	for (uint32_t i = 0; i < clue->source->lines; i++)
		if (is_shell(clue->source, i, &at))
			edits_add(edits, (struct span){ at.at, 0 }, STR("#"));
}

bool explain_stray_shell_text(const struct clue *clue, struct cause *cause)
{
	const struct source *source = clue->source;
	uint32_t line = clue->line;
	bool found = is_shell(source, line, &cause->at);
	if (!found && !clue->setting)
		found = line_before(source, line, &line) && is_shell(source, line, &cause->at);
	if (!found)
		return false;
	struct edits edits = EDITS_INIT(clue->arena);
	comment_out(clue, &edits);
	if (!cause_mends(clue, &edits))
		return false;
	cause->message = "a line of a shell, not of a config";
	cause->help = "remove it; it was meant for a terminal or a script";
	cause->group = cause->at.at + 1;
	return true;
}

const struct rule rule_stray_shell_text = {
	.kind = { "stray-shell-text", "syntax" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a shell command in the file",
	.why = "The command that was to write the text was copied with it, the end mark of a here-document was left "
	       "behind, or a variable of the environment was set in the wrong file.",
	.server = "Unrecognized option: with the command as its name, or a parse error",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  port: 27017\nEOF\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  port: 27017\n#EOF\n" }, { 0 } },
	.check_config = cause_report,
};
