#include "client/verbs/ended_words.h"

#include "client/link/exit_status.h"

#include <cstring>

namespace cleat {

namespace {

std::string reason(EndCause cause)
{
    switch (cause) {
    case EndCause::timeout: return ": timeout reached";
    case EndCause::max_age: return ": maximum age reached";
    case EndCause::idle: return ": no client for too long";
    case EndCause::none: break;
    }
    return {};
}

} // namespace

int status_of(const ExitStatus& how)
{
    if (how.cause == EndCause::timeout) return STATUS_TIMEOUT;
    constexpr int MAX_SIGNAL = 127;
    constexpr int MAX_STATUS = 255;
    const bool is_possible = how.signal >= 0 && how.signal <= MAX_SIGNAL && how.status >= 0 && how.status <= MAX_STATUS;
    if (!is_possible) return STATUS_FAILED; // 256 would be truncated to 0
    return how.signal != 0 ? 128 + how.signal : how.status;
}

std::string describe(const ExitStatus& how)
{
    const std::string note = reason(how.cause) + (how.incomplete ? "; its output may be incomplete" : "");
    if (how.signal != 0) return std::string("was killed: ") + ::strsignal(how.signal) + note;
    return "ended" + (how.status != 0 ? " with status " + std::to_string(how.status) : "") + note;
}

} // namespace cleat
