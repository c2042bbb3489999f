#include "common/recording/text_log.h"

#include "common/model/packed_row.h"

#include <algorithm>
#include <memory>

namespace cleat {

namespace {

/// This much can be fed without lines being evicted from the history before they are read: a line takes at least one
/// byte.
constexpr std::size_t FED_AT_ONCE = 4'096;

void append_rows(const std::vector<std::string_view>& rows, std::string& out)
{
    const auto words = std::make_shared<Dictionary>();
    for (const auto packed : rows) {
        StyleId fill = 0;
        out += unpack(packed, words, fill).text();
    }
}

} // namespace

void TextLog::take(const CastEvent& event, std::string& out)
{
    if (event.kind == CastKind::output) feed(event.data, &out);
    else if (event.kind == CastKind::resize) terminal_.resize(*size_of(event.data));
}

void TextLog::pass(const CastEvent& event)
{
    if (event.kind == CastKind::output) feed(event.data, nullptr);
    else if (event.kind == CastKind::resize) terminal_.resize(*size_of(event.data));
    next_ = std::max(next_, terminal_.history().end());
}

void TextLog::feed(std::string_view bytes, std::string* out)
{
    for (; !bytes.empty(); bytes.remove_prefix(std::min(FED_AT_ONCE, bytes.size()))) {
        terminal_.feed(bytes.substr(0, FED_AT_ONCE));
        (void)terminal_.take_replies();
        (void)terminal_.take_events();
        if (out != nullptr) append_lines(*out);
    }
}

/// Leaves out the newest line while it is open, since it may continue.
void TextLog::append_lines(std::string& out)
{
    const History& history = terminal_.history();
    const auto end = history.end() - (history.is_open() && history.end() > history.first() ? 1 : 0);
    for (next_ = std::max(next_, history.first()); next_ < end; ++next_) {
        append_rows(history.rows(next_), out);
        out += '\n';
    }
}

void TextLog::finish(std::string& out) const
{
    const History& history = terminal_.history();
    std::string text;
    if (history.is_open() && history.end() > history.first() && next_ < history.end())
        append_rows(history.rows(history.end() - 1), text);
    for (const auto& row : terminal_.screen().primary) {
        text += row->text();
        if (!row->wrapped) text += '\n';
    }
    while (text.ends_with("\n\n")) text.pop_back();
    if (text != "\n") out += text;
}

} // namespace cleat
