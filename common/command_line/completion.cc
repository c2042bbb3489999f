#include "common/command_line/completion.h"

#include "common/command_line/option_tree.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <set>
#include <string_view>

namespace cleat {

namespace {

/// Follows the words before the cursor through the tree of commands.
class CommandLineWalk {
 public:
    explicit CommandLineWalk(const CLI::App& app) : app_(&app) {}

    void read(const std::string& word, std::size_t index)
    {
        if (awaiting_ != nullptr) awaiting_ = nullptr;
        else if (word == "-" || !is_option(word)) read_plain(word, index);
        else if (word == "--") are_options_over_ = true;
        else if (word.starts_with("--")) read_long(word);
        else read_short(word);
    }

    [[nodiscard]] Completion at(const std::string& word) const
    {
        if (awaiting_ != nullptr) return values_of(*awaiting_, "", false);
        if (!is_option(word)) return plain_words();
        const auto equals = word.find('=');
        if (word.starts_with("--") && equals != std::string::npos) {
            const auto* const option = find_option(*app_, word.substr(0, equals));
            return option != nullptr ? values_of(*option, word.substr(0, equals + 1), false) : Completion();
        }
        return options();
    }

 private:
    [[nodiscard]] bool is_option(const std::string& word) const { return !are_options_over_ && word.starts_with('-'); }

    void use(const CLI::Option* option) { used_.insert(option); }

    void read_long(const std::string& word)
    {
        const auto equals = word.find('=');
        const auto* const option = find_option(*app_, word.substr(0, equals));
        if (option == nullptr) return;
        use(option);
        if (equals == std::string::npos && option->get_items_expected_min() > 0) awaiting_ = option;
    }

    /// Short flags can be combined in one word. An option with a value ends it; the value is the rest of the word or
    /// the next word.
    void read_short(const std::string& word)
    {
        for (std::size_t i = 1; i < word.size(); ++i) {
            const auto* const option = find_option(*app_, std::string{'-', word[i]});
            if (option == nullptr) return;
            use(option);
            if (is_flag(*option)) continue;
            if (i + 1 == word.size()) awaiting_ = option;
            return;
        }
    }

    void read_plain(const std::string& word, std::size_t index)
    {
        if (arguments_ == 0)
            for (const CLI::App* const command : commands_of(*app_))
                if (command->get_name() == word) return enter(*command);
        if (app_->get_positionals_at_end()) {
            are_options_over_ = true;
            if (arguments_ == 0) command_ = index;
        }
        ++arguments_;
    }

    void enter(const CLI::App& command)
    {
        app_ = &command;
        used_.clear();
    }

    [[nodiscard]] static Completion values_of(const CLI::Option& option, const std::string& prefix, bool is_argument)
    {
        Completion out{.kind = value_kind(value_name(option), is_argument), .prefix = prefix};
        for (const std::string& choice : value_choices(option)) out.candidates.push_back({prefix + choice, {}});
        return out;
    }

    /// Commands and values of arguments.
    [[nodiscard]] Completion plain_words() const
    {
        Completion out;
        const auto arguments = arguments_of(*app_);
        if (!arguments.empty()) {
            const CLI::Option& last = *arguments.back();
            if (arguments_ < arguments.size()) out = values_of(*arguments[arguments_], "", true);
            else if (last.get_expected_max() >= CLI::detail::expected_max_vector_size) out = values_of(last, "", true);
        }
        if (app_->get_positionals_at_end() && arguments_ > 0) {
            out.kind = ValueKind::file;
            out.command = command_;
        }
        if (arguments_ > 0 || are_options_over_) return out;
        std::vector<Completable> commands;
        for (const CLI::App* const command : commands_of(*app_))
            commands.push_back({command->get_name(), command->get_description()});
        out.candidates.insert(out.candidates.begin(), commands.begin(), commands.end());
        return out;
    }

    [[nodiscard]] bool is_possible(const CLI::Option* option) const
    {
        const bool is_repeated =
            option->get_expected_max() >= CLI::detail::expected_max_vector_size || option->get_trigger_on_parse();
        if (used_.contains(option) && !is_repeated) return false;
        return std::ranges::none_of(option->get_excludes(),
                                    [this](const CLI::Option* other) { return used_.contains(other); });
    }

    /// Whether only one option of the group can be given, and one was given.
    [[nodiscard]] bool is_used_up(const CLI::App& group) const
    {
        return group.get_require_option_max() == 1 &&
               std::ranges::any_of(options_in_group(group),
                                   [this](const CLI::Option* option) { return used_.contains(option); });
    }

    [[nodiscard]] Completion options() const
    {
        std::set<const CLI::Option*> excluded;
        for (const CLI::App* const group : option_groups_of(*app_))
            if (is_used_up(*group))
                for (const CLI::Option* const option : options_in_group(*group)) excluded.insert(option);
        Completion out;
        for (const CLI::Option* const option : options_of(*app_)) {
            if (!is_possible(option) || excluded.contains(option)) continue;
            for (const std::string& name : option->get_snames())
                out.candidates.push_back({'-' + name, option->get_description()});
            for (const std::string& name : option->get_lnames())
                out.candidates.push_back({"--" + name, option->get_description()});
        }
        return out;
    }

    const CLI::App* app_;
    const CLI::Option* awaiting_ = nullptr; ///< the option whose value is the next word
    std::set<const CLI::Option*> used_;     ///< options of the command that were given
    std::size_t arguments_ = 0;             ///< how many arguments of the command were given
    std::size_t command_ = 0;
    bool are_options_over_ = false;
};

} // namespace

Completion complete(const CLI::App& app, std::span<const std::string> words)
{
    if (words.empty()) return {};
    CommandLineWalk walk(app);
    for (std::size_t i = 0; i + 1 < words.size(); ++i) walk.read(words[i], i);
    return walk.at(words.back());
}

} // namespace cleat
