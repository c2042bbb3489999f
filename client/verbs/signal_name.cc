#include "client/verbs/signal_name.h"

#include "common/base/numbers.h"
#include "common/base/quote.h"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstring>
#include <string>

namespace cleat {

Result<int> parse_signal(std::string_view text)
{
    if (const auto number = parse_integer(text, 1, NSIG - 1)) return static_cast<int>(*number);
    std::string name(text);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (name.starts_with("SIG")) name.erase(0, 3);
    for (int signal = 1; signal < NSIG; ++signal) {
        const char* const abbreviation = ::sigabbrev_np(signal);
        if (abbreviation != nullptr && name == abbreviation) return signal;
    }
    return Error("no signal named " + in_quotes(text), ErrorCode::invalid);
}

std::vector<std::string> signal_names()
{
    std::vector<std::string> out;
    for (int signal = 1; signal < NSIG; ++signal)
        if (const char* const abbreviation = ::sigabbrev_np(signal)) out.emplace_back(abbreviation);
    return out;
}

} // namespace cleat
