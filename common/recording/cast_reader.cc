#include "common/recording/cast_reader.h"

#include <charconv>
#include <cmath>

namespace cleat {

namespace {

/// In UTF-8. Some editors put it at the start of a file (Unicode 15, 23.8).
constexpr std::string_view BYTE_ORDER_MARK = "\xef\xbb\xbf";

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void skip_space(std::string_view& text)
{
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
}

/// Takes `c` and the space before and after it.
bool take(std::string_view& text, char c)
{
    skip_space(text);
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    skip_space(text);
    return true;
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// Seconds in the usual form: digits, a point, digits. Takes nothing if the number has another form.
std::optional<CastTime> take_plain_seconds(std::string_view& text)
{
    std::int64_t whole = 0;
    std::size_t at = 0;
    for (; at < text.size() && is_digit(text[at]); ++at) {
        if (at == 12) return std::nullopt;
        whole = whole * 10 + (text[at] - '0');
    }
    if (at == 0) return std::nullopt;
    std::int64_t micros = whole * 1'000'000;
    if (at < text.size() && text[at] == '.') {
        ++at;
        std::int64_t unit = 1'000'000;
        bool half = false;
        for (; at < text.size() && is_digit(text[at]); ++at) {
            if (unit == 1) {
                half = text[at] >= '5';
                unit = 0;
            }
            if (unit == 0) continue;
            unit /= 10;
            micros += unit * (text[at] - '0');
        }
        if (half) ++micros;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) return std::nullopt;
    text.remove_prefix(at);
    return CastTime(micros);
}

/// Takes a JSON number of seconds, to the nearest microsecond.
std::optional<CastTime> take_seconds(std::string_view& text)
{
    if (const auto plain = take_plain_seconds(text)) return plain;
    double seconds = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (problem != std::errc() || !std::isfinite(seconds) || std::abs(seconds) > 1e12) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return CastTime(std::llround(seconds * 1e6));
}

CastKind kind_of(std::string_view code)
{
    if (code.size() != 1) return CastKind::other;
    switch (code.front()) {
    case 'o': return CastKind::output;
    case 'i': return CastKind::input;
    case 'r': return CastKind::resize;
    case 'm': return CastKind::marker;
    case 'x': return CastKind::exit;
    default: return CastKind::other;
    }
}

} // namespace

CastReader::CastReader(const CastHeader& header, const CastPosition& position, CastDamage damage)
    : header_(header), position_(position), damage_(std::move(damage))
{}

void CastReader::feed(std::string_view bytes)
{
    if (begin_ > 0) {
        bytes_.erase(0, begin_);
        scanned_ -= begin_;
        begin_ = 0;
    }
    bytes_.append(bytes);
}

std::optional<CastEvent> CastReader::next()
{
    CastEvent event;
    while (const auto line = take_line())
        if (read_line(*line, event)) return event;
    return std::nullopt;
}

/// The next line without its newline. At the end, an incomplete line counts as one unless it is empty.
std::optional<std::string_view> CastReader::take_line()
{
    for (;;) {
        const auto end = bytes_.find('\n', scanned_);
        complete_line_ = end != std::string::npos;
        const auto line = std::string_view(bytes_).substr(begin_, complete_line_ ? end - begin_ : std::string::npos);
        const bool too_long = skipping_ || line.size() > LONGEST_LINE;
        if (!complete_line_ && (too_long ? !finished_ : !finished_ || line.empty())) {
            if (too_long) drop(line.size());
            skipping_ = too_long;
            scanned_ = bytes_.size();
            return std::nullopt;
        }
        drop(line.size() + (complete_line_ ? 1 : 0));
        ++position_.lines;
        skipping_ = false;
        if (!too_long) return line;
        note_damage();
    }
}

void CastReader::drop(std::size_t count)
{
    position_.offset += count;
    begin_ += count;
    scanned_ = begin_;
}

/// Whether the line is an event. A line that is neither an event, the header, a comment nor blank is damage.
bool CastReader::read_line(std::string_view line, CastEvent& event)
{
    if (position_.lines == 1 && line.starts_with(BYTE_ORDER_MARK)) line.remove_prefix(BYTE_ORDER_MARK.size());
    skip_space(line);
    if (line.empty() || line.front() == '#') return false;
    if (header_) {
        if (read_event(line, event)) return true;
    } else if (line.front() == '{') {
        if (auto header = parse_cast_header(line)) {
            header_ = std::move(*header);
            return false;
        }
    }
    if (complete_line_) note_damage();
    else damage_.cut_short = true;
    return false;
}

bool CastReader::read_event(std::string_view line, CastEvent& event)
{
    if (!take(line, '[')) return false;
    const auto seconds = take_seconds(line);
    if (!seconds || !take(line, ',')) return false;
    const auto code = strings_.take(line);
    if (!code) return false;
    event.kind = kind_of(*code);
    if (!take(line, ',')) return false;
    const auto data = strings_.take(line);
    if (!data || !take(line, ']') || !line.empty()) return false;
    event.data = *data;
    if (event.kind == CastKind::resize && !size_of(*data)) return false;

    event.time = header_->version == CastVersion::v3 ? position_.time + *seconds : *seconds;
    if (event.time > LAST_CAST_TIME) return false;
    if (event.time < position_.time) {
        ++damage_.backwards;
        event.time = position_.time;
    }
    if (strings_.was_repaired()) ++damage_.mended;
    position_.time = event.time;
    ++position_.events;
    return true;
}

void CastReader::note_damage()
{
    if (damage_.lines++ == 0) damage_.first_line = position_.lines;
}

} // namespace cleat
