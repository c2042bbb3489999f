# Completion of cleat(1) for bash. Needs nothing but bash 4.

# The line's words up to the cursor, put together where bash cut them at "=", ":" or "@".
_cleat_words() {
    local rest=$COMP_LINE word stripped index
    words=()
    for ((index = 0; index <= COMP_CWORD; ++index)); do
        word=${COMP_WORDS[index]}
        stripped=${rest#"${rest%%[![:space:]]*}"}
        if ((index > 0)) && [[ $stripped == "$rest" ]]; then
            words[${#words[@]} - 1]+=$word
        else
            words+=("$word")
        fi
        rest=${stripped#"$word"}
    done
}

# Names of the sessions, a line each. Not over --via and --owner: a key press should open no connection.
_cleat_sessions() {
    ((via)) || "${1/#\~\//$HOME/}" ls 2>/dev/null | while read -r name _; do
        [[ $name == NAME ]] || printf '%s\n' "$name"
    done
}

# What follows an option of a verb as its value; fails where it has none.
_cleat_value() {
    case $1:$2 in
        new:-C | exec:-C | new:--directory | exec:--directory) kind='directory' ;;
        send:--paste | send:--raw | :--config) kind='file' ;;
        snapshot:--format) choices='text ansi json' ;;
        env:--shell) choices='sh fish' ;;
        new:--record | exec:--record) kind='file' ;;
        record:--rotate-size | record:--rotate-time) ;;
        play:--at | play:--print-at | play:-i | play:--idle | play:-s | play:--speed) ;;
        export:--at | export:--from | export:--until) ;;
        export:--to) choices='v3 v2 text raw svg html png gif' ;;
        export:-o | export:--output) kind='file' ;;
        kill:-s | kill:--signal) choices=$(compgen -A signal | grep '^SIG[A-Z0-9]*$') ;;
        new:--size-policy | exec:--size-policy | resize:--policy) choices='latest smallest largest fixed' ;;
        detach:--client) ;;
        tail:--stream) choices='stdout stderr' ;;
        tail:--since | attach:--since | tail:-n | tail:--lines | kill:--grace) ;;
        exec:--offset-fd | attach:--offset-fd | tail:--offset-fd) ;;
        new:--escape | attach:--escape) choices='none' ;;
        :--owner | share:--user | unshare:--user) kind='user' ;;
        share:--group | unshare:--group) kind='group' ;;
        share:--until) ;;
        :--via | new:-n | exec:-n | new:--name | exec:--name | new:-e | exec:-e | new:--environment | exec:--environment | new:-s | exec:-s | new:--size | exec:--size | new:--linger | exec:--linger | new:--history-lines | exec:--history-lines) ;;
        new:--timeout | exec:--timeout | new:--max-age | exec:--max-age | new:--idle-after | exec:--idle-after) choices='none' ;;
        new:--grace | exec:--grace) ;;
        new:-u | exec:-u | new:--user | exec:--user) kind='user' ;;
        new:--rlimit | exec:--rlimit) choices='as= core= cpu= data= fsize= memlock= nofile= nproc= stack=' ;;
        new:--link-timeout | attach:--link-timeout) ;;
        new:--history | attach:--history) ;;
        send:--text | send:--keys) ;;
        wait:--text | wait:--idle | wait:--after | wait:--timeout) ;;
        *) return 1 ;;
    esac
}

_cleat_options() {
    case $1 in
        '') echo '-h --help --version --via --owner --config' ;;
        new)
            echo '-h --help -d --detached -n --name -C --directory -e --environment -s --size --size-policy --history-lines --linger' \
                '-u --user --rlimit --timeout --max-age --idle-after --grace --record' \
                '-r --read-only --exclusive --take --nested --alt-screen --clipboard-read --history --escape --link-timeout'
            ;;
        attach)
            echo '-h --help -c --create -r --read-only --exclusive --take --nested --alt-screen --clipboard-read' \
                '--history --escape --link-timeout --since --offset-fd'
            ;;
        exec)
            echo '-h --help -d --detached -t --tty --stdin --no-stdin -n --name -C --directory -e --environment' \
                '-s --size --size-policy --history-lines --linger -u --user --rlimit --timeout --max-age --idle-after --grace --record' \
                '--offset-fd'
            ;;
        tail) echo '-h --help -f --follow --since -n --lines --stream --raw --text --offset-fd' ;;
        detach) echo '-h --help --client --others --all' ;;
        resize) echo '-h --help --policy' ;;
        ls) echo '-h --help --json --watch' ;;
        share) echo '-h --help --user --group --everyone --until' ;;
        unshare) echo '-h --help --user --group --everyone' ;;
        clients | shares | server:status | record:status) echo '-h --help --json' ;;
        kill) echo '-h --help -s --signal --grace' ;;
        snapshot) echo '-h --help --format --history' ;;
        env) echo '-h --help --shell' ;;
        send) echo '-h --help --text --keys --paste --raw --eof' ;;
        record) echo '-h --help --input --zstd --overwrite --others-pipe --rotate-size --rotate-time' ;;
        play) echo '-h --help --at -i --idle -s --speed -l --loop --paused --quit --print-at' ;;
        export) echo '-h --help --to --at --from --until -o --output' ;;
        grep) echo '-h --help -i --ignore-case --open' ;;
        wait) echo '-h --help --text --idle --exit --shown --after --timeout' ;;
        server:start) echo '-h --help --foreground' ;;
        *) echo '-h --help' ;;
    esac
}

