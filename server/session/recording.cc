#include "server/session/recording.h"

#include "common/base/log.h"
#include "common/base/quote.h"
#include "common/recording/cast_event.h"
#include "server/log/log_clock.h"

#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <limits>
#include <utility>

namespace cleat {

namespace {

using std::chrono::milliseconds;

/// How long the recorder may take to say that it begins, and that it has ended; it has less for what it does.
constexpr milliseconds ANSWER_WITHIN{10'000};
/// What it said before it ended is there, if it said anything.
constexpr milliseconds LAST_WORDS_WITHIN{50};
/// The program has to wait where there is less room than for one read; and goes on when there is twice as much.
constexpr std::size_t LEAST_ROOM = 64U << 10;
constexpr std::uint64_t ROOM_TO_GO_ON = 128U << 10;
constexpr std::size_t LONGEST_LABEL = 4'096;
constexpr std::size_t INPUT_AT_ONCE = 32U << 10;
constexpr std::uint64_t ANY_LENGTH = std::numeric_limits<std::uint64_t>::max() - 1;

const char* words_for(RecordingState state)
{
    switch (state) {
    case RecordingState::running: return "running";
    case RecordingState::paused: return "paused";
    case RecordingState::ended: return "ended";
    case RecordingState::failed: break;
    }
    return "failed";
}

/// A file without a name with the bytes; empty, with errno, where there is none to be had.
UniqueFd in_memory(std::string_view bytes)
{
    UniqueFd memory{::memfd_create("cleat-screen", MFD_CLOEXEC)};
    while (memory && !bytes.empty()) {
        const auto count = ::write(memory.get(), bytes.data(), bytes.size());
        if (count < 0) memory.reset();
        else bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return memory;
}

} // namespace

Recording::Recording(Loop& loop, KeeperLink& keeper, RecorderId recorder, SessionId session, const Log& log, Plan plan,
                     Handlers handlers)
    : loop_(loop),
      keeper_(keeper),
      recorder_(recorder),
      log_(log),
      plan_(std::move(plan)),
      handlers_(std::move(handlers)),
      path_(plan_.wish.path),
      started_(std::time(nullptr)),
      hold_timer_(loop, [this] { lapse(); }),
      answer_timer_(loop, [this] { fail(how_it_ended_.empty() ? "the recorder does not answer" : how_it_ended_); })
{
    if (plan_.from_start) kept_from_ = 0;
    answer_timer_.start(ANSWER_WITHIN);
    keeper_.start_recorder(session, recorder_);
}

Recording::~Recording() = default;

void Recording::when_begun(OnDone done)
{
    if (is_over()) return done(state_ == RecordingState::failed ? Result<void>(Error(why_)) : Result<void>());
    if (has_begun_) return done({});
    on_begun_.push_back(std::move(done));
}

void Recording::finish(OnDone done)
{
    if (is_over()) return done(state_ == RecordingState::failed ? Result<void>(Error(why_)) : Result<void>());
    on_finished_.push_back(std::move(done));
    if (std::exchange(is_finishing_, true)) return;
    finish_at_ = log_.end(); // what comes from now on is not recorded
    answer_timer_.start(ANSWER_WITHIN);
    if (channel_) channel_->send(record::FinishRecording{exit_status_});
}

void Recording::discard()
{
    if (is_over()) return;
    if (!channel_) return fail("there is nothing to record");
    is_finishing_ = true;
    answer_timer_.start(ANSWER_WITHIN);
    channel_->send(record::FinishRecording{.exit = {}, .is_discarded = true});
}

// --- the recorder ----------------------------------------------------------------------------------------------------

void Recording::recorder_came(Result<RecorderEnds> ends)
{
    if (is_over()) return keeper_.end_recorder(recorder_);
    if (!ends) return fail(ends.error().message());
    auto board = RecordingBoard::map(ends->board.get());
    if (!board) return fail(board.error().message());
    board_ = std::move(*board);
    channel_ = std::make_unique<RecorderChannel>(
        loop_, std::move(ends->socket),
        RecorderChannel::Handlers{
            .on_record = [this](const FromRecorder& record, const std::vector<UniqueFd>&) { receive(record); },
            .on_closed = [] {}}); // the keeper will say how it ended
    begin();
}

/// Tells the recorder what to do, and where to begin.
void Recording::begin()
{
    wake_ = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!wake_) return fail("there are no more descriptors");
    record::BeginRecording begin;
    begin.path = plan_.wish.path;
    begin.existing = existing_file();
    begin.compress = plan_.wish.compress;
    begin.from_pipes = plan_.kind == SessionKind::pipes;
    begin.rotate_bytes = plan_.wish.rotate_bytes;
    begin.rotate_ms = plan_.wish.rotate_ms;
    begin.terminal_type = plan_.terminal_type;
    begin.title = plan_.title;
    begin.command = plan_.command;
    begin.to_others_pipe = plan_.wish.to_others_pipe;
    begin.is_guessable = plan_.has_time;
    begin.has_options = plan_.has_options;
    UniqueFd screen;
    if (plan_.from_start && log_.begin() == 0) {
        const Size size = handlers_.moment().size;
        begin.place = {0, log_time_now(), static_cast<std::uint16_t>(size.rows),
                       static_cast<std::uint16_t>(size.columns)};
    } else {
        const auto here = place(screen);
        if (!here) return fail("there is no memory for the screen");
        begin.place = *here;
    }
    kept_from_ = begin.place.offset;
    std::vector<int> descriptors{wake_.get()};
    if (screen) descriptors.push_back(screen.get());
    channel_->send(begin, descriptors);
    if (is_finishing_) channel_->send(record::FinishRecording{exit_status_});
}

/// Where the log ends now. `screen` becomes a file with what is to be seen there, where there is a screen.
std::optional<record::Place> Recording::place(UniqueFd& screen) const
{
    const RecordedMoment moment = handlers_.moment();
    if (moment.snapshot) {
        screen = in_memory(serialise(*moment.snapshot));
        if (!screen) return std::nullopt;
    }
    return record::Place{log_.end(), log_time_now(), static_cast<std::uint16_t>(moment.size.rows),
                         static_cast<std::uint16_t>(moment.size.columns)};
}

ExistingFile Recording::existing_file() const
{
    if (plan_.own_name) return ExistingFile::beside;
    return plan_.wish.overwrite ? ExistingFile::overwrite : ExistingFile::refuse;
}

void Recording::receive(const FromRecorder& record)
{
    if (!is_over()) std::visit([this](const auto& one) { handle(one); }, record);
}

/// It has taken what was waited for. One that is to catch up without a loss is asked again and again.
void Recording::handle(const record::TookOutput&)
{
    note_progress();
    if (has_lapsed_) board_->set_awaited(log_.end());
    handlers_.on_room();
}

void Recording::handle(const record::RecordingNews& news)
{
    path_ = news.path;
    if (!is_finishing_ || is_final(news.state)) answer_timer_.stop();
    change(news.state, news.why);
}

/// The recorder begins a file, or goes on, here. For what comes from here on the program waits again.
void Recording::give_place()
{
    is_place_owed_ = false;
    UniqueFd screen;
    const auto here = place(screen);
    if (!here) return fail("there is no memory for the screen");
    if (!post(RecordingEvent::Kind::start, {})) {
        is_place_owed_ = true; // as soon as there is room
        return;
    }
    channel_->send(record::RecordingPlace{*here}, screen ? std::vector<int>{screen.get()} : std::vector<int>());
    if (has_lapsed_ || taken() < log_.begin()) kept_from_ = here->offset;
    if (std::exchange(has_lapsed_, false)) tell_change();
}

/// What it said last may be read only after this.
void Recording::recorder_exited(int status)
{
    if (is_over()) return;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return change(RecordingState::ended, {});
    how_it_ended_ = WIFSIGNALED(status) ? "the recorder was killed by signal " + std::to_string(WTERMSIG(status))
                                        : "the recorder ended with status " + std::to_string(WEXITSTATUS(status));
    answer_timer_.start(LAST_WORDS_WITHIN);
}

void Recording::change(RecordingState state, const std::string& why)
{
    if (is_over()) return;
    state_ = state;
    why_ = why;
    log_debug("recording to {}: {}{}{}", in_quotes(path_.empty() ? plan_.wish.path : path_), words_for(state),
              why.empty() ? "" : ", ", why);
    const bool is_end = is_final(state);
    const auto result = state == RecordingState::failed ? Result<void>(Error(why)) : Result<void>();
    has_begun_ = true;
    for (const auto& done : std::exchange(on_begun_, {})) done(result);
    if (is_end) {
        answer_timer_.stop();
        release();
        for (const auto& done : std::exchange(on_finished_, {})) done(result);
    }
    tell_change();
}

void Recording::tell_change()
{
    const RecordingInfo now = info();
    if (!now.why.empty()) log_warning("recording {}: {}", recorder_, now.why);
    handlers_.on_changed();
}

/// There will be no more of it. What its process still does is of no use.
void Recording::fail(const std::string& why)
{
    keeper_.end_recorder(recorder_);
    change(RecordingState::failed, why);
}

/// The program waits for it no more.
void Recording::release()
{
    kept_from_.reset();
    hold_.end(loop_.now());
    hold_timer_.stop();
    handlers_.on_room();
}

// --- how far it is ---------------------------------------------------------------------------------------------------

std::uint64_t Recording::taken() const
{
    return std::max(kept_from_.value_or(0), board_ ? board_->taken() : 0);
}

std::size_t Recording::room()
{
    if (!kept_from_ || has_lapsed_ || (is_finishing_ && taken() >= finish_at_)) return log_.capacity();
    const auto enough = [this] {
        const std::size_t room = log_.room_before_losing(taken());
        return room >= LEAST_ROOM ? room : 0;
    };
    if (enough() == 0) hold_on();
    const std::size_t room = enough(); // it may have been taken just now
    if (room > 0) {
        hold_.end(loop_.now());
        hold_timer_.stop();
    }
    return room;
}

/// The program has to wait: the recorder is to say when there is room, and not to take too long.
void Recording::hold_on()
{
    if (board_) {
        const auto end = log_.end();
        const auto enough = end + ROOM_TO_GO_ON - std::min<std::uint64_t>(end, log_.capacity());
        board_->set_awaited(std::max(enough, taken() + 1));
    }
    hold_.begin(loop_.now());
    if (!hold_timer_.is_running())
        hold_timer_.start(std::chrono::ceil<std::chrono::microseconds>(hold_.left(loop_.now())));
}

/// It has waited long enough. What is lost to the recorder from now on it will notice and ask where to go on.
void Recording::lapse()
{
    has_lapsed_ = true;
    hold_.end(loop_.now());
    if (board_) board_->set_awaited(log_.end());
    handlers_.on_room();
    tell_change();
}

void Recording::appended()
{
    if (is_over() || !board_) return;
    note_progress();
    if (is_place_owed_) give_place();
    if (owed_size_) resized(*owed_size_);
    wake_recorder(log_.end());
}

/// If it sleeps until the output is so long. Not by the channel: what wakes a reader of a socket is taken for about to
/// sleep itself, and the reader is put on its processor, which the worker wants for the session.
void Recording::wake_recorder(std::uint64_t end)
{
    if (wake_ && board_->take_wake(end)) ::eventfd_write(wake_.get(), 1);
}

void Recording::note_progress()
{
    const auto at = taken();
    const bool is_near = log_.end() - std::min(at, log_.end()) < log_.capacity() / 2;
    if (!is_near) return;
    hold_.caught_up(loop_.now());
    if (!has_lapsed_ || at < log_.begin()) return;
    has_lapsed_ = false; // and nothing was lost
    tell_change();
}

// --- what happens besides --------------------------------------------------------------------------------------------

bool Recording::post(RecordingEvent::Kind kind, std::string_view data)
{
    if (is_over() || !board_) return false;
    if (!board_->post({kind, log_.end(), log_time_now(), std::string(data)})) return false;
    wake_recorder(ANY_LENGTH);
    return true;
}

/// One that has not begun yet begins with the screen that there is then.
void Recording::resized(Size size)
{
    if (!board_) plan_.from_start = false;
    else if (!post(RecordingEvent::Kind::resize, resize_data(size))) owed_size_ = size;
    else owed_size_.reset();
}

/// Where there is no room for it, what is missing is said as soon as there is.
void Recording::typed(std::string_view bytes)
{
    if (!wants_input()) return;
    if (lacks_input_) lacks_input_ = !post(RecordingEvent::Kind::marker, "gap: input is missing here");
    while (!bytes.empty() && !lacks_input_) {
        const auto piece = bytes.substr(0, INPUT_AT_ONCE);
        lacks_input_ = !post(RecordingEvent::Kind::input, piece);
        bytes.remove_prefix(piece.size());
    }
}

Result<void> Recording::mark(std::string_view label)
{
    if (label.size() > LONGEST_LABEL) return Error("a marker's label has at most 4096 bytes", ErrorCode::invalid);
    if (!board_) return Error("the recording has not begun", ErrorCode::refused);
    if (post(RecordingEvent::Kind::marker, label)) return {};
    return Error("the recorder does not take what happens", ErrorCode::refused);
}

void Recording::ended(int status)
{
    if (is_over()) return;
    if (!post(RecordingEvent::Kind::exit, std::to_string(status))) exit_status_ = status;
    finish([](const Result<void>&) {});
}

RecordingInfo Recording::info() const
{
    RecordingInfo out;
    out.path = path_;
    out.state = state_;
    out.why = why_;
    if (state_ == RecordingState::running && has_lapsed_) {
        out.state = RecordingState::paused;
        out.why = "what is recorded is not written in time";
    }
    out.started = started_;
    if (board_) {
        const auto figures = board_->figures();
        out.written = figures.written;
        out.files = figures.files;
        out.gaps = figures.gaps;
        out.lost = figures.lost;
        if (!is_over()) out.behind = log_.end() - std::min(log_.end(), taken());
    }
    out.input = plan_.wish.input;
    out.compressed = plan_.wish.compress;
    return out;
}

} // namespace cleat
