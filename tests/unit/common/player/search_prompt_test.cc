#include "common/player/search_prompt.h"

#include <doctest/doctest.h>

using namespace cleat;

namespace {

/// The result of typing bytes until they are used up or the prompt is closed; `rest` is the remainder.
std::optional<std::string> type(SearchPrompt& prompt, std::string_view bytes, std::string_view* rest = nullptr)
{
    std::optional<std::string> out;
    while (!bytes.empty() && prompt.is_open()) out = prompt.take(bytes);
    if (rest != nullptr) *rest = bytes;
    return out;
}

} // namespace

TEST_CASE("a prompt returns its text at enter, closes, and leaves what was typed after that")
{
    SearchPrompt prompt;
    CHECK_FALSE(prompt.is_open());
    prompt.open();
    std::string_view rest;

    CHECK(type(prompt, "ab c\rq", &rest) == "ab c");

    CHECK_FALSE(prompt.is_open());
    CHECK(rest == "q");
}

TEST_CASE("backspace removes a whole character of the prompt's text, and nothing from an empty one")
{
    SearchPrompt prompt;
    prompt.open();
    CHECK_FALSE(type(prompt, "a\u00e4\x7f"));
    CHECK(prompt.text() == "a");
    CHECK_FALSE(type(prompt, "\b\b"));
    CHECK(prompt.text().empty());
    CHECK(type(prompt, "\n") == "");
}

TEST_CASE("ESC and ctrl-C close the prompt without a text; arrows and controls are not part of it")
{
    SearchPrompt prompt;
    for (const char* const key : {"\x1b", "\x03"}) {
        prompt.open();
        CHECK_FALSE(type(prompt, "abc"));
        CHECK_FALSE(type(prompt, key));
        CHECK_FALSE(prompt.is_open());
    }
    prompt.open();
    CHECK_FALSE(type(prompt, "a\x1b[Ab\x01"));
    CHECK(prompt.text() == "ab");
}
