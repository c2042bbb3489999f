#include "client/link/live_link.h"

#include "common/base/duration.h"
#include "common/conversation/patience.h"
#include "common/wire/frame.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

namespace cleat {

namespace {

/// Of what a command says, the newest line is kept, and of that so much.
constexpr std::size_t MOST_WORDS = 256;

/// A command in a session of its own has a process group that is all of it.
void kill_all(const LinkCommand& command)
{
    ::kill(command.terminal == LinkTerminal::none ? -command.pid : command.pid, SIGKILL);
}

} // namespace

LiveLink::LiveLink(Loop& loop, LinkOptions options, OpenLink link, Clock::duration silence, Handlers handlers)
    : loop_(loop),
      options_(std::move(options)),
      silence_(silence),
      handlers_(std::move(handlers)),
      reconnecting_({.silence = silence}, loop.now()),
      timer_(loop, [this] { attend(); })
{
    use(std::move(link));
    timer_.start(Patience::ANSWER_WITHIN);
}

LiveLink::~LiveLink()
{
    for (const LinkCommand& command : ending_) kill_all(command);
}

void LiveLink::send(std::string frame)
{
    if (connection_) connection_->send(std::move(frame));
}

void LiveLink::established()
{
    was_established_ = true;
    reconnecting_.restored(loop_.now());
    if (is_kept_up()) arm();
    else timer_.stop();
}

void LiveLink::use(OpenLink link)
{
    words_watch_.reset(); // before its descriptor
    command_ = std::move(link.command);
    words_.clear();
    if (command_.words) {
        words_watch_.emplace(loop_, command_.words.get(), [this](FdWatch::Ready) { read_words(); });
        words_watch_->set(Interest::read);
    }
    // What comes from a connection that was given up meanwhile is not heard.
    const auto id = ++connections_;
    const auto is_current = [this, id] { return id == connections_; };
    connection_ = std::make_unique<Connection>(loop_, std::move(link.socket), MOST_TO_CLIENT,
                                               Connection::Handlers{.on_frame =
                                                                        [this, is_current](std::string_view body) {
                                                                            if (is_current()) heard(body);
                                                                        },
                                                                    .on_drained =
                                                                        [this, is_current] {
                                                                            if (is_current() && handlers_.on_drained)
                                                                                handlers_.on_drained();
                                                                        },
                                                                    .on_broken =
                                                                        [this, is_current](const Error& error) {
                                                                            if (is_current()) over(error.message());
                                                                        },
                                                                    .on_closed =
                                                                        [this, is_current] {
                                                                            if (is_current()) closed();
                                                                        }});
}

void LiveLink::heard(std::string_view body)
{
    was_heard_ = true;
    if (!was_established_) timer_.start(Patience::ANSWER_WITHIN);
    handlers_.on_frame(body);
}

void LiveLink::over(const std::string& why)
{
    timer_.stop();
    handlers_.on_over(why);
}

void LiveLink::closed()
{
    closed(is_kept_up() && was_established_ ? "the server is gone" : why_over(command_));
}

void LiveLink::closed(const std::string& why)
{
    drop_connection();
    if (!is_kept_up() || !was_established_) return over(why);
    end_command();
    reconnecting_.lost(loop_.now());
    arm();
    why_ = why;
    handlers_.on_lost(words_.empty() ? why_ : words_);
}

/// It may be the one that calls.
void LiveLink::drop_connection()
{
    ++connections_;
    loop_.defer([old = std::shared_ptr<Connection>(std::move(connection_))] {});
}

void LiveLink::end_command()
{
    if (command_.pid == 0) return;
    tell_to_end(command_);
    ending_.push_back({std::exchange(command_.pid, 0), command_.terminal, {}});
    reap();
}

void LiveLink::reap()
{
    std::erase_if(ending_, [](const LinkCommand& command) { return ::waitpid(command.pid, nullptr, WNOHANG) != 0; });
}

/// What the command says is for the user, but not on a screen that shows a session.
void LiveLink::read_words()
{
    std::array<char, 4096> buffer; // NOLINT: the kernel fills what is used
    const ssize_t count = ::read(command_.words.get(), buffer.data(), buffer.size());
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) return words_watch_->set(Interest::none);
    std::string_view said(buffer.data(), static_cast<std::size_t>(count));
    if (!was_established_) {
        (void)!::write(STDERR_FILENO, said.data(), said.size());
        return;
    }
    while (!said.empty() && (said.back() == '\n' || said.back() == '\r')) said.remove_suffix(1);
    if (const auto line = said.find_last_of('\n'); line != std::string_view::npos) said.remove_prefix(line + 1);
    if (said.empty()) return;
    words_ = said.substr(0, MOST_WORDS);
    if (!connection_) handlers_.on_lost(words_);
}

void LiveLink::attend()
{
    if (!was_established_) {
        if (is_kept_up() && !was_heard_ && is_password_asked()) return timer_.start(Patience::ANSWER_WITHIN);
        const std::string why = why_silent(command_);
        end_command();
        return over(why);
    }
    if (connection_) reconnecting_.heard(connection_->last_heard());
    switch (reconnecting_.take_task(loop_.now())) {
    case Reconnecting::Task::nothing: break;
    case Reconnecting::Task::ping: handlers_.on_ping(); break;
    case Reconnecting::Task::drop:
        return closed("nothing was heard for " +
                      format_duration(std::chrono::ceil<std::chrono::milliseconds>(silence_)));
    case Reconnecting::Task::connect: try_again(); break;
    case Reconnecting::Task::give_up: return over("the link is lost: " + (words_.empty() ? why_ : words_));
    }
    arm();
}

void LiveLink::try_again()
{
    reap();
    for (const LinkCommand& command : ending_) kill_all(command);
    auto link = open_watched_link(options_, LinkTerminal::none);
    if (!link) return closed(link.error().message());
    use(std::move(*link));
    handlers_.on_open();
}

void LiveLink::arm()
{
    const auto left = std::chrono::ceil<std::chrono::microseconds>(reconnecting_.due() - loop_.now());
    timer_.start(std::max(std::chrono::microseconds(0), left));
}

} // namespace cleat
