#pragma once

#include "common/model/update.h"
#include "common/wire/codec.h"
#include "tests/support/quiet_sink.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cleat::test {

/// A member's connection that applies the steps that it is sent. Acknowledging them is up to the test.
struct ScreenSink : QuietSink {
    std::vector<std::shared_ptr<const std::string>> frames;
    Screen screen{Size{1, 1}};
    std::vector<std::string> pushed;
    std::uint64_t number = 0; ///< number of the newest step

    void show(std::shared_ptr<const std::string> frame) override
    {
        const auto envelope = decode_server_message(std::string_view(*frame).substr(4));
        REQUIRE(envelope.has_value());
        const Step& step = std::get<Step>(envelope->message);
        CHECK(step.number > number);
        number = step.number;
        screen = apply(screen, step.update);
        for (const Bytes& row : step.pushed) pushed.push_back(row.data);
        frames.push_back(std::move(frame));
    }
};

} // namespace cleat::test
