# Completion of cleat(1) for fish.

# The line's words up to the cursor, without the program's name and what stands before the verb.
function __cleat_after_options
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -e words[1]
    while set -q words[1]
        switch $words[1]
            case --via --owner --config
                set -e words[1]
                set -q words[1]; and set -e words[1]
            case '-*'
                set -e words[1]
            case '*'
                break
        end
    end
    set -q words[1]; and printf '%s\n' $words
end

function __cleat_needs_verb
    test (count (__cleat_after_options)) -eq 0
end

# Whether the verb is one of those named.
function __cleat_verb
    set -l words (__cleat_after_options)
    set -q words[1]; and contains -- $words[1] $argv
end

# Whether the verb is "server", and what follows it is the first argument; or nothing, where none is given.
function __cleat_server
    set -l words (__cleat_after_options)
    test "$words[1]" = server; and test "$words[2]" = "$argv[1]"
end

# The same for "config".
function __cleat_config
    set -l words (__cleat_after_options)
    test "$words[1]" = config; and test "$words[2]" = "$argv[1]"
end

# Whether the verb is "record", what it does is the first argument (stop, mark or status; or nothing, to record), and
# as many arguments follow as the second one says, where there is one.
function __cleat_record
    __cleat_verb record; or return
    set -l words (__cleat_after_options)
    set -e words[1]
    set -l verb ''
    set -l given 0
    while set -q words[1]
        switch $words[1]
            case --rotate-size --rotate-time
                set -e words[1]
            case '-*'
            case stop mark status
                if test -z "$verb" -a $given -eq 0
                    set verb $words[1]
                else
                    set given (math $given + 1)
                end
            case '*'
                set given (math $given + 1)
        end
        set -q words[1]; and set -e words[1]
    end
    test "$verb" = "$argv[1]"; or return
    not set -q argv[2]; or test $given -eq $argv[2]
end

# Whether the verb is one of those named and has no argument yet.
function __cleat_needs_session
    __cleat_verb $argv; or return
    set -l words (__cleat_after_options)
    set -e words[1]
    while set -q words[1]
        switch $words[1]
            case --history --format --shell --escape --client --policy --signal -s --text --keys --paste --idle --after --timeout --user --group --until --link-timeout --since --lines -n --stream --offset-fd --raw --grace
                set -e words[1]
            case '-*'
            case '*'
                return 1
        end
        set -q words[1]; and set -e words[1]
    end
end

# Not over --via and --owner: a key press should open no connection.
function __cleat_sessions
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    string match -q -- '--via*' $words; and return
    string match -q -- '--owner*' $words; and return
    eval (string escape -- $words[1]) ls 2>/dev/null | string match -r '^\S+' | string match -v NAME
end

complete -c cleat -f
complete -c cleat -s h -l help -d 'show a summary of the options'
complete -c cleat -n __cleat_needs_verb -l version -d 'show the version'
complete -c cleat -n __cleat_needs_verb -l via -x -a '(__fish_complete_command)' -d 'a command that leads to the server'
complete -c cleat -n __cleat_needs_verb -l owner -x -a '(__fish_complete_users)' -d 'look at what this user shares'
complete -c cleat -n __cleat_needs_verb -l config -r -F -d 'the configuration file'

