#include "client/keys/key_reader.h"

#include "client/keys/answer.h"

#include <algorithm>
#include <array>
#include <utility>

namespace cleat {

namespace {

constexpr char ESC = '\x1b';
// The 8-bit forms of ESC [, ESC ], ESC P and ESC \ (ECMA-48 8.3).
constexpr char CSI = '\x9b';
constexpr char OSC = '\x9d';
constexpr char DCS = '\x90';
constexpr char STRING_END = '\x9c';
constexpr std::string_view PASTE_BEGIN = "\x1b[200~";
constexpr std::string_view PASTE_END = "\x1b[201~";
constexpr std::string_view EIGHT_BIT_PASTE_END = "\x9b"
                                                 "201~";
constexpr std::size_t LONGEST_SEQUENCE = 128;
constexpr std::size_t LONGEST_LONE_KEY = 2; // ESC and one byte: Alt and a key
constexpr std::size_t MAX_TAKEN = 16;

/// Length of the longest suffix of `text` that is a proper prefix of `of`.
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

/// The 7-bit form of an 8-bit control.
std::string_view seven_bits(char control)
{
    return control == CSI ? "\x1b[" : control == OSC ? "\x1b]" : "\x1bP";
}

/// A sequence whose introducer, and 8-bit terminator if it has one, are converted to their 7-bit forms.
struct SevenBit {
    std::string text;
    std::size_t terminator = std::string::npos; ///< offset in `text` of the converted terminator, now a byte longer

