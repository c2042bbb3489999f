# Checks the includes of the given files against order.txt and owners.txt (the first two arguments), and that no two headers
# define a type of the same name. `programs` is the list of folders in programs.txt, separated by bars. Prints one line for
# each violation and exits with 1 if there are any. File names are relative to the tree.

function folder_of(path) {
    sub(/\/[^\/]*$/, "", path)
    return path
}

function program_of(folder) {
    sub(/\/.*/, "", folder)
    return folder
}

function is_program(name) {
    return name ~ "^(" programs ")$"
}

function complain(text) {
    printf "%s:%d: %s\n", FILENAME, FNR, text
    wrong = 1
}

function check_ours(header,    folder, target) {
    folder = folder_of(FILENAME)
    target = folder_of(header)
    if (header ~ /\.\./ || !is_program(program_of(target))) {
        complain("\"" header "\" is not written from the root")
    } else if (!(target in rank)) {
        complain("\"" header "\" is in a folder that order.txt does not know")
    } else if (target == folder) {
        return
    } else if (program_of(target) != "common" && program_of(target) != program_of(folder)) {
        complain(program_of(folder) " must not include \"" header "\"")
    } else if (rank[target] >= rank[folder]) {
        complain("\"" header "\" is not below " folder)
    }
}

function check_theirs(header,    prefix, folder, i, count, allowed) {
    folder = folder_of(FILENAME)
    for (prefix in owners) {
        if (header != prefix && !(prefix ~ /\/$/ && index(header, prefix) == 1)) continue
        count = split(owners[prefix], allowed, " ")
        for (i = 1; i <= count; ++i) if (allowed[i] == folder) return
        complain("<" header "> belongs to " owners[prefix] " alone")
    }
}

# Two types of one name are one to the linker, which takes the functions of either.
function check_type(name) {
    if (name in defined && defined[name] != FILENAME) complain(name " is also defined in " defined[name])
    defined[name] = FILENAME
}

FNR == 1 {
    ++file
    namespace = ""
    if (file > 2 && !(folder_of(FILENAME) in rank)) complain("a folder that order.txt does not know")
}

/^#/ && file <= 2 || NF == 0 { next }

file == 1 {
    for (i = 1; i <= NF; ++i) rank[$i] = FNR
    next
}

file == 2 {
    name = $1
    $1 = ""
    owners[name] = substr($0, 2)
    next
}

/^namespace [A-Za-z0-9_:]+ *{/ { namespace = $2 }

/^(struct|class|enum class) [A-Za-z0-9_]+([^A-Za-z0-9_:]|:[^:]|$)/ && FILENAME ~ /\.h$/ && !/;[ \t]*(\/\/.*)?$/ {
    split($0, words, /[^A-Za-z0-9_]+/)
    check_type(namespace "::" (words[1] == "enum" ? words[3] : words[2]))
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, parts, "\"")
    # Third-party headers can be included in quotes, too.
    if (parts[2] ~ "^(" programs "|tests|\\.)" || !(parts[2] ~ /\//)) check_ours(parts[2])
    check_theirs(parts[2])
}

/^[ \t]*#[ \t]*include[ \t]*</ {
    split($0, parts, /[<>]/)
    if (is_program(program_of(parts[2]))) check_ours(parts[2])
    check_theirs(parts[2])
}

END {
    exit wrong
}
