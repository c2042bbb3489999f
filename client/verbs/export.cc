#include "client/verbs/all_verbs.h"
#include "client/verbs/open_recording.h"
#include "common/base/quote.h"
#include "common/base/write_target.h"
#include "common/command_line/option_value.h"
#include "common/export/image.h"
#include "common/export/interruption.h"
#include "common/export/picture.h"
#include "common/recording/cast_clock.h"
#include "common/recording/cast_compressor.h"
#include "common/recording/cast_indexer.h"
#include "common/recording/cast_player.h"
#include "common/recording/index_file.h"

#include <CLI/CLI.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace cleat {

namespace {

struct ExportOptions {
    std::string file;
    std::string to;
    std::string at;
    std::string from;
    std::string until;
    std::string out;
};

/// The requested times.
struct Wanted {
    std::optional<CastTime> at;
    CastRange range;
};

bool is_still(const std::string& format)
{
    return format == "svg" || format == "html" || format == "png";
}

Result<std::optional<CastTime>> moment(const std::string& text)
{
    if (text.empty()) return std::optional<CastTime>();
    const auto time = parse_moment(text);
    if (!time) return time.error();
    return std::optional(*time);
}

Result<Wanted> wanted(const ExportOptions& words)
{
    const auto at = moment(words.at);
    const auto from = moment(words.from);
    const auto until = moment(words.until);
    if (!at) return at.error();
    if (!from) return from.error();
    if (!until) return until.error();
    if (*at && (*from || *until)) return Error("--at cannot be combined with --from or --until", ErrorCode::invalid);
    if (*at && !is_still(words.to) && words.to != "text")
        return Error("--at requires --to svg, html, png or text", ErrorCode::invalid);
    if (is_still(words.to) && (*from || *until))
        return Error(words.to + " shows a single screen: use --at instead of --from and --until", ErrorCode::invalid);
    Wanted out{.at = *at};
    if (*from) out.range.from = **from;
    if (*until) out.range.until = **until;
    if (out.range.until < out.range.from) return Error("--until is before --from", ErrorCode::invalid);
    return out;
}

Result<std::string> still(CastPlayer& player, const CastIndex& index, const std::string& format,
                          std::optional<CastTime> at)
{
    player.seek(at.value_or(LAST_CAST_TIME), index);
    const Screen screen = player.screen();
    const auto& header = *player.header();
    const auto title = visible(header.title.empty() ? screen.title : header.title);
    if (format == "text") return screen.text();
    if (format == "html") return html_of(screen, header.theme, title);
    const auto svg = svg_of(screen, header.theme, title);
    return format == "svg" ? Result<std::string>(svg) : png_of(svg);
}

Result<void> write_as(CastPlayer& player, const CastIndex& index, const std::string& format, const Wanted& what,
                      const ByteSink& sink)
{
    if (format == "v2") return export_cast(player, index, CastVersion::v2, what.range, sink);
    if (format == "v3") return export_cast(player, index, CastVersion::v3, what.range, sink);
    if (format == "raw") return export_raw(player, index, what.range, sink);
    if (format == "text" && !what.at) return export_text(player, index, what.range, sink);
    const auto longest = player.header()->idle_limit.value_or(std::chrono::seconds(5));
    const auto made =
        format == "gif" ? gif_of(player, index, what.range, longest) : still(player, index, format, what.at);
    if (!made) return made.error();
    return sink(*made);
}

/// Passes bytes on to `sink`, compressed with zstd if `compresses`.
class Packer {
 public:
    Packer(ByteSink sink, bool compresses) : sink_(std::move(sink))
    {
        if (compresses) compressor_.emplace();
    }

    Result<void> add(std::string_view bytes)
    {
        if (!compressor_) return sink_(bytes);
        compressor_->add(bytes, packed_);
        in_frame_ += bytes.size();
        return in_frame_ >= KeyframeSpacing().output ? finish() : pass_on();
    }
    /// Ends the zstd frame.
    Result<void> finish()
    {
        if (!compressor_) return {};
        compressor_->end_frame(packed_);
        in_frame_ = 0;
        return pass_on();
    }

 private:
    Result<void> pass_on()
    {
        const auto packed = std::exchange(packed_, {});
        return packed.empty() ? Result<void>() : sink_(packed);
    }

