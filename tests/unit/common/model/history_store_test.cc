#include "common/model/history_store.h"

#include "common/model/history.h"
#include "common/model/packed_row.h"
#include "tests/support/cases.h"
#include "tests/support/rows.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace cleat;
using cleat::test::cases;
using cleat::test::row_of;
using cleat::test::wrapped_row_of;

namespace {

/// Keeps released blocks until `commit`, then makes them unreadable.
class Store : public HistoryStore {
 public:
    std::optional<Block> take(std::size_t bytes) override
    {
        if (is_full) return std::nullopt;
        auto& memory = blocks_[next_ += 1'000];
        memory.assign(bytes, 'x');
        return Block{memory.data(), memory.size(), next_};
    }
    void free_block(const Block& block) override { freed_.push_back(block.position); }
    std::optional<Block> find(std::uint64_t position, std::uint64_t capacity) override
    {
        const auto found = blocks_.find(position);
        if (found == blocks_.end() || found->second.size() != capacity) return std::nullopt;
        return Block{found->second.data(), found->second.size(), position};
    }
    void commit()
    {
        for (const auto position : freed_) blocks_.erase(position);
        freed_.clear();
    }
    [[nodiscard]] std::size_t blocks() const { return blocks_.size(); }
    /// Drops all blocks that are not in the layout, as after a restart.
    void drop_all_but(const HistoryLayout& layout)
    {
        freed_.clear();
        std::erase_if(blocks_, [&layout](const auto& entry) {
            return std::ranges::find(layout.segments, entry.first, &HistoryLayout::Segment::position) ==
                   layout.segments.end();
        });
    }

    bool is_full = false;

 private:
    std::map<std::uint64_t, std::vector<char>> blocks_;
    std::vector<std::uint64_t> freed_;
    std::uint64_t next_ = 0;
};

HistoryLayout sealed(History& history, Store& store)
{
    HistoryLayout layout = history.layout();
    history.seal();
    store.commit();
    return layout;
}

} // namespace

TEST_CASE("a history is restored from its sealed layout, whatever happened to it since")
{
    const HistoryLimits limits{.lines = 40, .bytes = 200'000, .line_bytes = 500};
    for (const int seed : cases(300)) {
        CAPTURE(seed);
        std::mt19937 random(static_cast<unsigned>(seed));
        const auto below = [&random](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
        Store store;
        auto history = std::make_unique<History>(limits, &store);
        History expected(limits);
        HistoryLayout layout = sealed(*history, store);
        for (int step = 0; step < 200; ++step) {
            const auto kind = below(20);
            const auto text =
                std::string(static_cast<std::size_t>(below(below(10) == 0 ? 900 : 30)), 'a') + std::to_string(step);
            const auto columns = static_cast<int>(text.size()) + below(3);
            if (kind < 8) history->append(row_of(text, columns), below(4) == 0 ? Eviction::later : Eviction::now);
            else if (kind < 13) history->append(wrapped_row_of(text, columns));
            else if (kind < 15) history->close_line();
            else if (kind < 17) (void)history->remove_last();
            else if (kind == 17 && below(4) == 0) history->clear();
            else if (kind == 18) {
                layout = sealed(*history, store);
                expected = *history;
            } else if (kind == 19) {
                history.reset();
                store.drop_all_but(layout);
                auto restored = History::restore(limits, store, layout);
                REQUIRE(restored.has_value());
                history = std::make_unique<History>(std::move(*restored));
                REQUIRE(*history == expected);
                REQUIRE(history->bytes() == expected.bytes());
            }
        }
    }
}

TEST_CASE("blocks whose lines were evicted are released once another layout was sealed")
{
    Store store;
    History history({.lines = 10}, &store);
    std::size_t most = 0;
    for (int i = 0; i < 20'000; ++i) {
        history.append(row_of(std::string(100, 'a') + std::to_string(i), 120));
        if (i % 1'000 == 0) (void)sealed(history, store);
        most = std::max(most, store.blocks());
    }
    CHECK(most <= 4);
}

TEST_CASE("if a store has no room, rows are on the heap and are not restored")
{
    Store store;
    History history({}, &store);
    history.append(row_of("stored", 10));
    store.is_full = true;
    const std::string wide(1'000, 'w');
    for (int i = 0; i < 100; ++i) history.append(row_of(wide + std::to_string(i), 1'010));
    store.is_full = false;
    for (int i = 0; i < 100; ++i) history.append(row_of(wide + std::to_string(i), 1'010));
    CHECK(history.end() == 201);

    const HistoryLayout layout = sealed(history, store);
    const auto restored = History::restore({}, store, layout);

    REQUIRE(restored.has_value());
    CHECK(restored->first() > 1);
    CHECK(restored->end() == 201);
    for (auto line = restored->first(); line < restored->end(); ++line)
        REQUIRE(restored->rows(line) == history.rows(line));
}

TEST_CASE("a layout that does not match the store is refused, whatever is wrong with it")
{
    Store store;
    History history({}, &store);
    for (int i = 0; i < 5; ++i) history.append(row_of("line " + std::to_string(i), 10));
    const HistoryLayout good = sealed(history, store);
    REQUIRE(History::restore({}, store, good).has_value());

    const auto is_refused = [&store, &good](auto change) {
        HistoryLayout bad = good;
        change(bad);
        const auto restored = History::restore({}, store, bad);
        return !restored && restored.error().code() == ErrorCode::invalid;
    };
    CHECK(is_refused([](HistoryLayout& l) { l.segments[0].position += 1; }));
    CHECK(is_refused([](HistoryLayout& l) { l.segments[0].capacity -= 1; }));
    CHECK(is_refused([](HistoryLayout& l) { l.segments[0].used += 1; }));
    CHECK(is_refused([](HistoryLayout& l) { l.segments[0].used = l.segments[0].capacity + 1; }));
    CHECK(is_refused([](HistoryLayout& l) { l.begin = l.segments[0].used + 1; }));
    CHECK(is_refused([](HistoryLayout& l) { l.begin += 1; }));
    CHECK(is_refused([](HistoryLayout& l) { l.end += 1; }));
    CHECK(is_refused([](HistoryLayout& l) { l.first += 1; }));
    CHECK(is_refused([](HistoryLayout& l) { l.is_open = true; }));
}

TEST_CASE("repeatedly removing, appending and sealing lines does not use ever more blocks")
{
    Store store;
    History history({}, &store);
    for (int i = 0; i < 30; ++i) history.append(row_of("line " + std::to_string(i), 10));
    for (int i = 0; i < 1'000; ++i) {
        std::vector<std::string> taken;
        for (int line = 0; line < 1 + i % 30; ++line) taken.push_back(history.remove_last().front());
        if (i % 3 == 0) (void)sealed(history, store);
        for (auto row = taken.rbegin(); row != taken.rend(); ++row) history.append_packed(*row);
        (void)sealed(history, store);
        REQUIRE(store.blocks() <= 3);
    }
    CHECK(history.end() == 30);
}
