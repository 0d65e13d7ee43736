# offer.zsh SCRIPT LINES: prints "LINE<tab>WORD" for every word that is offered at the end of each line.
#
# Zsh completes only where it edits a line: so another one is started at a terminal of its own, with the script where it is
# found by its name, and a compadd that notes what it is given.
zmodload zsh/zpty || exit 1
dir=${1:h}/zsh
mkdir -p $dir/functions || exit 1
cp $1 $dir/functions/_mongoconf
cat >$dir/rc <<END
PROMPT= RPROMPT=
fpath=($dir/functions \$fpath)
autoload -Uz compinit
compinit -u -D
compadd() {
	local -a got
	if [[ -z \${(M)@:#-[OAD]} ]]; then
		builtin compadd -A got "\$@"
		words_offered+=(\$got)
	fi
	builtin compadd "\$@"
}
offer() {
	local line word
	while IFS= read -r line; do
		words_offered=()
		BUFFER=\$line CURSOR=\$#line
		zle complete-word
		for word in \${(u)words_offered}; do
			printf '%s\t%s\n' \$line \$word >>$dir/offered
		done
	done <$2
	: >$dir/done
}
zle -N offer
bindkey '^T' offer
END
: >$dir/offered
# Its words are read, as it would wait otherwise, and thrown away.
wait_for() {
	local text
	until [[ -e $dir/$1 ]]; do
		zpty -t offers || exit 1
		zpty -r offers text || sleep 0.05
	done
}
zpty -b offers "TERM=dumb zsh -f -i"
zpty -w offers "source $dir/rc; : >$dir/ready"
wait_for ready
zpty -n -w offers $'\C-t'
wait_for done
zpty -d offers
cat $dir/offered