    ByteSink sink_;
    std::optional<CastCompressor> compressor_;
    std::string packed_;
    std::uint64_t in_frame_ = 0;
};

Result<void> export_to(std::FILE* out, CastPlayer& player, const CastIndex& index, const ExportOptions& words,
                       const Wanted& what, const Interruption* interruption = nullptr)
{
    const ByteSink sink = [out, interruption](std::string_view bytes) -> Result<void> {
        if (interruption != nullptr && interruption->has_arrived()) return interrupted_error();
        if (std::fwrite(bytes.data(), 1, bytes.size(), out) != bytes.size()) return Error::from_errno("writing");
        return {};
    };
    Packer packer(sink, words.out.ends_with(".zst"));
    auto done =
        write_as(player, index, words.to, what, [&packer](std::string_view bytes) { return packer.add(bytes); });
    if (!done) return done;
    if (auto finished = packer.finish(); !finished) return finished;
    if (std::fflush(out) != 0) return Error::from_errno("writing");
    return {};
}

struct Closed {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Closed>;

/// A separate, blocking stream to the target.
File stream_to_target(const WriteTarget& target)
{
    UniqueFd fd(::fcntl(target.fd(), F_DUPFD_CLOEXEC, 0));
    if (!fd) return nullptr;
    ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) & ~O_NONBLOCK);
    File file(::fdopen(fd.get(), "w"));
    if (file) (void)fd.release();
    return file;
}

/// Keeps an existing file until the new one is complete; a failed export leaves no new file.
Result<void> export_to_file(CastPlayer& player, const CastIndex& index, const ExportOptions& words, const Wanted& what)
{
    std::optional<Interruption> interruption;
    interruption.emplace();
    constexpr mode_t MODE = 0666;
    auto target =
        WriteTarget::open(words.out, {.user = ::geteuid(), .overwrite = true}, {.mode = MODE, .like_replaced = true});
    if (!target) return target.error();
    if (!target->is_made())
        interruption.reset(); // there is no file to remove, and writing to a full pipe may block for long
    auto file = stream_to_target(*target);
    if (!file) return Error::from_errno("opening " + in_quotes(words.out));
    auto done = export_to(file.get(), player, index, words, what, interruption ? &*interruption : nullptr);
    if (std::fclose(file.release()) != 0 && done) done = Error::from_errno("writing");
    if (!done) return done;
    if (const auto placed = target->put_in_place(); !placed) return placed.error();
    return {};
}

int run_export(const ExportOptions& words)
{
    const auto what = wanted(words);
    if (!what) return report(what.error());
    const bool is_binary = words.to == "png" || words.to == "gif";
    if (words.out.empty() && is_binary && ::isatty(1) != 0)
        return report(Error("cannot write " + words.to + " to a terminal; use -o FILE", ErrorCode::invalid));
    auto recording = open_whole_recording(words.file);
    if (!recording) return report(recording.error());
    const auto index = IndexFile::open(recording->path, recording->source);
    if (!index) return report(index.error());
    CastPlayer player(std::move(recording->source));
    if (const auto header = player.read_header(); !header) return report(header.error().with(words.file));
    player.finish();
    if (const auto begin = what->at ? what->at : words.from.empty() ? std::nullopt : std::optional(what->range.from)) {
        player.seek(*begin, index->index());
        if (const auto there = check_moment(*begin, player.position().time); !there && !player.next_time())
            return report(there.error());
    }

    const auto done = words.out.empty() ? export_to(stdout, player, index->index(), words, *what)
                                        : export_to_file(player, index->index(), words, *what);
    if (!done) return report(done.error());
    const auto damage = player.damage().describe();
    if (!damage.empty()) std::fprintf(stderr, "cleat: %s\n", visible(words.file + ": " + damage).c_str());
    return 0;
}

} // namespace

VerbAction define_export(CLI::App& app)
{
    const auto words = std::make_shared<ExportOptions>();
    app.add_option("FILE", words->file, "recording, or - for stdin")->required();
    app.add_option("--to", words->to, "output format: v3, v2, text, raw, svg, html, png or gif")
        ->required()
        ->type_name("FORMAT")
        ->check(one_of({"v3", "v2", "text", "raw", "svg", "html", "png", "gif"}));
    app.add_option("--at", words->at, "export only the screen at this time (default for svg, html and png: the end)")
        ->type_name("MOMENT");
    app.add_option("--from", words->from, "start at this time (default: the start)")->type_name("MOMENT");
    app.add_option("--until", words->until, "stop at this time (default: the end)")->type_name("MOMENT");
    app.add_option("-o,--output", words->out, "write to this file, compressed if it ends in .zst (default: stdout)")
        ->type_name("FILE");
    app.footer("cleat export --to gif -o demo.gif demo.cast\nConvert a recording to an animated GIF.");
    return [words](const VerbContext&) { return run_export(*words); };
}

} // namespace cleat
