#include "server/waits/pattern.h"

#include <re2/re2.h>

#include <algorithm>

namespace cleat {

namespace {

/// Bounds a string for messages, whatever the pattern.
std::string cut(const std::string& text)
{
    constexpr std::size_t LIMIT = 256;
    return text.size() <= LIMIT ? text : text.substr(0, LIMIT) + "...";
}

std::string shown(const std::string& pattern)
{
    return "\"" + cut(pattern) + "\"";
}

} // namespace

Pattern::Pattern(std::unique_ptr<re2::RE2> compiled, Limits limits)
    : compiled_(std::move(compiled)),
      instructions_(static_cast<Steps>(std::max(1, compiled_->ProgramSize()))),
      longest_line_(std::clamp<Steps>(limits.line / instructions_, 1, LONGEST_LINE))
{}

Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(const std::string& text, Limits limits)
{
    if (text.size() > limits.length)
        return Error("the pattern has " + std::to_string(text.size()) + " bytes; the maximum is " +
                         std::to_string(limits.length),
                     ErrorCode::invalid);
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(static_cast<std::int64_t>(limits.memory));
    auto compiled = std::make_unique<re2::RE2>(text, options);
    if (!compiled->ok())
        return Error("the pattern " + shown(text) + " is not a regular expression: " + cut(compiled->error()),
                     ErrorCode::invalid);
    return Pattern(std::move(compiled), limits);
}

bool Pattern::matches(std::string_view text) const
{
    return re2::RE2::PartialMatch({text.data(), text.size()}, *compiled_);
}

} // namespace cleat
