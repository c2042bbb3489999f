#include "common/config/read_settings.h"

#include "common/base/duration.h"
#include "common/base/quote.h"

#include <toml++/toml.h>

#include <algorithm>
#include <numeric>

namespace cleat {
namespace {

FilePosition position_of(const toml::source_region& region)
{
    return {region.begin.line, region.begin.column};
}

/// The number of letters to insert, delete or replace to turn one word into the other (Levenshtein distance).
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = std::exchange(row[j + 1], std::min({changed, row[j] + 1, row[j + 1] + 1}));
        }
    }
    return row[b.size()];
}

/// Returns `; did you mean "linger"?` if one of the names is close to what was written.
std::string suggestion(std::string_view written, const std::vector<std::string_view>& names)
{
    constexpr std::size_t NEARLY = 2;
    const auto nearest =
        std::ranges::min_element(names, {}, [&](std::string_view name) { return distance(written, name); });
    if (nearest == names.end() || distance(written, *nearest) > NEARLY) return "";
    return "; did you mean " + in_quotes(*nearest) + "?";
}

/// Stores the values of one file in the settings.
class Reader {
 public:
    explicit Reader(std::span<const SettingCheck> checks) : checks_(checks) {}

    void read(const toml::table& file)
    {
        for (const auto& [key, node] : file) {
            if (is_section(key.str())) read_section(key.str(), node);
            else complain(key.source(), "unknown section " + in_quotes(key.str()) + suggestion(key.str(), sections()));
        }
        std::ranges::stable_sort(out_.problems, {}, &SettingProblem::place);
    }

    void complain(const toml::source_region& where, const std::string& message)
    {
        out_.problems.push_back({position_of(where), message});
    }

    [[nodiscard]] ReadSettings take() { return std::move(out_); }

 private:
    static std::vector<std::string_view> sections()
    {
        std::vector<std::string_view> out;
        for (const Setting& setting : all_settings())
            if (out.empty() || out.back() != setting.section) out.push_back(setting.section);
        return out;
    }

    static std::vector<std::string_view> names_in(std::string_view section)
    {
        std::vector<std::string_view> out;
        for (const Setting& setting : all_settings())
            if (setting.section == section) out.push_back(setting.name);
        return out;
    }

    static bool is_section(std::string_view name)
    {
        const auto known = sections();
        return std::ranges::find(known, name) != known.end();
    }

    void read_section(std::string_view section, const toml::node& node)
    {
        const toml::table* const table = node.as_table();
        if (table == nullptr)
            return complain(node.source(), in_quotes(section) + " must be a section: [" + std::string(section) + "]");
        for (const auto& [key, value] : *table) {
            if (const Setting* const setting = find_setting(section, key.str())) read_setting(*setting, value);
            else
                complain(key.source(), "unknown setting " + in_quotes(key.str()) + " in [" + std::string(section) +
                                           "]" + suggestion(key.str(), names_in(section)));
        }
    }

    void read_setting(const Setting& setting, const toml::node& node)
    {
        setting_ = &setting;
        const bool good = std::visit([&](auto member) { return take(node, out_.settings.*member); }, setting.member);
        if (good) out_.where.emplace(setting.full_name(), position_of(node.source()));
    }

    bool refuse(const toml::node& node, const std::string& why)
    {
        complain(node.source(), setting_->full_name() + ": " + why);
        return false;
    }

    bool take(const toml::node& node, bool& out)
    {
        const auto value = node.value_exact<bool>();
        if (!value) return refuse(node, "must be true or false");
        out = *value;
        return true;
    }

    bool take(const toml::node& node, std::int64_t& out)
    {
        const auto value = node.value_exact<std::int64_t>();
        if (!value || *value < 0 || *value > setting_->most)
            return refuse(node, "must be a whole number from 0 to " + std::to_string(setting_->most));
        out = *value;
        return true;
    }

    bool take(const toml::node& node, std::string& out)
    {
        const auto value = node.value_exact<std::string>();
        if (!value) return refuse(node, "must be a string in quotes");
        if (const auto good = check(*value); !good) return refuse(node, good.error().message());
        out = *value;
        return true;
    }

    bool take(const toml::node& node, std::chrono::milliseconds& out)
    {
        const auto text = duration_text(node);
        if (!text) return refuse(node, "must be a duration, such as \"10s\" or \"1h30m\"");
        const auto value = parse_duration(*text);
        if (!value) return refuse(node, value.error().message());
        out = *value;
        return true;
    }

    bool take(const toml::node& node, std::optional<std::chrono::milliseconds>& out)
    {
        if (node.value_exact<std::string>() == "none") {
            out.reset();
            return true;
        }
        std::chrono::milliseconds value{};
        if (!take(node, value)) return false;
        if (value.count() == 0) return refuse(node, "must be greater than zero; use \"none\" for no limit");
        out = value;
        return true;
    }

    bool take(const toml::node& node, std::vector<std::string>& out)
    {
        const toml::array* const list = node.as_array();
        if (list == nullptr) return refuse(node, "must be a list of strings: [\"...\", \"...\"]");
        std::vector<std::string> values;
        for (const toml::node& element : *list) {
            std::string value;
            if (!take(element, value)) return false;
            values.push_back(std::move(value));
        }
        out = std::move(values);
        return true;
    }

    /// A number without a unit is in seconds, as on the command line.
    static std::optional<std::string> duration_text(const toml::node& node)
    {
        if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
        return node.value_exact<std::string>();
    }

    Result<void> check(const std::string& text) const
    {
        if (!setting_->choices.empty() && std::ranges::find(setting_->choices, text) == setting_->choices.end()) {
            std::string choices;
            for (const auto choice : setting_->choices) choices += (choices.empty() ? "" : ", ") + std::string(choice);
            return Error(in_quotes(text) + " is not one of " + choices, ErrorCode::invalid);
        }
        if (setting_->check != nullptr) {
            if (auto good = setting_->check(text); !good) return good;
        }
        for (const SettingCheck& more : checks_)
            if (more.full_name == setting_->full_name()) return more.check(text);
        return {};
    }

    std::span<const SettingCheck> checks_;
    const Setting* setting_ = nullptr;
    ReadSettings out_;
};

} // namespace

ReadSettings read_settings(std::string_view text, std::span<const SettingCheck> checks)
{
    Reader reader(checks);
    try {
        reader.read(toml::parse(text));
    } catch (const toml::parse_error& problem) {
        reader.complain(problem.source(), std::string(problem.description()));
    }
    return reader.take();
}

} // namespace cleat
