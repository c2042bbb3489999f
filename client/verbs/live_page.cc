#include "client/verbs/live_page.h"

#include "client/tty/capabilities_of.h"
#include "client/verbs/standard_output.h"
#include "common/base/utf8.h"
#include "common/model/width.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace cleat {

namespace {

/// The start of a line that fits into `columns`.
std::string_view fitting(std::string_view line, int columns)
{
    std::size_t length = 0;
    while (length < line.size()) {
        const Utf8Character character = decode_utf8(line.substr(length));
        columns -= width(character.code_point);
        if (columns < 0) break;
        length += character.length;
    }
    return line.substr(0, length);
}

/// Keeps the first lines of text that arrives in pieces.
class FirstLines {
 public:
    explicit FirstLines(int lines) : left_(lines) {}

    void add(std::string_view piece)
    {
        while (!piece.empty() && left_ > 0) {
            const auto end = piece.find('\n');
            const auto part = piece.substr(0, end).substr(0, LONGEST_LINE - of_line_);
            text_ += part;
            of_line_ += part.size();
            if (end == std::string_view::npos) return;
            piece.remove_prefix(end + 1);
            text_ += '\n';
            of_line_ = 0;
            --left_;
        }
    }
    std::string take() { return std::move(text_); }

 private:
    std::string text_;
    std::size_t of_line_ = 0; ///< length of the last line, in bytes
    int left_;
};

/// FNV-1a, 64 bits.
std::uint64_t hash_of(const TextMaker& text)
{
    constexpr std::uint64_t PRIME = 0x100000001b3;
    std::uint64_t hash = 0xcbf29ce484222325;
    text([&hash](std::string_view piece) {
        for (const char c : piece) hash = (hash ^ static_cast<unsigned char>(c)) * PRIME;
    });
    return hash;
}

} // namespace

std::string first_lines(const TextMaker& text, int lines)
{
    FirstLines out(lines);
    text([&out](std::string_view piece) { out.add(piece); });
    return out.take();
}

std::string page_of(std::string_view text, int rows, int columns)
{
    std::string out = "\x1b[H";
    for (int row = 0; row < rows && !text.empty(); ++row) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (row > 0) out += "\r\n";
        out += fitting(line, columns);
        out += "\x1b[K";
    }
    return out + "\x1b[J";
}

LivePage::LivePage() : in_place_(::isatty(STDOUT_FILENO) == 1)
{
    if (!in_place_) return;
    const auto capabilities = capabilities_of(TerminalEnvironment::current());
    if (!capabilities) {
        in_place_ = false;
        return;
    }
    enter_ = capabilities->enter_alternate;
    leave_ = capabilities->leave_alternate;
}

void LivePage::show(const TextMaker& text)
{
    if (in_place_) show_in_place(text);
    else show_after(text);
    std::fflush(stdout);
}

void LivePage::show_after(const TextMaker& text)
{
    const auto hash = hash_of(text);
    if (hash != hash_) text(write_out);
    hash_ = hash;
}

void LivePage::show_in_place(const TextMaker& text)
{
    winsize size{};
    const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0;
    const int rows = known ? size.ws_row : 24;
    std::string page = page_of(first_lines(text, rows), rows, known ? size.ws_col : 80);
    if (page == page_) return;
    if (!begun_) write_out(enter_);
    write_out(page);
    begun_ = true;
    page_ = std::move(page);
}

void LivePage::end()
{
    if (in_place_ && begun_) write_out(leave_.empty() ? "\n" : leave_);
    std::fflush(stdout);
    begun_ = false;
}

} // namespace cleat
