#include "common/recording/cast_writer.h"

#include "common/recording/cast_text.h"
#include "common/terminal/character.h"

#include <algorithm>
#include <utility>

namespace cleat {

namespace {

/// Seconds with up to six decimals, as many as needed.
void append_seconds(CastTime time, std::string& out)
{
    out += std::to_string(time.count() / 1'000'000);
    auto rest = time.count() % 1'000'000;
    if (rest == 0) return;
    std::string decimals = std::to_string(1'000'000 + rest).substr(1);
    while (decimals.back() == '0') decimals.pop_back();
    out += '.';
    out += decimals;
}

} // namespace

void CastWriter::header(CastHeader header, std::string& out) const
{
    header.version = version_;
    out += cast_header_line(header);
}

void CastWriter::output(CastTime time, std::string_view bytes, std::string& out)
{
    text(CastKind::output, time, bytes, unfinished_output_, out);
}

void CastWriter::input(CastTime time, std::string_view bytes, std::string& out)
{
    text(CastKind::input, time, bytes, unfinished_input_, out);
}

void CastWriter::resize(CastTime time, Size size, std::string& out)
{
    line(CastKind::resize, time, resize_data(size), out);
}

void CastWriter::marker(CastTime time, std::string_view label, std::string& out)
{
    line(CastKind::marker, time, label, out);
}

void CastWriter::exit(CastTime time, int status, std::string& out)
{
    line(CastKind::exit, time, std::to_string(status), out);
}

void CastWriter::event(const CastEvent& event, std::string& out)
{
    switch (event.kind) {
    case CastKind::output: return output(event.time, event.data, out);
    case CastKind::input: return input(event.time, event.data, out);
    case CastKind::resize:
    case CastKind::marker:
    case CastKind::exit: return line(event.kind, event.time, event.data, out);
    case CastKind::other: return;
    }
}

void CastWriter::finish(std::string& out)
{
    if (!unfinished_output_.empty()) line(CastKind::output, last_, std::exchange(unfinished_output_, {}), out);
    if (!unfinished_input_.empty()) line(CastKind::input, last_, std::exchange(unfinished_input_, {}), out);
}

void CastWriter::text(CastKind kind, CastTime time, std::string_view bytes, std::string& unfinished_before,
                      std::string& out)
{
    std::string joined;
    if (!unfinished_before.empty()) {
        joined = unfinished_before.append(bytes);
        unfinished_before.clear();
        bytes = joined;
    }
    const auto cut = unfinished(bytes);
    unfinished_before.assign(bytes.substr(bytes.size() - cut));
    bytes.remove_suffix(cut);
    if (!bytes.empty()) line(kind, time, bytes, out);
}

void CastWriter::line(CastKind kind, CastTime time, std::string_view data, std::string& out)
{
    time = std::max(time, last_);
    out += '[';
    append_seconds(version_ == CastVersion::v3 ? time - last_ : time, out);
    out += ",\"";
    out += static_cast<char>(kind);
    out += "\",";
    append_json_string(data, out);
    out += "]\n";
    last_ = time;
}

} // namespace cleat
