#include "common/event/deferred.h"

#include "common/event/deferred_task.h"

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace cleat {

static_assert(!std::is_copy_constructible_v<Deferred> && !std::is_move_constructible_v<Deferred>);
static_assert(!std::is_copy_assignable_v<Deferred> && !std::is_move_assignable_v<Deferred>);
static_assert(!std::is_copy_constructible_v<DeferredTask> && !std::is_move_constructible_v<DeferredTask>);
static_assert(!std::is_copy_assignable_v<DeferredTask> && !std::is_move_assignable_v<DeferredTask>);

using Names = std::vector<std::string>;

TEST_CASE("an object's deferred tasks run in order among those of others")
{
    Loop loop;
    Deferred one(loop);
    Deferred other(loop);
    Names order;
    one.run([&] { order.emplace_back("first"); });
    other.run([&] {
        order.emplace_back("second");
        other.run([&] { order.emplace_back("next turn"); });
    });
    loop.defer([&] { order.emplace_back("third"); });
    one.run([&] { order.emplace_back("fourth"); });

    loop.run();

    CHECK(order == Names{"first", "second", "third", "fourth", "next turn"});
}

TEST_CASE("the deferred tasks of a destroyed object are dropped")
{
    Loop loop;
    bool ran = false;
    auto deferred = std::make_optional<Deferred>(loop);
    deferred->run([&] { ran = true; });
    deferred.reset();

    loop.run();

    CHECK_FALSE(ran);
}

TEST_CASE("an object's deferred tasks are dropped when an earlier task of the same turn destroys it")
{
    Loop loop;
    Names order;
    auto deferred = std::make_optional<Deferred>(loop);
    loop.defer([&] {
        order.emplace_back("destroyed");
        deferred.reset();
    });
    deferred->run([&] { order.emplace_back("dropped"); });

    loop.run();

    CHECK(order == Names{"destroyed"});
}

TEST_CASE("a deferred task that destroys its owner keeps its captures, and the owner's later tasks are dropped")
{
    Loop loop;
    Names order;
    auto deferred = std::make_optional<Deferred>(loop);
    deferred->run([&, name = std::string("a name too long for its own buffer")] {
        deferred.reset();
        order.push_back(name);
    });
    deferred->run([&] { order.emplace_back("dropped"); });

    loop.run();

    CHECK(order == Names{"a name too long for its own buffer"});
}

TEST_CASE("a guarded callback forwards its arguments until its owner is destroyed")
{
    Loop loop;
    auto deferred = std::make_optional<Deferred>(loop);
    Names heard;
    std::function<void(std::unique_ptr<std::string>, const std::string&)> callback = deferred->guard(
        [&](std::unique_ptr<std::string> owned, const std::string& lent) { heard.push_back(*owned + lent); });

    callback(std::make_unique<std::string>("be"), "fore");
    deferred.reset();
    callback(std::make_unique<std::string>("af"), "ter");

    CHECK(heard == Names{"before"});
}

TEST_CASE("a guarded callback may destroy its owner")
{
    Loop loop;
    auto deferred = std::make_optional<Deferred>(loop);
    Names heard;
    const std::function<void()> callback =
        deferred->guard([&, name = std::string("a name too long for its own buffer")] {
            deferred.reset();
            heard.push_back(name);
        });

    callback();
    callback();

    CHECK(heard == Names{"a name too long for its own buffer"});
}

TEST_CASE("a task scheduled several times runs once, in its first position")
{
    Loop loop;
    Names order;
    DeferredTask task(loop, [&] { order.emplace_back("task"); });
    task.schedule();
    loop.defer([&] { order.emplace_back("other"); });
    task.schedule();
    CHECK(task.is_pending());

    loop.run();

    CHECK(order == Names{"task", "other"});
    CHECK_FALSE(task.is_pending());
}

TEST_CASE("a task may schedule itself for the next turn")
{
    Loop loop;
    Names order;
    std::optional<DeferredTask> task;
    task.emplace(loop, [&] {
        CHECK_FALSE(task->is_pending());
        order.emplace_back("task");
        if (order.size() < 4) task->schedule();
    });
    task->schedule();
    loop.defer([&] { order.emplace_back("other"); });

    loop.run();

    CHECK(order == Names{"task", "other", "task", "task"});
}

TEST_CASE("a cancelled task does not run, and one scheduled again runs in its new position")
{
    Loop loop;
    Names order;
    DeferredTask task(loop, [&] { order.emplace_back("task"); });
    task.schedule();
    task.cancel();
    CHECK_FALSE(task.is_pending());

    SUBCASE("cancelled")
    {
        loop.run();

        CHECK(order.empty());
    }
    SUBCASE("scheduled again")
    {
        loop.defer([&] { order.emplace_back("other"); });
        task.schedule();

        loop.run();

        CHECK(order == Names{"other", "task"});
    }
}

TEST_CASE("a scheduled task is dropped with its owner, even by an earlier task of the same turn")
{
    Loop loop;
    bool ran = false;
    auto task = std::make_optional<DeferredTask>(loop, [&] { ran = true; });

    SUBCASE("before the loop runs")
    {
        task->schedule();
        task.reset();
    }
    SUBCASE("in the same turn")
    {
        loop.defer([&] { task.reset(); });
        task->schedule();
    }
    loop.run();

    CHECK_FALSE(ran);
}

TEST_CASE("a scheduled task may destroy its owner and keeps its captures until it returns")
{
    Loop loop;
    Names heard;
    std::optional<DeferredTask> task;
    task.emplace(loop, [&, name = std::string("a name too long for its own buffer")] {
        task.reset();
        heard.push_back(name);
    });
    task->schedule();

    loop.run();

    CHECK(heard == Names{"a name too long for its own buffer"});
}

} // namespace cleat
