#include "common/base/base64.h"

#include <cstdint>

namespace cleat {

std::string encode_base64(std::string_view bytes)
{
    static constexpr std::string_view DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = (group << 8) | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            out.push_back(at + i <= bytes.size() ? DIGITS[(group >> (18 - 6 * i)) & 63U] : '=');
    }
    return out;
}

} // namespace cleat
