#include "client/verbs/json_text.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

using namespace cleat;
using nlohmann::json;

TEST_CASE("hidden characters are escaped in JSON, and a parser restores them")
{
    const std::string hidden = "a\u202eb\u200b\u2028\u009b\x7f\x1b\n\U000e0001z";
    const json value{{"name\u2066", hidden}};

    const auto text = json_text(value);

    CHECK(text == R"({"name\u2066":"a\u202eb\u200b\u2028\u009b\u007f\u001b\n\udb40\udc01z"})");
    CHECK(json::parse(text) == value);
}

TEST_CASE("visible characters are unchanged in JSON, and bytes that are not UTF-8 become U+FFFD")
{
    CHECK(json_text("schön 日本 👍") == "\"schön 日本 👍\"");
    CHECK(json_text("a\xff") == "\"a\uFFFD\"");
    CHECK(json_text(json::array({1, 2}), 2) == "[\n  1,\n  2\n]");
}
