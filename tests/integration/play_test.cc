// Recordings as users use them: played, searched, exported, and read by asciinema and foreign terminal emulators.
#include "common/recording/cast_reader.h"
#include "tests/support/cast.h"
#include "tests/support/needs_root.h"
#include "tests/support/planted_files.h"
#include "tests/support/recorded.h"
#include "tests/support/scratch.h"
#include "tests/support/server.h"
#include "tests/support/tmux.h"
#include "tests/support/xterm.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

using namespace cleat;
using namespace cleat::test;

namespace {

constexpr std::string_view HEADER = "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24}}\n";

std::string with_header(std::string_view lines)
{
    return std::string(HEADER).append(lines);
}

/// A hundred lines, ten a second, with two markers.
std::string hundred_lines()
{
    std::string out(HEADER);
    for (int i = 1; i <= 100; ++i) {
        out += "[0.1,\"o\",\"line " + std::to_string(i) + "\\r\\n\"]\n";
        if (i == 30 || i == 60) out += "[0,\"m\",\"mark " + std::to_string(i) + "\"]\n";
    }
    return out;
}

/// A value for PATH that starts with a new directory in which `rsvg-convert` is this script.
std::string path_with_drawing(const std::string& directory, const std::string& script)
{
    std::filesystem::create_directory(directory);
    write_file(directory + "/rsvg-convert", "#!/bin/sh\n" + script + "\n");
    std::filesystem::permissions(directory + "/rsvg-convert", std::filesystem::perms::owner_all);
    return directory + ":" + std::getenv("PATH");
}

/// A program's output as a recording, cut into events at random positions.
std::string as_cast(const std::string& bytes)
{
    Stream stream(5);
    CastWriter writer(CastVersion::v3);
    std::string out;
    CastHeader header;
    header.size = RECORDED_SIZE;
    writer.header(header, out);
    CastTime time{};
    for (std::string_view left = bytes; !left.empty();) {
        const auto piece = left.substr(0, static_cast<std::size_t>(stream.number(1, 200)));
        left.remove_prefix(piece.size());
        writer.output(time += CastTime(1'000), piece, out);
    }
    writer.finish(out);
    return out;
}

std::string model_text(const std::string& bytes)
{
    Terminal terminal(RECORDED_SIZE);
    terminal.feed(bytes);
    return terminal.screen().text();
}

/// Runs a command in a tmux pane in raw mode; returns the text of the pane after it.
std::string shown_in_tmux(const Tmux& tmux, const std::string& name, const std::string& command)
{
    const auto script =
        "stty raw -echo; " + command + " </dev/tty; printf '\\033]2;was shown\\033\\\\'; exec sleep 1000";
    tmux.open(name, RECORDED_SIZE, {"sh", "-c", script}, {{"LC_ALL", "C.UTF-8"}});
    REQUIRE(eventually([&] { return tmux.format(name, "#{pane_title}") == "was shown"; }));
    return tmux.text(name);
}

bool has_asciinema()
{
    return run({"sh", "-c", "command -v asciinema"}).status == 0;
}

} // namespace

TEST_CASE("an export to a name that ends in .zst is compressed without loss")
{
    const Server server;
    const Scratch scratch;
    write_file(scratch / "a.cast", hundred_lines());

    server.ok({"export", scratch / "a.cast", "--to", "v3", "-o", scratch / "b.cast.zst"});

    CHECK(file_bytes(scratch / "b.cast.zst").size() < hundred_lines().size() / 2);
    CHECK(server.ok({"export", scratch / "b.cast.zst", "--to", "v3"}) ==
          server.ok({"export", scratch / "a.cast", "--to", "v3"}));
}

TEST_CASE("asciinema plays our v2 recordings as our terminal shows them")
{
    if (!has_asciinema()) return;
    const Server server;
    const Scratch scratch;
    const Tmux tmux;
    for (const auto& program : recorded()) {
        CAPTURE(program.name);
        write_file(scratch / "a.cast", as_cast(program.bytes));
        server.ok({"export", scratch / "a.cast", "--to", "v2", "-o", scratch / (program.name + ".cast")});
        const auto file = "'" + scratch / (program.name + ".cast") + "'";

        const auto wanted = model_text(program.bytes);
        CHECK(shown_in_tmux(tmux, "cat-" + program.name, "asciinema cat " + file) == wanted);
        CHECK(shown_in_tmux(tmux, "play-" + program.name, "asciinema play -s 100 " + file) == wanted);
        CHECK(server.ok({"play", scratch / "a.cast", "--print-at", "end"}) == wanted);
    }
}

TEST_CASE("recordings made by asciinema can be played")
{
    if (!has_asciinema()) return;
    const Server server;
    const Scratch scratch;
    const Tmux tmux;
    const auto file = scratch / "rec.cast";
    tmux.open("rec", {24, 80},
              {"asciinema", "rec", "-q", "-t", "a title", "-c",
               "printf 'gr\\303\\274n \\033[1mbold\\033[m\\r\\n'; stty size", file},
              {{"LC_ALL", "C.UTF-8"}, {"HOME", scratch.path()}});
    REQUIRE(eventually([&] { return file_bytes(file).find("24 80") != std::string::npos; }));

    CHECK(server.ok({"play", file, "--print-at", "end"}).starts_with("gr\xc3\xbcn bold\n24 80\n"));
    CHECK(server.ok({"grep", "b.ld", file}).ends_with(": gr\xc3\xbcn bold\n"));
    CHECK(server.ok({"export", file, "--to", "html"}).find("<title>a title</title>") != std::string::npos);
}

TEST_CASE("xterm.js shows our v3 recordings as our terminal does")
{
    const auto folder = xterm_folder();
    if (!folder) return;
    std::vector<XtermCase> cases;
    const auto programs = recorded();
    for (const auto& program : programs) {
        CastReader reader;
        reader.feed(as_cast(program.bytes));
        reader.finish();
        std::string bytes;
        while (const auto event = reader.next()) bytes += event->data;
        cases.push_back({RECORDED_SIZE, bytes});
    }
    const auto shown = show_in_xterm(*folder, cases);
    for (std::size_t i = 0; i < programs.size(); ++i) {
        CAPTURE(programs[i].name);
        Screen screen(RECORDED_SIZE);
        screen.primary = shown[i].active == Side::primary ? shown[i].primary : shown[i].alternate;
        CHECK(screen.text() == model_text(programs[i].bytes));
    }
}

TEST_CASE("the player starts at --at, seeks, searches, lists markers and restores the terminal")
{
    const Server server;
    const Scratch scratch;
    const auto file = scratch / "a.cast";
    write_file(file, hundred_lines());
    OuterTerminal outer = server.terminal({"play", "--at", "5", "--paused", file}, {24, 80});
    REQUIRE(outer.until_text("line 50\n"));
    CHECK(outer.text().find("line 51") == std::string::npos);
    CHECK(outer.until_text("|| 0:05"));

    outer.type(".");
    CHECK(outer.until_text("line 51\n"));
    outer.type("\x1b[D");
    CHECK(outer.until_text("|| 0:00"));
    outer.type("/ne 7[5]\r");
    CHECK(outer.until_text("0:07.500  line 75"));
    outer.type("]");
    CHECK(outer.until_text("no later marker"));
    outer.type("[");
    CHECK(outer.until_text("line 60\n"));
    outer.type("m");
    CHECK(outer.until_text("mark 30"));
    outer.type("\r");
    CHECK(outer.until([&] { return outer.text().find("line 30\n") != std::string::npos; }));
    outer.type("G");
    CHECK(outer.until_text("line 100\n"));
    outer.type("q");
    CHECK(outer.finish() == 0);
    CHECK(outer.screen().active == Side::primary);
    CHECK(outer.screen().cursor.visible);
    CHECK(std::filesystem::exists(index_path(file)));
}

TEST_CASE("a recording plays at its own pace with idle time capped, and --quit leaves at the end")
{
    const Server server;
    const Scratch scratch;
    write_file(scratch / "a.cast",
               with_header("[0.2,\"o\",\"one\\r\\n\"]\n[100,\"o\",\"two\\r\\n\"]\n[0.1,\"o\",\"three\"]\n"));
    OuterTerminal outer = server.terminal({"play", "--quit", "-i", "300ms", scratch / "a.cast"});

    CHECK(outer.until_text("two"));
    CHECK(outer.finish() == 0);
}

TEST_CASE("a recording that is larger than the terminal is shown through a window")
{
    const Server server;
    const Scratch scratch;
    write_file(scratch / "a.cast",
               "{\"version\":2,\"width\":150,\"height\":50}\n[0,\"o\",\"top\\u001b[50;140Hbottom\"]\n");
    OuterTerminal outer = server.terminal({"play", "--paused", scratch / "a.cast"}, {20, 60});

    CHECK(outer.until_text("bottom"));
    outer.type(std::string(60, 'K') + std::string(40, 'H'));
    CHECK(outer.until_text("top"));
    outer.type("q");
    CHECK(outer.finish() == 0);
}

TEST_CASE("a recording from a pipe is played as it arrives, and can be sought in")
{
    const Server server;
    const Scratch scratch;
    const auto pipe = scratch / "pipe";
    REQUIRE(run({"mkfifo", pipe}).status == 0);
    OuterTerminal outer = server.terminal({"play", pipe});
    {
        std::ofstream writer(pipe);
        writer << with_header("[0,\"o\",\"first\\r\\n\"]\n") << std::flush;
        REQUIRE(outer.until_text("first"));
        writer << "[0.1,\"o\",\"\\u001b[2J\\u001b[Hsecond\"]\n" << std::flush;
        REQUIRE(outer.until_text("second"));
        outer.type("g");
        REQUIRE(outer.until_text("second"));
    }
    outer.type(" g");
    CHECK(outer.until_text("first"));
    outer.type("q");
    CHECK(outer.finish() == 0);
}

TEST_CASE("a damaged recording is played as far as possible, and the damage is reported")
{
    const Server server;
    const Scratch scratch;
    const auto file = scratch / "a.cast";
    write_file(file, with_header("[0,\"o\",\"good\\r\\n\"]\nnonsense\n[0,\"o\",\"b\xff"
                                 "d\\r\\n\"]\n[0,\"o\",\"cut"));

    const auto printed = server.cleat({"play", file, "--print-at", "end"});
    CHECK(printed.status == 0);
    CHECK(printed.out.starts_with("good\nb\xef\xbf\xbd"
                                  "d\n"));
    CHECK(printed.err ==
          "cleat: " + file + ": line 3 is not an event, 1 event is not UTF-8, the last line is cut short\n");

    OuterTerminal outer = server.terminal({"play", file});
    REQUIRE(outer.until_text("good"));
    outer.type("q");
    CHECK(outer.finish() == 0);
    CHECK(outer.text().find("line 3 is not an event") != std::string::npos);
}

TEST_CASE("input that cannot be played, exported or searched is an error")
{
    const Server server;
    const Scratch scratch;
    write_file(scratch / "not", "hello\n");
    write_file(scratch / "empty", "");
    write_file(scratch / "good", hundred_lines());

    CHECK(server.cleat({"play", scratch / "missing", "--print-at", "1"}).status == 119);
    CHECK(server.cleat({"play", scratch / "not", "--print-at", "1"}).status == 120);
    CHECK(server.cleat({"play", scratch / "empty", "--print-at", "1"}).status == 120);
    CHECK(server.cleat({"play", scratch.path(), "--print-at", "1"}).status == 120);
    CHECK(server.cleat({"play", scratch / "good"}).err.find("standard output is not a terminal") != std::string::npos);
    CHECK(server.cleat({"play", scratch / "good", "--at", "noon"}).status == 120);
    CHECK(server.cleat({"play", scratch / "good", "--speed", "nan", "--print-at", "end"}).status == 120);
    CHECK(server.cleat({"export", scratch / "good", "--to", "v3", "--at", "1"}).status == 120);
    CHECK(server.cleat({"export", scratch / "good", "--to", "text", "--from", "3", "--until", "2"}).status == 120);
    CHECK(server.cleat({"grep", "(", scratch / "good"}).status == 120);
    CHECK(server.cleat({"grep", "absent", scratch / "good"}).status == 1);
}

TEST_CASE("grep finds text in recordings, and --open plays from the match")
{
    const Server server;
    const Scratch scratch;
    write_file(scratch / "a.cast", hundred_lines());
    write_file(scratch / "b.cast", hundred_lines());

    CHECK(server.ok({"grep", "line 4[12]", scratch / "a.cast"}) == "0:04.100: line 41\n0:04.200: line 42\n");
    CHECK(server.ok({"grep", "-i", "LINE 41", scratch / "a.cast", scratch / "b.cast"}) ==
          scratch / "a.cast:0:04.100: line 41\n" + (scratch / "b.cast:0:04.100: line 41\n"));
    OuterTerminal outer = server.terminal({"grep", "--open", "line 77", scratch / "a.cast"});
    CHECK(outer.until_text("line 77\n"));
    CHECK(outer.until_text("|| 0:07"));
    outer.type("q");
    CHECK(outer.finish() == 0);
}

TEST_CASE("a recording can be exported to other formats, whole or in part")
{
    const Server server;
    const Scratch scratch;
    const auto file = scratch / "a.cast";
    write_file(file, hundred_lines());

    const auto text = server.ok({"export", file, "--to", "text"});
    CHECK(text.starts_with("line 1\nline 2\n"));
    CHECK(text.ends_with("line 99\nline 100\n"));
    CHECK(std::count(text.begin(), text.end(), '\n') == 100);
    CHECK(server.ok({"export", file, "--to", "raw", "--until", "0.2"}) == "line 1\r\nline 2\r\n");
    CHECK(server.ok({"export", file, "--to", "text", "--at", "0.2"}).starts_with("line 1\nline 2\n\n"));
    CHECK(server.ok({"export", file, "--to", "v3"}) == hundred_lines());
    const auto part = server.ok({"export", "-", "--to", "v2", "--from", "5", "--until", "6"}, hundred_lines());
    write_file(scratch / "part.cast", part);
    CHECK(server.ok({"play", scratch / "part.cast", "--print-at", "0"}) ==
          server.ok({"play", file, "--print-at", "5"}));
    CHECK(server.ok({"play", scratch / "part.cast", "--print-at", "end"}) ==
          server.ok({"play", file, "--print-at", "6"}));
}

TEST_CASE("a recording can be exported as pictures")
{
    const Server server;
    const Scratch scratch;
    const auto file = scratch / "a.cast";
    write_file(file, hundred_lines());
    const auto svg = server.ok({"export", file, "--to", "svg", "--at", "1"});
    CHECK(svg.find(">line</text>") != std::string::npos);

    const auto png = server.cleat({"export", file, "--to", "png", "--at", "1"});
    if (run({"sh", "-c", "command -v rsvg-convert"}).status != 0) {
        CHECK(png.err.find("install the package \"librsvg2-bin\"") != std::string::npos);
        return;
    }
    CHECK(png.status == 0);
    CHECK(png.out.starts_with("\x89PNG"));
    if (run({"sh", "-c", "command -v convert"}).status != 0) return;
    CHECK(server.ok({"export", file, "--to", "gif", "--until", "0.5"}).starts_with("GIF89a"));
}

TEST_CASE("text is exported verbatim; in titles and on a terminal invisible characters are escaped")
{
    const Server server;
    const Scratch scratch;
    const auto file = scratch / "a.cast";
    write_file(file, with_header("[0,\"o\",\"\\u001b]2;evil\\u202etitle\\u0007\"]\n[1,\"o\",\"a\\u202eb\\r\\n\"]\n"));

    CHECK(server.ok({"export", file, "--to", "text"}) == "a\u202eb\n");
    CHECK(server.ok({"export", file, "--to", "html"}).find("<title>evil\\u{202e}title</title>") != std::string::npos);
    CHECK(server.ok({"grep", "b", file}) == "0:01.000: a\u202eb\n");
    OuterTerminal outer = server.terminal({"grep", "b", file});
    CHECK(outer.finish() == 0);
    CHECK(outer.bytes() == "0:01.000: a\\u{202e}b\r\n");
}

TEST_CASE("a failed export leaves existing files unchanged and creates none")
{
    const Server server;
    const Scratch scratch;
    write_file(scratch / "a.cast", hundred_lines());
    write_file(scratch / "old", "old");
    std::filesystem::create_symlink("old", scratch / "link");
    REQUIRE(::mkfifo((scratch / "pipe").c_str(), 0600) == 0);
    const UniqueFd reader(::open((scratch / "pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    std::vector<std::string> names{"old", "link", "pipe", "new"};
    if (::mknod((scratch / "null").c_str(), S_IFCHR | 0600, makedev(1, 3)) == 0) names.emplace_back("null");
    Variables variables = server.variables();
    variables["PATH"] = path_with_drawing(scratch / "bin", "exit 1");

    for (const auto& name : names) {
        CAPTURE(name);
        const auto failed =
            run({Server::program(), "export", scratch / "a.cast", "--to", "png", "-o", scratch / name}, variables);
        CHECK(failed.status == 123);
        CHECK(failed.err == "cleat: rsvg-convert failed\n");
    }

    CHECK(file_bytes(scratch / "old") == "old");
    CHECK(std::filesystem::is_symlink(scratch / "link"));
    CHECK(std::filesystem::is_fifo(scratch / "pipe"));
    CHECK_FALSE(std::filesystem::exists(scratch / "new"));
    if (names.back() == "null") CHECK(std::filesystem::is_character_file(scratch / "null"));

    server.ok({"export", scratch / "a.cast", "--to", "text", "-o", scratch / "link"});
    CHECK(file_bytes(scratch / "old").starts_with("line 1\n"));
    CHECK(std::filesystem::is_symlink(scratch / "link"));
}

TEST_CASE("an export to a pipe, a link or a file of another user is refused")
{
    NEEDS_ROOT();
    const Server server;
    const Scratch scratch;
    const PlantedFiles planted;
    write_file(scratch / "a.cast", hundred_lines());

    for (const std::string& path : planted.paths()) {
        CAPTURE(path);
        const auto refused = server.cleat({"export", scratch / "a.cast", "--to", "text", "-o", path});
        CHECK(refused.status == 121);
        CHECK(refused.err.find("of another user\n") != std::string::npos);
    }

    planted.check_untouched();
}

TEST_CASE("an export ended by a signal leaves nothing behind")
{
    const Server server;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        CAPTURE(signal);
        const Scratch scratch;
        write_file(scratch / "a.cast", hundred_lines());
        write_file(scratch / "old.gif", "old");
        std::filesystem::create_directory(scratch / "tmp");
        const Variables variables{
            {"PATH", path_with_drawing(scratch / "bin", "echo $$ >" + scratch / "drawing; exec sleep 1000")},
            {"TMPDIR", scratch / "tmp"}};
        OuterTerminal exporting = server.terminal(
            {"export", scratch / "a.cast", "--to", "gif", "-o", scratch / "old.gif"}, {24, 80}, variables);
        REQUIRE(eventually([&] { return file_bytes(scratch / "drawing").ends_with("\n"); }));
        const pid_t drawing = std::stoi(file_bytes(scratch / "drawing"));
        REQUIRE_FALSE(std::filesystem::is_empty(scratch / "tmp"));

        ::kill(exporting.program().pid(), signal);

        CHECK(exporting.finish() == 128 + signal);
        CHECK(std::filesystem::is_empty(scratch / "tmp"));
        CHECK(file_bytes(scratch / "old.gif") == "old");
        CHECK_FALSE(is_alive(drawing));
        for (const auto& entry : std::filesystem::directory_iterator(scratch.path()))
            CHECK_FALSE(entry.path().filename().string().starts_with('.'));
    }
}
