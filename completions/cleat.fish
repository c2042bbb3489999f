# Completion of cleat(1) for fish: "cleat __complete" lists what can stand at the cursor.

function __cleat_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l current (commandline --current-token --cut-at-cursor)
    set -l program $words[1]
    set -e words[1]
    string match -q '~/*' -- $program; and set program (string replace '~' $HOME -- $program)
    for line in (command $program __complete -- $words "$current" 2>/dev/null)
        set -l parts (string split -m 1 \t -- $line)
        set -l typed (string replace -- "$parts[2]" '' $current)
        switch $parts[1]
            case :files
                printf "$parts[2]%s\n" (__fish_complete_path $typed)
            case :arguments
                __fish_complete_path $current
            case :directories
                printf "$parts[2]%s\n" (__fish_complete_directories $typed)
            case :users
                printf "$parts[2]%s\n" (__fish_complete_users)
            case :groups
                printf "$parts[2]%s\n" (__fish_complete_groups)
            case :commands
                complete -C "$typed" | string match -v '*/'
            case '*'
                printf '%s\n' $line
        end
    end
end

complete -c cleat -f -a '(__cleat_complete)'
