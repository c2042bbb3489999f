#include "client/viewer/rewind.h"

#include "common/player/nameless_file.h"

#include <utility>

namespace cleat {

Rewind::Rewind(Loop& loop, LastingAttachment& attachment, const SessionMirror& mirror, bool shares_files,
               std::optional<PlayerOptions> first, Handlers handlers)
    : loop_(loop),
      attachment_(attachment),
      mirror_(mirror),
      shares_files_(shares_files),
      first_(first),
      handlers_(std::move(handlers)),
      end_task_(loop, [this] { over(); })
{}

Player* Rewind::player() const
{
    const auto* const shown = std::get_if<Shown>(&state_);
    return shown == nullptr ? nullptr : shown->player.get();
}

void Rewind::begin()
{
    if (!is_idle()) return;
    state_ = Awaited();
    attachment_.ask_for<Sessions>(List(), [this](const Reply<Sessions>& reply) {
        if (reply) find(*reply);
        else refuse(reply.error().error.message());
    });
}

/// Uses a recording that can be read here, because it goes back further than the server's history.
void Rewind::find(const Sessions& sessions)
{
    const SessionInfo* const session = sessions.find(mirror_.id());
    if (session == nullptr || session->recording.empty() || !shares_files_) return ask_server();
    auto source = CastSource::open(session->recording);
    if (!source) return ask_server();
    show(std::move(source), session->recording);
}

void Rewind::ask_server()
{
    if (!is_awaited()) return;
    attachment_.ask_for<RecentHistory>(TakeRecentHistory{'#' + std::to_string(mirror_.id())},
                                       [this](const Reply<RecentHistory>& reply) {
                                           if (!reply) refuse(reply.error().error.message());
                                           else if (is_awaited()) show(nameless_source(reply->cast.data), {});
                                       });
}

void Rewind::show(Result<CastSource> source, const std::string& path)
{
    auto* const awaited = std::get_if<Awaited>(&state_);
    if (awaited == nullptr) return;
    if (!source) return refuse(source.error().message());
    auto index = IndexFile::open(path, *source);
    if (!index) return refuse(index.error().message());
    const bool is_first = first_.has_value();
    const PlayerOptions from_end{.at = LAST_CAST_TIME, .paused = true, .exit = PlayerExit::live};
    auto player = std::make_unique<Player>(loop_, std::move(*source), std::move(*index), std::nullopt,
                                           std::exchange(first_, std::nullopt).value_or(from_end),
                                           Player::Handlers{.on_header = [] {},
                                                            .on_changed =
                                                                [this] {
                                                                    if (is_shown()) handlers_.on_changed();
                                                                },
                                                            .on_over = [this] { end_task_.schedule(); }});
    if (const auto begun = player->begin(); !begun) return refuse(begun.error().message());
    const std::string early = awaited->keys;
    state_ = Shown{std::move(player), is_first};
    handlers_.on_header();
    type(early);
}

void Rewind::refuse(const std::string& why)
{
    end();
    handlers_.on_refused(why);
}

void Rewind::over()
{
    const auto* const shown = std::get_if<Shown>(&state_);
    if (shown == nullptr) return;
    const auto damage = shown->player->damage();
    const bool is_first = shown->is_first;
    end();
    handlers_.on_over(damage ? std::nullopt : std::optional(damage.error()), is_first);
}

void Rewind::lost()
{
    if (is_awaited()) end();
}

void Rewind::type(std::string_view keys)
{
    if (auto* const shown = player()) return shown->type(keys);
    auto* const awaited = std::get_if<Awaited>(&state_);
    if (awaited != nullptr && awaited->keys.size() < MAX_EARLY) awaited->keys += keys;
}

Screen Rewind::page(Size terminal)
{
    return player()->page(terminal);
}

void Rewind::suspend()
{
    if (auto* const shown = player()) shown->suspend();
}

void Rewind::resume()
{
    if (auto* const shown = player()) shown->resume();
}

} // namespace cleat
