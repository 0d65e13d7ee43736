# Lines of a text as C strings, one for each, which are one to the compiler. Comments that are whole lines, blank lines and
# the blanks that begin a line are left out; ?? would be the start of a trigraph.
/^[[:space:]]*\/\//d
/^[[:space:]]*\/\*.*\*\/$/d
s/^[[:space:]]*//
/^$/d
s/[\\"?]/\\&/g
s/^/	"/
s/$/\\n"/
