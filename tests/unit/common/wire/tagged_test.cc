#include "common/wire/tagged.h"

#include "tests/support/allocated_bytes.h"
#include "tests/support/cases.h"

#include <doctest/doctest.h>

#include <random>

using namespace cleat;
using cleat::test::AllocatedBytes;
using cleat::test::cases;

namespace {

enum class Shape : std::uint8_t { round, square };
constexpr Shape last_of(Shape)
{
    return Shape::square;
}

struct Inside {
    int number = 7;
    std::optional<std::string> text;
    FIELDS(number, text)
    bool operator==(const Inside&) const = default;
};

struct Everything {
    static constexpr int tag = 300;
    bool flag = true;
    std::int64_t wide = -1;
    std::uint64_t large = 1;
    std::uint16_t small = 1;
    Shape shape = Shape::round;
    Colour colour;
    std::string text = "default";
    std::optional<std::uint32_t> optional;
    Inside inside;
    std::vector<Inside> list;
    std::vector<std::string> texts;
    std::array<Shape, 2> shapes{};
    std::map<int, bool> map;
    FIELDS(flag, wide, large, small, shape, colour, text, optional, inside, list, texts, shapes, map)
    bool operator==(const Everything&) const = default;
};

/// The same struct two versions earlier, without the last fields.
struct Earlier {
    static constexpr int tag = 300;
    bool flag = true;
    std::int64_t wide = -1;
    FIELDS(flag, wide)
    bool operator==(const Earlier&) const = default;
};

struct Other {
    static constexpr int tag = 2;
    FIELDS()
    bool operator==(const Other&) const = default;
};

using Either = std::variant<Other, Everything>;

Everything something()
{
    return {.flag = false,
            .wide = INT64_MIN,
            .large = UINT64_MAX,
            .small = 65'535,
            .shape = Shape::square,
            .colour = Colour::rgb(1, 2, 3),
            .text = std::string("\0\xff", 2),
            .optional = 0,
            .inside = {.number = -5, .text = ""},
            .list = {{}, {.number = INT32_MAX, .text = "x"}},
            .texts = {"", "a", std::string(1'000, 'b')},
            .shapes = {Shape::square, Shape::round},
            .map = {{-1, true}, {2'000, false}}};
}

} // namespace

TEST_CASE("tagged bytes are read back as they were written")
{
    CHECK(from_tagged<Everything>(to_tagged(something())) == something());
    CHECK(from_tagged<Everything>(to_tagged(Everything())) == Everything());
}

TEST_CASE("tagged bytes consist of fields with number, length and value")
{
    CHECK(to_tagged(Inside{.number = -5, .text = "xy"}) == std::string("\1\1\11\2\2xy", 7));
    CHECK(to_tagged(Inside{.number = 64, .text = {}}) == std::string("\1\2\200\1", 4));
    CHECK(variant_to_tagged(Either(Other())) == std::string("\2", 1));
}

TEST_CASE("unknown fields are skipped, even in nested structs and lists")
{
    CHECK(from_tagged<Earlier>(to_tagged(something())) == Earlier{.flag = false, .wide = INT64_MIN});

    // Field 9 is `inside` and field 10 the list; 40 and 1000 are from a later version.
    const std::string bytes("\x09\x05\x01\x01\x02\x28\x00\x0a\x07\x06\x01\x01\x04\xe8\x07\x00\x28\x01z", 19);
    const auto read = from_tagged<Everything>(bytes);
    REQUIRE(read.has_value());
    CHECK(read->inside.number == 1);
    REQUIRE(read->list.size() == 1);
    CHECK(read->list.front().number == 2);
}

TEST_CASE("missing fields keep their defaults")
{
    CHECK(from_tagged<Everything>("") == Everything());

    const auto read = from_tagged<Everything>(to_tagged(Earlier{.flag = false, .wide = 3}));
    REQUIRE(read.has_value());
    CHECK(*read == Everything{.flag = false, .wide = 3});
}

TEST_CASE("truncated tagged bytes are an error or lack fields at the end")
{
    const std::string whole = to_tagged(something());
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto read = from_tagged<Everything>(std::string_view(whole).substr(0, length));
        if (read) CHECK_FALSE(*read == something());
    }
}

TEST_CASE("an out-of-range number in tagged bytes is an error that names the field")
{
    const auto wrong = [](std::string_view bytes) {
        const auto read = from_tagged<Everything>(bytes);
        REQUIRE_FALSE(read.has_value());
        CHECK(read.error().code() == ErrorCode::invalid);
        return read.error().message();
    };
    CHECK(wrong("\1\1\2") == "flag: out of range");
    CHECK(wrong("\4\3\200\200\4") == "small: out of range");
    CHECK(wrong("\5\1\2") == "shape: out of range");
    CHECK(wrong("\1\2\1\1") == "flag: bytes after a number");
    CHECK(wrong(std::string_view("\1\0", 2)) == "flag: not a number");
    CHECK(wrong("\3\2\200\200") == "large: not a number");
    CHECK(wrong("\11\7\1\5\200\200\200\200\20") == "inside: number: out of range");
    CHECK(wrong(std::string_view("\0\0", 2)) == "cut short");
    CHECK(wrong("\7\2x") == "cut short");
}

TEST_CASE("the first tag determines the struct of a variant")
{
    CHECK(variant_from_tagged<Either>(variant_to_tagged(Either(something()))) == Either(something()));
    CHECK(variant_from_tagged<Either>(variant_to_tagged(Either(Other()))) == Either(Other()));
    CHECK(variant_from_tagged<Either>("\7").error().code() == ErrorCode::unsupported);
    CHECK(variant_from_tagged<Either>("").error().code() == ErrorCode::invalid);
    CHECK(variant_from_tagged<Either>("\200").error().code() == ErrorCode::invalid);
}

TEST_CASE("randomly changed tagged bytes allocate no more than the bound")
{
    std::mt19937 random(7); // NOLINT: the same every time
    const std::string whole = to_tagged(something());
    for ([[maybe_unused]] const int i : cases(20'000)) {
        std::string bytes = whole;
        for (int changes = 1 + static_cast<int>(random() % 4); changes > 0; --changes)
            bytes.at(random() % bytes.size()) = static_cast<char>(random());
        const AllocatedBytes allocated;
        const auto read = from_tagged<Everything>(bytes);
        CHECK(allocated.since() <= 40 * bytes.size() + (80U << 10));
        if (read) CHECK(from_tagged<Everything>(to_tagged(*read)) == *read);
    }
    const std::string many(100'000, '\0'); // empty elements
    std::string bytes("\12\240\215\6", 4);
    bytes += many;
    const AllocatedBytes allocated;
    CHECK_FALSE(from_tagged<Everything>(bytes).has_value());
    CHECK(allocated.since() <= 40 * bytes.size() + (80U << 10));
}
