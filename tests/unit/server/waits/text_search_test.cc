#include "server/waits/text_search.h"

#include "server/waits/wait_text.h"
#include "tests/support/rows.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <string>
#include <utility>

using namespace cleat;
using cleat::test::row_of;
using cleat::test::screen_with;
using cleat::test::wrapped_row_of;
using Outcome = TextSearch::Outcome;

namespace {

/// A text of consecutive parts of lines.
class Lines : public TextSearch {
 public:
    explicit Lines(std::deque<std::pair<std::string, bool>> parts) : parts_(std::move(parts)) {}

 private:
    std::optional<Part> next() override
    {
        if (parts_.empty()) return std::nullopt;
        given_ = std::move(parts_.front());
        parts_.pop_front();
        return Part{given_.first, given_.second, true, true, given_.first.size()};
    }

    std::deque<std::pair<std::string, bool>> parts_; ///< with whether the line ends with the part
    std::pair<std::string, bool> given_;
};

/// Searches in pieces until the end.
int pieces_of(TextSearch& search, const Pattern& pattern, Steps most, Outcome expected)
{
    int pieces = 1;
    Outcome outcome = search.resume(pattern, most);
    for (; outcome == Outcome::unfinished; ++pieces) outcome = search.resume(pattern, most);
    CHECK(outcome == expected);
    return pieces;
}

} // namespace

TEST_CASE("a search in pieces tries the same lines as one without interruption")
{
    const Pattern pattern = *Pattern::compile("^c+$");
    const std::deque<std::pair<std::string, bool>> parts{{"aaaa", true}, {"bb", false}, {"bb", true},  {"c", false},
                                                         {"", false},    {"cc", true},  {"dddd", true}};
    Lines whole(parts);
    Lines pieces(parts);

    CHECK(whole.resume(pattern, TextSearch::ALL) == Outcome::found);
    CHECK(pieces_of(pieces, pattern, 1, Outcome::found) > 5);

    CHECK(whole.found() == "ccc");
    CHECK(pieces.found() == "ccc");
    CHECK(pieces.tried() == whole.tried());
}

TEST_CASE("a piece takes no longer than its limit and one line")
{
    const Pattern pattern = *Pattern::compile("(a|b){1,200}Q", Pattern::FOR_GUESTS);
    std::deque<std::pair<std::string, bool>> parts;
    constexpr std::size_t LINES = 1'000;
    const std::string line(80, 'a');
    for (std::size_t i = 0; i < LINES; ++i) parts.emplace_back(line, true);
    Lines search(std::move(parts));
    const Steps of_a_line = pattern.cost_of(line.size() + 1) + line.size();
    const Steps most = 200'000;
    REQUIRE(of_a_line < most);

    std::size_t tried = 0;
    std::size_t most_tried = 0;
    while (search.resume(pattern, most) == Outcome::unfinished) {
        most_tried = std::max(most_tried, search.tried() - tried);
        tried = search.tried();
    }

    CHECK(search.tried() == LINES);
    CHECK(most_tried <= most / of_a_line + 1);
}

TEST_CASE("an expensive pattern is tried on short parts of a long line, a cheap one on all of it")
{
    const Pattern costly = *Pattern::compile("((a?){15}){15}Q", Pattern::FOR_GUESTS);
    const Pattern cheap = *Pattern::compile("aQ", Pattern::FOR_GUESTS);
    const Pattern owners = *Pattern::compile("((a?){15}){15}Q");
    CHECK(costly.longest_line() < 1'000);
    CHECK(costly.cost_of(costly.longest_line()) <= Pattern::FOR_GUESTS.line);
    CHECK(cheap.longest_line() > 32'000);
    CHECK(owners.longest_line() == Pattern::LONGEST_LINE);

    const std::string text = std::string(10'000, 'a') + "Q";
    Lines for_costly({{text, true}});
    Lines for_cheap({{text, true}});
    CHECK(for_costly.resume(costly, TextSearch::ALL) == Outcome::found);
    CHECK(for_costly.found().size() <= costly.longest_line());
    CHECK(for_costly.tried() == 10'000 / costly.longest_line() + 1);
    CHECK(for_cheap.resume(cheap, TextSearch::ALL) == Outcome::found);
    CHECK(for_cheap.found() == text);
}

TEST_CASE("a search that started on a screen continues there, whatever is shown or dropped meanwhile")
{
    HistoryLimits limits;
    limits.lines = 3;
    History history(limits);
    for (const char* line : {"one", "two", "three"}) history.append(row_of(line, 8));
    const Pattern pattern = *Pattern::compile("^(three|shown)$");
    Screen screen = screen_with({"shown"}, {2, 8});
    Row shown = *screen.primary[0];
    shown.changed = 1;
    screen.primary[0] = std::make_shared<const Row>(shown);
    const auto first = ScreenText(screen, history).search(0, 0, 0);
    const auto second = ScreenText(screen, history).search(0, 0, 0);
    REQUIRE(first->resume(pattern, 1) == Outcome::unfinished);
    REQUIRE(second->resume(pattern, 1) == Outcome::unfinished);

    history.append(row_of("four", 8));
    CHECK(pieces_of(*first, pattern, 1, Outcome::found) > 1);
    CHECK(first->found() == "three");
    for (const char* line : {"five", "six", "seven"}) history.append(row_of(line, 8));
    CHECK(pieces_of(*second, pattern, 1, Outcome::found) > 1);
    CHECK(second->found() == "shown");
}

TEST_CASE("a search is outdated if the screen has taken lines back")
{
    History history;
    for (const char* line : {"one", "two"}) history.append(row_of(line, 8));
    const Pattern pattern = *Pattern::compile("^nothing$");
    const auto search = ScreenText(screen_with({"shown"}, {2, 8}), history).search(0, 0, 0);
    REQUIRE(search->resume(pattern, 1) == Outcome::unfinished);

    (void)history.remove_last();

    CHECK(search->resume(pattern, 1) == Outcome::outdated);
}

TEST_CASE("a line of many history rows is searched in pieces, too")
{
    History history;
    constexpr int ROWS = 500;
    for (int i = 0; i < ROWS; ++i) history.append(wrapped_row_of("abcdefgh", 8));
    history.append(row_of("end", 8));
    const Pattern pattern = *Pattern::compile("hend$");
    const auto search = ScreenText(screen_with({}, {2, 8}), history).search(0, 0, 0);

    CHECK(pieces_of(*search, pattern, 100, Outcome::found) >= ROWS * 8 / (100 + 8));
    CHECK(search->found().size() == ROWS * 8 + 3);
}
