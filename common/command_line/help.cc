#include "common/command_line/help.h"

#include "common/command_line/option_tree.h"
#include "common/command_line/option_value.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cctype>
#include <memory>
#include <string_view>
#include <vector>

namespace cleat {

namespace {

constexpr std::size_t WIDTH = 80;
constexpr std::size_t WIDEST_LEFT = 30;
constexpr std::size_t INDENT = 2;
constexpr std::size_t EXPLANATION_INDENT = 6;

/// Fills lines of at most `WIDTH` columns with words, without splitting words. The text starts at `column` on the first
/// line; the other lines are indented by `indent`.
std::string wrap_words(const std::vector<std::string>& words, std::size_t column, std::size_t indent)
{
    std::string out;
    bool is_first = true;
    for (const std::string& word : words) {
        if (!is_first && column + 1 + word.size() > WIDTH) {
            out += '\n' + std::string(indent, ' ');
            column = indent;
        } else if (!is_first) {
            out += ' ';
            ++column;
        }
        out += word;
        column += word.size();
        is_first = false;
    }
    return out;
}

std::string wrap_text(const std::string& text, std::size_t indent)
{
    return wrap_words(CLI::detail::split(text, ' '), indent, indent);
}

std::string sentence_of(std::string phrase)
{
    if (phrase.empty()) return phrase;
    phrase.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(phrase.front())));
    return phrase.back() == '.' ? phrase : phrase + '.';
}

bool is_repeated(const CLI::Option& option)
{
    return option.get_expected_max() >= CLI::detail::expected_max_vector_size;
}

/// What follows an option's name in help: ` FILE`, or `[=N]` if the value is optional.
std::string value_after(const CLI::Option& option)
{
    if (is_flag(option)) return {};
    const auto name = value_name(option);
    return option.get_expected_min() == 0 ? "[=" + name + ']' : ' ' + name;
}

/// `-n, --name NAME`, long names below each other.
std::string option_entry(const CLI::Option& option)
{
    std::string out;
    for (const std::string& name : option.get_snames()) out += (out.empty() ? "-" : ", -") + name;
    if (out.empty()) out = "    ";
    else if (!option.get_lnames().empty()) out += ", ";
    bool is_first = true;
    for (const std::string& name : option.get_lnames()) {
        out += (is_first ? "--" : ", --") + name;
        is_first = false;
    }
    return out + value_after(option);
}

std::string argument_usage(const CLI::Option& option)
{
    if (!option.get_option_text().empty()) return option.get_option_text();
    const auto name = option.get_name(true) + (is_repeated(option) ? "..." : "");
    return option.get_required() ? name : '[' + name + ']';
}

/// The usage of a group of options of which one can be given, `[--a | --b]`, or must be given, `(--a | --b)`.
std::string group_usage(const CLI::App& group)
{
    std::string out;
    for (const CLI::Option* const option : options_in_group(group))
        out += (out.empty() ? "" : " | ") + option->get_name() + value_after(*option);
    return group.get_require_option_min() > 0 ? '(' + out + ')' : '[' + out + ']';
}

/// Whether there are options that the usage line does not name, other than `--help`.
bool has_free_options(const CLI::App& app)
{
    return std::ranges::any_of(app.get_options(), [&app](const CLI::Option* option) {
        return option != app.get_help_ptr() && option->nonpositional() && !option->get_group().empty() &&
               !option->get_required();
    });
}

std::vector<std::string> usage_words(const CLI::App& app)
{
    std::vector<std::string> out;
    if (has_free_options(app)) out.emplace_back("[options]");
    for (const CLI::App* const group : option_groups_of(app)) out.push_back(group_usage(*group));
    for (const CLI::Option* const option : options_of(app))
        if (option->get_required()) out.push_back(option->get_name() + value_after(*option));
    for (const CLI::Option* const argument : arguments_of(app)) out.push_back(argument_usage(*argument));
    return out;
}

