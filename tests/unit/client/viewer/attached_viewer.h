#pragma once

#include "client/viewer/viewer.h"
#include "tests/support/played_terminal.h"
#include "tests/support/played_transport.h"
#include "tests/support/rows.h"
#include "tests/support/turn_until.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cleat::test {

/// A viewer in the test's own process, between a terminal and a server that the test plays, on a loop that the test
/// runs turn by turn.
class AttachedViewer {
 public:
    explicit AttachedViewer(ViewerOptions options = {}, bool reopens = false) : transport(reopens)
    {
        Capabilities capabilities = Capabilities::full();
        capabilities.synchronised_output = false;
        viewer.emplace(loop, terminal.open(), std::move(capabilities), transport,
                       std::move(transport.servers[0]->client), std::move(options));
        viewer->begin();
    }

    ScriptedServer& server() { return *transport.servers.back(); }
    /// Accepts the attach request with this answer.
    void attach(Attached as = {.id = 3, .name = "work", .role = Role::controller, .client = 5, .holder = 0})
    {
        REQUIRE(turn_until(loop, [this] { return server().hear().count<Attach>() == 1; }));
        server().answer<Hello>(Welcome());
        server().answer<Attach>(as);
    }
    /// Sends a step that makes the session's screen start with those lines.
    void show(const std::vector<std::string>& lines, Size size = {.rows = 6, .columns = 40})
    {
        const Screen next = screen_with(lines, size);
        cleat::Step step;
        step.number = ++steps;
        step.update = steps == 1 || next.size != screen.size ? whole(next) : diff(screen, next);
        screen = next;
        server().say(step);
    }
    bool turn_until_shown(const std::string& text)
    {
        return turn_until(loop, [&] { return terminal.shows(text); });
    }
    bool turn_until_gone(const std::string& text)
    {
        return turn_until(loop, [&] { return !terminal.shows(text); });
    }
    template <class Message>
    bool turn_until_heard(std::size_t count = 1)
    {
        return turn_until(loop, [&] { return server().hear().count<Message>() >= count; });
    }
    /// Runs the viewer and returns its outcome, which must be of this type.
    template <class Outcome>
    Outcome outcome()
    {
        const ViewerOutcome out = viewer->run();
        REQUIRE(std::holds_alternative<Outcome>(out));
        CHECK(terminal.is_restored());
        return std::get<Outcome>(out);
    }

    Loop loop;
    PlayedTerminal terminal;
    PlayedTransport transport;
    std::optional<Viewer> viewer;
    Screen screen;
    std::uint64_t steps = 0;
};

/// Attaches the client and shows the text. Its terminal answers only the last query.
inline void begin_showing(AttachedViewer& client, const std::string& text = "one line")
{
    client.attach();
    client.show({text});
    REQUIRE(client.turn_until_shown(text));
    client.terminal.type("\x1b[?62c");
    REQUIRE(client.turn_until_heard<Profile>());
}

} // namespace cleat::test
