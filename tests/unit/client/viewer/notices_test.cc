#include "client/viewer/notices.h"

#include "common/terminal/terminal.h"
#include "tests/support/rows.h"
#include "tests/support/turn_until.h"

#include <doctest/doctest.h>

#include <string>

using namespace cleat;
using namespace cleat::test;

namespace {

/// A terminal that shows a session, with the client's messages over it.
struct Said {
    explicit Said(std::optional<EscapeKey> escape = EscapeKey()) : words(loop, painter, escape, [this] { paint(); })
    {
        terminal.feed(painter.begin(screen.size));
        paint();
    }
    void paint() { terminal.feed(painter.paint(screen)); }
    [[nodiscard]] bool shows(std::string_view text) const
    {
        return terminal.screen().text().find(text) != std::string::npos;
    }

    Loop loop;
    Screen screen = screen_with({"one", "two"}, {.rows = 8, .columns = 60});
    Terminal terminal{screen.size};
    Painter painter{Capabilities::full()};
    Notices words;
};

} // namespace

TEST_CASE("a notice is hidden by a key")
{
    Said said;
    said.words.notice("something happened");
    CHECK(said.shows("something happened"));
    said.words.key_pressed();
    CHECK_FALSE(said.shows("something happened"));
    CHECK_FALSE(said.painter.has_text());
}

TEST_CASE("a notice does not replace the help, which stays until it is toggled")
{
    Said said;
    said.words.toggle_help();
    CHECK(said.shows("C-\\ d detach"));
    said.words.notice("something happened");
    said.words.key_pressed();
    CHECK(said.shows("C-\\ d detach"));
    CHECK_FALSE(said.shows("something happened"));
    said.words.toggle_help();
    CHECK_FALSE(said.painter.has_text());
}

TEST_CASE("the info line is shown when it arrives, if it is still wanted")
{
    Said said;
    said.words.show_info({"not requested"});
    CHECK_FALSE(said.painter.has_text());

    said.words.await_info();
    CHECK_FALSE(said.words.is_info_shown());
    said.words.show_info({"the clients"});
    CHECK(said.words.is_info_shown());
    CHECK(said.shows("the clients"));
    said.words.show_info({"another answer"});
    CHECK(said.shows("the clients"));
    said.words.key_pressed();
    CHECK_FALSE(said.painter.has_text());

    said.words.await_info();
    said.words.key_pressed();
    said.words.show_info({"too late"});
    CHECK_FALSE(said.painter.has_text());

    said.words.toggle_help();
    said.words.await_info();
    CHECK_FALSE(said.painter.has_text());
    said.words.notice("news");
    said.words.show_info({"too late"});
    CHECK(said.shows("news"));
}

TEST_CASE("the message that the link is lost stays until the link is restored")
{
    Said said;
    said.words.toggle_help();
    said.words.lost("it is gone");
    CHECK(said.shows("reconnecting"));
    CHECK(said.shows("it is gone"));
    CHECK(said.shows("C-\\ d detaches"));
    said.words.notice("news");
    said.words.key_pressed();
    said.words.await_info();
    said.words.show_info({"the clients"});
    CHECK(said.shows("it is gone"));
    said.words.toggle_help();
    CHECK(said.shows("d detach"));
    said.words.toggle_help();
    CHECK(said.shows("it is gone"));
    said.words.hide_all();
    CHECK(said.shows("it is gone"));
    said.words.restored();
    said.words.notice("reconnected");
    CHECK(said.shows("reconnected"));
    CHECK_FALSE(said.shows("it is gone"));
}

TEST_CASE("after the terminal is taken over again, no old notice is shown")
{
    Said said;
    said.words.notice("news");
    said.words.hide_all();
    said.paint();
    CHECK_FALSE(said.painter.has_text());
    CHECK_FALSE(said.shows("news"));
}

TEST_CASE("without an escape key there is no help, and no key is offered to detach")
{
    Said said{std::nullopt};
    said.words.toggle_help();
    CHECK_FALSE(said.painter.has_text());
    said.words.lost("it is gone");
    CHECK_FALSE(said.shows("detaches"));
}

TEST_CASE("the status line below a window can be hidden and shown again")
{
    Said said;
    said.screen = screen_with({"one"}, {.rows = 50, .columns = 60});
    said.words.name_session("work");
    said.paint();
    CHECK(said.shows("work 60x50"));
    said.words.toggle_status();
    CHECK_FALSE(said.shows("work 60x50"));
    said.words.name_session("renamed");
    CHECK_FALSE(said.shows("renamed"));
    said.words.toggle_status();
    CHECK(said.shows("renamed 60x50"));
}
