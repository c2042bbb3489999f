#include "client/verbs/all_verbs.h"
#include "client/verbs/input_file.h"
#include "client/verbs/session_argument.h"
#include "client/verbs/stream_to.h"
#include "common/base/quote.h"

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <sstream>

namespace cleat {

namespace {

/// The most bytes that fit into a frame, with room for its other fields.
constexpr std::size_t MAX_AT_ONCE = MAX_TO_SERVER - 4'096;

/// The contents of a file, cut a little beyond what can be sent.
Result<std::string> read_all(const std::string& path)
{
    if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
    const auto file = open_input(path);
    if (!file) return file.error();
    std::string out;
    std::array<char, 64U << 10> buffer; // NOLINT: the kernel fills what is used
    while (out.size() <= MAX_AT_ONCE) {
        const ssize_t count = ::read(file->get(), buffer.data(), buffer.size());
        if (count == 0) break;
        if (count > 0) out.append(buffer.data(), static_cast<std::size_t>(count));
        else if (errno != EINTR) return Error::from_errno("reading " + in_quotes(path));
    }
    return out;
}

/// The options --raw and --eof.
struct RawInput {
    std::string file; ///< empty without --raw
    bool end = false;
};

/// Sends the bytes of a file, of any length, as fast as the program reads them; then the end of input, if requested.
int send_raw(const VerbContext& context, const std::string& session, const RawInput& raw)
{
    fill_standard_descriptors();
    UniqueFd file;
    if (raw.file != "-") {
        auto opened = open_input(raw.file);
        if (!opened) return report(opened.error());
        file = std::move(*opened);
    }
    Follow follow;
    follow.session = session;
    follow.role = Role::controller;
    follow.streams = Follow::Streams::none;
    StreamOptions options;
    options.request = follow;
    options.input = file ? file.get() : STDIN_FILENO;
    options.only_sends = true;
    options.ends_input = raw.end;
    options.on_following = [](const Following& m) { std::printf("%llu\n", static_cast<unsigned long long>(m.end)); };
    const auto outcome = stream_outcome(context, std::move(options));
    if (!outcome) return report(outcome.error());
    if (!std::holds_alternative<StreamEnded>(*outcome)) return report_outcome(*outcome);
    return report(Error("session \"" + session + "\" has ended", ErrorCode::ended));
}

int send_pieces(const VerbContext& context, const Send& message)
{
    std::size_t bytes = 0;
    for (const SendPiece& piece : message.pieces) bytes += piece.data.data.size();
    if (bytes > MAX_AT_ONCE) return report(Error("cannot send more than 1 MiB at once", ErrorCode::invalid));
    auto caller = Caller::open(context.link, Role::controller);
    if (!caller) return report(caller.error());
    const auto sent = caller->ask_for<Sent>(message);
    if (!sent) return report(sent.error());
    std::printf("%llu\n", static_cast<unsigned long long>(sent->offset));
    return 0;
}

/// One piece for each key, each text and each paste.
Result<Send> send_message(const std::string& session, const std::vector<std::pair<char, std::string>>& pieces)
{
    Send out{session, {}};
    for (const auto& [kind, value] : pieces) {
        if (kind == 't') {
            out.pieces.push_back({SendPiece::Kind::text, {value}});
        } else if (kind == 'p') {
            auto content = read_all(value);
            if (!content) return content.error();
            out.pieces.push_back({SendPiece::Kind::paste, {std::move(*content)}});
        } else {
            std::istringstream names(value);
            for (std::string name; names >> name;) out.pieces.push_back({SendPiece::Kind::key, {name}});
        }
    }
    return out;
}

} // namespace

VerbAction define_send(CLI::App& app)
{
    const auto session = add_required_session_argument(app);
    const auto pieces = std::make_shared<std::vector<std::pair<char, std::string>>>();
    // Pieces are typed in the order of the options, so all options append to one list.
    const auto append_to = [pieces](char kind) {
        return [pieces, kind](const std::string& value) { pieces->emplace_back(kind, value); };
    };
    app.add_option_function<std::string>("--text", append_to('t'),
                                         "type this text; can be repeated, like --keys and --paste")
        ->type_name("TEXT")
        ->trigger_on_parse()
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    app.add_option_function<std::string>("--keys", append_to('k'),
                                         "press these keys, for example 'C-c Enter F5 M-x Up'")
        ->type_name("KEYS")
        ->trigger_on_parse()
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    app.add_option_function<std::string>("--paste", append_to('p'), "paste this file, or stdin for -")
        ->type_name("FILE")
        ->trigger_on_parse()
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    const auto raw = std::make_shared<RawInput>();
    app.add_option("--raw", raw->file, "after everything else, send the bytes of this file, or of stdin for -")
        ->type_name("FILE");
    app.add_flag("--eof", raw->end, "after everything else, close the input of a session on pipes");
    app.footer("cleat send work --text 'make test' --keys Enter\nType a command into \"work\", and press Enter.");
    return [=](const VerbContext& context) {
        const auto message = send_message(*session, *pieces);
        if (!message) return report(message.error());
        if (message->pieces.empty() && raw->file.empty() && !raw->end)
            return report(Error("nothing to send; use --text, --keys, --paste, --raw or --eof", ErrorCode::invalid));
        int status = message->pieces.empty() ? 0 : send_pieces(context, *message);
        if (status == 0 && !raw->file.empty()) status = send_raw(context, *session, *raw);
        else if (status == 0 && raw->end) status = ask_for_done(context, CloseInput{*session});
        return status;
    };
}

} // namespace cleat
