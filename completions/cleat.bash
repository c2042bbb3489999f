# Completion of cleat(1) for bash 4 or later: "cleat __complete" lists what can stand at the cursor.

# The words of the line up to the cursor, joined where bash broke them at "=", ":" or "@".
_cleat_words() {
    local rest=$COMP_LINE word stripped index
    words=()
    for ((index = 0; index <= COMP_CWORD; ++index)); do
        word=${COMP_WORDS[index]}
        stripped=${rest#"${rest%%[![:space:]]*}"}
        if ((index > 0)) && [[ $stripped == "$rest" ]]; then words[${#words[@]} - 1]+=$word; else words+=("$word"); fi
        rest=${stripped#"$word"}
    done
}

_cleat() {
    local IFS=$' \t\n' words current replaced=${COMP_WORDS[COMP_CWORD]} kept candidate value action
    _cleat_words
    current=${words[${#words[@]} - 1]}
    # bash replaces only what follows the last character at which it broke the word.
    [[ $replaced != [=:@] ]] || replaced=''
    kept=${current%"$replaced"}
    COMPREPLY=()
    while IFS=$'\t' read -r candidate value; do
        case $candidate in
            :commands) action=command ;;
            :directories) action=directory ;;
            :files | :arguments) action=file ;;
            :users) action=user ;;
            :groups) action=group ;;
            *)
                [[ $candidate != "$current"* ]] || COMPREPLY+=("$(printf %q "${candidate#"$kept"}")")
                continue
                ;;
        esac
        [[ -z ${COMP_TYPE:-} || $action == user || $action == group ]] || compopt -o filenames 2>/dev/null
        [[ $candidate != :arguments ]] || value=''
        mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -P "${value#"$kept"}" -A "$action" -- "${current#"$value"}")
    done < <("${1/#\~\//$HOME/}" __complete -- "${words[@]:1}" 2>/dev/null)
}

complete -F _cleat cleat
