#pragma once

#include "tests/bench/bare_pty.h"
#include "tests/bench/in_cleat.h"
#include "tests/bench/in_tmux.h"

#include <filesystem>

namespace cleat::bench {

/// What to measure, and where to put files. The ways are measured alternately, so that other load on the machine
/// affects all of them.
struct Setting {
    BarePty& bare;
    InCleat& cleat;
    InTmux& tmux;
    std::filesystem::path directory;
    int divisor = 1; ///< divides the number of measurements
};

/// The time from a keystroke to its echo by a program that writes what it reads. Prints a table.
void measure_echo(const Setting& setting);
/// The time from a client's start to the last row of a full screen, in a session with 10,000 lines of history. Prints a
/// table.
void measure_attach(const Setting& setting);
/// The time in which 64 MiB of a program's output reach the client's terminal. Prints a table.
void measure_drain(const Setting& setting);
/// A file through `exec`, and a program that answers line by line, compared with bare pipes. Prints two tables.
void measure_exec(const Setting& setting);
/// A program's output in sessions with and without recording. Prints tables and targets.
void measure_record(const Setting& setting);
/// A program that writes continuously, with no, some and many observers, stopped or running: its rate, the server's CPU
/// time, the echo time in its session and in another one, and the age of the observers' screens. Prints a table and
/// targets.
void measure_viewers(const Setting& setting);
/// The worker's memory for each of a thousand stopped observers, and whether it grows. Prints both.
void measure_stalled(const Setting& setting);
/// The effect on the owner of a session while guests attack the server: echo time, the time of "cleat ls", and the
/// growth of the worker. Needs root. Prints a table and targets.
void measure_hostile(const Setting& setting);

/// The time in which a server with a thousand sessions stops, and the echo time while a hundred other sessions, with
/// stubborn programs, are killed. Prints both and targets.
void measure_ends(const Setting& setting);

} // namespace cleat::bench
