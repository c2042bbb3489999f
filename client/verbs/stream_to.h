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

/// Greets the server and streams as the options say, until the end. Returns the exit status: that of the program if it
/// ended, 128 plus the signal that killed it, or a status listed in cleat(1).
int stream_to(const VerbContext& context, StreamOptions options, WithoutServer without = WithoutServer::fail);

/// Like `stream_to`, but prints nothing and returns the outcome.
Result<StreamOutcome> stream_outcome(const VerbContext& context, StreamOptions options,
                                     WithoutServer without = WithoutServer::fail);

/// Prints an outcome other than success on standard error, and returns the exit status.
int report_outcome(const StreamOutcome& outcome);

/// The conversion of a program's output before it is written here. On a terminal, the control characters of a program
/// behind `--via` are made visible, so that it controls neither the terminal nor the clipboard. Empty if output is
/// passed on unchanged.
std::function<std::string(OutputStream, std::string_view)> conversion_for(const LinkOptions& link);

/// Declares --offset-fd.
std::shared_ptr<std::optional<int>> add_offset_option(CLI::App& app);

} // namespace cleat
