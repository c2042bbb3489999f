#include "server/audience/shown_in.h"

#include <doctest/doctest.h>

#include <map>

using namespace cleat;

TEST_CASE("the sessions in which something is shown are found transitively, even in a cycle")
{
    std::map<std::string, SessionTokens> places{{"a", {"b", "c"}}, {"b", {"d"}}, {"d", {"a"}}};
    int looks = 0;
    const auto shown_in = [&](const std::string& token) {
        ++looks;
        return places[token];
    };

    CHECK(shown_in_the_end({}, shown_in).empty());
    CHECK(shown_in_the_end({"c"}, shown_in) == SessionTokens{"c"});
    looks = 0;
    CHECK(shown_in_the_end({"a"}, shown_in) == SessionTokens{"a", "b", "c", "d"});
    CHECK(looks == 4); // once for each
    CHECK(shown_in_the_end({"x", "b"}, shown_in) == SessionTokens{"a", "b", "c", "d", "x"});
}

TEST_CASE("the number of tokens from a client is limited, and none is empty or too long")
{
    CHECK(are_tokens({}));
    CHECK(are_tokens(std::vector<std::string>(MAX_TOKENS, "x")));
    CHECK_FALSE(are_tokens(std::vector<std::string>(MAX_TOKENS + 1, "x")));
    CHECK_FALSE(are_tokens({""}));
    CHECK_FALSE(are_tokens({std::string(LONGEST_TOKEN + 1, 'x')}));
}
