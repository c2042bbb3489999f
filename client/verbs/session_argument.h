#pragma once

#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace cleat {

/// Declares the argument NAME, the session; left out, it is the one this program runs in, else the one used last.
std::shared_ptr<std::string> add_session_argument(CLI::App& app);
/// The same, where it has to be given.
std::shared_ptr<std::string> add_required_session_argument(CLI::App& app);

} // namespace cleat
