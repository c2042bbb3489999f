#pragma once

#include <tl/expected.hpp>

#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

namespace cleat {

/// The kind of an `Error`, for callers that act on it. The values are used on the wire and are permanent.
enum class ErrorCode : int {
    failed = 1,       ///< any other failure
    not_found = 2,    ///< no such session, file or program
    exists = 3,       ///< the name is taken
    invalid = 4,      ///< the request makes no sense
    refused = 5,      ///< understood, but not allowed
    unsupported = 6,  ///< this version does not support the request
    ended = 7,        ///< the session's program has ended
    timeout = 8,      ///< a deadline passed
    lost = 9,         ///< the peer disconnected
    no_terminal = 10, ///< the session's program runs on pipes
    no_pipes = 11,    ///< the session's program runs on a terminal
};

/// A runtime failure to report to the user. The message has no capital and no full stop: `no session named "work"`.
class Error {
 public:
    explicit Error(std::string message, ErrorCode code = ErrorCode::failed) : message_(std::move(message)), code_(code)
    {}

    /// `doing: strerror(number)`; ENOENT becomes `not_found`.
    static Error from_errno(std::string_view doing, int number = errno);

    /// The same error with the failed action in front: `doing: message`.
    [[nodiscard]] Error with(std::string_view doing) const;

    [[nodiscard]] const std::string& message() const { return message_; }
    [[nodiscard]] ErrorCode code() const { return code_; }

    bool operator==(const Error&) const = default;

 private:
    std::string message_;
    ErrorCode code_;
};

/// A `T`, or the `Error` that prevented it. Both convert to a `Result` implicitly, so a function can return either.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
    using Base = tl::expected<T, Error>;
    Result(T value) : Base(std::move(value)) {}
    Result(Error error) : Base(tl::unexpected<Error>(std::move(error))) {}
};

template <>
class [[nodiscard]] Result<void> : public tl::expected<void, Error> {
 public:
    using Base = tl::expected<void, Error>;
    Result() = default;
    Result(Error error) : Base(tl::unexpected<Error>(std::move(error))) {}
};

} // namespace cleat
