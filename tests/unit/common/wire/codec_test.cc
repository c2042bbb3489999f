#include "common/wire/codec.h"
#include "common/wire/frame.h"
#include "tests/support/allocated_bytes.h"
#include "tests/unit/common/wire/samples.h"

#include <doctest/doctest.h>

#include <msgpack.hpp>

#include <algorithm>
#include <random>
#include <sstream>

using namespace cleat;
using test::AllocatedBytes;
using test::HeldBytes;

namespace {

std::string body_of(const std::string& frame)
{
    return frame.substr(4);
}

/// A message as encoded by another version.
template <class F>
std::string message(int tag, F&& pack_body)
{
    std::ostringstream out;
    msgpack::packer packer(out);
    packer.pack_array(3);
    packer.pack(tag);
    packer.pack(1);
    pack_body(packer);
    return out.str();
}

} // namespace

TEST_CASE("every message is decoded as it was encoded")
{
    for (const ClientMessage& sample : test::client_samples()) {
        const auto decoded = decode_client_message(body_of(encode(sample, 42)));
        REQUIRE(decoded.has_value());
        CHECK(decoded->serial == 42);
        CHECK(decoded->message == sample);
    }
    for (const ServerMessage& sample : test::server_samples()) {
        const auto decoded = decode_server_message(body_of(encode(sample, 0)));
        REQUIRE(decoded.has_value());
        CHECK(decoded->message == sample);
    }
}

TEST_CASE("there is a sample of every message but the unknown one")
{
    std::vector<bool> client(std::variant_size_v<ClientMessage> - 1);
    for (const ClientMessage& sample : test::client_samples()) client.at(sample.index()) = true;
    CHECK(std::find(client.begin(), client.end(), false) == client.end());
    std::vector<bool> server(std::variant_size_v<ServerMessage> - 1);
    for (const ServerMessage& sample : test::server_samples()) server.at(sample.index()) = true;
    CHECK(std::find(server.begin(), server.end(), false) == server.end());
}

TEST_CASE("a field added by a newer version is skipped")
{
    const std::string newer = message(Rename::tag, [](auto& packer) {
        packer.pack_map(3);
        packer.pack("colour");
        packer.pack(std::vector<int>{1, 2, 3});
        packer.pack("name");
        packer.pack("play");
        packer.pack("session");
        packer.pack("work");
    });

    const auto decoded = decode_client_message(newer);

    REQUIRE(decoded.has_value());
    CHECK(decoded->message == ClientMessage(Rename{"work", "play"}));
}

TEST_CASE("a field unknown to an older version keeps its default")
{
    const std::string older = message(New::tag, [](auto& packer) { packer.pack_map(0); });

    const auto decoded = decode_client_message(older);

    REQUIRE(decoded.has_value());
    CHECK(decoded->message == ClientMessage(New()));
}

TEST_CASE("a positional message may have more or fewer fields than known")
{
    const std::string longer = message(Acknowledge::tag, [](auto& packer) { packer.pack(std::vector<int>{9, 8, 7}); });
    const std::string shorter = message(Acknowledge::tag, [](auto& packer) { packer.pack_array(0); });

    CHECK(decode_client_message(longer)->message == ClientMessage(Acknowledge{9}));
    CHECK(decode_client_message(shorter)->message == ClientMessage(Acknowledge{0}));
}

TEST_CASE("a message with a tag of a newer version is decoded as unknown, with its serial")
{
    const std::string newer = message(999, [](auto& packer) { packer.pack_nil(); });

    const auto decoded = decode_client_message(newer);

    REQUIRE(decoded.has_value());
    CHECK(decoded->message == ClientMessage(Unknown{999}));
    CHECK(decoded->serial == 1);
}

TEST_CASE("wrong types and values out of range are errors that name the field")
{
    const std::string text_for_number = message(Kill::tag, [](auto& packer) {
        packer.pack_map(1);
        packer.pack("signal");
        packer.pack("TERM");
    });
    const std::string unknown_role = message(Hello::tag, [](auto& packer) {
        packer.pack_map(1);
        packer.pack("role");
        packer.pack(7);
    });
    const std::string huge = message(Resize::tag, [](auto& packer) {
        packer.pack_map(1);
        packer.pack("rows");
        packer.pack(std::uint64_t{1} << 40);
    });

    CHECK(decode_client_message(text_for_number).error().message() == "message 11: signal: wrong type");
    CHECK(decode_client_message(unknown_role).error().message() == "message 1: role: out of range");
    CHECK(decode_client_message(huge).error().message() == "message 7: rows: out of range");
}

