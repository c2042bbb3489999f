#include "server/waits/waiters.h"

#include "tests/support/rows.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

using namespace cleat;
using cleat::test::row_of;
using cleat::test::screen_with;
using namespace std::chrono_literals;

namespace {

/// A guest that records what is charged to it.
class Guest : public WaitPayer {
 public:
    explicit Guest(Loop& loop) : turns_(loop) {}
    [[nodiscard]] std::optional<Clock::time_point> idle_until() const override { return rests_until_; }
    void pay(Clock::duration) override { ++pieces; }
    Turns& turns() override { return turns_; }

    void rest(std::optional<Clock::time_point> until) { rests_until_ = until; }
    int pieces = 0;

 private:
    Turns turns_;
    std::optional<Clock::time_point> rests_until_;
};

/// A session with a long history, which waits search.
struct Session {
    Loop loop;
    History history;
    Screen screen = screen_with({"prompt"}, {2, 80});
    std::uint64_t offset = 1;
    std::optional<ExitStatus> ended;
    int looks = 0;
    std::vector<Result<Waited>> answers;
    Waiters waiters{loop, [this] { return look(); }};

    WaitSubject look()
    {
        ++looks;
        WaitSubject out;
        out.name = "work";
        out.text = std::make_unique<ScreenText>(screen, history);
        out.offset = offset;
        out.ended = ended;
        return out;
    }
    void print(const std::string& line, int times)
    {
        for (int i = 0; i < times; ++i) history.append(row_of(line, 80));
        offset += line.size() * static_cast<std::size_t>(times);
        waiters.check();
    }
    Waiters::Id wait(const std::string& pattern, Guest& guest, std::optional<std::uint64_t> timeout_ms = {})
    {
        Wait request;
        request.what = Wait::For::text;
        request.pattern = pattern;
        request.timeout_ms = timeout_ms;
        return waiters.add(
            request, [this](Result<Waited> result) { answers.push_back(std::move(result)); }, &guest);
    }
};

constexpr const char* COSTLY = "((a?){15}){15}Q";

} // namespace

TEST_CASE("a guest's search of a long history is done in pieces, and the loop handles events in between")
{
    Session session;
    Guest guest(session.loop);
    session.wait(COSTLY, guest, 0);
    session.print(std::string(79, 'a'), 50);
    int between = 0;
    Turn other(guest.turns(), [&] {
        ++between;
        if (session.answers.empty()) other.ask();
    });
    other.ask();
    CHECK(guest.pieces == 0); // nothing within the calls

    session.loop.run();

    REQUIRE(session.answers.size() == 1);
    CHECK(session.answers[0].error().code() == ErrorCode::timeout);
    CHECK(guest.pieces > 10);
    CHECK(between >= guest.pieces);
}

TEST_CASE("waits of guests are served one in each turn")
{
    Session session;
    Guest guest(session.loop);
    constexpr int WAITS = 16;
    for (int i = 0; i < WAITS; ++i) session.wait("^line 7$", guest);
    session.loop.run();
    CHECK(guest.pieces == WAITS);

    session.print("line 7", 1);
    CHECK(session.answers.empty());
    session.loop.run();

    CHECK(session.answers.size() == WAITS);
    for (const auto& answer : session.answers) CHECK(answer->text == "line 7");
    CHECK(guest.pieces == 2 * WAITS);
}

TEST_CASE("nothing is searched for a resting guest, and its timeout expires without a search")
{
    Session session;
    Guest guest(session.loop);
    session.wait("^line 7$", guest);
    session.loop.run();
    REQUIRE(guest.pieces == 1);
    session.looks = 0;

    guest.rest(session.loop.now() + 1h);
    session.print("line 7", 1);
    const Waiters::Id late = session.wait("^line 7$", guest, 1);
    Timer end(session.loop, [&] { session.loop.stop(); });
    // Only the answer to the second wait ends this run.
    Turn watch(guest.turns(), [&] {
        if (session.answers.empty()) watch.ask();
        else end.start(0us);
    });
    watch.ask();
    session.loop.run();

    CHECK(late != 0);
    CHECK(guest.pieces == 1);
    REQUIRE(session.answers.size() == 1);
    CHECK(session.answers[0].error().code() == ErrorCode::timeout);

    guest.rest(std::nullopt);
    session.print("line 8", 1); // the rest ends when its timer expires
    session.waiters.give_up(Error("gone", ErrorCode::ended));
    REQUIRE(session.answers.size() == 2);
    CHECK(session.answers[1]->text == "line 7");
}

TEST_CASE("output that arrives during a search is searched after it")
{
    Session session;
    Guest guest(session.loop);
    session.wait("^line 7$|" + std::string(COSTLY), guest);
    session.print(std::string(79, 'a'), 50);
    Turn writer(guest.turns(), [&] { session.print("line 7", 1); });
    writer.ask();

    session.loop.run();

    REQUIRE(session.answers.size() == 1);
    CHECK(session.answers[0]->text == "line 7");
    CHECK(session.answers[0]->offset == session.offset);
}

TEST_CASE("the text of a session that ends is searched completely")
{
    Session session;
    Guest guest(session.loop);
    session.wait("^bye$", guest);
    session.wait("^good$", guest);
    session.ended = ExitStatus{};
    session.print("bye", 1);

    session.loop.run();

    REQUIRE(session.answers.size() == 2);
    CHECK(session.answers[0]->text == "bye");
    CHECK(session.answers[1].error().code() == ErrorCode::ended);
}
