// For any steps from a server, the client's output never queries the terminal or rings its bell, and never contains
// text that acts as a control.
//
// The first two bytes are the size of the user's terminal; the rest are bodies of steps, each preceded by its length in
// two bytes.
#include "common/render/painter.h"
#include "common/terminal/terminal.h"
#include "common/wire/codec.h"
#include "tests/fuzz/require.h"

using namespace cleat;
using fuzz::require;

namespace {

class Reader {
 public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    [[nodiscard]] bool empty() const { return bytes_.empty(); }
    int number()
    {
        const int number = bytes_.empty() ? 0 : static_cast<unsigned char>(bytes_.front());
        bytes_.remove_prefix(bytes_.empty() ? 0 : 1);
        return number;
    }
    std::string_view piece()
    {
        const auto high = static_cast<std::size_t>(number());
        const auto piece = bytes_.substr(0, 256 * high + static_cast<std::size_t>(number()));
        bytes_.remove_prefix(piece.size());
        return piece;
    }

 private:
    std::string_view bytes_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    Reader bytes({reinterpret_cast<const char*>(data), size});
    const int rows = 1 + bytes.number() % 30;
    const Size terminal{.rows = rows, .columns = 1 + bytes.number() % 90};
    Painter painter(Capabilities::full());
    Terminal outer(terminal);
    outer.feed(painter.begin(terminal));
    static_cast<void>(outer.take_replies());

    Screen screen(terminal);
    while (!bytes.empty()) {
        const auto decoded = decode_server_message(bytes.piece());
        const auto* step = decoded ? std::get_if<Step>(&decoded->message) : nullptr;
        if (step == nullptr) continue;
        screen = apply(screen, step->update);
        require(diff(screen, apply(Screen(terminal), whole(screen))) == Update());
        std::vector<std::string> pushed;
        for (const auto& row : step->pushed) pushed.push_back(row.data);
        outer.feed(painter.paint(screen, pushed));
    }
    outer.feed(painter.end());
    require(outer.take_replies().empty());
    require(outer.take_events().empty());
    return 0;
}
