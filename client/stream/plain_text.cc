#include "client/stream/plain_text.h"

#include "common/base/utf8.h"

#include <utility>

namespace cleat {

std::string PlainText::convert(std::string_view bytes)
{
    scanner_.feed(bytes, *this);
    return std::exchange(out_, {});
}

void PlainText::end_line()
{
    out_ += line_.take();
    out_.push_back('\n');
}

void PlainText::take_if_full()
{
    if (line_.is_full()) out_ += line_.take();
}

void PlainText::text(std::string_view run)
{
    while (!run.empty()) {
        const Utf8Character c = decode_utf8(run);
        if (c.code_point < 0x80 || c.code_point >= 0xa0) line_.put(c.code_point);
        take_if_full();
        run.remove_prefix(c.length);
    }
}

void PlainText::control(char c)
{
    switch (c) {
    case '\n':
    case '\v':
    case '\f': return end_line();
    case '\r': return line_.carriage_return();
    case '\b': return line_.go_back(1);
    case '\t': return line_.tab();
    default: return;
    }
}

/// NEL (ECMA-48 8.3.86).
void PlainText::escape(char intermediate, char final)
{
    if (intermediate == 0 && final == 'E') end_line();
}

/// Obeys the sequences that line editors and progress bars write; ignores those that move about the screen.
void PlainText::sequence(const ControlSequence& sequence)
{
    if (sequence.leader != 0 || sequence.intermediate != 0) return;
    const int count = sequence.parameters.count_at(0);
    switch (sequence.final) {
    case '@': line_.insert(count); return take_if_full();
    case 'A': return line_.go_up(count);
    case 'B': return line_.go_down(count);
    case 'C': return line_.go_forward(count);
    case 'D': return line_.go_back(count);
    case 'G': return line_.go_to(count);
    case 'K': return line_.erase_in_row(sequence.parameters.value(0));
    case 'P': return line_.remove(count);
    case 'X': return line_.erase(count);
    default: return;
    }
}

} // namespace cleat
