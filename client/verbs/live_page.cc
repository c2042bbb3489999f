#include "client/verbs/live_page.h"

#include "client/tty/capabilities_of.h"
#include "common/base/utf8.h"
#include "common/model/width.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace cleat {

namespace {

/// The front of a line that takes no more than so many columns.
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

void write(const std::string& text)
{
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

} // namespace

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

void LivePage::show(const std::string& text)
{
    if (!in_place_) {
        if (text != shown_) write(text);
        shown_ = text;
        return;
    }
    winsize size{};
    const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0;
    const std::string page = page_of(text, known ? size.ws_row : 24, known ? size.ws_col : 80);
    if (page != shown_) write((begun_ ? std::string() : enter_) + page);
    begun_ = true;
    shown_ = page;
}

void LivePage::end()
{
    if (in_place_ && begun_) write(leave_.empty() ? "\n" : leave_);
    begun_ = false;
}

} // namespace cleat
