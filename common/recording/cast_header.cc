#include "common/recording/cast_header.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace cleat {

namespace {

using Json = nlohmann::json;

/// Keeps the members of objects down to a fixed depth, and skips arrays and objects nested deeper, of which none are
/// known. Takes time proportional to the length of the text.
class HeaderMembers final : public nlohmann::json_sax<Json> {
 public:
    /// The parsed object; discarded if the text is not one.
    Json take() { return std::move(root_); }

    bool null() override { return put(nullptr); }
    bool boolean(bool value) override { return put(value); }
    bool number_integer(number_integer_t value) override { return put(value); }
    bool number_unsigned(number_unsigned_t value) override { return put(value); }
    bool number_float(number_float_t value, const string_t&) override { return put(value); }
    bool string(string_t& value) override { return put(std::move(value)); }
    bool binary(binary_t&) override { return false; }
    bool key(string_t& name) override
    {
        if (skipped_depth_ == 0) name_ = std::move(name);
        return true;
    }
    bool start_object(std::size_t) override
    {
        const bool is_known = skipped_depth_ == 0 && open_.size() < DEEPEST;
        if (!is_known) ++skipped_depth_;
        else open_.push_back(&(open_.empty() ? root_ : (*open_.back())[name_]));
        if (is_known) *open_.back() = Json::object();
        return true;
    }
    bool end_object() override
    {
        if (skipped_depth_ > 0) --skipped_depth_;
        else open_.pop_back();
        return true;
    }
    bool start_array(std::size_t) override
    {
        ++skipped_depth_;
        return !open_.empty();
    }
    bool end_array() override
    {
        --skipped_depth_;
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override
    {
        root_ = Json(Json::value_t::discarded);
        return false;
    }

 private:
    static constexpr std::size_t DEEPEST = 4;

    template <class Value>
    bool put(Value&& value)
    {
        if (open_.empty()) return false;
        if (skipped_depth_ == 0) (*open_.back())[name_] = std::forward<Value>(value);
        return true;
    }

    Json root_ = Json(Json::value_t::discarded);
    std::vector<Json*> open_;       ///< objects, each inside the one before
    std::string name_;              ///< of the next member
    std::size_t skipped_depth_ = 0; ///< depth of arrays and objects being skipped
};

const Json& member(const Json& object, const char* name)
{
    static const Json none;
    const auto found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() ? *found : none;
}

std::string text_of(const Json& object, const char* name)
{
    const Json& value = member(object, name);
    return value.is_string() ? value.get<std::string>() : std::string();
}

std::optional<double> number_of(const Json& object, const char* name)
{
    const Json& value = member(object, name);
    if (!value.is_number()) return std::nullopt;
    const auto number = value.get<double>();
    return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

/// A recorder without a terminal writes 0.
int side_of(const Json& object, const char* name, int otherwise)
{
    const auto number = number_of(object, name);
    if (!number || *number < 1) return otherwise;
    return static_cast<int>(std::min(*number, static_cast<double>(MAX_SIDE)));
}

Size size_in(const Json& object, const char* columns, const char* rows)
{
    Size size{.rows = side_of(object, rows, Size().rows), .columns = side_of(object, columns, Size().columns)};
    size.rows = std::min(size.rows, MAX_CELLS / size.columns);
    return size;
}

std::optional<CastTheme> theme_in(const Json& object)
{
    const Json& theme = member(object, "theme");
    if (!theme.is_object()) return std::nullopt;
    return CastTheme{
        .foreground = text_of(theme, "fg"), .background = text_of(theme, "bg"), .palette = text_of(theme, "palette")};
}

void read_common(const Json& object, CastHeader& header)
{
    if (const auto timestamp = number_of(object, "timestamp"); timestamp && std::abs(*timestamp) < 1e15)
        header.timestamp = static_cast<std::int64_t>(*timestamp);
    const auto limit = number_of(object, "idle_time_limit");
    if (limit && *limit >= 0 && *limit < 1e9) header.idle_limit = CastTime(std::llround(*limit * 1e6));
    header.title = text_of(object, "title");
    header.command = text_of(object, "command");
    const Json& environment = member(object, "env");
    if (!environment.is_object()) return;
    for (const auto& [name, value] : environment.items())
        if (value.is_string()) header.environment[name] = value.get<std::string>();
}

Json theme_json(const CastTheme& theme)
{
    Json out = Json::object();
    if (!theme.foreground.empty()) out["fg"] = theme.foreground;
    if (!theme.background.empty()) out["bg"] = theme.background;
    if (!theme.palette.empty()) out["palette"] = theme.palette;
    return out;
}

/// Whole seconds without decimals, as is usual.
Json seconds_json(CastTime time)
{
    if (time.count() % 1'000'000 == 0) return time.count() / 1'000'000;
    return static_cast<double>(time.count()) / 1e6;
}

} // namespace

Result<CastHeader> parse_cast_header(std::string_view line)
{
    if (line.size() > LONGEST_CAST_HEADER) return Error("the header is longer than 1 MiB", ErrorCode::invalid);
    HeaderMembers members;
    (void)Json::sax_parse(line, &members);
    const Json object = members.take();
    if (!object.is_object()) return Error("not an asciicast header", ErrorCode::invalid);
    const auto version = number_of(object, "version");
    CastHeader header;
    if (version == 3.0) {
        const Json& term = member(object, "term");
        header.version = CastVersion::v3;
        header.size = size_in(term, "cols", "rows");
        header.terminal_type = text_of(term, "type");
        header.theme = theme_in(term);
    } else if (version == 2.0) {
        header.version = CastVersion::v2;
        header.size = size_in(object, "width", "height");
        header.theme = theme_in(object);
    } else {
        return Error("the asciicast version is neither 2 nor 3", ErrorCode::invalid);
    }
    read_common(object, header);
    if (header.version == CastVersion::v2 && header.environment.contains("TERM"))
        header.terminal_type = header.environment["TERM"];
    return header;
}

std::string cast_header_line(const CastHeader& header)
{
    nlohmann::ordered_json out;
    out["version"] = static_cast<int>(header.version);
    if (header.version == CastVersion::v3) {
        nlohmann::ordered_json term;
        term["cols"] = header.size.columns;
        term["rows"] = header.size.rows;
        if (!header.terminal_type.empty()) term["type"] = header.terminal_type;
        if (header.theme) term["theme"] = theme_json(*header.theme);
        out["term"] = std::move(term);
    } else {
        out["width"] = header.size.columns;
        out["height"] = header.size.rows;
    }
    if (header.timestamp) out["timestamp"] = *header.timestamp;
    if (header.idle_limit) out["idle_time_limit"] = seconds_json(*header.idle_limit);
    if (!header.command.empty()) out["command"] = header.command;
    if (!header.title.empty()) out["title"] = header.title;
    auto environment = header.environment;
    if (header.version == CastVersion::v2) {
        if (!header.terminal_type.empty()) environment["TERM"] = header.terminal_type;
        if (header.theme) out["theme"] = theme_json(*header.theme);
    }
    if (!environment.empty()) out["env"] = environment;
    return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

} // namespace cleat
