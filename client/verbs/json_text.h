#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace cleat {

/// The text of a JSON value (RFC 8259), indented by as many spaces a level, or on one line. What is hidden
/// (hidden_character.h) is written as `\u202e`, which is the same to whoever parses it; bytes that are not UTF-8 are
/// written as U+FFFD.
[[nodiscard]] std::string json_text(const nlohmann::json& value, int indent = -1);

/// Makes the text of an array, element by element.
class JsonArrayText {
 public:
    explicit JsonArrayText(int indent = -1) : indent_(indent) {}
    void add(const nlohmann::json& element);
    /// The whole of it; nothing may be added any more.
    [[nodiscard]] std::string take();

 private:
    int indent_;
    std::string out_ = "[";
};

/// The text of an array of what `to_json` makes of each of the values. They are JSON one at a time: as such they take
/// many times the memory of their text, and how many there are is what a server says.
template <class T, class ToJson>
[[nodiscard]] std::string json_array_text(const std::vector<T>& values, ToJson&& to_json, int indent = -1)
{
    JsonArrayText text(indent);
    for (const T& value : values) text.add(to_json(value));
    return text.take();
}

} // namespace cleat
