#include "common/terminal/event.h"

#include "common/base/base64.h"

namespace cleat {

std::string clipboard_reply(const ClipboardQueryEvent& query, std::string_view data)
{
    return "\x1b]52;" + query.selection + ';' + encode_base64(data) + query.terminator;
}

} // namespace cleat
