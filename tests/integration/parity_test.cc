// Clients on terminals of several sizes show one session, or the part of it that fits, cell for cell, through all
// changes of its size.
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

/// Coloured text of every character width, in lines longer than a small terminal is wide. Ends with a line "text N
/// ends", for which a test can wait.
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

/// A session whose program reads the number of a text and shows that text, and clients attached as controllers.
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

    OuterTerminal& client(std::size_t index) { return clients_[index]; }
    [[nodiscard]] const Server& server() const { return server_; }

    /// Types the number at one client, whose size the session then takes, and waits for the text. Calls `meanwhile`
    /// while the text is being written.
    void show(
        std::size_t index, int text, const std::function<void()>& meanwhile = [] {})
    {
        const auto before = std::to_string(server_.snapshot("work")["offset"].get<long>());
        clients_[index].type(std::to_string(text) + "\r");
        meanwhile();
        server_.await("work", "^text " + std::to_string(text) + " ends", before);
    }

    /// Waits until every client shows its part of the session.
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

TEST_CASE("small, normal and large clients show the session, or their part of it, through reflowing resizes")
{
    Stage stage({{5, 20}, {24, 80}, {200, 500}});
    stage.check();

    stage.show(1, 0);
    stage.check();
    // Each client types, and the session takes its size.
    for (const std::size_t index : {0U, 2U, 0U, 1U}) {
        INFO("typed at client ", index);
        stage.show(index, static_cast<int>(index) + 1);
        stage.check();
    }
    // Sizes of no client, then back.
    for (const char* const size : {"33x11", "300x7", "21x150", "80x24"}) {
        INFO("resized to ", size);
        stage.server().ok({"resize", "work", size});
        stage.check();
    }
    // A terminal changes its size during output.
    for (const Size size : {Size{24, 61}, Size{30, 100}, Size{7, 35}, Size{24, 80}}) {
        INFO("the terminal has ", size.columns, "x", size.rows);
        stage.show(1, 4, [&] { stage.client(1).resize(size); });
        stage.check();
    }
}

TEST_CASE("a client's view of a session follows the cursor, whichever of the two is larger")
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
