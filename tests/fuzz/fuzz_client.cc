// A user terminal's input yields the same events however reads are split, and none of it is lost.
//
// The bits of the first byte choose whether there is an escape key, and the mouse encoding. In the rest, the byte FE is
// a pause in the input.
#include "client/keys/key_reader.h"
#include "tests/fuzz/require.h"

#include <cstdint>

using namespace cleat;
using fuzz::require;

namespace {

constexpr char MOMENT = '\xfe';
constexpr std::string_view PASTE_BEGIN = "\x1b[200~";
constexpr std::string_view PASTE_END = "\x1b[201~";

/// Events, with neighbours joined if a read ended between them.
class Events {
 public:
    void add(std::vector<KeyEvent> events)
    {
        for (auto& event : events) add(std::move(event));
    }

    bool operator==(const Events&) const = default;

    /// The bytes that the events were read from, without those of replies.
    [[nodiscard]] std::string bytes() const
    {
        std::string out;
        for (const auto& event : events_) {
            if (const auto* typed = std::get_if<TypedEvent>(&event)) out += typed->bytes;
            if (const auto* command = std::get_if<CommandEvent>(&event)) out += command->bytes;
            if (const auto* mouse = std::get_if<MouseEvent>(&event)) out += mouse->bytes;
            if (const auto* focus = std::get_if<FocusEvent>(&event)) out += focus->focused ? "\x1b[I" : "\x1b[O";
            if (const auto* paste = std::get_if<PastedEvent>(&event)) {
                if (paste->begin) out += PASTE_BEGIN;
                out += paste->text;
                if (paste->end) out += PASTE_END;
            }
        }
        return out;
    }

    [[nodiscard]] bool has_replies() const
    {
        for (const auto& event : events_)
            if (std::holds_alternative<ReplyEvent>(event)) return true;
        return false;
    }

 private:
    void add(KeyEvent event)
    {
        auto* last = events_.empty() ? nullptr : &events_.back();
        if (auto* typed = std::get_if<TypedEvent>(&event)) {
            if (auto* before = last ? std::get_if<TypedEvent>(last) : nullptr) {
                before->bytes += typed->bytes;
                return;
            }
        }
        if (auto* paste = std::get_if<PastedEvent>(&event)) {
            auto* before = last ? std::get_if<PastedEvent>(last) : nullptr;
            if (before != nullptr && !before->end && !paste->begin) {
                before->text += paste->text;
                before->end = paste->end;
                return;
            }
        }
        events_.push_back(std::move(event));
    }

    std::vector<KeyEvent> events_;
};

/// Reads the input in reads of at most `step` bytes, flushing at each `MOMENT`, and at the end until no input is
/// pending.
Events read(KeyReader reader, std::string_view bytes, std::size_t step)
{
    Events events;
    while (!bytes.empty()) {
        if (bytes.front() == MOMENT) {
            events.add(reader.flush());
            bytes.remove_prefix(1);
            continue;
        }
        const auto piece = bytes.substr(0, std::min(step, bytes.find(MOMENT)));
        events.add(reader.read(piece));
        bytes.remove_prefix(piece.size());
    }
    for (int moment = 0; reader.is_pending(); ++moment) {
        require(moment < 2);
        events.add(reader.flush());
    }
    // Only the terminal ends a paste.
    events.add(reader.read(PASTE_END));
    return events;
}

std::size_t count_of(std::string_view text, std::string_view what)
{
    std::size_t count = 0;
    for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++count;
    return count;
}

bool is_in_order_in(std::string_view part, std::string_view whole)
{
    for (const char c : whole)
        if (!part.empty() && part.front() == c) part.remove_prefix(1);
    return part.empty();
}

/// Converts paste brackets in 8-bit controls to 7-bit ones.
std::string with_seven_bit_marks(std::string text)
{
    constexpr std::string_view CSI = "\x9b";
    for (const std::string_view mark : {PASTE_BEGIN, PASTE_END}) {
        const std::string eight = std::string(CSI) + std::string(mark.substr(2));
        for (auto at = text.find(eight); at != std::string::npos; at = text.find(eight, at))
            text.replace(at, eight.size(), mark);
    }
    return text;
}

/// Inserts the 7-bit form before each 8-bit introducer: for `is_in_order_in`, which then accepts either form.
std::string with_both_forms(std::string_view text)
{
    std::string out;
    for (const char c : text) out += c == '\x9b' ? std::string("\x1b[\x9b") : std::string(1, c);
    return out;
}

/// Whether there is an end of a paste without a start, which yields no event.
bool has_stray_end(std::string_view bytes)
{
    for (bool is_in_paste = false;; is_in_paste = !is_in_paste) {
        const auto end = bytes.find(PASTE_END);
        const auto next = is_in_paste ? end : bytes.find(PASTE_BEGIN);
        if (!is_in_paste && end < next) return true;
        if (next == std::string_view::npos) return false;
        bytes.remove_prefix(next + 1);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const bool has_escape = (data[0] & 1U) != 0;
    KeyReader reader(has_escape ? std::optional<EscapeKey>(EscapeKey()) : std::nullopt);
    reader.set_mouse_encoding(static_cast<MouseEncoding>((data[0] >> 1U) % 5));

    const auto whole = read(reader, bytes, bytes.size());
    require(read(reader, bytes, 1) == whole);
    require(read(reader, bytes, 3) == whole);

    std::string sent;
    for (const char c : bytes)
        if (c != MOMENT) sent += c;
    const bool has_stray = has_stray_end(sent);
    sent += PASTE_END;
    if (has_escape) return 0; // pressed twice, the escape key is typed once
    // If a pause split the start of a paste, its first part was typed as keys.
    const std::string marked = with_seven_bit_marks(sent);
    if (count_of(marked, PASTE_BEGIN) != count_of(with_seven_bit_marks(std::string(bytes)), PASTE_BEGIN)) return 0;
    // An 8-bit paste bracket may be a bracket, or part of a character or of pasted text. Bytes typed around a reply can
    // look like one, too.
    if (marked != sent) {
        require(is_in_order_in(whole.bytes(), with_both_forms(sent)));
        return 0;
    }
    // The end of a paste that was added may have no start.
    if (whole.has_replies() || has_stray) require(is_in_order_in(whole.bytes(), sent));
    else require(whole.bytes() == sent || whole.bytes() + std::string(PASTE_END) == sent);
    return 0;
}
