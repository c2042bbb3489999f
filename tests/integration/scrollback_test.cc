// What clients that type alternately leave in the scrollback of foreign terminal emulators: tmux, and @xterm/headless
// if the environment variable CLEAT_XTERM_HEADLESS names its directory. And in our terminal, with the real programs.
#include "tests/support/cases.h"
#include "tests/support/outer_terminal.h"
#include "tests/support/scratch.h"
#include "tests/support/scrollback_play.h"
#include "tests/support/server.h"
#include "tests/support/tmux.h"
#include "tests/support/xterm.h"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

using namespace cleat;
using namespace cleat::test;

namespace {

/// The scripts to run: `few`, or the number in the environment variable CLEAT_SCROLLBACK_SCRIPTS.
Cases scripts(int few)
{
    const char* const count = std::getenv("CLEAT_SCROLLBACK_SCRIPTS");
    return count == nullptr ? cases(few) : Cases(std::atoi(count));
}

ScriptKind kind_of(int seed)
{
    return {.resizes_terminals = false, .rewrites = seed % 2 == 0};
}

/// All bytes written to a client's terminal since it was attached.
std::string bytes_of(const ModelClient& client)
{
    std::string out;
    for (auto at = client.events_before(); at < client.events().size(); ++at) out += client.events()[at].bytes;
    return out;
}

std::vector<std::string> texts(const std::vector<RowRef>& rows)
{
    std::vector<std::string> out;
    for (const auto& row : rows) out.push_back(row->text());
    return out;
}

/// A pane that is reset to a new terminal of the given size each time it shows something.
class FreshPane {
 public:
    FreshPane()
    {
        REQUIRE(::mkfifo((scratch_ / "bytes").c_str(), 0600) == 0);
        const auto loop = "stty raw -echo; while cat '" + scratch_ / "bytes" + "'; do :; done";
        tmux_.open("pane", {24, 80}, {"sh", "-c", loop}, {});
    }

    /// Returns when the pane has read the bytes.
    void show(Size size, const std::string& bytes)
    {
        size_ = size;
        write("\x1b[?1049l"); // a reset does not do this
        tmux_.make_new("pane", size);
        write(bytes);
    }

    [[nodiscard]] std::vector<std::string> scrollback() const
    {
        std::vector<std::string> out;
        std::istringstream lines(tmux_.history("pane"));
        for (std::string line; std::getline(lines, line);) out.push_back(line);
        return out;
    }

    [[nodiscard]] Screen screen() const { return tmux_.screen("pane", size_); }

 private:
    void write(const std::string& bytes)
    {
        const auto title = "written " + std::to_string(++count_);
        std::ofstream(scratch_ / "bytes", std::ios::binary) << bytes << "\x1b]2;" << title << "\x1b\\";
        REQUIRE(eventually([&] { return tmux_.format("pane", "#{pane_title}") == title; }));
    }

