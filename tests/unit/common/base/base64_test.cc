#include "common/base/base64.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("base64 matches the examples of RFC 4648, section 10")
{
    for (const auto& [plain, encoded] : {std::pair<std::string, std::string>{"", ""},
                                         {"f", "Zg=="},
                                         {"fo", "Zm8="},
                                         {"foo", "Zm9v"},
                                         {"foob", "Zm9vYg=="},
                                         {"fooba", "Zm9vYmE="},
                                         {"foobar", "Zm9vYmFy"}}) {
        CHECK(encode_base64(plain) == encoded);
        CHECK(decode_base64(encoded) == plain);
    }
    CHECK(decode_base64("Zm8") == "fo");
    CHECK_FALSE(decode_base64("Zm9vY").has_value());
    CHECK_FALSE(decode_base64("Zm 9v").has_value());
}

TEST_CASE("every byte is preserved by base64")
{
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));

    CHECK(decode_base64(encode_base64(all)) == all);
}