# What the words before the cursor come to: the verb, how many arguments it has, and whether its program has begun.
_cleat_read() {
    local index word
    for ((index = 1; index < ${#words[@]} - 1; ++index)); do
        word=${words[index]}
        if ((in_command)); then
            ((++arguments))
        elif [[ $word == -- ]]; then
            [[ $verb != new && $verb != exec ]] || in_command=1
        elif [[ -z $verb && $word == --config ]]; then
            ((++index))
        elif [[ $word == --via || $word == --via=* || $word == --owner || $word == --owner=* ]]; then
            via=1
            [[ $word == *=* ]] || ((++index))
        elif [[ $word == -* ]]; then
            ! _cleat_value "$verb" "$word" || ((++index))
        elif [[ -z $verb ]]; then
            verb=$word
        elif [[ $verb == server ]]; then
            verb=server:$word
        elif [[ $verb == config ]]; then
            verb=config:$word
        elif [[ $verb:$arguments == record:0 && $word =~ ^(stop|mark|status)$ ]]; then
            verb=record:$word
        else
            ((++arguments))
            [[ $verb != new && $verb != exec ]] || in_command=1
        fi
    done
    ((index == ${#words[@]} - 1)) # else the cursor is at the value of the word before it
}

# Those of the words in $1 that begin like the current one. Nothing in them is expanded, whatever a name may be.
_cleat_choose() {
    local candidates candidate prefix=''
    read -r -d '' -a candidates <<<"$1"
    # bash replaces only what follows the last character that it cuts words at.
    [[ $COMP_WORDBREAKS != *@* ]] || prefix=${current%"${current##*@}"}
    for candidate in "${candidates[@]}"; do
        [[ $candidate != "$current"* ]] || COMPREPLY+=("${candidate#"$prefix"}")
    done
}

_cleat() {
    local IFS=$' \t\n' words verb='' via=0 arguments=0 in_command=0 kind='' choices='' current previous=''
    COMPREPLY=()
    _cleat_words
    current=${words[${#words[@]} - 1]}
    if ! _cleat_read; then
        previous=${words[${#words[@]} - 2]}
    elif ((!in_command)) && [[ $current == --*=* ]]; then
        previous=${current%%=*}
        current=${current#*=}
    fi
    kind='' choices=''

    if [[ -n $previous ]]; then
        _cleat_value "$verb" "$previous"
    elif [[ ($verb == new || $verb == exec) && $arguments -eq 0 && ($in_command -eq 1 || $current != -*) ]]; then
        kind='command'
    elif ((in_command)); then
        kind='file'
    elif [[ $current == -* ]]; then
        choices=$(_cleat_options "$verb")
    else
        case $verb:$arguments in
            :0) choices='new attach exec tail detach watch ls clients share unshare shares rename kill signal resize snapshot send wait record play export grep env server config relay' ;;
            server:0) choices='start stop status' ;;
            config:0) choices='check show' ;;
            config:check:0) kind='file' ;;
            export:0 | record:1) kind='file' ;;
            record:0) choices="stop mark status $(_cleat_sessions "$1")" ;;
            play:0 | grep:[1-9]*)
                kind='file'
                choices=$(_cleat_sessions "$1")
                ;;
            attach:0 | tail:0 | signal:0 | detach:0 | clients:0 | env:0 | share:0 | unshare:0 | shares:0 | rename:0 | kill:0 | resize:0 | snapshot:0 | send:0 | wait:0 | record:stop:0 | record:mark:1 | record:status:0)
                choices=$(_cleat_sessions "$1")
                ;;
            signal:1) choices='HUP INT QUIT KILL TERM USR1 USR2 PIPE ALRM CONT STOP TSTP WINCH' ;;
            watch:*) choices=$(_cleat_sessions "$1") ;;
        esac
    fi

    case $kind in
        '') _cleat_choose "$choices" ;;
        command) mapfile -t COMPREPLY < <(compgen -c -- "$current") ;;
        *)
            [[ -z ${COMP_TYPE:-} ]] || compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -A "$kind" -- "$current")
            _cleat_choose "$choices"
            ;;
    esac
}

complete -F _cleat cleat
