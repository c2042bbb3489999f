#include "common/base/line_queue.h"

#include <doctest/doctest.h>

using namespace cleat;

using Next = LineQueue::Next;

TEST_CASE("lines are returned in order, and those that do not fit are counted in their place")
{
    LineQueue queue(10);
    CHECK(queue.is_empty());
    CHECK_FALSE(queue.take().has_value());

    queue.push("12345");
    queue.push("67890");
    queue.push("x");
    queue.push("y");
    CHECK(queue.take() == Next{0, "12345"});
    queue.push("after");
    queue.push("z");

    CHECK(queue.take() == Next{0, "67890"});
    CHECK(queue.take() == Next{2, "after"});
    CHECK_FALSE(queue.is_empty());
    CHECK(queue.take() == Next{1, ""});
    CHECK(queue.is_empty());
}

TEST_CASE("a line longer than the queue is dropped, and an emptied queue has its full capacity again")
{
    LineQueue queue(4);
    queue.push("12345");
    CHECK(queue.take() == Next{1, ""});

    queue.push("1234");
    CHECK(queue.take() == Next{0, "1234"});
}