    /// The length that the first `length` bytes of `text` had before the terminator was converted.
    [[nodiscard]] std::size_t original(std::size_t length) const { return length - (length > terminator ? 1 : 0); }
};

SevenBit in_seven_bits(std::string introducer, std::string_view rest)
{
    const auto end = rest.find_first_of("\a\x1b\x9c");
    if (end == std::string_view::npos || rest[end] != STRING_END) return {introducer + std::string(rest)};
    const std::size_t terminator = introducer.size() + end;
    introducer += std::string(rest.substr(0, end)) + "\x1b\\" + std::string(rest.substr(end + 1));
    return {std::move(introducer), terminator};
}

/// Length in bytes of the UTF-8 character that starts with `lead`.
std::size_t length_of_character(char lead)
{
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

} // namespace

std::vector<KeyEvent> KeyReader::read(std::string_view bytes)
{
    held_.add(bytes);
    take_all();
    return std::exchange(events_, {});
}

std::vector<KeyEvent> KeyReader::flush()
{
    if (!is_pending()) return {};
    const bool is_eight_bit = is_introducer(held_[0]) && held_.size() == 1;
    is_flushed_eight_bit_ = is_eight_bit && flushed_.empty();
    flushed_ += is_eight_bit ? seven_bits(held_[0]) : held_.view();
    if (flushed_.size() > LONGEST_LONE_KEY || flushed_.ends_with('O')) flushed_.clear();
    if (panning_ && held_.size() == 1) {
        held_.take(1);
        end_pan();
    } else {
        type_with_escape_key(held_.take(held_.size()));
    }
    return std::exchange(events_, {});
}

void KeyReader::take_all()
{
    while (!held_.empty()) {
        const Parsed parsed = paste_ != Paste::none     ? take_paste()
                              : !flushed_.empty()       ? take_rest()
                              : held_[0] == ESC         ? take_escape()
                              : is_introducer(held_[0]) ? take_eight_bit()
                                                        : take_plain();
        if (parsed == Parsed::more) return;
    }
}

std::chrono::milliseconds KeyReader::patience() const
{
    const std::string_view held = held_.view();
    const bool begins_with_escape = flushed_.empty() && held[0] == ESC;
    if (begins_with_escape && held.size() == 2 && expecting_ && held[1] != 'O') return LINK_DELAY;
    if (held.size() <= (begins_with_escape ? LONGEST_LONE_KEY : 1)) return MOMENT;
    // rxvt ends keys pressed with Shift in '$'.
    const bool is_rxvt = held[0] == ESC && held.back() == '$' && held.find_first_of(";?P") == std::string_view::npos;
    return is_rxvt ? MOMENT : LINK_DELAY;
}

KeyReader::Parsed KeyReader::take_plain()
{
    if (awaiting_ || (escape_ && held_[0] == escape_->legacy())) {
        pass_character(held_[0]);
        handle_byte(held_.take(1)[0]);
        return Parsed::done;
    }
    std::size_t end = 0;
    const auto is_special = [this](char c) {
        return c == ESC || (escape_ && c == escape_->legacy()) || is_introducer(c);
    };
    while (end < held_.size() && !is_special(held_[end])) pass_character(held_[end++]);
    typed(held_.take(end));
    return Parsed::done;
}

/// Whether `byte` is an 8-bit CSI, OSC or DCS. Within a UTF-8 character such a byte is never one.
bool KeyReader::is_introducer(char byte) const
{
    return of_character_ == 0 && (byte == CSI || byte == OSC || byte == DCS);
}

void KeyReader::pass_character(char byte)
{
    const bool continues = (static_cast<unsigned char>(byte) & 0xc0U) == 0x80;
    if (!continues) of_character_ = static_cast<int>(length_of_character(byte)) - 1;
    else if (of_character_ > 0) --of_character_;
}

/// A reply in 8-bit controls. Any other input that starts with such a byte is typed unchanged.
KeyReader::Parsed KeyReader::take_eight_bit()
{
    const SevenBit all = in_seven_bits(std::string(seven_bits(held_[0])), held_.view().substr(1));
    if (const std::size_t length = complete_reply_length(all.text); length > 0) {
        held_.take(all.original(length) - 1);
        take_answer(std::string_view(all.text).substr(0, length), true);
        return Parsed::done;
    }
    if (may_become_complete(all.text)) return Parsed::more;
    type_with_escape_key(held_.take(1));
    return Parsed::done;
}

void KeyReader::take_answer(std::string_view answer, bool is_eight_bit)
{
    if (answer == PASTE_BEGIN) return begin_paste(is_eight_bit ? Paste::eight_bit : Paste::seven_bit);
    if (const auto reply = parse_reply(answer)) report(ReplyEvent{*reply});
}

/// The rest of a sequence whose start was reported as keys because nothing followed it in time.
KeyReader::Parsed KeyReader::take_rest()
{
    const SevenBit all = in_seven_bits(flushed_, held_.view());
    const std::size_t length = complete_reply_length(all.text);
    if (length == 0 && may_become_complete(all.text)) return Parsed::more;
    if (length > 0) {
        held_.take(all.original(length) - flushed_.size());
        take_answer(std::string_view(all.text).substr(0, length), is_flushed_eight_bit_);
    }
    flushed_.clear();
    return Parsed::done;
}

KeyReader::Parsed KeyReader::take_escape()
{
    of_character_ = 0;
    if (held_.size() < 2) return Parsed::more;
    switch (held_[1]) {
    case '[': return take_control_sequence();
    case ']':
    case 'P': return take_string();
    case 'O':
        if (held_.size() < 3) return Parsed::more;
        if (held_[2] < ' ' || held_[2] > '~') type_with_escape_key(held_.take(2));
        else if (take_arrow(held_[2])) held_.take(3);
        else type_with_escape_key(held_.take(3));
        return Parsed::done;
    default: break;
    }
    // Before a control character ESC is a separate key, so the escape key is recognised even right after it.
    const auto next = static_cast<unsigned char>(held_[1]);
    type_with_escape_key(held_.take(next < 0x20 || next == 0x7f ? 1 : 2));
    return Parsed::done;
}

KeyReader::Parsed KeyReader::take_control_sequence()
{
    if (held_.size() >= 3 && held_[2] == 'M') return take_mouse(3);
    std::size_t end = 2;
    while (end < held_.size() && held_[end] >= ' ' && held_[end] <= '?') ++end;
    if (end > LONGEST_SEQUENCE) {
        type_with_escape_key(held_.take(end));
        return Parsed::done;
    }
    if (end == held_.size()) return Parsed::more;
    const bool complete = held_[end] >= '@' && held_[end] <= '~';
    if (complete) handle_control_sequence(held_.take(end + 1));
    else type_with_escape_key(held_.take(end));
    return Parsed::done;
}

/// A report in the original encoding or that of mode 1005: three characters after CSI M. ESC is never part of one, but
/// starts the next sequence.
KeyReader::Parsed KeyReader::take_mouse(std::size_t prefix)
{
    std::size_t end = prefix;
    for (int character = 0; character < 3; ++character) {
        std::size_t length = 1;
        for (std::size_t byte = 0; byte < length; ++byte, ++end) {
            if (end == held_.size()) return Parsed::more;
            if (held_[end] == ESC) {
                type_with_escape_key(held_.take(end));
                return Parsed::done;
            }
            if (byte == 0 && mouse_encoding_ == MouseEncoding::utf8) length = length_of_character(held_[end]);
        }
    }
    report(MouseEvent{held_.take(end)});
    return Parsed::done;
}

/// A reply that is a control string, or Alt and a key.
KeyReader::Parsed KeyReader::take_string()
{
    const std::string_view held = held_.view();
    if (const std::size_t length = complete_reply_length(held); length > 0) {
        take_answer(held_.take(length), false);
        return Parsed::done;
    }
    if (may_become_complete(held)) return Parsed::more;
    type_with_escape_key(held_.take(2));
    return Parsed::done;
}

KeyReader::Parsed KeyReader::take_paste()
{
    const PasteEnd end = find_paste_end();
    const bool is_complete = end.length > 0;
    std::string text = held_.take(end.at);
    held_.take(end.length);
    if (is_complete) {
        paste_ = Paste::none;
        of_character_ = 0;
    }
    if (is_complete || !text.empty())
        report(PastedEvent{std::move(text), std::exchange(paste_began_, false), is_complete});
    return is_complete ? Parsed::done : Parsed::more;
}

/// A terminal that starts a paste with an 8-bit control also ends it with one. From other terminals that byte is
/// untrusted text and must not end the paste; nor must a byte inside a UTF-8 character.
KeyReader::PasteEnd KeyReader::find_paste_end()
{
    const std::string_view held = held_.view();
    const auto seven = held.find(PASTE_END);
    // A possible start of the end bracket is kept until more arrives: the terminal has yet to send the bracket.
    const PasteEnd out = seven != std::string_view::npos ? PasteEnd{seven, PASTE_END.size()}
                                                         : PasteEnd{held.size() - overlap(held, PASTE_END), 0};
    if (paste_ != Paste::eight_bit) return out;
    for (std::size_t at = 0; at < out.at; ++at) {
        const std::string_view rest = held.substr(at, EIGHT_BIT_PASTE_END.size());
        if (is_introducer(held[at]) && rest == EIGHT_BIT_PASTE_END) return {at, rest.size()};
        if (is_introducer(held[at]) && at + rest.size() == held.size() && EIGHT_BIT_PASTE_END.starts_with(rest))
            return {at, 0};
        pass_character(held[at]);
    }
    return out;
}

void KeyReader::handle_control_sequence(std::string bytes)
{
    if (bytes == PASTE_BEGIN) return begin_paste(Paste::seven_bit);
    if (bytes == PASTE_END) return; // the paste was ended earlier, for example when the client was stopped
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
    type_with_escape_key(bytes);
}

void KeyReader::begin_paste(Paste controls)
{
    end_pan();
    paste_ = controls;
    paste_began_ = true;
}

/// Takes an arrow key, given the final byte of its sequence, if arrows pan the window now.
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
    // While a command is awaited, modifiers and releases of keys pressed earlier are passed on.
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
    type_with_escape_key(bytes);
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
    type_with_escape_key(std::string_view(&byte, 1));
}

bool KeyReader::is_taken_release(const KeyPress& key)
{
    if (taken_.size() > MAX_TAKEN) taken_.erase(taken_.begin());
    return key.action == KeyAction::release && key.code != 0 && std::erase(taken_, key.code) > 0;
}

void KeyReader::typed(std::string_view bytes)
{
    end_pan();
    if (auto* last = events_.empty() ? nullptr : std::get_if<TypedEvent>(&events_.back())) last->bytes += bytes;
    else report(TypedEvent{std::string(bytes)});
}

/// A key that is not a command. If the escape key came before it, that was meant for the program too.
void KeyReader::type_with_escape_key(std::string_view bytes)
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
