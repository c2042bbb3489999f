#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"

#include <tl/expected.hpp>

#include <cstdint>

namespace cleat {

/// Why a request has no answer of the kind that it asks for.
struct Refusal {
    enum class Cause : std::uint8_t {
        refused, ///< the server answered with `Failed`, or with something else than was asked for
        lost,    ///< no answer will come: the conversation is over, or too many requests are unanswered
    };

    Error error;
    Cause cause = Cause::refused;
    int exit_status = 0; ///< `Failed::exit_status`: what a shell would give; 0 where the server says nothing

    bool operator==(const Refusal&) const = default;
};

/// The answer to a request, or why there is none.
template <class Message>
using Reply = tl::expected<Message, Refusal>;

/// The error that a server reports. A kind of error of a newer server is kept as it is, and is like `failed` to all who
/// do not know it.
[[nodiscard]] Error error_of(const Failed& failed);

/// The same, with the exit status that the server suggests.
[[nodiscard]] Refusal refusal_of(const Failed& failed);

} // namespace cleat
