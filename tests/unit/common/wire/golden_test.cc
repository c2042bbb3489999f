#include "common/wire/codec.h"
#include "tests/support/hex.h"
#include "tests/unit/common/wire/samples.h"

#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using namespace cleat;
using cleat::test::from_hex;
using cleat::test::to_hex;

namespace {

template <class Message>
int tag_of(const Message& message)
{
    return std::visit([](const auto& m) { return static_cast<int>(m.tag); }, message);
}

/// Frames by tag, oldest first.
using Frames = std::map<int, std::vector<std::string>>;

/// Tag and frame in hexadecimal, one per line. A message that gained a field has an additional line.
Frames golden()
{
    Frames out;
    std::ifstream file(CLEAT_GOLDEN);
    std::string line;
    while (std::getline(file, line)) {
        std::istringstream fields(line);
        int tag = 0;
        std::string frame;
        if (fields >> tag >> frame) out[tag].push_back(from_hex(frame));
    }
    return out;
}

} // namespace

TEST_CASE("every message is still encoded in the same way")
{
    const auto frames = golden();
    const auto check = [&frames](const auto& samples) {
        for (const auto& sample : samples) {
            const int tag = tag_of(sample);
            INFO("message " << tag << " is now written as\n" << tag << " " << to_hex(encode(sample, 300)));
            const auto known = frames.find(tag);
            CHECK((known != frames.end() && known->second.back() == encode(sample, 300)));
        }
    };
    check(test::client_samples());
    check(test::server_samples());
}

TEST_CASE("every message that was ever encoded can still be decoded")
{
    const auto frames = golden();
    CHECK(frames.size() >= 36);
    const auto check = [&frames](const auto& samples, auto decode) {
        for (const auto& sample : samples) {
            const auto& written = frames.at(tag_of(sample));
            CHECK(decode(written.back().substr(4))->message == sample);
            for (const auto& frame : written) {
                const auto read = decode(frame.substr(4));
                REQUIRE(read);
                CHECK(tag_of(read->message) == tag_of(sample));
            }
        }
    };
    check(test::client_samples(), [](const std::string& body) { return decode_client_message(body); });
    check(test::server_samples(), [](const std::string& body) { return decode_server_message(body); });
}