TEST_CASE("bytes that claim more than they contain are an error and allocate nothing")
{
    CHECK_FALSE(decode_client_message(std::string("\xdd\xff\xff\xff\xff", 5)).has_value()); // an array of 4 Gi
    CHECK_FALSE(decode_client_message(std::string("\x93\x01\x01\xdf\xff\xff\xff\xff", 8)).has_value());
    CHECK_FALSE(decode_client_message(std::string("\xc6\xff\xff\xff\xff", 5)).has_value());
    CHECK_FALSE(decode_client_message(std::string(100'000, '\x91')).has_value()); // nested too deeply
    CHECK_FALSE(decode_client_message("").has_value());
}

TEST_CASE("decoding allocates no more than a small multiple of the bytes given, whatever they are")
{
    const auto array_of = [](std::size_t count, const auto& element) {
        return message(Step::tag, [&](auto& packer) {
            packer.pack_array(3);
            packer.pack(1);
            packer.pack_array(0);
            packer.pack_array(static_cast<std::uint32_t>(count));
            for (std::size_t i = 0; i < count; ++i) element(packer);
        });
    };
    const auto sessions_of = [](std::size_t count) {
        return message(Sessions::tag, [&](auto& packer) {
            packer.pack_map(1);
            packer.pack("sessions");
            packer.pack_array(static_cast<std::uint32_t>(count));
            for (std::size_t i = 0; i < count; ++i) packer.pack_map(0);
        });
    };
    const std::vector<std::string> bodies{
        array_of(1'000'000, [](auto& packer) { packer.pack_nil(); }),
        array_of(400'000, [](auto& packer) { packer.pack_bin(0); }),
        array_of(1'000, [](auto& packer) { packer.pack_bin(0); }),
        sessions_of(1'000'000),
        sessions_of(2'000),
        std::string(1'000'000, '\xc0'),
    };
    for (const std::string& body : bodies) {
        const AllocatedBytes allocated;
        {
            (void)decode_server_message(body);
        }
        CHECK(allocated.since() <= 20 * body.size() + (128U << 10));
    }
}

TEST_CASE("a list longer than a server can have is refused before memory is allocated")
{
    Sessions list;
    list.sessions.resize(MAX_LISTED);
    CHECK(decode_server_message(body_of(encode(ServerMessage(list)))).has_value());
    const auto body = message(Sessions::tag, [](auto& packer) {
        packer.pack_map(2);
        packer.pack("sessions");
        packer.pack_array(MAX_LISTED + 1);
        for (std::size_t i = 0; i <= MAX_LISTED; ++i) packer.pack_map(0);
        packer.pack("later");
        packer.pack(std::string(4U << 20, 'x')); // makes the byte count large enough for the sessions
    });

    const HeldBytes held;
    const auto decoded = decode_server_message(body);
    REQUIRE_FALSE(decoded.has_value());
    CHECK(decoded.error().message() == "message 72: sessions: more than 10000 in a list");
    CHECK(held.most() < 1U << 20);

    Clients clients;
    clients.clients.resize(MAX_LISTED + 1);
    CHECK_FALSE(decode_server_message(body_of(encode(ServerMessage(clients)))).has_value());
}

TEST_CASE("an update that exceeds the limits of a screen is refused")
{
    const auto is_taken = [](const Update& update) {
        Step step;
        step.update = update;
        return decode_server_message(body_of(encode(ServerMessage(step)))).has_value();
    };
    Update update;
    CHECK(is_taken(update));
    update.size = Size{1'000'000, 1'000'000};
    CHECK_FALSE(is_taken(update));
    update = {};
    update.primary.changes.resize(MAX_SIDE);
    CHECK(is_taken(update));
    update.primary.changes.resize(MAX_SIDE + 1);
    CHECK_FALSE(is_taken(update));
    update = {};
    update.alternate.moves.assign(2, {0, 0, MAX_SIDE});
    CHECK_FALSE(is_taken(update));
    update = {};
    update.title = std::string(1U << 20, 'x');
    CHECK_FALSE(is_taken(update));
    update = {};
    update.palette = Palette{{258, Colour::rgb(1, 2, 3)}};
    CHECK(is_taken(update));
    update.palette = Palette{{259, Colour::rgb(1, 2, 3)}};
    CHECK_FALSE(is_taken(update));
}

TEST_CASE("garbage is decoded to an error or a message")
{
    std::mt19937 random(4);
    const auto samples = test::client_samples();
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes;
        if (i % 2 == 0) {
            for (auto n = random() % 60; n > 0; --n) bytes.push_back(static_cast<char>(random()));
        } else {
            bytes = body_of(encode(samples[random() % samples.size()], random()));
            bytes[random() % bytes.size()] = static_cast<char>(random());
        }
        const auto decoded = decode_client_message(bytes);
        if (!decoded) CHECK_FALSE(decoded.error().message().empty());
    }
}

TEST_CASE("a frame contains its channel, except the default one")
{
    for (const ChannelId channel : {ChannelId{1}, ChannelId{200}, ChannelId{70'000}, UINT64_MAX}) {
        const std::string frame = encode(ClientMessage(Input{{"x"}}), 7, channel);
        const auto read = decode_client_message(frame.substr(4));
        REQUIRE(read);
        CHECK(*read == Envelope<ClientMessage>{7, Input{{"x"}}, channel});

        const ServerMessage output = Output{5, OutputStream::out, {std::string(70'000, 'x')}};
        CHECK(with_channel(encode(output), channel) == encode(output, 0, channel));
    }
    CHECK(encode(ClientMessage(Input{{"x"}}), 7, 0) == encode(ClientMessage(Input{{"x"}}), 7));
    CHECK(decode_client_message(encode(ClientMessage(List())).substr(4))->channel == 0);
    CHECK_FALSE(decode_client_message("\x94\x09\x01\x80\xff")); // -1
    CHECK_FALSE(decode_client_message("\x94\x09\x01\x80\xa1x"));
    CHECK(decode_client_message("\x95\x09\x01\x80\x02\xa1x")->channel == 2); // added elements are skipped
}
