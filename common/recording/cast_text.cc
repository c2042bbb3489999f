#include "common/recording/cast_text.h"

#include "common/base/utf8.h"
#include "common/terminal/character.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace cleat {

namespace {

constexpr std::uint64_t ONES = 0x0101010101010101U;
constexpr std::uint64_t HIGHS = 0x8080808080808080U;
constexpr std::string_view REPLACEMENT_UTF8 = "\xef\xbf\xbd";

/// The high bit of each zero byte, and possibly of some after the first one.
constexpr std::uint64_t zeros(std::uint64_t word)
{
    return (word - ONES) & ~word & HIGHS;
}

std::uint64_t load(const char* from)
{
    std::uint64_t word = 0;
    std::memcpy(&word, from, sizeof word);
    return word;
}

/// The first quote or backslash, or `end`.
const char* find_special(const char* begin, const char* end)
{
    while (end - begin >= 8) {
        const std::uint64_t word = load(begin);
        if ((zeros(word ^ (ONES * '"')) | zeros(word ^ (ONES * '\\'))) != 0) break;
        begin += 8;
    }
    while (begin != end && *begin != '"' && *begin != '\\') ++begin;
    return begin;
}

bool is_ascii(std::string_view text)
{
    const char* at = text.data();
    const char* const end = at + text.size();
    for (; end - at >= 8; at += 8)
        if ((load(at) & HIGHS) != 0) return false;
    return std::none_of(at, end, is_high);
}

/// Whether `character`, decoded from the start of `text`, replaces malformed bytes.
bool is_malformed(std::string_view text, const Character& character)
{
    return character.code_point == REPLACEMENT && !text.starts_with(REPLACEMENT_UTF8);
}

bool is_utf8(std::string_view text)
{
    while (!text.empty()) {
        const auto character = first_character(text);
        if (is_malformed(text, character)) return false;
        text.remove_prefix(character.length);
    }
    return true;
}

constexpr std::uint8_t NO_DIGIT = 0xff;

constexpr auto HEX = [] {
    std::array<std::uint8_t, 256> out{};
    out.fill(NO_DIGIT);
    for (unsigned i = 0; i < 10; ++i) out['0' + i] = static_cast<std::uint8_t>(i);
    for (unsigned i = 0; i < 6; ++i) {
        out['a' + i] = static_cast<std::uint8_t>(10 + i);
        out['A' + i] = static_cast<std::uint8_t>(10 + i);
    }
    return out;
}();

/// The value of four hexadecimal digits, or -1.
int four_digits(const char* digits)
{
    int number = 0;
    for (int i = 0; i < 4; ++i) {
        const int digit = HEX[static_cast<unsigned char>(digits[i])];
        if (digit == NO_DIGIT) return -1;
        number = number * 16 + digit;
    }
    return number;
}

char plain_escape(char letter)
{
    switch (letter) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'b': return '\b';
    case 'f': return '\f';
    case '"':
    case '\\':
    case '/': return letter;
    default: return 0;
    }
}

/// The `\uXXXX` at `at`, or a surrogate pair: its code point (U+FFFD for half a pair) and its length, 0 if it is
/// invalid.
Character unicode_escape(const char* at, const char* end)
{
    if (end - at < 6) return {};
    const int first = four_digits(at + 2);
    if (first < 0) return {};
    if (first < 0xd800 || first > 0xdfff) return {static_cast<char32_t>(first), 6};
    if (first < 0xdc00 && end - at >= 12 && at[6] == '\\' && at[7] == 'u') {
        const int second = four_digits(at + 8);
        if (second >= 0xdc00 && second <= 0xdfff)
            return {static_cast<char32_t>(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)), 12};
    }
    return {REPLACEMENT, 6};
}

bool is_half_a_pair(const Character& escape, const char* at)
{
    return escape.code_point == REPLACEMENT && four_digits(at + 2) != static_cast<int>(REPLACEMENT);
}

/// The form of an ASCII character in a JSON string.
struct Escaped {
    std::array<char, 6> text{};
    std::uint8_t length = 0;
};

constexpr Escaped short_escape(char letter)
{
    return {{'\\', letter}, 2};
}

constexpr auto ESCAPED = [] {
    constexpr std::string_view DIGITS = "0123456789abcdef";
    std::array<Escaped, 128> out{};
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = {{static_cast<char>(i)}, 1};
    for (std::size_t i = 0; i < 0x20; ++i) out[i] = {{'\\', 'u', '0', '0', DIGITS[i >> 4U], DIGITS[i & 0xfU]}, 6};
    out['"'] = short_escape('"');
    out['\\'] = short_escape('\\');
    out['\n'] = short_escape('n');
    out['\r'] = short_escape('r');
    out['\t'] = short_escape('t');
    out['\b'] = short_escape('b');
    out['\f'] = short_escape('f');
    return out;
}();

