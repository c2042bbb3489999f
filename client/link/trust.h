#pragma once

#include "client/link/link.h"
#include "common/wire/messages.h"

#include <algorithm>

namespace cleat {

/// How far to trust the server at the other end of a link. Determined by how the server is reached, never by what it
/// sends.
enum class Trust : unsigned char {
    own,        ///< the user's own server, whose socket and peer were checked
    elsewhere,  ///< behind `--via`: trusted as much as the output of a program, no more
    other_user, ///< behind `--owner`: not trusted at all; the client only observes
};

[[nodiscard]] inline Trust trust_in(const LinkOptions& link)
{
    if (!link.owner.empty()) return Trust::other_user;
    return link.via.empty() ? Trust::own : Trust::elsewhere;
}

/// The highest role of a client on a link with that trust, whatever the user requests.
[[nodiscard]] constexpr Role most_role(Trust trust)
{
    return trust == Trust::other_user ? Role::observer : Role::controller;
}

/// The role of a client: the lower of the one that the server granted and the one that the user requested.
[[nodiscard]] constexpr Role granted(Role sent, Role wanted)
{
    return std::min(sent, wanted);
}

/// Whether programs on a server with that trust can set the clipboard of the user's terminal.
[[nodiscard]] constexpr bool may_set_clipboard(Trust trust)
{
    return trust != Trust::other_user;
}

/// Whether the configuration alone, without a command line option, can let programs on a server with that trust read
/// the clipboard.
[[nodiscard]] constexpr bool may_read_clipboard_by_default(Trust trust)
{
    return trust == Trust::own;
}

/// Whether paths, process ids and session numbers mean the same to a server with that trust as to this process.
[[nodiscard]] constexpr bool shares_files(Trust trust)
{
    return trust == Trust::own;
}

/// The error for requesting control on a link that is for observers only.
[[nodiscard]] inline Error observers_only_error()
{
    return Error("a guest can only observe", ErrorCode::refused);
}

} // namespace cleat