complete -c cleat -n __cleat_needs_verb -a new -d 'make a session, and attach to it'
complete -c cleat -n __cleat_needs_verb -a attach -d 'attach to a session'
complete -c cleat -n __cleat_needs_verb -a exec -d 'run a program without a terminal'
complete -c cleat -n __cleat_needs_verb -a tail -d 'print what a session\'s program wrote'
complete -c cleat -n __cleat_needs_verb -a detach -d 'detach clients from a session'
complete -c cleat -n __cleat_needs_verb -a watch -d 'show several sessions at once, live'
complete -c cleat -n __cleat_needs_verb -a ls -d 'list the sessions'
complete -c cleat -n __cleat_needs_verb -a clients -d 'list the clients of a session'
complete -c cleat -n __cleat_needs_verb -a share -d 'let other users look on'
complete -c cleat -n __cleat_needs_verb -a unshare -d 'let other users look on no more'
complete -c cleat -n __cleat_needs_verb -a shares -d 'list with whom sessions are shared'
complete -c cleat -n __cleat_needs_verb -a rename -d 'give a session another name'
complete -c cleat -n __cleat_needs_verb -a kill -d 'end a session, or send its programs a signal'
complete -c cleat -n __cleat_needs_verb -a signal -d 'send a signal to what is in the foreground'
complete -c cleat -n __cleat_needs_verb -a resize -d 'give a session a size'
complete -c cleat -n __cleat_needs_verb -a snapshot -d 'print a session\'s screen'
complete -c cleat -n __cleat_needs_verb -a send -d 'type into a session'
complete -c cleat -n __cleat_needs_verb -a wait -d 'wait until something holds of a session'
complete -c cleat -n __cleat_needs_verb -a record -d 'record a session'
complete -c cleat -n __cleat_needs_verb -a play -d 'play a recording, or what a session has shown'
complete -c cleat -n __cleat_needs_verb -a export -d 'write a recording in another form, or pictures of it'
complete -c cleat -n __cleat_needs_verb -a grep -d 'find text that was on the screen in recordings and sessions'
complete -c cleat -n __cleat_needs_verb -a env -d 'print where the user of a session is, for a shell'
complete -c cleat -n __cleat_needs_verb -a server -d 'start, stop or ask the server'
complete -c cleat -n __cleat_needs_verb -a config -d 'check or show the settings'
complete -c cleat -n __cleat_needs_verb -a relay -d 'connect standard input and output to the server'

complete -c cleat -n '__cleat_needs_session env attach tail signal detach clients share unshare shares rename kill resize snapshot send wait' -a '(__cleat_sessions)' -d session

complete -c cleat -n '__cleat_verb watch' -a '(__cleat_sessions)' -d session

complete -c cleat -n '__cleat_verb new' -s d -l detached -d 'do not attach'
complete -c cleat -n '__cleat_verb new exec' -s n -l name -x -d 'the session\'s name'
complete -c cleat -n '__cleat_verb new exec' -s C -l directory -x -a '(__fish_complete_directories)' -d 'where the program starts'
complete -c cleat -n '__cleat_verb new exec' -s e -l environment -x -d 'a variable for the program, NAME=VALUE'
complete -c cleat -n '__cleat_verb new exec' -s s -l size -x -d 'COLUMNSxROWS'
complete -c cleat -n '__cleat_verb new exec' -l size-policy -x -a 'latest smallest largest fixed' -d 'whose terminal\'s size it has'
complete -c cleat -n '__cleat_verb new exec' -l history-lines -x -d 'lines of history that its terminal keeps'
complete -c cleat -n '__cleat_verb new exec' -l linger -x -d 'how long screen and status stay after the end'
complete -c cleat -n '__cleat_verb new exec' -l timeout -x -a none -d 'end it so long after its beginning, with status 124'
complete -c cleat -n '__cleat_verb new exec' -l max-age -x -a none -d 'end it so long after its beginning'
complete -c cleat -n '__cleat_verb new exec' -l idle-after -x -a none -d 'end it when it had no client for so long'
complete -c cleat -n '__cleat_verb new exec' -l grace -x -d 'between the signals that end it then'
complete -c cleat -n '__cleat_verb new exec' -s u -l user -x -a '(__fish_complete_users)' -d 'run the program as this user'
complete -c cleat -n '__cleat_verb new exec' -l rlimit -x -d 'a limit for the program, as nofile=1024'
complete -c cleat -n '__cleat_verb new exec' -l record -r -F -d 'record it to this file, from its beginning'
complete -c cleat -n '__cleat_verb new exec' -a '(__fish_complete_command)'

