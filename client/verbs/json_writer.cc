#include "client/verbs/json_writer.h"

#include "client/verbs/json_text.h"

#include <nlohmann/json.hpp>

#include <cassert>

namespace cleat {

namespace {

constexpr std::size_t LONGEST_PIECE = 4'096;
constexpr std::size_t MAX_CONTINUATIONS = 3; // continuation bytes of a UTF-8 character

bool continues_character(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80;
}

/// The first bytes of a text, up to the end of a character.
std::string_view front_piece(std::string_view text)
{
    if (text.size() <= LONGEST_PIECE) return text;
    std::size_t end = LONGEST_PIECE;
    while (end > LONGEST_PIECE - MAX_CONTINUATIONS && continues_character(text[end])) --end;
    return text.substr(0, end);
}

} // namespace

void JsonWriter::begin(char opens, char closes)
{
    separate();
    write_({&opens, 1});
    levels_.push_back({.closes = closes});
}

void JsonWriter::end()
{
    assert(!levels_.empty());
    const Level ended = levels_.back();
    levels_.pop_back();
    if (!ended.is_empty) start_line();
    write_({&ended.closes, 1});
}

JsonWriter& JsonWriter::key(std::string_view name)
{
    separate();
    quote(name);
    write_(indent_ < 0 ? ":" : ": ");
    has_key_ = true;
    return *this;
}

void JsonWriter::text(std::string_view value)
{
    separate();
    quote(value);
}

void JsonWriter::value(const nlohmann::json& value)
{
    if (value.is_array()) {
        begin_array();
        for (const auto& element : value) this->value(element);
        end();
    } else if (value.is_object()) {
        begin_object();
        for (const auto& [name, member] : value.items()) key(name).value(member);
        end();
    } else if (value.is_string()) {
        text(value.get_ref<const std::string&>());
    } else {
        separate();
        write_(json_text(value));
    }
}

void JsonWriter::separate()
{
    const bool follows_key = std::exchange(has_key_, false);
    if (follows_key || levels_.empty()) return;
    if (!levels_.back().is_empty) write_(",");
    levels_.back().is_empty = false;
    start_line();
}

void JsonWriter::start_line()
{
    if (indent_ < 0) return;
    write_("\n");
    write_(std::string(levels_.size() * static_cast<std::size_t>(indent_), ' '));
}

void JsonWriter::quote(std::string_view text)
{
    write_("\"");
    while (!text.empty()) {
        const auto piece = front_piece(text);
        const auto quoted = json_text(piece);
        write_(std::string_view(quoted).substr(1, quoted.size() - 2));
        text.remove_prefix(piece.size());
    }
    write_("\"");
}

} // namespace cleat
