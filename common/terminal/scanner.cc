#include "common/terminal/scanner.h"

#include "common/terminal/character.h"

namespace cleat {

namespace {

constexpr char BEL = 0x07;
constexpr char CAN = 0x18;
constexpr char SUB = 0x1a;
constexpr char ESC = 0x1b;
constexpr char DEL = 0x7f;

/// A string whose payload starts with this is ignored: it stands for one that was too long.
constexpr char SWALLOWED = DEL;
/// The same for a clipboard.
constexpr char SWALLOWED_CLIPBOARD = 0x1c;
constexpr std::string_view CLIPBOARD = "\x1b]52;";
constexpr std::size_t STRING_BEGINNING = 2; ///< ESC, and the byte that identifies the kind
constexpr std::size_t CONSOLE_PALETTE = 8;  ///< `P nrrggbb`
/// The start of a malformed control sequence: stands for one that was too long.
constexpr std::string_view MALFORMED = "\x1b[0<";

bool is_text(char c)
{
    return (c >= 0x20 && c != DEL) || is_high(c);
}

bool is_final(char c)
{
    return c >= 0x40 && c != DEL && !is_high(c);
}

bool is_leader(char c)
{
    return c >= '<' && c <= '?';
}

bool is_intermediate(char c)
{
    return c >= 0x20 && c <= 0x2f;
}

/// Parses the text between CSI and the final byte; false if it is malformed or of an unknown form.
bool parse(std::string_view body, char final, ControlSequence& sequence)
{
    sequence.final = final;
    if (!body.empty() && is_leader(body[0])) {
        sequence.leader = body[0];
        body.remove_prefix(1);
    }
    if (!body.empty() && is_intermediate(body.back())) {
        sequence.intermediate = body.back();
        body.remove_suffix(1);
    }
    return sequence.parameters.read(body) == body.size();
}

} // namespace

void Scanner::feed(std::string_view bytes, Sink& sink)
{
    const char* at = bytes.data();
    const char* const end = at + bytes.size();
    while (at < end) {
        switch (state_) {
        case State::ground: at = ground(at, end, sink); break;
        case State::escape:
        case State::sequence: at = inside(at, end, sink); break;
        case State::string: at = inside_string(at, end, sink); break;
        case State::console_palette: at = inside_console_palette(at, end, sink); break;
        case State::string_escape: at = string_escape(at, sink); break;
        }
    }
}

const char* Scanner::ground(const char* at, const char* end, Sink& sink)
{
    if (!tail_.empty()) at = finish_character(at, end, sink);
    while (at < end) {
        const char c = *at;
        if (is_text(c)) {
            const char* const stop = find_control(at + 1, end);
            std::string_view run(at, static_cast<std::size_t>(stop - at));
            if (stop == end) {
                const auto held = unfinished(run);
                tail_.assign(run.substr(run.size() - held));
                run.remove_suffix(held);
            }
            if (!run.empty()) sink.text(run);
            at = stop;
            continue;
        }
        if (c == ESC) {
            if (const char* after = whole_sequence(at + 1, end, sink)) {
                at = after;
                continue;
            }
            begin_escape();
            return at + 1;
        }
        if (c != DEL && c != CAN && c != SUB) sink.control(c);
        ++at;
    }
    return at;
}

// Completes a character that the last feed started. The bytes held are a valid prefix, so adding one byte at a time
// decides.
const char* Scanner::finish_character(const char* at, const char* end, Sink& sink)
{
    for (; at < end; ++at) {
        const auto before = tail_.size();
        tail_.push_back(*at);
        const auto held = unfinished(tail_);
        if (held == tail_.size()) continue;

        std::string_view rest = tail_;
        const bool whole = take_character(rest) != REPLACEMENT || rest.empty();
        sink.text(std::string_view(tail_).substr(0, whole ? tail_.size() : before));
        tail_.clear();
        return whole ? at + 1 : at;
    }
    return at;
}

// The common case, without a copy: a complete and plain control sequence.
const char* Scanner::whole_sequence(const char* at, const char* end, Sink& sink)
{
    if (at == end || *at != '[') return nullptr;
    ++at;
    if (end - at > static_cast<std::ptrdiff_t>(LONGEST_SEQUENCE)) end = at + LONGEST_SEQUENCE;

    ControlSequence sequence;
    if (at < end && is_leader(*at)) sequence.leader = *at++;
    at += sequence.parameters.read({at, static_cast<std::size_t>(end - at)});
    if (at < end && is_intermediate(*at)) sequence.intermediate = *at++;
    if (at == end || !is_final(*at)) return nullptr;
    sequence.final = *at;
    sink.sequence(sequence);
    return at + 1;
}

const char* Scanner::inside(const char* at, const char* end, Sink& sink)
{
    while (at < end && (state_ == State::escape || state_ == State::sequence)) {
        const char c = *at;
        if (is_high(c)) {
            abandon();
            return at;
        }
        ++at;
        if (common(c, sink)) continue;
        if (state_ == State::escape) escape(c, sink);
        else sequence_byte(c, sink);
    }
    return at;
}

/// Handles what is the same inside every sequence.
bool Scanner::common(char c, Sink& sink)
{
    if (c == ESC) begin_escape();
    else if (c == CAN || c == SUB) abandon();
    else if (c < 0x20) sink.control(c);
    else if (c != DEL) return false;
    return true;
}

void Scanner::begin_escape()
{
    state_ = State::escape;
    tail_.assign(1, ESC);
}

void Scanner::abandon()
{
    state_ = State::ground;
    tail_.clear();
    if (tail_.capacity() > LONGEST_STRING) tail_.shrink_to_fit();
}

void Scanner::escape(char c, Sink& sink)
{
    if (is_intermediate(c)) {
        if (tail_.size() < 3) tail_.push_back(c);
        return;
    }
    if (tail_.size() == 1) {
        const bool string = c == ']' || c == 'P' || c == 'X' || c == '^' || c == '_';
        if (string || c == '[') {
            tail_.push_back(c);
            state_ = string ? State::string : State::sequence;
            return;
        }
    }
    const bool known = tail_.size() <= 2;
    const char intermediate = tail_.size() == 2 ? tail_[1] : '\0';
    abandon();
    if (known) sink.escape(intermediate, c);
}

void Scanner::sequence_byte(char c, Sink& sink)
{
    if (!is_final(c)) {
        tail_.push_back(c);
        if (tail_.size() > LONGEST_SEQUENCE + 2) tail_ = MALFORMED;
        return;
    }
    ControlSequence sequence;
    const bool known = parse(std::string_view(tail_).substr(2), c, sequence);
    abandon();
    if (known) sink.sequence(sequence);
}

const char* Scanner::inside_string(const char* at, const char* end, Sink& sink)
{
    if (tail_.size() == STRING_BEGINNING) {
        begin_string(*at, sink);
        ++at;
    }
    while (at < end && state_ == State::string) {
        const char* stop = at;
        while (stop < end && (*stop >= 0x20 || is_high(*stop))) ++stop;
        if (!is_swallowed()) tail_.append(at, stop);
        if (tail_.size() > longest_string()) swallow(is_clipboard() ? SWALLOWED_CLIPBOARD : SWALLOWED);
        if (stop == end) return end;
        at = stop + 1;
        ends_string(*stop, sink);
    }
    return at;
}

/// Decides by the first byte whether the string is kept or swallowed.
void Scanner::begin_string(char c, Sink& sink)
{
    if (ends_string(c, sink)) return;
    if (c == 'R') return abandon();
    const bool is_kept = is_text(c) && (tail_[1] == ']' || tail_[1] == 'P');
    if (c == 'P') state_ = State::console_palette;
    if (is_kept || c == 'P') tail_.push_back(c);
    else swallow(c == SWALLOWED_CLIPBOARD ? c : SWALLOWED);
}

const char* Scanner::inside_console_palette(const char* at, const char* end, Sink& sink)
{
    while (at < end && state_ == State::console_palette) {
        const char c = *at++;
        if (ends_string(c, sink)) return at;
        tail_.push_back(c);
        if (tail_.size() == STRING_BEGINNING + CONSOLE_PALETTE) abandon();
    }
    return at;
}

/// Whether `c` ends a string, or may be the first byte of ST.
bool Scanner::ends_string(char c, Sink& sink)
{
    if (c == ESC) {
        tail_.push_back(ESC);
        state_ = State::string_escape;
        return true;
    }
    if (c == CAN || c == SUB) {
        abandon();
        return true;
    }
    if (c == BEL && tail_[1] == ']') {
        end_string(StringEnd::bel, sink);
        return true;
    }
    return false;
}

bool Scanner::is_clipboard() const
{
    return tail_.starts_with(CLIPBOARD);
}

/// The limit on the current string, including its introducer.
std::size_t Scanner::longest_string() const
{
    return STRING_BEGINNING + (is_clipboard() ? LONGEST_CLIPBOARD_STRING : LONGEST_STRING);
}

bool Scanner::is_swallowed() const
{
    if (tail_.size() <= STRING_BEGINNING) return false;
    const char first = tail_[STRING_BEGINNING];
    return first == SWALLOWED || first == SWALLOWED_CLIPBOARD;
}

void Scanner::swallow(char mark)
{
    tail_.resize(STRING_BEGINNING);
    tail_.shrink_to_fit();
    tail_.push_back(mark);
}

std::string Scanner::tail_without_clipboard() const
{
    if (!is_clipboard()) return tail_;
    std::string out = tail_.substr(0, STRING_BEGINNING) + SWALLOWED;
    if (state_ == State::string_escape) out.push_back(ESC);
    return out;
}

// ESC inside a string ends it: as ST if a backslash follows; otherwise the string is abandoned and another sequence
// starts.
const char* Scanner::string_escape(const char* at, Sink& sink)
{
    tail_.pop_back();
    if (*at == '\\') {
        end_string(StringEnd::st, sink);
        return at + 1;
    }
    begin_escape();
    return at;
}

void Scanner::end_string(StringEnd end, Sink& sink)
{
    // The sink sees the payload in place; the tail is emptied afterwards.
    const auto payload = std::string_view(tail_).substr(STRING_BEGINNING);
    const bool is_known = tail_[1] == ']' || tail_[1] == 'P';
    if (tail_[1] == ']' && payload.starts_with(SWALLOWED_CLIPBOARD)) sink.clipboard_too_long();
    if (is_known && !is_swallowed()) sink.string(tail_[1] == ']' ? StringKind::osc : StringKind::dcs, payload, end);
    abandon();
}

} // namespace cleat