complete -c cleat -n '__cleat_verb exec' -s d -l detached -d 'do not wait'
complete -c cleat -n '__cleat_verb exec' -s t -l tty -d 'on a terminal of its own, and attach to it'
complete -c cleat -n '__cleat_verb exec' -l stdin -d 'pass standard input on'
complete -c cleat -n '__cleat_verb exec' -l no-stdin -d 'no input'
complete -c cleat -n '__cleat_verb exec attach tail' -l offset-fd -x -d 'say on this descriptor how much was written'
complete -c cleat -n '__cleat_verb attach tail' -l since -x -d 'what was written from this offset on'
complete -c cleat -n '__cleat_verb tail' -s f -l follow -d 'go on with what is written from now on'
complete -c cleat -n '__cleat_verb tail' -s n -l lines -x -d 'the last lines'
complete -c cleat -n '__cleat_verb tail' -l stream -x -a 'stdout stderr' -d 'this stream alone'
complete -c cleat -n '__cleat_verb tail' -l raw -d 'byte for byte'
complete -c cleat -n '__cleat_verb tail' -l text -d 'without what a terminal would obey'

complete -c cleat -n '__cleat_verb detach' -l client -x -d 'this client alone'
complete -c cleat -n '__cleat_verb detach' -l others -d 'all but the one who typed last'
complete -c cleat -n '__cleat_verb detach' -l all -d 'all clients'
complete -c cleat -n '__cleat_verb clients' -l json -d 'as JSON'
complete -c cleat -n '__cleat_verb share unshare' -l user -x -a '(__fish_complete_users)' -d 'this user'
complete -c cleat -n '__cleat_verb share unshare' -l group -x -a '(__fish_complete_groups)' -d 'who is in this group'
complete -c cleat -n '__cleat_verb share unshare' -l everyone -d 'every user of the machine'
complete -c cleat -n '__cleat_verb share' -l until -x -d 'for so long'
complete -c cleat -n '__cleat_verb shares' -l json -d 'as JSON'
complete -c cleat -n '__cleat_verb resize' -l policy -x -a 'latest smallest largest fixed' -d 'whose terminal\'s size it has'

complete -c cleat -n '__cleat_verb attach' -s c -l create -d 'make it if it does not exist'
complete -c cleat -n '__cleat_verb new attach' -s r -l read-only -d 'look on, without typing'
complete -c cleat -n '__cleat_verb new attach' -l exclusive -d 'control it alone until this client leaves'
complete -c cleat -n '__cleat_verb new attach' -l take -d 'control it alone, also when another client does'
complete -c cleat -n '__cleat_verb new attach' -l nested -d 'attach although this runs in another session'
complete -c cleat -n '__cleat_verb new attach' -l alt-screen -d 'show everything on the alternate screen'
complete -c cleat -n '__cleat_verb new attach' -l clipboard-read -d 'let the program read the clipboard'
complete -c cleat -n '__cleat_verb new attach' -l history -x -d 'rows of history to bring along'
complete -c cleat -n '__cleat_verb new attach' -l escape -x -a none -d 'the escape key, as C-a; or none'
complete -c cleat -n '__cleat_verb new attach' -l link-timeout -x -d 'silence after which a link over --via is lost'

complete -c cleat -n '__cleat_verb ls' -l json -d 'as JSON'
complete -c cleat -n '__cleat_verb ls' -l watch -d 'list them again when anything changes'
complete -c cleat -n '__cleat_verb kill' -s s -l signal -x -a '(__fish_make_completion_signals; string replace -r "^\S+ " "" -- $__kill_signals)' -d 'send this signal, and nothing more'
complete -c cleat -n '__cleat_verb kill' -l grace -x -d 'between SIGHUP, SIGTERM and SIGKILL'
complete -c cleat -n '__cleat_verb env' -l shell -x -a 'sh fish' -d 'for whose quoting'
complete -c cleat -n '__cleat_verb snapshot' -l format -x -a 'text ansi json' -d 'how the screen is written'
complete -c cleat -n '__cleat_verb snapshot' -l history -d 'also the newest lines of history, or all'

complete -c cleat -n '__cleat_verb send' -l text -x -d 'type this text as it is'
complete -c cleat -n '__cleat_verb send' -l keys -x -d 'press these keys: C-c Enter F5 M-x Up'
complete -c cleat -n '__cleat_verb send' -l paste -r -F -d 'paste this file; - is standard input'
complete -c cleat -n '__cleat_verb send' -l raw -r -F -d 'after all else, the bytes of this file'
complete -c cleat -n '__cleat_verb send' -l eof -d 'after all else, the end of the input'

