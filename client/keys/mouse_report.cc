#include "client/keys/mouse_report.h"

#include "client/keys/key_sequence.h"
#include "common/base/utf8.h"

namespace cleat {

namespace {

/// xterm ctlseqs, "Mouse Tracking": rows and columns count from 1; the character encodings add 32 to each number.
constexpr int OFFSET = 32;
constexpr int MAX_IN_BYTES = 223;
constexpr int MAX_IN_UTF8 = 2'015;
constexpr std::size_t PREFIX = 3; // CSI M

/// A parsed report: column and row count from 1.
struct MouseReport {
    int button = 0;
    int column = 0;
    int row = 0;
    char final = 'M';
};

bool is_in_utf8(MouseEncoding encoding)
{
    return encoding == MouseEncoding::utf8;
}

bool is_in_characters(std::string_view report)
{
    return report.starts_with("\x1b[M");
}

std::optional<MouseReport> parse_characters(std::string_view text, bool utf8)
{
    int numbers[3];
    for (int& number : numbers) {
        if (text.empty()) return std::nullopt;
        const Utf8Character character =
            utf8 ? decode_utf8(text) : Utf8Character{static_cast<unsigned char>(text.front()), 1};
        number = static_cast<int>(character.code_point) - OFFSET;
        text.remove_prefix(character.length);
    }
    if (!text.empty() || numbers[1] < 1 || numbers[2] < 1) return std::nullopt;
    return MouseReport{.button = numbers[0], .column = numbers[1], .row = numbers[2]};
}

std::optional<MouseReport> parse(std::string_view report, MouseEncoding encoding)
{
    if (is_in_characters(report)) return parse_characters(report.substr(PREFIX), is_in_utf8(encoding));
    const auto sequence = parse_key_sequence(report);
    if (!sequence || sequence->parameters.size() != 3) return std::nullopt;
    return MouseReport{.button = sequence->parameter(0, 0),
                       .column = sequence->parameter(1, 0),
                       .row = sequence->parameter(2, 0),
                       .final = sequence->final.back()};
}

std::optional<std::string> write_characters(const MouseReport& report, bool utf8)
{
    const int most = utf8 ? MAX_IN_UTF8 : MAX_IN_BYTES;
    if (report.column > most || report.row > most) return std::nullopt;
    std::string out = "\x1b[M";
    for (const int number : {report.button, report.column, report.row}) {
        if (utf8) append_utf8(static_cast<char32_t>(number + OFFSET), out);
        else out.push_back(static_cast<char>(number + OFFSET));
    }
    return out;
}

std::string write_numbers(const MouseReport& report, bool sgr)
{
    const auto part = [](int number) { return std::to_string(number); };
    return (sgr ? "\x1b[<" : "\x1b[") + part(report.button) + ';' + part(report.column) + ';' + part(report.row) +
           report.final;
}

} // namespace

std::optional<std::string> move_mouse_report(std::string_view report, MouseEncoding encoding,
                                             const WindowPosition& window, Size screen)
{
    auto parsed = parse(report, encoding);
    if (!parsed || parsed->column < 1 || parsed->row < 1) return std::nullopt;
    if (parsed->column > window.size.columns || parsed->row > window.size.rows) return std::nullopt;
    parsed->column += window.column;
    parsed->row += window.row;
    if (parsed->column > screen.columns || parsed->row > screen.rows) return std::nullopt;
    if (is_in_characters(report)) return write_characters(*parsed, is_in_utf8(encoding));
    return write_numbers(*parsed, report.starts_with("\x1b[<"));
}

} // namespace cleat
