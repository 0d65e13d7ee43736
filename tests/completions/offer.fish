# offer.fish SCRIPT LINES: prints "LINE<tab>WORD" for every word that is offered at the end of each line.
source $argv[1]
while read -l line
	for word in (complete -C $line)
		printf '%s\t%s\n' $line (string split \t -- $word)[1]
	end
end <$argv[2]
