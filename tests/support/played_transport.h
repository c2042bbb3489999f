#pragma once

#include "common/conversation/transport.h"
#include "tests/support/scripted_server.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cleat::test {

/// A transport to scripted servers, one after the other.
class PlayedTransport final : public Transport {
 public:
    explicit PlayedTransport(bool reopens) : reopens_(reopens)
    {
        servers.push_back(std::make_unique<ScriptedServer>());
    }

    [[nodiscard]] bool can_reopen() const override { return reopens_; }
    Result<UniqueFd> reopen() override
    {
        if (!failure.empty()) return Error(std::exchange(failure, {}));
        servers.push_back(std::make_unique<ScriptedServer>());
        spoken.clear();
        return std::move(servers.back()->client);
    }
    void established() override {}
    void abandon() override { ++abandoned; }
    std::string why_closed() override { return "the command ended"; }
    std::string why_silent() override { return "nobody is there"; }
    [[nodiscard]] const std::string& last_message() const override { return spoken; }
    void set_on_message(std::function<void()> callback) override { on_message = std::move(callback); }
    [[nodiscard]] bool is_prompting_user() const override { return false; }

    std::vector<std::unique_ptr<ScriptedServer>> servers; ///< the last one is connected
    std::string failure;                                  ///< the error for the next attempt
    std::string spoken;
    std::function<void()> on_message;
    int abandoned = 0;

 private:
    bool reopens_;
};

} // namespace cleat::test
