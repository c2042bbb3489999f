#include "server/recorder/recorder.h"

#include "common/base/log.h"
#include "common/event/loop.h"
#include "common/terminal/write_vt.h"
#include "common/wire/messages.h"
#include "server/keeper/channel.h"
#include "server/memory/log_clock.h"
#include "server/memory/session_memory.h"
#include "server/recorder/index_maker.h"
#include "server/recorder/recording_file.h"
#include "server/recorder/transcript.h"
#include "server/recording/recorder_records.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <limits>
#include <memory>
#include <optional>
#include <variant>

namespace cleat {
namespace {

using std::chrono::milliseconds;

/// How much output is gathered, and for how long, before it is written. Both are small: on a host with few processors
/// the program cannot run while the recorder works.
constexpr std::uint64_t GATHERED = 32U << 10;
constexpr milliseconds GATHERING{20};
/// Maximum size of unwritten lines; beyond that no more output is taken.
constexpr std::size_t MAX_PENDING = 32U << 10;
/// How long a compressor can keep data.
constexpr milliseconds READABLE_WITHIN{1'000};
/// How often writing to a full disk is tried again, and for how long at the end.
constexpr milliseconds RETRY{500};
constexpr milliseconds LAST_TRIES{3'000};
/// How often to check whether the growing file needs a new index; none is started after more output than
/// `LITTLE_OUTPUT` in that time, because then the session needs the processors.
constexpr milliseconds INDEX_EVERY{5'000};
constexpr std::uint64_t LITTLE_OUTPUT = 1U << 20;

/// Converts a time of the log's clock to Unix time.
std::int64_t seconds_since_1970(std::int64_t time)
{
    const auto wall =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch());
    return (wall.count() - (log_time_now() - time)) / 1'000'000;
}

/// The VT bytes of a snapshot in a file; empty if there is none.
Result<std::string> screen_in(const std::vector<UniqueFd>& descriptors)
{
    if (descriptors.empty()) return std::string();
    struct stat status {};
    if (::fstat(descriptors.front().get(), &status) < 0) return Error::from_errno("checking a screen");
    if (status.st_size == 0) return std::string();
    const auto size = static_cast<std::size_t>(status.st_size);
    void* const at = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptors.front().get(), 0);
    if (at == MAP_FAILED) return Error::from_errno("mapping a screen");
    const auto snapshot = parse_snapshot({static_cast<const char*>(at), size});
    ::munmap(at, size);
    if (!snapshot) return snapshot.error();
    return write_vt(*snapshot, {.history_lines = std::numeric_limits<std::uint64_t>::max(), .unfinished = true});
}

Result<RecordingStart> start_at(const record::Place& place, const std::vector<UniqueFd>& descriptors)
{
    auto screen = screen_in(descriptors);
    if (!screen) return screen.error();
    return RecordingStart{place.offset, place.time, {place.rows, place.columns}, std::move(*screen)};
}

/// Flushes a finished file to the disk, if possible. That can take long, so it is done after the recorder has reported
/// its end.
void put_on_disk(const std::string& path)
{
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (file) ::fdatasync(file.get());
}

/// One recording, from its first file to its last.
class Recorder {
 public:
    Recorder(UniqueFd channel, Log log, RecordingBoard board)
        : log_(std::move(log)),
          board_(std::move(board)),
          channel_(loop_, std::move(channel),
                   {.on_record = [this](const ToRecorder& record,
                                        std::vector<UniqueFd> descriptors) { receive(record, std::move(descriptors)); },
                    .on_closed = [this] { deserted(); }}),
          work_timer_(loop_, [this] { work(); }),
          readable_timer_(loop_,
                          [this] {
                              file_->make_readable();
                              work();
                          }),
          last_try_(loop_, [this] { give_up(); }),
          index_timer_(loop_, [this] { save_partial_index(); }),
          index_made_(loop_, SIGCHLD, [this] { (void)index_maker_.is_running(); })
    {}

    int run()
    {
        loop_.run();
        return is_failed_ ? 1 : 0;
    }

    /// The complete files.
    [[nodiscard]] const std::vector<std::string>& files() const { return files_; }
    /// Whether no process is left that could use an index.
    [[nodiscard]] bool is_deserted() const { return is_abandoned_; }

 private:
    enum class Phase { waiting, recording, lost, finishing, over };

    void receive(const ToRecorder& record, std::vector<UniqueFd> descriptors)
    {
        if (phase_ == Phase::over) return;
        std::visit([this, &descriptors](const auto& one) { handle(one, std::move(descriptors)); }, record);
    }

    // One handler for each record.
    void handle(const record::RecordingPosition& place, const std::vector<UniqueFd>& descriptors)
    {
        take_position(place.place, descriptors);
    }
    void handle(const record::FinishRecording& end, const std::vector<UniqueFd>&)
    {
        end.is_discarded ? discard() : finish(end.exit);
    }

    /// Worker and keeper have closed their ends.
    void deserted()
    {
        is_abandoned_ = true;
        finish({});
    }

    void handle(const record::BeginRecording& wish, std::vector<UniqueFd> descriptors)
    {
        if (phase_ != Phase::waiting) return;
        if (descriptors.empty()) return fail("the server sent no descriptor to wake the recorder");
        wake_ = std::move(descriptors.front());
        descriptors.erase(descriptors.begin());
        wake_watch_.emplace(loop_, wake_.get(), [this](FdWatch::Ready) { woken(); });
        wake_watch_->set(Interest::read);
        options_ = wish;
        transcript_ = std::make_unique<Transcript>(
            log_, board_, wish.from_pipes ? Transcript::Lines::from_pipes : Transcript::Lines::as_they_are);
        const auto start = start_at(wish.place, descriptors);
        if (!start) return fail(start.error().message());
        if (!open_file(*start)) return;
        phase_ = Phase::recording;
        (void)write(); // so that the file is a valid recording when that is reported
        if (phase_ == Phase::over) return;
        if (!is_paused_) report(RecordingState::running);
        work();
    }

    /// The log has reached the requested length, or there is an event.
    void woken()
    {
        eventfd_t count = 0;
        ::eventfd_read(wake_.get(), &count);
        work();
    }

    /// Opens the next file, which starts at `start`. If that fails, the recording ends.
    bool open_file(const RecordingStart& start)
    {
        auto file = create_file();
        if (!file) {
            fail(file.error().message());
            return false;
        }
        if (files_opened_ == 0) stem_ = file->stem();
        ++files_opened_;
        written_before_ += file_ ? file_->written() : 0;
        writable_.reset();
        index_maker_.end();
        file_.emplace(std::move(*file));
        began_ = loop_.now();
        begins_at_ = start.offset;
        std::string lines;
        transcript_->begin(header(start), start, lines);
        file_->append(lines);
        if (!file_->is_regular()) {
            writable_.emplace(loop_, file_->fd(), [this](FdWatch::Ready) {
                writable_->set(Interest::none);
                work();
            });
        }
        return true;
    }

    /// The first file, or a further one with the next free number.
    [[nodiscard]] Result<RecordingFile> create_file()
    {
        constexpr std::uint64_t MAX_TAKEN = 1'000;
        const auto format = options_.compress ? RecordingFile::Format::zstd : RecordingFile::Format::plain;
        RecordingFile::Target target{.path = options_.path,
                                     .existing = options_.existing,
                                     .to_others_pipe = options_.to_others_pipe,
                                     .is_guessable = options_.is_guessable,
                                     .has_options = options_.has_options};
        if (files_opened_ == 0) return RecordingFile::create(target, format);
        const auto is_taken = [](const Error& why) {
            return why.code() == ErrorCode::exists || why.code() == ErrorCode::refused;
        };
        const auto last = number_ + MAX_TAKEN;
        for (;;) {
            target.path = numbered_path(stem_, ++number_);
            auto file = RecordingFile::create(target, format);
            if (file || !is_taken(file.error()) || number_ >= last) return file;
        }
    }

    [[nodiscard]] CastHeader header(const RecordingStart& start) const
    {
        CastHeader out;
        out.timestamp = seconds_since_1970(start.time);
        out.terminal_type = options_.terminal_type;
        out.title = options_.title;
        out.command = options_.command;
        return out;
    }

    void take_position(const record::Place& place, const std::vector<UniqueFd>& descriptors)
    {
        auto start = start_at(place, descriptors);
        if (!start) return fail(start.error().message());
        start_ = std::move(*start);
        work();
    }

    /// Takes available output and writes it, as far as both are possible now.
    void work()
    {
        if (phase_ == Phase::waiting || phase_ == Phase::over) return;
        bool any = false;
        while (write()) {
            if (phase_ == Phase::finishing && is_all_taken()) return conclude();
            if ((phase_ == Phase::lost || is_at_start_) && !resume()) {
                if (phase_ != Phase::over) board_.stay_awake();
                return;
            }
            const auto outcome = take(any);
            if (outcome == Transcript::Outcome::at_frame) file_->end_frame();
            if (outcome == Transcript::Outcome::at_start) is_at_start_ = phase_ == Phase::recording;
            if (outcome == Transcript::Outcome::lost) lose();
            if (outcome == Transcript::Outcome::over) return conclude();
            if (phase_ == Phase::over) return;
            if (outcome == Transcript::Outcome::up_to_date) return sleep(any);
        }
    }

    /// Gathers lines until there are enough to write.
    Transcript::Outcome take(bool& any)
    {
        auto outcome = Transcript::Outcome::more;
        lines_.clear();
        while (outcome == Transcript::Outcome::more && lines_.size() < MAX_PENDING) {
            outcome = transcript_->take(lines_);
            if (board_.take_awaited()) channel_.send(record::TookOutput{});
        }
        if (!lines_.empty()) {
            any = true;
            file_->append(lines_);
            if (file_->is_regular() && !index_timer_.is_running()) index_timer_.start(INDEX_EVERY);
            if (file_->is_compressed() && !readable_timer_.is_running()) readable_timer_.start(READABLE_WITHIN);
        }
        if (is_rotation_due() && !is_position_requested_) request_position();
        return outcome;
    }

    /// False if not everything could be written; writing is then retried later.
    bool write()
    {
        using Outcome = RecordingFile::Outcome;
        const auto outcome = file_->write();
        note_figures();
        if (outcome == Outcome::all) {
            if (is_paused_ && phase_ != Phase::lost) {
                is_paused_ = false;
                report(RecordingState::running);
            }
            return true;
        }
        if (outcome == Outcome::failed) {
            fail(file_->why());
            return false;
        }
        if (outcome == Outcome::no_room) {
            if (!std::exchange(is_paused_, true)) report(RecordingState::paused, file_->why());
            work_timer_.start(RETRY);
        } else {
            writable_->set(Interest::write);
        }
        board_.stay_awake();
        return false;
    }

    /// Waits for more. Slow output is written at once, fast output is gathered.
    void sleep(bool any)
    {
        if (!write()) return;
        const auto from = transcript_->offset();
        const auto until = from + (any ? GATHERED : 1);
        board_.sleep_until(until);
        if (any) work_timer_.start(GATHERING);
        else work_timer_.stop();
        if (log_.end() >= until || board_.next()) work_timer_.start(milliseconds(0));
    }

    void request_position()
    {
        is_position_requested_ = true;
        start_.reset();
        channel_.send(record::WantPosition{});
    }

    [[nodiscard]] bool is_rotation_due() const
    {
        if (phase_ != Phase::recording || transcript_->offset() == begins_at_) return false;
        const auto age = std::chrono::duration_cast<milliseconds>(loop_.now() - began_).count();
        return (options_.rotate_bytes > 0 && file_->written() + file_->pending() >= options_.rotate_bytes) ||
               (options_.rotate_ms > 0 && static_cast<std::uint64_t>(age) >= options_.rotate_ms);
    }

    void lose()
    {
        if (phase_ == Phase::finishing) return conclude();
        phase_ = Phase::lost;
        if (!is_position_requested_) request_position();
    }

    /// Resumes after output was lost, or starts another file.
    bool resume()
    {
        if (!start_) return false;
        const RecordingStart start = *std::exchange(start_, std::nullopt);
        is_position_requested_ = false;
        if (std::exchange(is_at_start_, false)) {
            end_file();
            return phase_ != Phase::over && open_file(start);
        }
        std::string lines;
        transcript_->resume(start, lines);
        file_->append(lines);
        phase_ = Phase::recording;
        return true;
    }

    /// Writes the end of a file that is followed by another.
    void end_file()
    {
        std::string lines;
        transcript_->finish(lines);
        file_->append(lines);
        file_->end_frame();
        if (file_->write() != RecordingFile::Outcome::all) return fail(file_->why());
        if (file_->is_regular() && file_->is_at_its_path()) files_.push_back(file_->path());
    }

    /// Ends the recording and removes its file.
    void discard()
    {
        if (file_) file_->discard();
        stop(RecordingState::ended);
    }

    /// `exit` is the program's status, if it is not in an event.
    void finish(std::optional<int> exit)
    {
        exit_ = exit;
        if (phase_ == Phase::waiting) return stop();
        if (phase_ == Phase::over || phase_ == Phase::finishing) return;
        phase_ = Phase::finishing;
        is_at_start_ = false; // no other file starts
        finish_at_ = log_.end();
        last_try_.start(LAST_TRIES);
        work();
    }

    /// Whether all output and events up to the requested end were taken.
    [[nodiscard]] bool is_all_taken() const
    {
        if (transcript_->offset() < finish_at_) return false;
        const auto event = board_.next();
        return !event || event->offset > finish_at_;
    }

    /// Writes the last lines, and ends.
    void conclude()
    {
        if (!std::exchange(is_concluded_, true)) {
            std::string lines;
            if (is_abandoned_) transcript_->take_unappended(lines);
            transcript_->finish(lines, exit_);
            file_->append(lines);
            file_->end_frame();
            phase_ = Phase::finishing;
            if (!last_try_.is_running()) last_try_.start(LAST_TRIES);
        }
        if (!write()) return;
        note_figures();
        if (file_->is_regular() && file_->is_at_its_path()) files_.push_back(file_->path());
        stop(RecordingState::ended);
    }

    void give_up() { fail("the end of the recording could not be written"); }

    void fail(const std::string& why)
    {
        if (phase_ == Phase::over) return;
        is_failed_ = true;
        stop(RecordingState::failed, why);
    }

    void save_partial_index()
    {
        const auto output = transcript_->offset();
        if (output - std::exchange(looked_at_, output) > LITTLE_OUTPUT) return index_timer_.start(INDEX_EVERY);
        if (file_->is_at_its_path()) index_maker_.run(file_->path(), output - begins_at_);
    }

    /// After this report the worker can use the board for another recorder.
    void stop(RecordingState last, const std::string& why = {})
    {
        board_.stay_awake();
        report(last, why);
        stop();
    }

    void stop()
    {
        phase_ = Phase::over;
        index_maker_.end();
        loop_.stop();
    }

    void report(RecordingState state, const std::string& why = {})
    {
        channel_.send(record::RecordingReport{state, file_ ? file_->path() : options_.path, why});
    }

    void note_figures()
    {
        board_.set_figures(
            {written_before_ + file_->written(), files_opened_, transcript_->gaps(), transcript_->lost()});
    }

    Loop loop_;
    Log log_;
    RecordingBoard board_;
    Channel<FromRecorder, ToRecorder> channel_;
    Timer work_timer_;
    Timer readable_timer_;
    Timer last_try_;
    Timer index_timer_;
    IndexMaker index_maker_;
    SignalWatch index_made_;      ///< so that the child is reaped
    std::uint64_t looked_at_ = 0; ///< amount of output at the last check for an index
    Phase phase_ = Phase::waiting;
    record::BeginRecording options_;
    std::string stem_; ///< the base of the names of further files
    std::unique_ptr<Transcript> transcript_;
    std::optional<RecordingFile> file_;
    UniqueFd wake_;
    std::optional<FdWatch> wake_watch_;
    std::optional<FdWatch> writable_; ///< of a pipe
    std::string lines_;
    std::vector<std::string> files_;
    std::uint64_t files_opened_ = 0;
    std::uint64_t number_ = 1;         ///< the number in the newest file's name
    std::uint64_t written_before_ = 0; ///< bytes in previous files
    Clock::time_point began_;          ///< start of the current file
    std::uint64_t begins_at_ = 0;      ///< its first offset of the output
    std::optional<RecordingStart> start_;
    bool is_position_requested_ = false;
    bool is_at_start_ = false;
    bool is_paused_ = false;
    bool is_abandoned_ = false;
    bool is_concluded_ = false;
    bool is_failed_ = false;
    std::uint64_t finish_at_ = 0; ///< offset of the output
    std::optional<int> exit_;
};

} // namespace

int run_recorder(UniqueFd channel, const UniqueFd& memory)
{
    auto output = Log::map(memory.get(), SessionMemory::LOG_AT);
    auto shared = RecordingBoard::map(memory.get(), SessionMemory::BOARD_AT);
    if (!output || !shared) {
        log_error("recorder: {}", (output ? shared.error() : output.error()).message());
        return 1;
    }
    // The recorder ends when its channel is closed, not when all of the server's processes are signalled.
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGPIPE}) std::signal(number, SIG_IGN);
    std::vector<std::string> files;
    bool is_deserted = false;
    int status = 0;
    {
        Recorder recorder(std::move(channel), std::move(*output), std::move(*shared));
        status = recorder.run();
        files = recorder.files();
        is_deserted = recorder.is_deserted();
    }
    for (const std::string& file : files) put_on_disk(file);
    if (is_deserted) return status;
    std::signal(SIGTERM, SIG_DFL); // the rest is optional
    for (const std::string& file : files) make_index(file);
    return status;
}

} // namespace cleat