complete -c cleat -n '__cleat_verb wait' -l text -x -d 'a line that matches'
complete -c cleat -n '__cleat_verb wait' -l idle -x -d 'no output for so long'
complete -c cleat -n '__cleat_verb wait' -l exit -d 'the program\'s end; exits with its status'
complete -c cleat -n '__cleat_verb wait' -l shown -d 'every client has drawn the screen as it is'
complete -c cleat -n '__cleat_verb wait' -l after -x -d 'only what was written after this offset counts'
complete -c cleat -n '__cleat_verb wait' -l timeout -x -d 'give up after so long, with status 124'

complete -c cleat -n '__cleat_record "" 0' -a stop -d 'end a recording, when all is written'
complete -c cleat -n '__cleat_record "" 0' -a mark -d 'set a marker in a recording'
complete -c cleat -n '__cleat_record "" 0' -a status -d 'list recordings'
complete -c cleat -n '__cleat_record "" 0; or __cleat_record stop 0; or __cleat_record mark 1; or __cleat_record status 0' -a '(__cleat_sessions)' -d session
complete -c cleat -n '__cleat_record "" 1' -F
complete -c cleat -n '__cleat_record ""' -l input -d 'record what is typed, too, unless the terminal hides it'
complete -c cleat -n '__cleat_record ""' -l zstd -d 'compress it'
complete -c cleat -n '__cleat_record ""' -l overwrite -d 'replace a file that is there'
complete -c cleat -n '__cleat_record ""' -l rotate-size -x -d 'begin another file when one has so many bytes, as 100M'
complete -c cleat -n '__cleat_record ""' -l others-pipe -d 'write even to a pipe that another user has made'
complete -c cleat -n '__cleat_record ""' -l rotate-time -x -d 'begin another file when one has lasted so long'
complete -c cleat -n '__cleat_record status' -l json -d 'as JSON'

complete -c cleat -n '__cleat_verb play export grep' -F
complete -c cleat -n '__cleat_verb play grep' -a '(__cleat_sessions)' -d session
complete -c cleat -n '__cleat_verb play' -l at -x -d 'begin there, as 1h02m or 1:02:00'
complete -c cleat -n '__cleat_verb play' -s i -l idle -x -d 'wait no longer than that between two events'
complete -c cleat -n '__cleat_verb play' -s s -l speed -x -d 'so many times as fast'
complete -c cleat -n '__cleat_verb play' -s l -l loop -d 'begin again at the end'
complete -c cleat -n '__cleat_verb play' -l paused -d 'begin paused'
complete -c cleat -n '__cleat_verb play' -l quit -d 'leave at the end'
complete -c cleat -n '__cleat_verb play' -l print-at -x -d 'print the screen at that moment, and play nothing'
complete -c cleat -n '__cleat_verb export' -l to -x -a 'v3 v2 text raw svg html png gif' -d 'the format'
complete -c cleat -n '__cleat_verb export' -l at -x -d 'the screen at that moment'
complete -c cleat -n '__cleat_verb export' -l from -x -d 'what happened after that'
complete -c cleat -n '__cleat_verb export' -l until -x -d 'and up to that'
complete -c cleat -n '__cleat_verb export' -s o -l output -r -F -d 'into that file'
complete -c cleat -n '__cleat_verb grep' -s i -l ignore-case -d 'capitals do not count'
complete -c cleat -n '__cleat_verb grep' -l open -d 'play from the first line that matches'

complete -c cleat -n '__cleat_server ""' -a start -d 'start it, if it does not run'
complete -c cleat -n '__cleat_server ""' -a stop -d 'end it and every session'
complete -c cleat -n '__cleat_server ""' -a status -d 'say whether it runs'
complete -c cleat -n '__cleat_server start' -l foreground -d 'do not leave the terminal; log to standard error'
complete -c cleat -n '__cleat_server status' -l json -d 'as JSON'

complete -c cleat -n '__cleat_config ""' -a check -d 'look for mistakes in a configuration file'
complete -c cleat -n '__cleat_config ""' -a show -d 'print every setting, and where it comes from'
complete -c cleat -n '__cleat_config check' -F
