#pragma once

#include "tests/bench/bare_pty.h"
#include "tests/bench/in_cleat.h"
#include "tests/bench/in_tmux.h"

#include <filesystem>

namespace cleat::bench {

/// What is measured, and where files may be put for it. Measurements of all ways take turns, so that whatever else the
/// machine does meanwhile counts for all of them.
struct Setting {
    BarePty& bare;
    InCleat& cleat;
    InTmux& tmux;
    std::filesystem::path directory;
    int divisor = 1; ///< that many times fewer measurements
};

/// From a key's being typed to its echo, by a program that writes what it reads. Prints a table.
void measure_echo(const Setting& setting);
/// From a client's start to the last row of a full screen, in a session with 10,000 lines of history. Prints a table.
void measure_attach(const Setting& setting);
/// From a program's beginning to write 64 MiB to the end of it on the client's terminal. Prints a table.
void measure_drain(const Setting& setting);
/// A file through `exec`, and a program that answers line by line, beside bare pipes. Prints two tables.
void measure_exec(const Setting& setting);
/// A program's output in a session that is recorded, and in one that is not. Prints tables, and what is wanted.
void measure_record(const Setting& setting);
/// A program that writes without end, with none, some and many who watch, stopped or lively: how fast it is, what the
/// server takes for it, how soon a key is echoed there and in another session, and how old is what the watchers see.
/// Prints a table, and what is wanted of it.
void measure_viewers(const Setting& setting);
/// What the worker keeps for each of a thousand who watch and are stopped, and whether that grows. Prints both.
void measure_stalled(const Setting& setting);
/// What the owner of a session notices while guests attack the server: the echo of its keys, how long "cleat ls" takes,
/// and what the worker grows by. Needs root. Prints a table, and what is wanted.
void measure_hostile(const Setting& setting);

/// How long a server with a thousand sessions takes to stop, and how soon a key is echoed while a hundred stubborn ones
/// of others are ended. Prints both, and what is wanted.
void measure_ends(const Setting& setting);

} // namespace cleat::bench
