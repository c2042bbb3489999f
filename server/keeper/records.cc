#include "server/keeper/records.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <type_traits>
#include <vector>

namespace cleat {
namespace {

/// What a record begins with. Permanent; 14 was one that is not sent any more.
enum class Type : std::uint16_t {
    spawn = 1,
    signal = 2,
    forget = 3,
    stop = 4,
    ready = 5,
    close_input = 6,
    main = 7,
    share = 8,
    unshare = 9,
    start_recorder = 10,
    end_recorder = 11,
    begin_recording = 12,
    recording_place = 13,
    finish_recording = 15,
    release = 16,
    spawned = 64,
    spawn_failed = 65,
    exited = 66,
    listener = 67,
    shared_listener = 68,
    not_shared = 69,
    recorder_started = 70,
    recorder_failed = 71,
    recorder_exited = 72,
    recording_news = 73,
    want_place = 74,
    took_output = 75,
    released = 76,
};

/// What a field is. Permanent.
enum class Tag : std::uint16_t {
    session = 1,
    pid = 2,
    group = 3,
    signal = 4,
    status = 5,
    stage = 6,
    error = 7,
    argument = 16, ///< repeated
    fallback = 17, ///< repeated
    variable = 18, ///< repeated
    directory = 19,
    rows = 20,
    columns = 21,
    login_name = 22,
    message = 23,
    user = 32,
    group_id = 33,
    other_group = 34, ///< repeated
    limit = 35,       ///< repeated: resource, soft, hard
    streams = 23,
    no_input = 24,
    umask = 25,
    nice = 26,
    recorder = 40,
    path = 41,
    placing = 42,
    compress = 43,
    from_pipes = 44,
    rotate_bytes = 45,
    rotate_ms = 46,
    terminal_type = 47,
    title = 48,
    command = 49,
    offset = 50,
    time = 51,
    state = 52,
    to_others_pipe = 53,
    is_guessable = 54,
    is_gated = 55,
    lacks_options = 56,
    is_discarded = 57,
};

template <class T>
void append_raw(std::string& out, T value)
{
    static_assert(std::is_trivially_copyable_v<T>);
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

class Writer {
 public:
    explicit Writer(Type type) { append_raw(out_, type); }

    Writer& text(Tag tag, std::string_view value)
    {
        append_raw(out_, tag);
        append_raw(out_, static_cast<std::uint32_t>(value.size()));
        out_ += value;
        return *this;
    }
    Writer& texts(Tag tag, const std::vector<std::string>& values)
    {
        for (const auto& value : values) text(tag, value);
        return *this;
    }
    Writer& number(Tag tag, std::int64_t value)
    {
        return text(tag, {reinterpret_cast<const char*>(&value), sizeof value});
    }
    [[nodiscard]] std::string take() { return std::move(out_); }

 private:
    std::string out_;
};

/// One piece cut from the front of the bytes, if they have it.
template <class T>
std::optional<T> take_raw(std::string_view& bytes)
{
    if (bytes.size() < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, bytes.data(), sizeof value);
    bytes.remove_prefix(sizeof value);
    return value;
}

struct Field {
    Tag tag;
    std::string_view value;
};

/// The fields of a record. Asked for one that is missing or does not fit, it gives zero and remembers the latter.
class Fields {
 public:
    /// None if the bytes are not fields.
    static std::optional<Fields> parse(std::string_view bytes)
    {
        Fields fields;
        while (!bytes.empty()) {
            const auto tag = take_raw<Tag>(bytes);
            const auto length = take_raw<std::uint32_t>(bytes);
            if (!tag || !length || *length > bytes.size()) return std::nullopt;
            fields.fields_.push_back({*tag, bytes.substr(0, *length)});
            bytes.remove_prefix(*length);
        }
        return fields;
    }

    template <class T>
    T number(Tag tag)
    {
        return number_in<T>(find(tag));
    }
    /// Of a field that is repeated.
    template <class T>
    std::vector<T> numbers(Tag tag)
    {
        std::vector<T> values;
        for (const auto& field : fields_) {
            if (field.tag == tag) values.push_back(number_in<T>(field.value));
        }
        return values;
    }
    [[nodiscard]] bool has(Tag tag) const { return std::ranges::find(fields_, tag, &Field::tag) != fields_.end(); }
    [[nodiscard]] std::string text(Tag tag) const { return std::string(find(tag)); }
    [[nodiscard]] std::vector<std::string> texts(Tag tag) const
    {
        std::vector<std::string> values;
        for (const auto& field : fields_) {
            if (field.tag == tag) values.emplace_back(field.value);
        }
        return values;
    }
    /// Whether all numbers asked for had their size and range.
    [[nodiscard]] bool is_sound() const { return is_sound_; }

 private:
    template <class T>
    T number_in(std::string_view bytes)
    {
        if (bytes.empty()) return T{};
        const auto value = take_raw<std::int64_t>(bytes).value_or(std::numeric_limits<std::int64_t>::min());
        if (!bytes.empty() || !fits<T>(value)) {
            is_sound_ = false;
            return T{};
        }
        return static_cast<T>(value);
    }
    [[nodiscard]] std::string_view find(Tag tag) const
    {
        const auto found = std::ranges::find(fields_, tag, &Field::tag);
        return found == fields_.end() ? std::string_view() : found->value;
    }
    template <class T>
    static bool fits(std::int64_t value)
    {
        if constexpr (std::is_same_v<T, std::uint64_t>) return true; // its bits travel as they are
        else
            return value >= static_cast<std::int64_t>(std::numeric_limits<T>::min()) &&
                   value <= static_cast<std::int64_t>(std::numeric_limits<T>::max());
    }

    std::vector<Field> fields_;
    bool is_sound_ = true;
};

/// Of 64 bits, which travel as they are.
std::int64_t as_number(std::uint64_t id)
{
    return static_cast<std::int64_t>(id);
}

void write_restrictions(Writer& writer, const Restrictions& restrictions)
{
    if (const auto& user = restrictions.user) {
        writer.number(Tag::user, user->user).number(Tag::group_id, user->group);
        for (const gid_t group : user->groups) writer.number(Tag::other_group, group);
    }
    for (const ResourceLimit& limit : restrictions.limits) {
        std::string value;
        append_raw(value, std::int64_t{limit.resource});
        append_raw(value, std::uint64_t{limit.soft});
        append_raw(value, std::uint64_t{limit.hard});
        writer.text(Tag::limit, value);
    }
    writer.number(Tag::umask, restrictions.umask).number(Tag::nice, restrictions.nice);
}

std::string write(const record::Spawn& spawn)
{
    const auto& request = spawn.request;
    Writer writer(Type::spawn);
    write_restrictions(writer, request.restrictions);
    return writer.number(Tag::session, as_number(spawn.session))
        .texts(Tag::argument, request.argv)
        .texts(Tag::fallback, request.fallbacks)
        .texts(Tag::variable, request.environment)
        .text(Tag::directory, request.directory)
        .number(Tag::rows, request.rows)
        .number(Tag::columns, request.columns)
        .number(Tag::login_name, request.login_name ? 1 : 0)
        .number(Tag::streams, static_cast<std::int64_t>(request.streams))
        .number(Tag::no_input, request.input ? 0 : 1)
        .number(Tag::is_gated, request.is_gated ? 1 : 0)
        .take();
}

std::string write(const record::Release& release)
{
    return Writer(Type::release).number(Tag::session, as_number(release.session)).take();
}

std::string write(const record::Released& released)
{
    return Writer(Type::released).number(Tag::session, as_number(released.session)).take();
}

std::string write(const record::Signal& signal)
{
    return Writer(Type::signal)
        .number(Tag::session, as_number(signal.session))
        .number(Tag::group, signal.group)
        .number(Tag::signal, signal.signal)
        .take();
}

std::string write(const record::Forget& forget)
{
    return Writer(Type::forget).number(Tag::session, as_number(forget.session)).take();
}

std::string write(const record::CloseInput& close)
{
    return Writer(Type::close_input).number(Tag::session, as_number(close.session)).take();
}

std::string write(const record::Stop& stop)
{
    return Writer(Type::stop).number(Tag::status, stop.status).take();
}

std::string write(const record::Main& main)
{
    return Writer(Type::main).number(Tag::session, as_number(main.session)).take();
}

std::string write(const record::Ready&)
{
    return Writer(Type::ready).take();
}

std::string write(const record::Spawned& spawned)
{
    return Writer(Type::spawned).number(Tag::session, as_number(spawned.session)).number(Tag::pid, spawned.pid).take();
}

std::string write(const record::SpawnFailed& failed)
{
    return Writer(Type::spawn_failed)
        .number(Tag::session, as_number(failed.session))
        .number(Tag::stage, static_cast<std::int64_t>(failed.error.stage))
        .number(Tag::error, failed.error.error)
        .take();
}

std::string write(const record::Exited& exited)
{
    return Writer(Type::exited)
        .number(Tag::session, as_number(exited.session))
        .number(Tag::status, exited.status)
        .take();
}

std::string write(const record::Listener& listener)
{
    return Writer(Type::listener)
        .text(Tag::directory, listener.place.directory)
        .text(Tag::message, listener.place.reason)
        .take();
}

std::string write(const record::Share&)
{
    return Writer(Type::share).take();
}

std::string write(const record::Unshare&)
{
    return Writer(Type::unshare).take();
}

std::string write(const record::SharedListener&)
{
    return Writer(Type::shared_listener).take();
}

std::string write(const record::NotShared& failed)
{
    return Writer(Type::not_shared).text(Tag::message, failed.why).take();
}

std::string write(const record::StartRecorder& start)
{
    return Writer(Type::start_recorder)
        .number(Tag::session, as_number(start.session))
        .number(Tag::recorder, as_number(start.recorder))
        .take();
}

std::string write(const record::EndRecorder& end)
{
    return Writer(Type::end_recorder).number(Tag::recorder, as_number(end.recorder)).take();
}

std::string write(const record::RecorderStarted& started)
{
    return Writer(Type::recorder_started).number(Tag::recorder, as_number(started.recorder)).take();
}

std::string write(const record::RecorderFailed& failed)
{
    return Writer(Type::recorder_failed)
        .number(Tag::recorder, as_number(failed.recorder))
        .number(Tag::error, failed.error)
        .take();
}

std::string write(const record::RecorderExited& exited)
{
    return Writer(Type::recorder_exited)
        .number(Tag::recorder, as_number(exited.recorder))
        .number(Tag::status, exited.status)
        .take();
}

Writer& write_place(Writer& writer, const record::Place& place)
{
    return writer.number(Tag::offset, as_number(place.offset))
        .number(Tag::time, place.time)
        .number(Tag::rows, place.rows)
        .number(Tag::columns, place.columns);
}

std::string write(const record::BeginRecording& begin)
{
    Writer writer(Type::begin_recording);
    writer.text(Tag::path, begin.path)
        .number(Tag::placing, begin.placing)
        .number(Tag::compress, begin.compress ? 1 : 0)
        .number(Tag::from_pipes, begin.from_pipes ? 1 : 0)
        .number(Tag::rotate_bytes, as_number(begin.rotate_bytes))
        .number(Tag::rotate_ms, as_number(begin.rotate_ms))
        .text(Tag::terminal_type, begin.terminal_type)
        .text(Tag::title, begin.title)
        .text(Tag::command, begin.command)
        .number(Tag::to_others_pipe, begin.to_others_pipe ? 1 : 0)
        .number(Tag::is_guessable, begin.is_guessable ? 1 : 0)
        .number(Tag::lacks_options, begin.has_options ? 0 : 1);
    return write_place(writer, begin.place).take();
}

std::string write(const record::RecordingPlace& recording)
{
    Writer writer(Type::recording_place);
    return write_place(writer, recording.place).take();
}

std::string write(const record::FinishRecording& finish)
{
    Writer writer(Type::finish_recording);
    if (finish.exit) writer.number(Tag::status, *finish.exit);
    if (finish.is_discarded) writer.number(Tag::is_discarded, 1);
    return writer.take();
}

std::string write(const record::RecordingNews& news)
{
    return Writer(Type::recording_news)
        .number(Tag::state, news.state)
        .text(Tag::path, news.path)
        .text(Tag::message, news.why)
        .take();
}

std::string write(const record::WantPlace&)
{
    return Writer(Type::want_place).take();
}

std::string write(const record::TookOutput&)
{
    return Writer(Type::took_output).take();
}

bool holds_no_null(const std::vector<std::string>& texts)
{
    return std::ranges::all_of(texts, [](const auto& text) { return text.find('\0') == std::string::npos; });
}

std::optional<ResourceLimit> read_limit(std::string_view bytes)
{
    const auto resource = take_raw<std::int64_t>(bytes);
    const auto soft = take_raw<std::uint64_t>(bytes);
    const auto hard = take_raw<std::uint64_t>(bytes);
    if (!resource || !soft || !hard || !bytes.empty()) return std::nullopt;
    if (*resource < 0 || *resource >= RLIM_NLIMITS || *soft > *hard) return std::nullopt;
    return ResourceLimit{static_cast<int>(*resource), *soft, *hard};
}

/// None if a limit makes no sense.
std::optional<Restrictions> read_restrictions(Fields& fields)
{
    Restrictions out;
    if (fields.has(Tag::user)) {
        out.user = UserIds{fields.number<uid_t>(Tag::user), fields.number<gid_t>(Tag::group_id), {}};
        out.user->groups = fields.numbers<gid_t>(Tag::other_group);
    }
    for (const std::string& text : fields.texts(Tag::limit)) {
        const auto limit = read_limit(text);
        if (!limit) return std::nullopt;
        out.limits.push_back(*limit);
    }
    if (fields.has(Tag::umask)) out.umask = fields.number<mode_t>(Tag::umask) & ACCESSPERMS;
    out.nice = fields.number<int>(Tag::nice);
    return out;
}

std::optional<Record> read_spawn(Fields& fields)
{
    record::Spawn spawn;
    spawn.session = fields.number<SessionId>(Tag::session);
    auto& request = spawn.request;
    request.argv = fields.texts(Tag::argument);
    request.fallbacks = fields.texts(Tag::fallback);
    request.environment = fields.texts(Tag::variable);
    request.directory = fields.text(Tag::directory);
    request.rows = fields.number<std::uint16_t>(Tag::rows);
    request.columns = fields.number<std::uint16_t>(Tag::columns);
    request.login_name = fields.number<std::uint8_t>(Tag::login_name) != 0;
    auto restrictions = read_restrictions(fields);
    if (!restrictions) return std::nullopt;
    request.restrictions = std::move(*restrictions);
    request.input = fields.number<std::uint8_t>(Tag::no_input) == 0;
    request.is_gated = fields.number<std::uint8_t>(Tag::is_gated) != 0;
    const auto streams = fields.number<std::uint8_t>(Tag::streams);
    if (streams > static_cast<std::uint8_t>(Streams::pipes)) return std::nullopt;
    request.streams = static_cast<Streams>(streams);
    if (request.argv.empty()) return std::nullopt;
    for (const auto* texts : {&request.argv, &request.fallbacks, &request.environment}) {
        if (!holds_no_null(*texts)) return std::nullopt;
    }
    if (request.directory.find('\0') != std::string::npos) return std::nullopt;
    return spawn;
}

std::optional<Record> read_spawn_failed(Fields& fields)
{
    using Stage = SpawnError::Stage;
    const auto stage = fields.number<std::uint8_t>(Tag::stage);
    if (stage > static_cast<std::uint8_t>(Stage::user)) return std::nullopt;
    return record::SpawnFailed{.session = fields.number<SessionId>(Tag::session),
                               .error = {static_cast<Stage>(stage), fields.number<int>(Tag::error)}};
}

record::Place read_place(Fields& fields)
{
    return {fields.number<std::uint64_t>(Tag::offset), fields.number<std::int64_t>(Tag::time),
            fields.number<std::uint16_t>(Tag::rows), fields.number<std::uint16_t>(Tag::columns)};
}

std::optional<Record> read_finish(Fields& fields)
{
    record::FinishRecording finish;
    if (fields.has(Tag::status)) finish.exit = fields.number<int>(Tag::status);
    finish.is_discarded = fields.number<std::uint8_t>(Tag::is_discarded) != 0;
    return finish;
}

std::optional<Record> read_begin(Fields& fields)
{
    record::BeginRecording begin;
    begin.path = fields.text(Tag::path);
    begin.placing = fields.number<int>(Tag::placing);
    begin.compress = fields.number<std::uint8_t>(Tag::compress) != 0;
    begin.from_pipes = fields.number<std::uint8_t>(Tag::from_pipes) != 0;
    begin.rotate_bytes = fields.number<std::uint64_t>(Tag::rotate_bytes);
    begin.rotate_ms = fields.number<std::uint64_t>(Tag::rotate_ms);
    begin.terminal_type = fields.text(Tag::terminal_type);
    begin.title = fields.text(Tag::title);
    begin.command = fields.text(Tag::command);
    begin.place = read_place(fields);
    begin.to_others_pipe = fields.number<std::uint8_t>(Tag::to_others_pipe) != 0;
    begin.is_guessable = fields.number<std::uint8_t>(Tag::is_guessable) != 0;
    begin.has_options = fields.number<std::uint8_t>(Tag::lacks_options) == 0;
    if (begin.path.empty() || !holds_no_null({begin.path})) return std::nullopt;
    return begin;
}

Result<std::optional<Record>> read_record(Type type, Fields& fields)
{
    using Read = std::optional<Record>;
    switch (type) {
    case Type::spawn: return read_spawn(fields);
    case Type::signal:
        return Read(record::Signal{.session = fields.number<SessionId>(Tag::session),
                                   .group = fields.number<pid_t>(Tag::group),
                                   .signal = fields.number<int>(Tag::signal)});
    case Type::release: return Read(record::Release{.session = fields.number<SessionId>(Tag::session)});
    case Type::released: return Read(record::Released{.session = fields.number<SessionId>(Tag::session)});
    case Type::forget: return Read(record::Forget{.session = fields.number<SessionId>(Tag::session)});
    case Type::stop: return Read(record::Stop{.status = fields.number<int>(Tag::status)});
    case Type::main: return Read(record::Main{.session = fields.number<SessionId>(Tag::session)});
    case Type::close_input: return Read(record::CloseInput{.session = fields.number<SessionId>(Tag::session)});
    case Type::ready: return Read(record::Ready{});
    case Type::spawned:
        return Read(
            record::Spawned{.session = fields.number<SessionId>(Tag::session), .pid = fields.number<pid_t>(Tag::pid)});
    case Type::spawn_failed: return read_spawn_failed(fields);
    case Type::exited:
        return Read(record::Exited{.session = fields.number<SessionId>(Tag::session),
                                   .status = fields.number<int>(Tag::status)});
    case Type::listener:
        return Read(record::Listener{{.directory = fields.text(Tag::directory), .reason = fields.text(Tag::message)}});
    case Type::share: return Read(record::Share{});
    case Type::unshare: return Read(record::Unshare{});
    case Type::shared_listener: return Read(record::SharedListener{});
    case Type::not_shared: return Read(record::NotShared{fields.text(Tag::message)});
    case Type::start_recorder:
        return Read(
            record::StartRecorder{fields.number<SessionId>(Tag::session), fields.number<RecorderId>(Tag::recorder)});
    case Type::end_recorder: return Read(record::EndRecorder{fields.number<RecorderId>(Tag::recorder)});
    case Type::recorder_started: return Read(record::RecorderStarted{fields.number<RecorderId>(Tag::recorder)});
    case Type::recorder_failed:
        return Read(record::RecorderFailed{fields.number<RecorderId>(Tag::recorder), fields.number<int>(Tag::error)});
    case Type::recorder_exited:
        return Read(record::RecorderExited{fields.number<RecorderId>(Tag::recorder), fields.number<int>(Tag::status)});
    case Type::begin_recording: return read_begin(fields);
    case Type::recording_place: return Read(record::RecordingPlace{read_place(fields)});
    case Type::finish_recording: return read_finish(fields);
    case Type::recording_news:
        return Read(
            record::RecordingNews{fields.number<int>(Tag::state), fields.text(Tag::path), fields.text(Tag::message)});
    case Type::want_place: return Read(record::WantPlace{});
    case Type::took_output: return Read(record::TookOutput{});
    }
    return Error("a record of a type that this version does not know", ErrorCode::unsupported);
}

} // namespace

std::string encode(const Record& record)
{
    return std::visit([](const auto& one) { return write(one); }, record);
}

Result<Record> decode(std::string_view bytes)
{
    const Error invalid("a record that makes no sense", ErrorCode::invalid);
    const auto type = take_raw<Type>(bytes);
    if (!type) return invalid;
    auto fields = Fields::parse(bytes);
    if (!fields) return invalid;
    auto record = read_record(*type, *fields);
    if (!record) return record.error();
    if (!*record || !fields->is_sound()) return invalid;
    return std::move(**record);
}

} // namespace cleat
