#include "client/verbs/all_verbs.h"
#include "client/verbs/open_recording.h"
#include "common/base/quote.h"
#include "common/base/write_target.h"
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

struct ExportWords {
    std::string file;
    std::string to;
    std::string at;
    std::string from;
    std::string until;
    std::string out;
};

/// The moments that were asked for.
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

Result<Wanted> wanted(const ExportWords& words)
{
    const auto at = moment(words.at);
    const auto from = moment(words.from);
    const auto until = moment(words.until);
    if (!at) return at.error();
    if (!from) return from.error();
    if (!until) return until.error();
    if (*at && (*from || *until)) return Error("--at is one moment: --from and --until are a part", ErrorCode::invalid);
    if (*at && !is_still(words.to) && words.to != "text")
        return Error("--at gives a still: svg, html, png or text", ErrorCode::invalid);
    if (is_still(words.to) && (*from || *until)) return Error(words.to + " is a still: say --at", ErrorCode::invalid);
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

/// Compresses with zstd what it is given, as far as there is anything to compress it for.
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
    /// Ends the frame.
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

Result<void> export_to(std::FILE* out, CastPlayer& player, const CastIndex& index, const ExportWords& words,
                       const Wanted& what, const Interruption* interruption = nullptr)
{
    const ByteSink sink = [out, interruption](std::string_view bytes) -> Result<void> {
        if (interruption != nullptr && interruption->has_come()) return interruption_error();
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

/// The target as a stream of its own, which waits where a pipe is full.
File stream_to_target(const WriteTarget& target)
{
    UniqueFd fd(::fcntl(target.fd(), F_DUPFD_CLOEXEC, 0));
    if (!fd) return nullptr;
    ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) & ~O_NONBLOCK);
    File file(::fdopen(fd.get(), "w"));
    if (file) (void)fd.release();
    return file;
}

/// A file that is there is kept until the new one is whole; what has failed leaves nothing that was not there.
Result<void> export_to_file(CastPlayer& player, const CastIndex& index, const ExportWords& words, const Wanted& what)
{
    std::optional<Interruption> interruption;
    interruption.emplace();
    constexpr mode_t MODE = 0666;
    auto target =
        WriteTarget::open(words.out, {.user = ::geteuid(), .overwrite = true}, {.mode = MODE, .like_replaced = true});
    if (!target) return target.error();
    if (!target->is_made()) interruption.reset(); // nothing is to be removed, and a pipe may be full for long
    auto file = stream_to_target(*target);
    if (!file) return Error::from_errno("opening " + in_quotes(words.out));
    auto done = export_to(file.get(), player, index, words, what, interruption ? &*interruption : nullptr);
    if (std::fclose(file.release()) != 0 && done) done = Error::from_errno("writing");
    if (!done) return done;
    if (const auto placed = target->put_in_place(); !placed) return placed.error();
    return {};
}

int run_export(const ExportWords& words)
{
    const auto what = wanted(words);
    if (!what) return report(what.error());
    const bool is_binary = words.to == "png" || words.to == "gif";
    if (words.out.empty() && is_binary && ::isatty(1) != 0)
        return report(Error(words.to + " is nothing for a terminal: say -o FILE", ErrorCode::invalid));
    auto recording = open_whole_recording(words.file);
    if (!recording) return report(recording.error());
    const auto index = IndexFile::open(recording->path, recording->source);
    if (!index) return report(index.error());
    CastPlayer player(std::move(recording->source));
    if (const auto header = player.read_header(); !header) return report(header.error().with(words.file));
    player.finish();
    if (const auto begin = what->at ? what->at : words.from.empty() ? std::nullopt : std::optional(what->range.from)) {
        player.seek(*begin, index->index());
        if (const auto there = check_moment(*begin, player.place().time); !there && !player.next_time())
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
    const auto words = std::make_shared<ExportWords>();
    app.add_option("FILE", words->file, "the recording; - for standard input")->required();
    app.add_option("--to", words->to, "v3, v2, text, raw, svg, html, png or gif")
        ->required()
        ->check(CLI::IsMember({"v3", "v2", "text", "raw", "svg", "html", "png", "gif"}));
    app.add_option("--at", words->at, "the screen at that moment; else at the end")->type_name("TIME");
    app.add_option("--from", words->from, "what happened after that")->type_name("TIME");
    app.add_option("--until", words->until, "and up to that")->type_name("TIME");
    app.add_option("-o,--output", words->out, "into that file, compressed if it ends in .zst; else to standard output")
        ->type_name("FILE");
    return [words](const VerbContext&) { return run_export(*words); };
}

} // namespace cleat
