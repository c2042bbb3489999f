#include "server/accounts/account_lookup.h"

#include <doctest/doctest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <vector>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

constexpr auto LONG = 1h;

/// A user database that does not answer for "hangs" until it is released.
class Directory {
 public:
    [[nodiscard]] AccountLookup::Find find() const
    {
        return [state = state_](const std::string& name) -> Result<UserAccount> {
            if (name == "throws") throw std::runtime_error("out of luck");
            std::unique_lock lock(state->mutex);
            if (name == "hangs") state->change.wait(lock, [&] { return state->answers; });
            return UserAccount{.name = name, .home = "/", .shell = "", .ids = {1'000, 1'000, {}}};
        };
    }
    void answer()
    {
        const std::scoped_lock lock(state_->mutex);
        state_->answers = true;
        state_->change.notify_all();
    }
    ~Directory() { answer(); }

 private:
    struct State {
        std::mutex mutex;
        std::condition_variable change;
        bool answers = false;
    };
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

} // namespace

TEST_CASE("the loop runs while a lookup hangs, and other lookups finish before it")
{
    Directory directory;
    Loop loop;
    AccountLookup lookup(loop, directory.find(), LONG);
    std::vector<std::string> answered;
    const auto note = [&](Result<UserAccount> found) { answered.push_back(found.value().name); };

    lookup.ask("hangs", [&](Result<UserAccount> found) {
        note(std::move(found));
        loop.stop();
    });
    lookup.ask("anna", [&](Result<UserAccount> found) {
        note(std::move(found));
        directory.answer();
    });
    CHECK(answered.empty());
    loop.run();

    CHECK(answered == std::vector<std::string>{"anna", "hangs"});
}

TEST_CASE("a lookup that is not answered in time is an error, and its late answer is ignored")
{
    Directory directory;
    Loop loop;
    AccountLookup lookup(loop, directory.find(), 1ms);
    std::vector<Result<UserAccount>> answers;
    lookup.ask("hangs", [&](Result<UserAccount> found) {
        answers.push_back(std::move(found));
        loop.stop();
    });
    loop.run();

    REQUIRE(answers.size() == 1);
    REQUIRE_FALSE(answers[0].has_value());
    CHECK(answers[0].error().code() == ErrorCode::timeout);
    CHECK(answers[0].error().message() == "cannot look up user \"hangs\": the user database does not answer");
}

TEST_CASE("when too many lookups hang another one is refused at once, until one of them finishes")
{
    Directory directory;
    Loop loop;
    AccountLookup lookup(loop, directory.find(), LONG);
    std::size_t found = 0;
    std::optional<Error> refused;
    for (std::size_t i = 0; i < AccountLookup::LIMIT; ++i)
        lookup.ask("hangs", [&](const Result<UserAccount>& account) {
            CHECK(account.has_value());
            if (++found == AccountLookup::LIMIT) loop.stop();
        });
    lookup.ask("anna", [&](const Result<UserAccount>& account) {
        refused = account.error();
        directory.answer();
    });
    loop.run();

    REQUIRE(refused.has_value());
    CHECK(refused->code() == ErrorCode::refused);
    bool is_found = false;
    lookup.ask("anna", [&](const Result<UserAccount>& account) { is_found = account.has_value(); });
    loop.run();
    CHECK(is_found);
}

TEST_CASE("a lookup that throws is an error, and one can outlive its owner")
{
    Directory directory;
    Loop loop;
    std::optional<Error> error;
    {
        AccountLookup lookup(loop, directory.find(), LONG);
        lookup.ask("throws", [&](const Result<UserAccount>& found) {
            error = found.error();
            loop.stop();
        });
        loop.run();
        lookup.ask("hangs", [](const Result<UserAccount>&) { FAIL("its owner was destroyed"); });
    }

    REQUIRE(error.has_value());
    CHECK(error->message() == "cannot look up user \"throws\": out of luck");
    directory.answer();
}
