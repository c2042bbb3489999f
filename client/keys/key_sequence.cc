#include "client/keys/key_sequence.h"

#include <algorithm>

namespace cleat {

namespace {

constexpr int LARGEST = 99'999'999;

void add_digit(std::optional<int>& number, char digit)
{
    number = std::min(LARGEST, std::min(number.value_or(0), LARGEST / 10) * 10 + (digit - '0'));
}

} // namespace

int KeySequence::parameter(std::size_t index, int otherwise, std::size_t sub) const
{
    if (index >= parameters.size() || sub >= parameters[index].size()) return otherwise;
    return parameters[index][sub].value_or(otherwise);
}

std::optional<KeySequence> parse_key_sequence(std::string_view sequence)
{
    if (!sequence.starts_with("\x1b[")) return std::nullopt;
    sequence.remove_prefix(2);
    KeySequence control;
    if (!sequence.empty() && sequence[0] >= '<' && sequence[0] <= '?') {
        control.prefix = sequence[0];
        sequence.remove_prefix(1);
    }
    control.parameters.push_back({std::nullopt});
    while (!sequence.empty() && sequence[0] >= '0' && sequence[0] <= ';') {
        const char c = sequence[0];
        if (c == ';') control.parameters.push_back({std::nullopt});
        else if (c == ':') control.parameters.back().push_back(std::nullopt);
        else add_digit(control.parameters.back().back(), c);
        sequence.remove_prefix(1);
    }
    if (sequence.empty() || sequence.back() < '@' || sequence.back() > '~') return std::nullopt;
    const auto is_intermediate = [](char c) { return c >= ' ' && c <= '/'; };
    if (!std::all_of(sequence.begin(), sequence.end() - 1, is_intermediate)) return std::nullopt;
    control.final = sequence;
    return control;
}

} // namespace cleat
