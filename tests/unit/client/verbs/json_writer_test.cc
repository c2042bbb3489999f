#include "client/verbs/json_writer.h"
#include "tests/support/allocated_bytes.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

using namespace cleat;
using namespace cleat::test;
using nlohmann::json;

namespace {

std::string written(const json& value, int indent)
{
    std::string out;
    JsonWriter writer([&out](std::string_view piece) { out += piece; }, indent);
    writer.value(value);
    return out;
}

} // namespace

TEST_CASE("JSON written in pieces equals JSON made at once")
{
    const std::vector<json> values{json{{"a", 1}, {"b", json::array({1, "x\ny", json::array({json::object()})})}},
                                   nullptr,
                                   json::object(),
                                   json::array(),
                                   "t",
                                   -1.5,
                                   true};
    for (const int indent : {-1, 2, 0}) {
        CHECK(written(values, indent) == json(values).dump(indent));
        for (const json& value : values) CHECK(written(value, indent) == value.dump(indent));
    }
}

TEST_CASE("a long string is written correctly wherever it is cut")
{
    using Handler = json::error_handler_t;
    std::string broken;
    for (int i = 0; i < 20'000; ++i) broken += static_cast<char>(i * i % 251);
    for (std::size_t offset = 0; offset < 8; ++offset) {
        CAPTURE(offset);
        const std::string front(offset, 'x');
        std::string wide = front;
        for (int i = 0; i < 5'000; ++i) wide += i % 2 == 0 ? "👍" : "日";
        CHECK(written(wide, -1) == json(wide).dump());
        const std::string continuations = front + std::string(10'000, '\x80');
        CHECK(json::parse(written(continuations, -1)) ==
              json::parse(json(continuations).dump(-1, ' ', false, Handler::replace)));
        CHECK(json::parse(written(front + broken, -1)) ==
              json::parse(json(front + broken).dump(-1, ' ', false, Handler::replace)));
    }
}

TEST_CASE("writing JSON takes a few kilobytes, whatever the length of strings and arrays")
{
    const std::string controls(1U << 20, '\x01');
    const std::vector<std::string> words(100'000, "word");
    std::size_t size = 0;

    const HeldBytes held;
    JsonWriter out([&size](std::string_view piece) { size += piece.size(); }, 2);
    out.begin_object();
    out.key("controls").text(controls);
    out.key("words").begin_array();
    for (const std::string& word : words) out.text(word);
    out.end();
    out.end();

    CHECK(size > 6 * controls.size() + 6 * words.size());
    CHECK(held.most() < 256U << 10);
}
