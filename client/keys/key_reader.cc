#include "client/keys/key_reader.h"

#include <algorithm>
#include <array>
#include <utility>

namespace cleat {

namespace {

constexpr char ESC = '\x1b';
constexpr std::string_view PASTE_BEGIN = "\x1b[200~";
constexpr std::string_view PASTE_END = "\x1b[201~";
constexpr std::size_t LONGEST_SEQUENCE = 128;
constexpr std::size_t LONGEST_LONE_KEY = 2; // ESC and one byte: Alt and a key
constexpr std::size_t MOST_TAKEN = 16;

/// Longest end of `text` that is a beginning of `of`.
std::size_t overlap(std::string_view text, std::string_view of)
{
    std::size_t length = std::min(text.size(), of.size() - 1);
    while (length > 0 && !text.ends_with(of.substr(0, length))) --length;
    return length;
}

bool is_mouse(const KeySequence& sequence)
{
    const bool sgr = sequence.prefix == '<' && (sequence.final == "M" || sequence.final == "m");
    const bool urxvt = sequence.prefix == 0 && sequence.final == "M" && sequence.parameters.size() == 3;
    return sgr || urxvt;
}

/// Bytes of the UTF-8 character that begins with `lead`.
std::size_t length_of_character(char lead)
{
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

} // namespace

std::vector<KeyEvent> KeyReader::read(std::string_view bytes)
{
    held_.add(bytes);
    if (!bytes.empty()) was_flushed_ = false;
    take_all();
    return std::exchange(events_, {});
}

std::vector<KeyEvent> KeyReader::flush()
{
    if (!is_pending()) return {};
    if (held_.size() > LONGEST_LONE_KEY && !was_flushed_) {
        was_flushed_ = true;
        return {};
    }
    was_flushed_ = false;
    if (panning_ && held_.size() == 1) {
        held_.take(1);
        end_pan();
    } else {
        not_a_command(held_.take(held_.size()));
    }
    return std::exchange(events_, {});
}

void KeyReader::take_all()
{
    while (!held_.empty()) {
        const Parsed parsed = pasting_ ? take_paste() : held_[0] == ESC ? take_escape() : take_plain();
        if (parsed == Parsed::more) return;
    }
}

KeyReader::Parsed KeyReader::take_plain()
{
    const auto special = [this](char c) { return c == ESC || (escape_ && c == escape_->legacy()); };
    if (awaiting_ || special(held_[0])) {
        handle_byte(held_.take(1)[0]);
        return Parsed::done;
    }
    const std::string_view held = held_.view();
    typed(held_.take(static_cast<std::size_t>(std::find_if(held.begin(), held.end(), special) - held.begin())));
    return Parsed::done;
}

KeyReader::Parsed KeyReader::take_escape()
{
    if (held_.size() < 2) return Parsed::more;
    switch (held_[1]) {
    case '[': return take_control_sequence();
    case ']': return take_osc_reply();
    case 'O':
        if (held_.size() < 3) return Parsed::more;
        if (held_[2] < ' ' || held_[2] > '~') not_a_command(held_.take(2));
        else if (take_arrow(held_[2])) held_.take(3);
        else not_a_command(held_.take(3));
        return Parsed::done;
    default: break;
    }
    // Before a control character ESC is a key of its own: so the escape key is known even right after it.
    const auto next = static_cast<unsigned char>(held_[1]);
    not_a_command(held_.take(next < 0x20 || next == 0x7f ? 1 : 2));
    return Parsed::done;
}

KeyReader::Parsed KeyReader::take_control_sequence()
{
    if (held_.size() >= 3 && held_[2] == 'M') return take_mouse(3);
    std::size_t end = 2;
    while (end < held_.size() && held_[end] >= ' ' && held_[end] <= '?') ++end;
    if (end > LONGEST_SEQUENCE) {
        not_a_command(held_.take(end));
        return Parsed::done;
    }
    if (end == held_.size()) return Parsed::more;
    const bool complete = held_[end] >= '@' && held_[end] <= '~';
    if (complete) handle_control_sequence(held_.take(end + 1));
    else not_a_command(held_.take(end));
    return Parsed::done;
}

/// A report of the first kind, or of mode 1005: three characters after CSI M.
KeyReader::Parsed KeyReader::take_mouse(std::size_t prefix)
{
    std::size_t end = prefix;
    for (int character = 0; character < 3; ++character) {
        if (end >= held_.size()) return Parsed::more;
        end += mouse_encoding_ == MouseEncoding::utf8 ? length_of_character(held_[end]) : 1;
    }
    if (end > held_.size()) return Parsed::more;
    report(MouseEvent{held_.take(end)});
    return Parsed::done;
}

KeyReader::Parsed KeyReader::take_osc_reply()
{
    std::size_t end = 2;
    while (end < held_.size() && held_[end] >= ' ') ++end;
    if (!may_become_osc_reply(held_.view().substr(0, end))) {
        not_a_command(held_.take(2));
        return Parsed::done;
    }
    if (end == held_.size()) return Parsed::more;
    const bool by_string_terminator = held_[end] == ESC;
    if (by_string_terminator && end + 1 == held_.size()) return Parsed::more;
    if (held_[end] != '\a' && (!by_string_terminator || held_[end + 1] != '\\')) {
        not_a_command(held_.take(2));
        return Parsed::done;
    }
    const std::string_view sequence = held_.view().substr(0, end + (by_string_terminator ? 2 : 1));
    const auto reply = parse_reply(sequence);
    if (!reply) {
        not_a_command(held_.take(2));
        return Parsed::done;
    }
    held_.take(sequence.size());
    report(ReplyEvent{*reply});
    return Parsed::done;
}

KeyReader::Parsed KeyReader::take_paste()
{
    const auto end = held_.view().find(PASTE_END);
    if (end == std::string_view::npos) {
        // What may be the beginning of the end is kept until it is known; the terminal owes it.
        std::string text = held_.take(held_.size() - overlap(held_.view(), PASTE_END));
        if (!text.empty()) report(PastedEvent{std::move(text), std::exchange(paste_began_, false), false});
        return Parsed::more;
    }
    std::string text = held_.take(end);
    held_.take(PASTE_END.size());
    pasting_ = false;
    report(PastedEvent{std::move(text), std::exchange(paste_began_, false), true});
    return Parsed::done;
}

void KeyReader::handle_control_sequence(std::string bytes)
{
    if (bytes == PASTE_BEGIN) {
        end_pan();
        pasting_ = true;
        paste_began_ = true;
        return;
    }
    if (bytes == "\x1b[I" || bytes == "\x1b[O") return report(FocusEvent{bytes[2] == 'I'});
    if (auto reply = parse_reply(bytes)) return report(ReplyEvent{*reply});
    const auto sequence = parse_key_sequence(bytes);
    if (sequence && is_mouse(*sequence)) return report(MouseEvent{std::move(bytes)});
    const auto key = sequence ? parse_key_press(*sequence) : std::nullopt;
    const bool is_release = key && key->action == KeyAction::release;
    if (sequence && sequence->prefix == 0 && sequence->final.size() == 1 && !is_release &&
        take_arrow(sequence->final[0]))
        return;
    if (is_release && panning_) return;
    if (key) return handle_key_press(*key, bytes);
    not_a_command(bytes);
}

/// An arrow by the letter that ends its sequence, if arrows move the window now.
bool KeyReader::take_arrow(char final)
{
    if (final < 'A' || final > 'D' || !pannable_ || (!awaiting_ && !panning_)) return false;
    awaiting_ = false;
    panning_ = true;
    constexpr std::array<PanEvent, 4> ARROWS = {{{-1, 0}, {1, 0}, {0, 1}, {0, -1}}};
    report(ARROWS[static_cast<std::size_t>(final - 'A')]);
    return true;
}

void KeyReader::end_pan()
{
    if (std::exchange(panning_, false)) report(PanEndEvent{});
}

void KeyReader::set_pannable(bool pannable)
{
    pannable_ = pannable;
    panning_ = panning_ && pannable;
}

void KeyReader::handle_key_press(const KeyPress& key, std::string bytes)
{
    if (is_taken_release(key)) return;
    const bool is_escape = escape_ && key.is_control(escape_->character);
    // While a command is awaited, modifiers and releases of keys pressed before go their way.
    if (key.action == KeyAction::release || key.is_modifier()) return typed(bytes);
    if (is_escape) {
        if (awaiting_ && key.action == KeyAction::repeat) return;
        std::erase(taken_, key.code);
        if (!awaiting_) taken_.push_back(key.code);
        return handle_escape_key(std::move(bytes));
    }
    if (awaiting_ && key.letter() != 0) {
        taken_.push_back(key.code);
        return command(key.letter(), bytes);
    }
    if (key.action == KeyAction::repeat && std::find(taken_.begin(), taken_.end(), key.code) != taken_.end()) return;
    std::erase(taken_, key.code);
    not_a_command(bytes);
}

void KeyReader::handle_escape_key(std::string bytes)
{
    if (awaiting_) {
        awaiting_ = false;
        return typed(bytes);
    }
    awaiting_ = true;
    escape_bytes_ = std::move(bytes);
}

void KeyReader::handle_byte(char byte)
{
    if (escape_ && byte == escape_->legacy()) return handle_escape_key(std::string(1, byte));
    if (awaiting_ && byte >= ' ' && byte <= '~') return command(byte, std::string_view(&byte, 1));
    not_a_command(std::string_view(&byte, 1));
}

bool KeyReader::is_taken_release(const KeyPress& key)
{
    if (taken_.size() > MOST_TAKEN) taken_.erase(taken_.begin());
    return key.action == KeyAction::release && key.code != 0 && std::erase(taken_, key.code) > 0;
}

void KeyReader::typed(std::string_view bytes)
{
    end_pan();
    if (auto* last = events_.empty() ? nullptr : std::get_if<TypedEvent>(&events_.back())) last->bytes += bytes;
    else report(TypedEvent{std::string(bytes)});
}

/// A key that is no command: the escape key before it was meant for the program, too.
void KeyReader::not_a_command(std::string_view bytes)
{
    if (std::exchange(awaiting_, false)) typed(escape_bytes_);
    typed(bytes);
}

void KeyReader::command(char letter, std::string_view bytes)
{
    awaiting_ = false;
    report(CommandEvent{letter, escape_bytes_ + std::string(bytes)});
}

} // namespace cleat
