# complete_line.zsh FOLDER START REST: types START and a tab into an interactive zsh on a terminal, which has the
# completions in FOLDER, and waits until REST follows.
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1= RPS1=; stty -echo; COLUMNS=200 LISTMAX=0; bindkey '^I' complete-word"
zpty -w shell "fpath=(${(q)1} \$fpath); autoload -U compinit; compinit -D -u; print rea''dy"
zpty -r shell seen '*ready*' || exit 1
zpty -w -n shell "$2"$'\t'
zpty -r shell seen "*$2*$3*" || exit 1
zpty -d shell
