// Clients on terminals of several sizes show one session, or the part of it that they have room for, cell for cell,
// whatever becomes of its size.
#include "tests/support/server.h"
#include "tests/support/stream.h"
#include "tests/support/window.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <fstream>

using namespace cleat;
using namespace cleat::test;

namespace {

constexpr int TEXTS = 5;

/// Text of every width, coloured, in lines that are longer than a small terminal is wide, with a last one to be waited
/// for.
std::string some_text(Stream& stream, int number)
{
    std::string out;
    for (int i = 0; i < 30; ++i) {
        out += "\x1b[" + std::to_string(stream.number(31, 36));
        out += ";" + std::to_string(stream.number(40, 47)) + "m";
        for (int j = stream.number(1, 8); j > 0; --j) out += stream.text();
        if (stream.chance(3)) out += "\r\n";
    }
    return out + "\x1b[m\r\ntext " + std::to_string(number) + " ends\r\n";
}

/// A session whose program shows a text when it is told the text's number, and clients who control it.
class Stage {
 public:
    explicit Stage(const std::vector<Size>& sizes)
    {
        Stream stream(7);
        const std::filesystem::path texts = server_.directory() / "text";
        for (int i = 0; i < TEXTS; ++i) std::ofstream(texts.string() + std::to_string(i)) << some_text(stream, i);
        server_.ok({"new", "-d", "-n", "work", "-s", "80x24", "--", "sh", "-c",
                    "stty -echo; while read -r n; do cat '" + texts.string() + "'$n; done"});
        for (const Size size : sizes) clients_.push_back(server_.terminal({"attach", "work"}, size));
        for (OuterTerminal& client : clients_)
            REQUIRE(client.until([&] { return server_.info("work")["controllers"] == clients_.size(); }));
    }

    OuterTerminal& client(std::size_t place) { return clients_[place]; }
    [[nodiscard]] const Server& server() const { return server_; }

    /// Types the number at one of the clients, whose size the session has from then on; `meanwhile` is done while the
    /// text comes.
    void show(
        std::size_t place, int text, const std::function<void()>& meanwhile = [] {})
    {
        const auto before = std::to_string(server_.snapshot("work")["offset"].get<long>());
        clients_[place].type(std::to_string(text) + "\r");
        meanwhile();
        server_.await("work", "^text " + std::to_string(text) + " ends", before);
    }

    /// Until all show it.
    void check()
    {
        for (std::size_t i = 0; i < clients_.size(); ++i) {
            OuterTerminal& client = clients_[i];
            std::string difference;
            const bool is_same = client.until([&] {
                for (OuterTerminal& each : clients_) each.take();
                difference = difference_in_window(server_.model("work"), client.screen(), "work");
                return difference.empty();
            });
            INFO("client ", i, ": ", difference);
            REQUIRE(is_same);
        }
    }

 private:
    const Server server_;
    std::deque<OuterTerminal> clients_;
};

} // namespace

TEST_CASE("small, usual and large clients show one session, or their part of it, through resizes that reflow it")
{
    Stage stage({{5, 20}, {24, 80}, {200, 500}});
    stage.check();

    stage.show(1, 0);
    stage.check();
    // Each types, and the session is as large as its terminal.
    for (const std::size_t place : {0U, 2U, 0U, 1U}) {
        INFO("typed at client ", place);
        stage.show(place, static_cast<int>(place) + 1);
        stage.check();
    }
    // Nobody's size, and back.
    for (const char* const size : {"33x11", "300x7", "21x150", "80x24"}) {
        INFO("resized to ", size);
        stage.server().ok({"resize", "work", size});
        stage.check();
    }
    // A terminal changes while output comes.
    for (const Size size : {Size{24, 61}, Size{30, 100}, Size{7, 35}, Size{24, 80}}) {
        INFO("the terminal has ", size.columns, "x", size.rows);
        stage.show(1, 4, [&] { stage.client(1).resize(size); });
        stage.check();
    }
}

TEST_CASE("what a large client shows of a small session, and a small one of a large session, follows the cursor")
{
    Stage stage({{5, 20}, {200, 500}});
    stage.show(1, 0);
    stage.check();
    for (const char* const size : {"20x5", "500x200", "40x10"}) {
        stage.server().ok({"resize", "work", size, "--policy", "fixed"});
        stage.show(0, 2);
        stage.check();
        stage.show(1, 3);
        stage.check();
    }
}
