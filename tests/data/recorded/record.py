#!/usr/bin/env python3
"""Records what real programs write to a terminal of 24 rows and 80 columns: record.py [NAME...]

Each runs on a pseudo-terminal with a clean environment, in namespaces of its own: in /home/user on a machine called host
on which nothing else runs. Keys are typed after pauses, and nobody answers what a program asks. What it wrote is in
NAME.bytes, as it was read, at most 64 KiB of it. Run as root on Debian 12 with the packages of `./dev test`.
"""
import fcntl
import os
import pathlib
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import time

ROWS, COLUMNS = 24, 80
MOST = 64 << 10

SAMPLE = """/* A sample to look at: \u4e16\u754c, \u3053\u3093\u306b\u3061\u306f, na\u00efve, e\u0301, \U0001f600. */
#include <stdio.h>

static const char *const greetings[] = {"hello", "hei", "ol\u00e1", "\u043f\u0440\u0438\u0432\u0435\u0442", NULL};

int main(void)
{
\tfor (int i = 0; greetings[i]; ++i) {
\t\tprintf("%2d %s, a line that is long enough to be wrapped by a terminal of eighty columns, and on\\n", i, greetings[i]);
\t}
\treturn 0;
}
"""

PAGE = """.TH SAMPLE 1
.SH NAME
sample \\- a page to look at
.SH SYNOPSIS
.B sample
[\\fB\\-v\\fR] [\\fIfile\\fR ...]
.SH DESCRIPTION
""" + "\n.PP\n".join(
    "A paragraph number %d that is \\fBlong\\fR enough to go on over \\fImore\\fR than one row of any terminal, so that a "
    "pager has something to wrap and to scroll." % i for i in range(1, 16)) + "\n"

TABLE = "".join("\033[%dm%3d\033[0m \033[4;38;5;%dmcolour %d\033[0m \u2502 %s\n" % (31 + i % 7, i, 16 + i, i, "x" * (i % 90))
                for i in range(120))

ESC, UP, DOWN, PAGE_DOWN = "\033", "\033[A", "\033[B", "\033[6~"

# name: (command, keys)
PROGRAMS = {
    "vim": ("vim -u NONE -N --cmd 'syntax on' --cmd 'set mouse=a hlsearch number' sample.c",
            ["/main\r", "o/* typed */" + ESC, "ggVjd", "u", ":vsplit\r", ":help\r", PAGE_DOWN, ":qa!\r"]),
    "less": ("less -R table", [" ", " ", "/colour 9\r", "n", "G", "g", "-S\r", "\033[C", "q"]),
    "man": ("man ./sample.1", [" ", "/paragraph\r", "n", "q"]),
    "htop": ("htop --delay=5", ["t", DOWN, UP, "h", "q", "F6", "q", "q"]),
    "top": ("top -d 0.4 -n 4", ["1", "z", "x"]),
    "bash": ("bash --norc --noprofile -i",
             ["PS1='\\[\\e[1;32m\\]user@host\\[\\e[0m\\]:\\[\\e[1;34m\\]\\w\\[\\e[0m\\]\\$ '\r", "ls --color=always -la\r",
              "echo " + "long " * 30 + "\r", "cat sample.c\r", "printf '%s\\n' \u4e16\u754c\u4e16\u754c\r", "abc\002\002X\005\r",
              "\022ls", "\r", "clear\r", "exit\r"]),
    "zsh": ("zsh -f -i", ["PROMPT='%F{cyan}%~%f %# '\r", "RPROMPT='%B[right]%b'\r", "ls -l | cat\r",
                          "echo " + "word " * 40 + "\r", "setopt prompt_sp; printf 'no newline'\r", "ls sa\t\t", "\025exit\r"]),
    "fish": ("fish --no-config --private", ["function fish_prompt; set_color green; echo -n 'user> '; end\r", "ls\r", "echo he",
                                  "llo 'quoted' | cat\r", "ls sam\t", "\025exit\r"]),
    "ls": ("sh -c 'mkdir -p d/e; ln -sf d link; touch d/x.tar d/y.png; chmod +x d/e; ls --color=always -laR . ; ls "
           "--color=always --hyperlink=always d'", []),
    "tmux": ("tmux -L record -f /dev/null -u new-session 'exec sh' ; set -g status-right right ; set -g status-left left",
             ["PS1='$ '\r", "\002\"", "seq 30\r", "\002%", "cat sample.c\r", "\002o", "\002[", UP * 4, "q", "\002z", "\002z",
              "exit\r", "exit\r", "exit\r"]),
    "pages": ("sh -c 'printf \"\\033[?1049h\\033[2;20r\\033[?6h\"; seq 60; printf \"\\033[?6l\\033[r\\033[?1049l\"; cat table "
              "sample.c; printf \"\\033]0;a title\\007\\033]133;A\\007$ \\033]133;B\\007true\\r\\n\\033]133;C\\007"
              "\\033]133;D;0\\007\"'", []),
}


def record(command, keys, folder):
    environment = {"HOME": "/home/user", "USER": "user", "LOGNAME": "user", "PATH": "/usr/local/bin:/usr/bin:/bin", "SHELL": "/bin/sh",
                   "TERM": "xterm-256color", "LANG": "C.UTF-8", "PS1": "$ "}
    child, terminal = pty.fork()
    if child == 0:
        alone = ["unshare", "--uts", "--mount", "--pid", "--fork", "--mount-proc", "sh", "-c",
                 "hostname host && mount -t tmpfs none /home && mkdir /home/user && cp " + folder + "/* /home/user && "
                 "cd /home/user && eval \"exec $0\"", command]
        os.execve("/usr/bin/unshare", alone, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    os.kill(child, signal.SIGWINCH)
    out = b""
    keys = list(keys)
    last = time.monotonic()
    while True:
        ready, _, _ = select.select([terminal], [], [], 0.1)
        if ready:
            try:
                got = os.read(terminal, 65536)
            except OSError:
                break
            if not got:
                break
            out += got
            continue
        if time.monotonic() - last > 0.7:
            last = time.monotonic()
            if keys:
                os.write(terminal, keys.pop(0).encode())
            elif time.monotonic() - last > 5:
                break
    os.waitpid(child, 0)
    return out[:MOST]


def main():
    here = pathlib.Path(__file__).parent
    for name in sys.argv[1:] or PROGRAMS:
        command, keys = PROGRAMS[name]
        with tempfile.TemporaryDirectory(prefix="r") as folder:
            pathlib.Path(folder, "sample.c").write_text(SAMPLE)
            pathlib.Path(folder, "sample.1").write_text(PAGE)
            pathlib.Path(folder, "table").write_text(TABLE)
            out = record(command, keys, folder)
        (here / (name + ".bytes")).write_bytes(out)
        print(name, len(out))


if __name__ == "__main__":
    main()
