#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// Writes JSON (RFC 8259) in pieces, formatted as by `json_text`. Uses a few kilobytes of memory, whatever the length
/// of strings and arrays, which a server chooses.
class JsonWriter {
 public:
    using Write = std::function<void(std::string_view)>;

    explicit JsonWriter(Write write, int indent = -1) : write_(std::move(write)), indent_(indent) {}

    void begin_array() { begin('[', ']'); }
    void begin_object() { begin('{', '}'); }
    /// Ends the innermost array or object.
    void end();
    /// Writes the key of the next member.
    JsonWriter& key(std::string_view name);
    /// A string; bytes that are not UTF-8 are written as U+FFFD.
    void text(std::string_view value);
    void value(const nlohmann::json& value);

 private:
    struct Level {
        char closes = 0;
        bool is_empty = true;
    };

    void begin(char opens, char closes);
    /// Writes what separates a value from the previous one.
    void separate();
    void start_line();
    void quote(std::string_view text);

    Write write_;
    int indent_;
    std::vector<Level> levels_;
    bool has_key_ = false;
};

/// Writes `values` as an array; `to_json` converts one at a time.
template <class T, class ToJson>
void write_array(JsonWriter& out, const std::vector<T>& values, ToJson&& to_json)
{
    out.begin_array();
    for (const T& value : values) out.value(to_json(value));
    out.end();
}

} // namespace cleat