/// How many of the first 8 bytes need no escape in a JSON string.
std::size_t plain_bytes(const char* text)
{
    const std::uint64_t word = load(text);
    const std::uint64_t controls = (word - ONES * 0x20) & ~word & HIGHS;
    const std::uint64_t special = controls | zeros(word ^ (ONES * '"')) | zeros(word ^ (ONES * '\\')) | (word & HIGHS);
    if (special == 0) return 8;
    if constexpr (std::endian::native == std::endian::little) {
        return static_cast<std::size_t>(std::countr_zero(special)) / 8;
    } else {
        const auto is_plain = [](char c) { return !is_high(c) && ESCAPED[static_cast<unsigned char>(c)].length == 1; };
        return static_cast<std::size_t>(std::find_if_not(text, text + 8, is_plain) - text);
    }
}

/// Collects short pieces of text, so that the string need not grow for each.
class Pieces {
 public:
    explicit Pieces(std::string& out) : out_(out) {} // NOLINT: only bytes that were written are used
    ~Pieces() { out_.append(bytes_.data(), used_); }
    Pieces(const Pieces&) = delete;
    Pieces& operator=(const Pieces&) = delete;

    /// Adds `count` bytes, at most 8; 8 must be readable.
    void add_of_8(const char* text, std::size_t count)
    {
        make_room();
        std::memcpy(bytes_.data() + used_, text, 8);
        used_ += count;
    }
    void add(const Escaped& escaped)
    {
        make_room();
        std::memcpy(bytes_.data() + used_, escaped.text.data(), escaped.text.size());
        used_ += escaped.length;
    }
    /// At most 8 bytes.
    void add(std::string_view text)
    {
        make_room();
        text.copy(bytes_.data() + used_, text.size());
        used_ += text.size();
    }

 private:
    void make_room()
    {
        if (used_ + 8 <= bytes_.size()) return;
        out_.append(bytes_.data(), used_);
        used_ = 0;
    }

    std::string& out_;
    std::array<char, 4'096> bytes_;
    std::size_t used_ = 0;
};

/// Appends the text as valid UTF-8, with U+FFFD for malformed bytes.
void append_valid_utf8(std::string_view text, std::string& out)
{
    while (!text.empty()) {
        const auto character = first_character(text);
        if (character.code_point == REPLACEMENT) append_utf8(REPLACEMENT, out);
        else out.append(text.substr(0, character.length));
        text.remove_prefix(character.length);
    }
}

} // namespace

void append_json_string(std::string_view text, std::string& out)
{
    out.push_back('"');
    Pieces pieces(out);
    while (!text.empty()) {
        if (text.size() >= 8) {
            const auto count = plain_bytes(text.data());
            pieces.add_of_8(text.data(), count);
            text.remove_prefix(count);
            if (count == 8) continue;
        }
        if (!is_high(text.front())) {
            pieces.add(ESCAPED[static_cast<unsigned char>(text.front())]);
            text.remove_prefix(1);
            continue;
        }
        const auto character = first_character(text);
        pieces.add(character.code_point == REPLACEMENT ? REPLACEMENT_UTF8 : text.substr(0, character.length));
        text.remove_prefix(character.length);
    }
    pieces.add("\"");
}

std::optional<std::string_view> JsonStringReader::take(std::string_view& text)
{
    repaired_ = false;
    if (!text.starts_with('"')) return std::nullopt;
    const char* const begin = text.data() + 1;
    const char* const end = text.data() + text.size();
    const char* const special = find_special(begin, end);
    if (special == end) return std::nullopt;
    std::string_view result(begin, static_cast<std::size_t>(special - begin));
    if (*special == '"') {
        text.remove_prefix(result.size() + 2);
    } else {
        text.remove_prefix(1);
        if (!unescape(text)) return std::nullopt;
        result = {memory_.data(), used_};
    }
    if (is_ascii(result) || is_utf8(result)) return result;
    repaired_ = true;
    repaired_text_.clear();
    append_valid_utf8(result, repaired_text_);
    return repaired_text_;
}

/// Unescapes from after the opening quote to the closing one, into `memory_`: the result is never longer.
bool JsonStringReader::unescape(std::string_view& text)
{
    if (memory_.size() < text.size() + 8) memory_.resize(text.size() * 2 + 8);
    const char* at = text.data();
    const char* const end = at + text.size();
    char* to = memory_.data();
    for (;;) {
        const char* const special = find_special(at, end);
        to = std::copy(at, special, to);
        at = special;
        if (at == end) return false;
        if (*at == '"') break;
        if (end - at < 2) return false;
        if (at[1] != 'u') {
            const char c = plain_escape(at[1]);
            if (c == 0) return false;
            *to++ = c;
            at += 2;
            continue;
        }
        const auto escape = unicode_escape(at, end);
        if (escape.length == 0) return false;
        repaired_ = repaired_ || is_half_a_pair(escape, at);
        to = write_utf8(escape.code_point, to);
        at += escape.length;
    }
    used_ = static_cast<std::size_t>(to - memory_.data());
    text.remove_prefix(static_cast<std::size_t>(at - text.data()) + 1);
    return true;
}

} // namespace cleat
