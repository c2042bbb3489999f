#include "common/proto/tree.h"

#include <msgpack.hpp>

namespace cleat {

namespace {

/// How deep values may be nested: a step needs six.
constexpr std::size_t DEEPEST = 16;

/// Called by msgpack for each value in turn. Returning false ends the parse.
class TreeBuilder : public msgpack::null_visitor {
 public:
    explicit TreeBuilder(std::size_t size) : most_(size) {}

    bool visit_nil() { return add({.type = Node::Type::nil}); }
    bool visit_boolean(bool v) { return add({.type = Node::Type::boolean, .number = v ? 1U : 0U}); }
    bool visit_positive_integer(std::uint64_t v) { return add({.type = Node::Type::integer, .number = v}); }
    bool visit_negative_integer(std::int64_t v)
    {
        return add({.type = Node::Type::integer, .negative = v < 0, .number = static_cast<std::uint64_t>(v)});
    }
    bool visit_float32(float) { return add({.type = Node::Type::other}); }
    bool visit_float64(double) { return add({.type = Node::Type::other}); }
    bool visit_str(const char* v, std::uint32_t size) { return add({.type = Node::Type::text, .data = {v, size}}); }
    bool visit_bin(const char* v, std::uint32_t size) { return add({.type = Node::Type::bytes, .data = {v, size}}); }
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
        // Each element takes a byte at least, so a count beyond that is a lie.
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
    TreeBuilder builder(document.size());
    std::size_t offset = 0;
    const bool whole = msgpack::parse(document.data(), document.size(), offset, builder);
    if (!whole || !builder.is_good()) return Error("not a msgpack document", ErrorCode::invalid);
    if (offset != document.size()) return Error("bytes after the end of a msgpack document", ErrorCode::invalid);
    return builder.take();
}

} // namespace cleat