    Scratch scratch_;
    Tmux tmux_;
    Size size_;
    int count_ = 0;
};

/// When its terminal is resized a client assumes that rows this old have been drawn, and that the resize is the first
/// of a series. A longer time is safe, too.
constexpr std::chrono::milliseconds LONG_DRAWN{1'500};

std::vector<int> numbers_in(const std::vector<std::string>& lines)
{
    std::vector<int> out;
    for (const std::string& line : lines)
        if (line.starts_with("line ")) out.push_back(std::atoi(line.c_str() + 5));
    return out;
}

} // namespace

TEST_CASE("tmux shows the session's window, and its scrollback has rows of the history, in order, once")
{
    FreshPane pane;
    for (const int seed : scripts(40)) {
        INFO("seed ", seed);
        ScrollbackPlay play(7'000'000U + static_cast<std::uint32_t>(seed), kind_of(seed));
        REQUIRE(play.run() == "");
        for (const auto& client : play.clients()) {
            if (!client->is_attached()) continue;
            pane.show(client->size(), bytes_of(*client));
            REQUIRE(client->difference_in_rows(play.session_screen(), pane.screen().rows()) == "");
            REQUIRE(play.left().fault_in(pane.scrollback()) == "");
        }
    }
}

TEST_CASE("xterm.js shows the session's window, and its scrollback has rows of the history, in order, once")
{
    const auto folder = xterm_folder();
    if (!folder) {
        MESSAGE("skipped: CLEAT_XTERM_HEADLESS does not name the folder of @xterm/headless");
        return;
    }
    for (const int seed : scripts(100)) {
        INFO("seed ", seed);
        ScrollbackPlay play(8'000'000U + static_cast<std::uint32_t>(seed), kind_of(seed));
        REQUIRE(play.run() == "");
        std::vector<XtermCase> shown;
        std::vector<const ModelClient*> clients;
        for (const auto& client : play.clients()) {
            if (!client->is_attached() || client->size().columns < 2) continue; // xterm.js has two at least
            shown.push_back({client->size(), bytes_of(*client)});
            clients.push_back(client.get());
        }
        const auto screens = show_in_xterm(*folder, shown);
        for (std::size_t i = 0; i < screens.size(); ++i) {
            const auto& screen = screens[i];
            const auto& rows = screen.active == Side::primary ? screen.primary : screen.alternate;
            REQUIRE(clients[i]->difference_in_rows(play.session_screen(), rows) == "");
            REQUIRE(play.left().fault_in(texts(screen.scrollback)) == "");
        }
    }
}

TEST_CASE("two clients of different size that type alternately have every line in scrollback once, in order")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c",
               "stty -echo; echo ready; while read x; do for i in 1 2 3 4 5 6 7 8 9 10; do n=$((n+1)); echo line $n.; "
               "done; done"});
    OuterTerminal large = server.terminal({"attach", "work"}, {24, 80});
    REQUIRE(large.until_text("ready"));
    OuterTerminal small = server.terminal({"attach", "work"}, {10, 40});
    REQUIRE(small.until_text("ready"));

    for (int turn = 1; turn <= 12; ++turn) {
        OuterTerminal& typing = turn % 2 == 0 ? small : large;
        OuterTerminal& other = turn % 2 == 0 ? large : small;
        typing.type("\r");
        CAPTURE(turn);
        const std::string last = "line " + std::to_string(10 * turn) + ".";
        const bool is_there = typing.until_text(last);
        INFO(typing.text());
        REQUIRE(is_there);
        REQUIRE(other.until_text(last));
    }

    for (OuterTerminal* const outer : {&small, &large}) {
        outer->type(" ");
        REQUIRE(outer->until([&] { return server.info("work")["columns"] == outer->screen().size.columns; }));
        std::vector<int> wanted(120);
        for (int i = 0; i < 120; ++i) wanted[static_cast<std::size_t>(i)] = i + 1;
        (void)outer->until([&] { return numbers_in(outer->everything()) == wanted; });
        CHECK(numbers_in(outer->everything()) == wanted);
    }
}

TEST_CASE("a terminal that takes rows back only on request has every line once after resizes back and forth")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c",
               "for i in $(seq 100); do printf 'line %d. %60s\\n' $i x; done; echo ready; exec cat"});
    OuterTerminal outer = server.terminal({"attach", "work", "--history", "200"}, {24, 80}, {{"TERM", "xterm-kitty"}});
    outer.wait_to_take_back();
    REQUIRE(outer.until_text("ready"));
    std::vector<int> wanted(100);
    for (int i = 0; i < 100; ++i) wanted[static_cast<std::size_t>(i)] = i + 1;
    REQUIRE(outer.until([&] { return numbers_in(outer.everything()) == wanted; }));

    for (const int columns : {60, 80, 50, 70, 40, 100, 80}) {
        CAPTURE(columns);
        std::this_thread::sleep_for(LONG_DRAWN);
        outer.take();
        CHECK(numbers_in(outer.everything()) == wanted);
        outer.resize({24, columns});
        REQUIRE(outer.until([&] {
            return server.info("work")["columns"] == columns && outer.screen().active == Side::primary &&
                   outer.text() == server.model("work").text();
        }));
        (void)outer.until([&] { return numbers_in(outer.everything()) == wanted; });
        CHECK(numbers_in(outer.everything()) == wanted);
    }
    CHECK(outer.bytes().find("+T") != std::string::npos);
}