std::string usage_of(const CLI::App& app)
{
    const std::string path = command_path(app);
    const std::size_t column = std::string_view("usage: ").size() + path.size() + 1;
    std::string out;
    const auto add = [&](const std::vector<std::string>& words) {
        out += (out.empty() ? "usage: " : "       ") + path;
        if (!words.empty()) out += ' ' + wrap_words(words, column, column);
        out += '\n';
    };
    const bool has_commands = !commands_of(app).empty();
    if (!has_commands || !arguments_of(app).empty()) add(usage_words(app));
    if (!has_commands) return out;
    const bool is_needed = app.get_require_subcommand_min() > 0 || !arguments_of(app).empty();
    std::vector<std::string> words{is_needed ? "COMMAND" : "[COMMAND", is_needed ? "[ARGUMENT...]" : "[ARGUMENT...]]"};
    if (app.get_parent() == nullptr) words.insert(words.begin(), "[options]");
    add(words);
    return out;
}

struct HelpSection {
    const char* title;
    std::vector<HelpRow> rows;
};

std::vector<HelpSection> sections_of(const CLI::App& app)
{
    std::vector<HelpSection> out{{"Commands", {}}, {"Arguments", {}}, {"Options", {}}};
    for (const CLI::App* const command : commands_of(app))
        out[0].rows.push_back({command->get_name(), command->get_description()});
    for (const CLI::Option* const argument : arguments_of(app))
        out[1].rows.push_back({argument->get_name(true), argument->get_description()});
    for (const CLI::Option* const option : options_of(app))
        out[2].rows.push_back({option_entry(*option), option->get_description()});
    return out;
}

std::size_t widest_left(const std::vector<HelpSection>& sections)
{
    std::size_t widest = 0;
    for (const HelpSection& section : sections)
        for (const HelpRow& row : section.rows)
            if (row.left.size() <= WIDEST_LEFT) widest = std::max(widest, row.left.size());
    return widest;
}

std::string example_of(const std::string& footer)
{
    std::string out = "\nExample:\n";
    for (const std::string& line : CLI::detail::split(footer, '\n')) {
        const bool is_command = line.starts_with("cleat") || line.starts_with("eval");
        const std::size_t indent = is_command ? INDENT : EXPLANATION_INDENT;
        out += std::string(indent, ' ') + (is_command ? line : wrap_text(line, indent)) + '\n';
    }
    return out;
}

class HelpFormatter final : public CLI::FormatterBase {
 public:
    std::string make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const override
    {
        return help_text(*app);
    }
};

} // namespace

void set_up_command_line(CLI::App& app)
{
    app.formatter(std::make_shared<HelpFormatter>());
    app.set_help_flag("-h,--help", "print this help and exit");
    app.option_defaults()->disable_flag_override();
}

std::string help_text(const CLI::App& app)
{
    std::string out = usage_of(app);
    const auto sentence = sentence_of(app.get_description());
    if (!sentence.empty()) out += '\n' + wrap_text(sentence, 0) + '\n';
    const auto sections = sections_of(app);
    const auto widest = widest_left(sections);
    for (const HelpSection& section : sections)
        if (!section.rows.empty()) out += '\n' + std::string(section.title) + ":\n" + two_columns(section.rows, widest);
    const auto footer = app.get_footer();
    if (footer.empty()) return out;
    return out + (app.get_parent() != nullptr ? example_of(footer) : '\n' + wrap_text(footer, 0) + '\n');
}

std::string two_columns(std::span<const HelpRow> rows, std::size_t widest)
{
    const std::size_t column = INDENT + widest + 2;
    std::string out;
    for (const HelpRow& row : rows) {
        std::string line = std::string(INDENT, ' ') + row.left;
        if (row.left.size() > widest) {
            out += line + '\n';
            line.clear();
        }
        if (!row.right.empty()) line += std::string(column - line.size(), ' ') + wrap_text(row.right, column);
        if (!line.empty()) out += line + '\n';
    }
    return out;
}

} // namespace cleat
