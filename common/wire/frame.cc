#include "common/wire/frame.h"

#include "common/base/quote.h"

#include <algorithm>

namespace cleat {

namespace {

constexpr std::size_t LENGTH_BYTES = 4;

std::size_t length_at(std::string_view bytes)
{
    std::size_t length = 0;
    for (std::size_t i = 0; i < LENGTH_BYTES; ++i) length = (length << 8) | static_cast<unsigned char>(bytes[i]);
    return length;
}

/// Whether the bytes start like text in ASCII, UTF-8 or ISO 8859. Frames may follow the text, as after a greeting of
/// one letter.
bool is_text(std::string_view bytes)
{
    const auto byte = static_cast<unsigned char>(bytes.front());
    return (byte >= ' ' && byte < 0x7f) || (byte > 0xa0 && byte < 0xff) || byte == '\n' || byte == '\r' ||
           byte == '\t' || byte == '\x1b';
}

Error no_frame_error(std::string_view text)
{
    constexpr std::size_t ENOUGH = 80;
    text.remove_prefix(std::min(text.size(), text.find_first_not_of("\r\n")));
    return Error("not the cleat protocol: " + in_quotes(text.substr(0, text.find_first_of("\r\n")), ENOUGH),
                 ErrorCode::lost);
}

} // namespace

void FrameReader::feed(std::string_view bytes)
{
    if (at_ > 0) {
        buffer_.erase(0, at_);
        at_ = 0;
    }
    buffer_ += bytes;
}

Result<std::optional<std::string_view>> FrameReader::next()
{
    const std::string_view rest = std::string_view(buffer_).substr(at_);
    if (rest.size() < LENGTH_BYTES) return std::optional<std::string_view>();
    const std::size_t length = length_at(rest);
    if (length == 0) return Error("an empty frame", ErrorCode::invalid);
    if (length > most_ && !has_begun_ && is_text(rest)) return no_frame_error(rest);
    if (length > most_)
        return Error("a frame of " + std::to_string(length) + " bytes, over the limit of " + std::to_string(most_),
                     ErrorCode::invalid);
    if (rest.size() - LENGTH_BYTES < length) return std::optional<std::string_view>();
    at_ += LENGTH_BYTES + length;
    has_begun_ = true;
    return std::optional(rest.substr(LENGTH_BYTES, length));
}

bool FrameReader::has_next() const
{
    const std::string_view rest = std::string_view(buffer_).substr(at_);
    if (rest.size() < LENGTH_BYTES) return false;
    const std::size_t length = length_at(rest);
    return length == 0 || length > most_ || rest.size() - LENGTH_BYTES >= length;
}

std::size_t begin_frame(std::string& out)
{
    const std::size_t begin = out.size();
    out.append(LENGTH_BYTES, '\0');
    return begin;
}

void end_frame(std::string& out, std::size_t begin)
{
    const std::size_t length = out.size() - begin - LENGTH_BYTES;
    for (std::size_t i = 0; i < LENGTH_BYTES; ++i)
        out[begin + i] = static_cast<char>(length >> (8 * (LENGTH_BYTES - 1 - i)));
}

} // namespace cleat
