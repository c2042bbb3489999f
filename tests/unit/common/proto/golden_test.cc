#include "common/proto/codec.h"
#include "tests/unit/common/proto/samples.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

using namespace cleat;

namespace {

std::string hex(const std::string& bytes)
{
    std::string out;
    std::array<char, 3> digits{};
    for (const char byte : bytes) {
        std::snprintf(digits.data(), digits.size(), "%02x", static_cast<unsigned char>(byte));
        out += digits.data();
    }
    return out;
}

std::string unhex(const std::string& digits)
{
    std::string out;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        out.push_back(static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    return out;
}

template <class Message>
int tag_of(const Message& message)
{
    return std::visit([](const auto& m) { return static_cast<int>(m.tag); }, message);
}

/// Tag and frame in hexadecimal, a line each.
std::map<int, std::string> golden()
{
    std::map<int, std::string> out;
    std::ifstream file(CLEAT_GOLDEN);
    std::string line;
    while (std::getline(file, line)) {
        std::istringstream fields(line);
        int tag = 0;
        std::string frame;
        if (fields >> tag >> frame) out[tag] = unhex(frame);
    }
    return out;
}

} // namespace

TEST_CASE("every message is written as it always was")
{
    const auto frames = golden();
    const auto check = [&frames](const auto& samples) {
        for (const auto& sample : samples) {
            const int tag = tag_of(sample);
            INFO("message " << tag << " is now written as\n" << tag << " " << hex(encode(sample, 300)));
            const auto known = frames.find(tag);
            CHECK((known != frames.end() && known->second == encode(sample, 300)));
        }
    };
    check(test::client_samples());
    check(test::server_samples());
}

TEST_CASE("every message that was ever written is still read")
{
    const auto frames = golden();
    CHECK(frames.size() >= 35);
    for (const ClientMessage& sample : test::client_samples())
        CHECK(decode_client_message(frames.at(tag_of(sample)).substr(4))->message == sample);
    for (const ServerMessage& sample : test::server_samples())
        CHECK(decode_server_message(frames.at(tag_of(sample)).substr(4))->message == sample);
}
