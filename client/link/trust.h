#pragma once

#include "client/link/link.h"
#include "common/wire/messages.h"

#include <algorithm>

namespace cleat {

/// How far the server at the other end of a link is believed. It follows from how the server is reached, and from
/// nothing that the server says.
enum class Trust : unsigned char {
    own,        ///< the user's own server, whose socket and peer were checked
    elsewhere,  ///< behind `--via`: as far as what a program prints
    other_user, ///< behind `--owner`: not at all; it is looked at
};

[[nodiscard]] inline Trust trust_in(const LinkOptions& link)
{
    if (!link.owner.empty()) return Trust::other_user;
    return link.via.empty() ? Trust::own : Trust::elsewhere;
}

/// The most that a client is on such a link, whatever the user wants.
[[nodiscard]] constexpr Role most_role(Trust trust)
{
    return trust == Trust::other_user ? Role::observer : Role::controller;
}

/// The role that a client has: the smaller of what the server says and what the user wants.
[[nodiscard]] constexpr Role granted(Role told, Role wanted)
{
    return std::min(told, wanted);
}

/// Whether a program of that server may set the clipboard of the user's terminal.
[[nodiscard]] constexpr bool may_set_clipboard(Trust trust)
{
    return trust != Trust::other_user;
}

/// Whether a program of that server may read it where the configuration says so, without an option at this call.
[[nodiscard]] constexpr bool may_read_clipboard_by_default(Trust trust)
{
    return trust == Trust::own;
}

/// Whether paths, process numbers and session numbers that the server tells or is told mean anything here.
[[nodiscard]] constexpr bool shares_files(Trust trust)
{
    return trust == Trust::own;
}

/// Where a controller is wanted on a link that has none.
[[nodiscard]] inline Error only_looks_on()
{
    return Error("a guest may only look on", ErrorCode::refused);
}

} // namespace cleat
