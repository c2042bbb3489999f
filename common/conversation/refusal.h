#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"

#include <tl/expected.hpp>

#include <cstdint>

namespace cleat {

/// Why a request did not get the expected reply.
struct Refusal {
    enum class Cause : std::uint8_t {
        refused, ///< the server replied with `Failed`, or with an unexpected message
        lost,    ///< no reply will come: the conversation is over, or too many requests are pending
    };

    Error error;
    Cause cause = Cause::refused;
    int exit_status = 0; ///< `Failed::exit_status`: the status a shell would give; 0 if the server sent none

    bool operator==(const Refusal&) const = default;
};

/// The reply to a request, or why there is none.
template <class Message>
using Reply = tl::expected<Message, Refusal>;

/// The error that a server reports. An error code of a newer server is kept; callers that do not know it treat
/// it as `failed`.
[[nodiscard]] Error error_of(const Failed& failed);

/// The error that a server reports, with the exit status that it suggests.
[[nodiscard]] Refusal refusal_of(const Failed& failed);

} // namespace cleat
