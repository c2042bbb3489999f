#!/bin/sh
# The manual pages describe every verb, option, exit status, JSON key and setting, and have no errors of markup.
set -eu
. "$(dirname "$0")/common.sh"
manual=$sources/share/man/cleat.1
server_manual=$sources/share/man/cleatd.8
config_manual=$sources/share/man/cleat-config.5

# The words of the part of cleat(1) on the verb $1, options as they are typed.
part_on() {
    sed -n "/^\.Ss $1\$/,/^\.S[sh] /p" "$manual" | plain
}

# A page's source as words, options as they are typed.
plain() {
    sed 's/Fl Fl /--/g; s/\\-/-/g' | tr -s ' \t.,;:"()' '\n'
}

all_verbs_and_options_are_described() {
    has_options "cleat" "$(plain <"$manual")" "$(options)"
    for verb in $(verbs); do
        words=$(part_on "$verb")
        [ -n "$words" ] || not_ok "cleat.1 has no part on \"$verb\""
        has_options "cleat $verb" "$words" "$(options "$verb")"
        for more in $(verbs "$verb"); do
            has_word "$words" "$more" || not_ok "cleat.1 does not describe \"$verb $more\""
            has_options "cleat $verb $more" "$words" "$(options "$verb" "$more")"
        done
    done
    has_options cleatd "$(plain <"$server_manual")" "$(cleatd --help | long_options)"
}

# has_options WHOSE WORDS OPTIONS
has_options() {
    for option in $3; do
        [ "$option" != --help ] || continue
        has_word "$2" "$option" || not_ok "the manual does not describe $option of \"$1\""
    done
}

all_exit_statuses_are_described() {
    for status in $(sed -n 's/.*STATUS_[A-Z_]* = \([0-9]*\);.*/\1/p' "$sources/client/link/exit_status.h"); do
        sed -n '/^\.Sh EXIT STATUS/,$p' "$manual" | grep -qx "\.It $status" ||
            not_ok "cleat.1 does not describe exit status $status"
    done
}

# The keys of the JSON on standard input, of all levels.
keys() {
    grep -o '"[a-z_]*" *:' | tr -d '": ' | sort -u
}

all_json_keys_are_described() {
    in_own_directory
    "$cleat" new -d -n work -- sh -c 'printf "\033[1;31;44mred\033[m\n"; exec cat'
    "$cleat" wait work --text red --timeout 30s >/dev/null
    described=$(sed -n '/^\.Sh JSON/,/^\.Sh ENV/p' "$manual" | plain)
    for key in $({ "$cleat" ls --json; "$cleat" server status --json; "$cleat" snapshot --format json; } | keys); do
        has_word "$described" "$key" || not_ok "cleat.1 does not describe the key \"$key\""
    done
}

# Exactly the existing settings are described, with their defaults.
all_settings_are_described() {
    has=$("$cleat" --config /dev/null config show | sed -n 's/^\([a-z-]*\) = \(.*[^ ]\)  *# .*/\1 = \2/p')
    told=$(sed -n 's/\\e/\\/g; s/\.It Cm \([a-z-]*\) No = \(.*\)/\1 = \2/p' "$config_manual" |
        sed 's/Q[oc] \([^ ]*\) Qc/"\1"/g; s/Qq \(.*\)/"\1"/; s/ ,/,/g; s/\[ /[/; s/ \]/]/')
    [ "$has" = "$told" ] || not_ok "cleat-config.5 describes the settings [$told]; the program has [$has]"
}

# A macro that is not at the start of a line is printed verbatim.
no_macros_are_printed() {
    for page in "$manual" "$server_manual" "$config_manual"; do
        # groff, because man(1) can be a stub in a container.
        shown=$(groff -Tutf8 -mdoc "$page" 2>/dev/null) || { echo 'no groff here'; return 0; }
        stray=$(printf '%s\n' "$shown" | grep -nE '(^| )(Ar|Fl|Op|Nm|Cm|Ql|Pa|Ev|Xr|Ns|Ic) ' || :)
        [ -z "$stray" ] || not_ok "$page prints macros: $stray"
    done
}

# Whether other pages are installed does not matter.
lint() {
    command -v mandoc >/dev/null || { echo 'no mandoc here'; return 0; }
    complaints=$(mandoc -T lint "$manual" "$server_manual" "$config_manual" 2>&1 | grep -v 'referenced manual not found\|outdated mandoc.db' || :)
    [ -z "$complaints" ] || not_ok "mandoc: $complaints"
}

all_verbs_and_options_are_described
all_exit_statuses_are_described
all_json_keys_are_described
all_settings_are_described
no_macros_are_printed
lint
finish
