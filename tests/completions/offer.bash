# offer.bash SCRIPT LINES: prints "LINE<tab>WORD" for every word that is offered at the end of each line, which is taken
# apart as readline does it. No program may be run but git.
set -u
lines=$2
source "$1"
PATH=/nonexistent

ask() {
	local line=$1 rest=$1 word reply
	COMP_WORDS=()
	while [[ $rest =~ ^\ *([^\ =:]+|[=:]+) ]]; do
		COMP_WORDS+=("${BASH_REMATCH[1]}")
		rest=${rest:${#BASH_REMATCH[0]}}
	done
	if [[ $line == *' ' ]]; then COMP_WORDS+=(''); fi
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	COMPREPLY=()
	_mongoconf mongoconf "${COMP_WORDS[COMP_CWORD]}"
	for reply in ${COMPREPLY[@]+"${COMPREPLY[@]}"}; do
		printf '%s\t%s\n' "$line" "$reply"
	done
}

complete -p mongoconf >/dev/null || exit 1
while IFS= read -r one; do
	ask "$one"
done <"$lines"
