#include "server/audience/shown_in.h"

#include <algorithm>

namespace cleat {

SessionTokens shown_in_the_end(const SessionTokens& nearest,
                               const std::function<SessionTokens(const std::string&)>& shown_in)
{
    SessionTokens out;
    std::vector<std::string> left(nearest.begin(), nearest.end());
    while (!left.empty()) {
        const std::string token = std::move(left.back());
        left.pop_back();
        if (!out.insert(token).second) continue;
        for (const std::string& next : shown_in(token)) left.push_back(next);
    }
    return out;
}

bool are_tokens(const std::vector<std::string>& tokens)
{
    return tokens.size() <= MAX_TOKENS && std::ranges::all_of(tokens, [](const std::string& token) {
               return !token.empty() && token.size() <= LONGEST_TOKEN;
           });
}

} // namespace cleat
