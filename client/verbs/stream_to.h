#pragma once

#include "client/stream/stream_client.h"
#include "client/verbs/verb.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace cleat {

/// Greets the server, does what the options say until it is over, and gives the exit status: that of the program where
/// it ended, 128 plus the signal that killed it, and else one of cleat(1).
int stream_to(const VerbContext& context, StreamOptions options, WithoutServer without = WithoutServer::fail);

/// The same without a word of what happened, for those who know better.
Result<StreamOutcome> stream_outcome(const VerbContext& context, StreamOptions options,
                                     WithoutServer without = WithoutServer::fail);

/// Says on standard error what came of it, where that is to be said, and gives the exit status.
int tell(const StreamOutcome& outcome);

/// What is to be made of output that is passed on byte for byte: a program behind `--via` does not rule a terminal
/// here, nor its clipboard: there its controls are shown. Empty where it is passed on as it is.
std::function<std::string(OutputStream, std::string_view)> conversion_for(const LinkOptions& link);

/// Declares --offset-fd.
std::shared_ptr<std::optional<int>> add_offset_option(CLI::App& app);

} // namespace cleat
