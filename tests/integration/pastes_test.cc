#include "tests/support/usage.h"
#include "tests/support/viewing.h"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <sstream>

using namespace cleat;
using namespace cleat::test;

namespace {

const std::string PASTE_BEGIN = "\x1b[200~";
const std::string PASTE_END = "\x1b[201~";

/// A session "work" whose program turns bracketed paste on, does nothing until it is released, and then copies its
/// input to a file.
class BusyProgram {
 public:
    explicit BusyProgram(const Server& server) : go_(server.directory() / "go"), got_(server.directory() / "got")
    {
        server.ok({"new", "-d", "-n", "work", "--", "sh", "-c",
                   "stty raw -echo; printf '\\033[?2004hready'; while [ ! -e " + go_.string() +
                       " ]; do sleep 0.05; done; exec cat > " + got_.string()});
        server.ok({"wait", "work", "--text", "ready", "--timeout", "60s"});
    }

    void release() const { std::ofstream(go_) << "now"; }
    [[nodiscard]] std::string got() const
    {
        std::ifstream file(got_, std::ios::binary);
        std::ostringstream bytes;
        bytes << file.rdbuf();
        return bytes.str();
    }
    /// Checks that the program has read exactly `wanted`; reports the first difference.
    void check_got(const std::string& wanted) const
    {
        std::string last;
        (void)eventually([&] {
            last = got();
            return last.size() >= wanted.size();
        });
        const auto differ = std::mismatch(last.begin(), last.end(), wanted.begin(), wanted.end());
        INFO(last.size() << " bytes instead of " << wanted.size() << "; the first difference is at "
                         << differ.first - last.begin());
        CHECK((last == wanted));
    }

 private:
    std::filesystem::path go_;
    std::filesystem::path got_;
};

/// Text without repetitions, in lines that end in CR as a terminal pastes them.
std::string long_text(std::size_t size)
{
    std::string out;
    for (std::size_t line = 0; out.size() < size; ++line) out += "line " + std::to_string(line) + " of the text\r";
    out.resize(size);
    return out;
}

/// The number of occurrences of `what` in `text`.
std::size_t count_of(const std::string& text, const std::string& what)
{
    std::size_t count = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++count;
    return count;
}

} // namespace

TEST_CASE("input is never dropped: eight megabytes pasted into a busy program arrive whole, before later keys")
{
    const Server server;
    const BusyProgram program(server);
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready"));
    const std::string text = long_text(8U << 20);

    outer.type(PASTE_BEGIN + text + PASTE_END + "after");
    program.release();

    program.check_got(PASTE_BEGIN + text + PASTE_END + "after");
}

TEST_CASE("a detach ends an unread paste at once and reports how many bytes were not delivered")
{
    const Server server;
    const BusyProgram program(server);
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready"));
    const long worker = server.worker_memory();

    outer.type(PASTE_BEGIN + long_text(4U << 20) + PASTE_END + "\x1c" + "d");
    CHECK(outer.finish() == 0);

    CHECK(outer.text().find(" bytes of input were not delivered") != std::string::npos);
    CHECK(server.worker_memory() - worker < most_growth());
    program.release();
    REQUIRE(eventually([&] { return program.got().ends_with(PASTE_END); }));
    const std::string got = program.got();
    CHECK(got == PASTE_BEGIN + long_text(got.size() - PASTE_BEGIN.size() - PASTE_END.size()) + PASTE_END);
}

TEST_CASE("a paste is closed even if its client is killed in the middle of it")
{
    const Server server;
    const BusyProgram program(server);
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready"));

    outer.type(PASTE_BEGIN + long_text(1'000'000));
    REQUIRE(eventually([&] { return server.info("work")["controllers"] == 1; }));
    outer.program().signal(SIGKILL);
    (void)outer.finish();
    REQUIRE(eventually([&] { return server.info("work")["controllers"] == 0; }));
    program.release();

    REQUIRE(eventually([&] { return program.got().ends_with(PASTE_END); }));
    CHECK(count_of(program.got(), PASTE_BEGIN) == 1);
}

TEST_CASE("input that other clients type or send during a paste arrives after it")
{
    const Server server;
    const BusyProgram program(server);
    const auto one = attached(server, Role::controller);
    const auto other = attached(server, Role::controller);
    program.release();

    one->say(Paste{{"first "}, true, false});
    REQUIRE(eventually([&] { return program.got() == PASTE_BEGIN + "first "; }));
    other->say(Input{{"typed"}});
    other->ask(Ping());
    server.ok({"send", "work", "--text", " sent"});
    one->say(Paste{{"second"}, false, true});

    program.check_got(PASTE_BEGIN + "first second" + PASTE_END + "typed sent");
}

TEST_CASE("a stalled paste does not delay other input for long, and its rest is a separate paste")
{
    const Server server;
    const BusyProgram program(server);
    const auto one = attached(server, Role::controller);
    const auto other = attached(server, Role::controller);
    program.release();

    one->say(Paste{{"first"}, true, false});
    one->ask(Ping());
    other->say(Input{{"typed"}});
    program.check_got(PASTE_BEGIN + "first" + PASTE_END + "typed");
    one->say(Paste{{"second"}, false, true});

    program.check_got(PASTE_BEGIN + "first" + PASTE_END + "typed" + PASTE_BEGIN + "second" + PASTE_END);
}

TEST_CASE("unread input does not delay a client's other messages")
{
    const Server server;
    const BusyProgram program(server);
    const auto client = greeted(server);
    const auto attachment = client->ask_for<Attached>(attach_message(Role::controller));
    REQUIRE(attachment.input_window > 0);

    for (std::uint64_t sent = 0; sent < attachment.input_window; sent += 16'384)
        client->say(Input{{std::string(16'384, 'x')}});
    (void)client->ask_for<Pong>(Ping());

    program.release();
    std::uint64_t taken = 0;
    while (taken < attachment.input_window * 3 / 4) {
        const auto news = client->next<InputTaken>().bytes;
        CHECK(news > taken);
        taken = news;
    }
    CHECK(taken <= attachment.input_window);
}
