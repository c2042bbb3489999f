#include "client/stream/plain_text.h"

#include "common/base/utf8.h"

#include <utility>

namespace cleat {

std::string PlainText::convert(std::string_view bytes)
{
    scanner_.feed(bytes, *this);
    return std::exchange(out_, {});
}

void PlainText::end_return()
{
    if (std::exchange(after_return_, false)) out_.push_back('\n');
}

void PlainText::text(std::string_view run)
{
    end_return();
    while (!run.empty()) {
        const Utf8Character c = decode_utf8(run);
        if (c.code_point < 0x80 || c.code_point >= 0xa0) append_utf8(c.code_point, out_);
        run.remove_prefix(c.length);
    }
}

void PlainText::control(char c)
{
    if (c == '\n') {
        after_return_ = false;
        out_.push_back('\n');
    } else if (c == '\r') {
        end_return();
        after_return_ = true;
    } else if (c == '\t') {
        end_return();
        out_.push_back('\t');
    }
}

} // namespace cleat
