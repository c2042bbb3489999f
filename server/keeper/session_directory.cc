#include "server/keeper/session_directory.h"

#include <filesystem>

namespace cleat {

namespace {

std::string all_sessions(std::string_view runtime_directory)
{
    return std::string(runtime_directory) + "/sessions";
}

} // namespace

std::string session_directory(std::string_view runtime_directory, SessionId session)
{
    return all_sessions(runtime_directory) + '/' + std::to_string(session);
}

void remove_session_directories(std::string_view runtime_directory)
{
    std::error_code ignored;
    std::filesystem::remove_all(all_sessions(runtime_directory), ignored);
}

} // namespace cleat
