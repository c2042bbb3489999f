#include "client/verbs/all_verbs.h"
#include "client/verbs/session_argument.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

namespace cleat {

namespace {

Result<std::string> read_all(const std::string& path)
{
    if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error::from_errno("reading " + path);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

/// What fits a frame, with room for what is around it.
constexpr std::size_t MOST_AT_ONCE = MOST_TO_SERVER - 4'096;

} // namespace

VerbAction define_send(CLI::App& app)
{
    const auto session = add_required_session_argument(app);
    const auto pieces = std::make_shared<std::vector<std::pair<char, std::string>>>();
    // Pieces are typed in the order in which they are given, so each option appends to one list.
    const auto append_to = [pieces](char kind) {
        return [pieces, kind](const std::string& value) { pieces->emplace_back(kind, value); };
    };
    app.add_option_function<std::string>("--text", append_to('t'), "type this text as it is")
        ->type_name("TEXT")
        ->trigger_on_parse()
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    app.add_option_function<std::string>("--keys", append_to('k'), "press these keys: 'C-c Enter F5 M-x Up'")
        ->type_name("KEYS")
        ->trigger_on_parse()
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    app.add_option_function<std::string>("--paste", append_to('p'), "paste this file; - is standard input")
        ->type_name("FILE")
        ->trigger_on_parse()
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    return [session, pieces](const VerbContext& context) {
        Send message{*session, {}};
        for (const auto& [kind, value] : *pieces) {
            if (kind == 't') {
                message.pieces.push_back({SendPiece::Kind::text, {value}});
            } else if (kind == 'p') {
                auto content = read_all(value);
                if (!content) return report(content.error());
                message.pieces.push_back({SendPiece::Kind::paste, {std::move(*content)}});
            } else {
                std::istringstream names(value);
                for (std::string name; names >> name;) message.pieces.push_back({SendPiece::Kind::key, {name}});
            }
        }
        if (message.pieces.empty())
            return report(Error("nothing to send: give --text, --keys or --paste", ErrorCode::invalid));
        std::size_t bytes = 0;
        for (const SendPiece& piece : message.pieces) bytes += piece.data.data.size();
        if (bytes > MOST_AT_ONCE) return report(Error("more than 1 MiB at once cannot be sent", ErrorCode::invalid));
        auto caller = Caller::open(context.link, Role::controller);
        if (!caller) return report(caller.error());
        const auto sent = caller->ask_for<Sent>(message);
        if (!sent) return report(sent.error());
        std::printf("%llu\n", static_cast<unsigned long long>(sent->offset));
        return 0;
    };
}

} // namespace cleat
