#include "common/wire/tree.h"

#include <msgpack.hpp>

#include <algorithm>

namespace cleat {

namespace {

/// The deepest nesting allowed; a step needs six.
constexpr std::size_t DEEPEST = 16;

static_assert(sizeof(Node) <= 24, "the bound on what decoding allocates depends on it");

/// Nodes are larger than the bytes they are made from. No message needs more than one per two bytes, except short ones,
/// nor more than a million.
std::size_t most_nodes(std::size_t bytes)
{
    constexpr std::size_t SHORT_DOCUMENT = 1'024;
    constexpr std::size_t LIMIT = 1U << 20;
    return std::min(SHORT_DOCUMENT + bytes / 2, LIMIT);
}

/// Counts nodes up to the limit, so that the list can be allocated at its final size.
class NodeCounter : public msgpack::null_visitor {
 public:
    explicit NodeCounter(std::size_t most) : most_(most) {}

    bool visit_nil() { return add(); }
    bool visit_boolean(bool) { return add(); }
    bool visit_positive_integer(std::uint64_t) { return add(); }
    bool visit_negative_integer(std::int64_t) { return add(); }
    bool visit_float32(float) { return add(); }
    bool visit_float64(double) { return add(); }
    bool visit_str(const char*, std::uint32_t) { return add(); }
    bool visit_bin(const char*, std::uint32_t) { return add(); }
    bool visit_ext(const char*, std::uint32_t) { return add(); }
    bool start_array(std::uint32_t) { return add() && ++depth_ <= DEEPEST; }
    bool end_array() { return --depth_, true; }
    bool start_map(std::uint32_t) { return add() && ++depth_ <= DEEPEST; }
    bool end_map() { return --depth_, true; }

    [[nodiscard]] bool are_too_many() const { return count_ > most_; }
    [[nodiscard]] std::size_t count() const { return count_; }

 private:
    bool add() { return ++count_ <= most_; }

    std::size_t most_;
    std::size_t count_ = 0;
    std::size_t depth_ = 0;
};

/// Called by msgpack for each value in order. Returning false ends the parse.
class TreeBuilder : public msgpack::null_visitor {
 public:
    TreeBuilder(std::size_t size, std::size_t nodes) : most_(size) { nodes_.reserve(nodes); }

    bool visit_nil() { return add({.type = Node::Type::nil}); }
    bool visit_boolean(bool v) { return add({.type = Node::Type::boolean, .number = v ? 1U : 0U}); }
    bool visit_positive_integer(std::uint64_t v) { return add({.type = Node::Type::integer, .number = v}); }
    bool visit_negative_integer(std::int64_t v)
    {
        return add({.type = Node::Type::integer, .negative = v < 0, .number = static_cast<std::uint64_t>(v)});
    }
    bool visit_float32(float) { return add({.type = Node::Type::other}); }
    bool visit_float64(double) { return add({.type = Node::Type::other}); }
    bool visit_str(const char* v, std::uint32_t size)
    {
        return add({.type = Node::Type::text, .number = size, .begin = v});
    }
    bool visit_bin(const char* v, std::uint32_t size)
    {
        return add({.type = Node::Type::bytes, .number = size, .begin = v});
    }
    bool visit_ext(const char*, std::uint32_t) { return add({.type = Node::Type::other}); }
    bool start_array(std::uint32_t count) { return open({.type = Node::Type::array, .number = count}); }
    bool end_array() { return close(); }
    bool start_map(std::uint32_t count) { return open({.type = Node::Type::map, .number = count}); }
    bool end_map() { return close(); }
    void parse_error(std::size_t, std::size_t) { failed_ = true; }
    void insufficient_bytes(std::size_t, std::size_t) { failed_ = true; }

    [[nodiscard]] bool is_good() const { return !failed_ && open_.empty() && !nodes_.empty(); }
    std::vector<Node> take() { return std::move(nodes_); }

 private:
    bool add(Node node)
    {
        node.next = static_cast<std::uint32_t>(nodes_.size() + 1);
        nodes_.push_back(node);
        return true;
    }

    bool open(Node node)
    {
        // Each element takes at least one byte, so a larger count cannot be true.
        if (open_.size() >= DEEPEST || node.number > most_) return fail();
        open_.push_back(nodes_.size());
        return add(node);
    }

    bool close()
    {
        nodes_[open_.back()].next = static_cast<std::uint32_t>(nodes_.size());
        open_.pop_back();
        return true;
    }

    bool fail()
    {
        failed_ = true;
        return false;
    }

    std::size_t most_;
    std::vector<Node> nodes_;
    std::vector<std::size_t> open_;
    bool failed_ = false;
};

} // namespace

Result<std::vector<Node>> parse_tree(std::string_view document)
{
    NodeCounter counter(most_nodes(document.size()));
    std::size_t offset = 0;
    (void)msgpack::parse(document.data(), document.size(), offset, counter);
    if (counter.are_too_many()) return Error("too many values in a msgpack document", ErrorCode::invalid);
    TreeBuilder builder(document.size(), counter.count());
    offset = 0;
    const bool whole = msgpack::parse(document.data(), document.size(), offset, builder);
    if (!whole || !builder.is_good()) return Error("not a msgpack document", ErrorCode::invalid);
    if (offset != document.size()) return Error("bytes after the end of a msgpack document", ErrorCode::invalid);
    return builder.take();
}

} // namespace cleat
