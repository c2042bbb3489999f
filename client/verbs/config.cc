#include "client/verbs/all_verbs.h"
#include "client/verbs/config_checks.h"
#include "common/base/quote.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

namespace cleat {

namespace {

/// Prints every problem, one per line; returns the exit status.
int print_problems(const Configuration& file)
{
    for (const SettingProblem& problem : file.read.problems)
        std::fprintf(stderr, "%s\n", visible(file.describe(problem)).c_str());
    return file.read.problems.empty() ? 0 : STATUS_USAGE;
}

int check(const std::string& path)
{
    const auto file = path.empty() ? load_config(config_checks()) : read_config_file(path, config_checks());
    if (!file) return report(file.error());
    const int status = print_problems(*file);
    if (status == 0 && file->path.empty())
        std::printf("no configuration file; all settings have their default values\n");
    else if (status == 0) std::printf("%s: no errors\n", visible(file->path).c_str());
    return status;
}

/// Which file was read, and why.
std::string origin(const Configuration& file)
{
    const ConfigPath wanted = config_path();
    if (wanted.path.empty()) return "no configuration file: there is no home directory";
    if (file.path.empty()) return wanted.path + " does not exist";
    return file.path + (wanted.origin == ConfigOrigin::environment ? ", from CLEAT_CONFIG" : "");
}

/// Every setting as a line of a configuration file, with a comment on where it comes from.
std::string listing(const Configuration& file)
{
    std::string out = "# " + visible(origin(file)) + '\n';
    std::string_view section;
    for (const Setting& setting : all_settings()) {
        if (setting.section != section) out += "\n[" + std::string(section = setting.section) + "]\n";
        const std::string line = std::string(setting.name) + " = " + value_text(setting, file.read.settings);
        const auto where = file.read.where.find(setting.full_name());
        const std::string from =
            where == file.read.where.end() ? "default" : "line " + std::to_string(where->second.line);
        constexpr std::size_t COLUMN = 40;
        out.append(line).append(line.size() < COLUMN ? COLUMN - line.size() : 1, ' ').append("# ").append(from) += '\n';
    }
    return out;
}

int show()
{
    const auto file = load_config(config_checks());
    if (!file) return report(file.error());
    const int status = print_problems(*file);
    if (status == 0) std::printf("%s", listing(*file).c_str());
    return status;
}

} // namespace

VerbAction define_config(CLI::App& app)
{
    app.require_subcommand(1, 1);
    CLI::App* const check_verb = app.add_subcommand("check", "check a configuration file for errors");
    const auto path = std::make_shared<std::string>();
    check_verb->add_option("FILE", *path, "file to check (default: the one in use)");
    check_verb->footer("cleat config check ~/.config/cleat/config.toml");
    app.add_subcommand("show", "print every setting and where it comes from")->footer("cleat config show");
    app.footer("cleat config show\nPrint every setting and where it comes from.");
    return [=](const VerbContext&) { return check_verb->parsed() ? check(*path) : show(); };
}

} // namespace cleat
