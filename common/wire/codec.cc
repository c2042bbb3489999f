#include "common/wire/codec.h"

#include "common/wire/frame.h"
#include "common/wire/model_fields.h"
#include "common/wire/tree.h"

#include <msgpack.hpp>

#include <concepts>
#include <limits>
#include <type_traits>

namespace cleat {

namespace {

/// Values of common/model are arrays on the wire; a message is a map unless it says otherwise.
template <class T>
constexpr bool is_positional()
{
    if constexpr (HasFieldsBeside<T>) return true;
    else if constexpr (requires { T::layout; }) return T::layout == Layout::positional;
    else return false;
}

// --- writing ---------------------------------------------------------------------------------------------------------

struct StringSink {
    std::string& out;
    void write(const char* bytes, std::size_t size) { out.append(bytes, size); }
};

using Packer = msgpack::packer<StringSink>;

class Writer {
 public:
    explicit Writer(Packer& packer) : packer_(packer) {}

    void put(bool v) { v ? packer_.pack_true() : packer_.pack_false(); }
    void put(std::integral auto v) { packer_.pack(v); }
    template <class T>
    requires std::is_enum_v<T>
    void put(T v) { packer_.pack(static_cast<std::underlying_type_t<T>>(v)); }
    void put(const std::string& v) { put_text(v); }
    void put_text(std::string_view v)
    {
        packer_.pack_str(static_cast<std::uint32_t>(v.size()));
        packer_.pack_str_body(v.data(), static_cast<std::uint32_t>(v.size()));
    }
    void put_bytes(const std::string& v)
    {
        packer_.pack_bin(static_cast<std::uint32_t>(v.size()));
        packer_.pack_bin_body(v.data(), static_cast<std::uint32_t>(v.size()));
    }
    void put(const Bytes& v) { put_bytes(v.data); }
    void put(Colour v) { packer_.pack(v.bits()); }
    void put(const Palette& v)
    {
        packer_.pack_array(static_cast<std::uint32_t>(2 * v.size()));
        for (const auto& [index, colour] : v) {
            packer_.pack(index);
            packer_.pack(colour.bits());
        }
    }
    template <class T>
    void put(const std::optional<T>& v)
    {
        if (v) put(*v);
        else packer_.pack_nil();
    }
    template <class T>
    void put(const std::vector<T>& v)
    {
        packer_.pack_array(static_cast<std::uint32_t>(v.size()));
        for (const T& element : v) put(element);
    }
    template <class T>
    requires WireStruct<T>
    void put(const T& v);

 private:
    Packer& packer_;
};

struct FieldCounter {
    std::uint32_t count = 0;
    void operator()(std::string_view, const auto&) { ++count; }
    void bytes(std::string_view, const std::string&) { ++count; }
};

struct FieldWriter {
    Writer& writer;
    bool named;

    void operator()(std::string_view name, const auto& value)
    {
        if (named) writer.put_text(name);
        writer.put(value);
    }
    void bytes(std::string_view name, const std::string& value)
    {
        if (named) writer.put_text(name);
        writer.put_bytes(value);
    }
};

template <class T>
requires WireStruct<T>
void Writer::put(const T& v)
{
    FieldCounter counter;
    each_field(v, counter);
    if constexpr (is_positional<T>()) packer_.pack_array(counter.count);
    else packer_.pack_map(counter.count);
    FieldWriter fields{*this, !is_positional<T>()};
    each_field(v, fields);
}

template <class Variant>
std::string encode_any(const Variant& message, std::uint64_t serial, ChannelId channel)
{
    std::string out;
    const std::size_t begin = begin_frame(out);
    StringSink sink{out};
    Packer packer(sink);
    Writer writer(packer);
    std::visit(
        [&](const auto& m) {
            using T = std::decay_t<decltype(m)>;
            packer.pack_array(channel == 0 ? 3 : 4);
            writer.put(m.tag);
            writer.put(serial);
            if constexpr (std::is_same_v<T, Unknown>) packer.pack_map(0);
            else writer.put(m);
        },
        message);
    if (channel != 0) packer.pack(channel);
    end_frame(out, begin);
    return out;
}

// --- reading ---------------------------------------------------------------------------------------------------------

class Reader {
 public:
    /// Reads a document of `bytes` bytes.
    Reader(const std::vector<Node>& nodes, std::size_t bytes) : nodes_(nodes), budget_(SLACK + WORTH_OF_A_BYTE * bytes)
    {}

    [[nodiscard]] bool failed() const { return !wrong_.empty(); }
    [[nodiscard]] const std::string& wrong() const { return wrong_; }
    [[nodiscard]] const Node& node(std::uint32_t at) const { return nodes_[at]; }

    void get(std::uint32_t at, bool& v)
    {
        if (expect(at, Node::Type::boolean)) v = node(at).number != 0;
    }
    template <std::integral T>
    void get(std::uint32_t at, T& v)
    {
        if (!expect(at, Node::Type::integer)) return;
        const Node& n = node(at);
        if (n.negative) {
            const auto number = static_cast<std::int64_t>(n.number);
            if (!std::in_range<T>(number)) return fail("out of range");
            v = static_cast<T>(number);
        } else {
            if (!std::in_range<T>(n.number)) return fail("out of range");
            v = static_cast<T>(n.number);
        }
    }
    template <class T>
    requires std::is_enum_v<T>
    void get(std::uint32_t at, T& v)
    {
        std::underlying_type_t<T> number{};
        get(at, number);
        if (number > static_cast<std::underlying_type_t<T>>(last_of(T()))) return fail("out of range");
        v = static_cast<T>(number);
    }
    void get(std::uint32_t at, std::string& v)
    {
        if (expect(at, Node::Type::text) && charge(node(at).data().size())) v = node(at).data();
    }
    void get_bytes(std::uint32_t at, std::string& v)
    {
        if (expect(at, Node::Type::bytes) && charge(node(at).data().size())) v = node(at).data();
    }
    void get(std::uint32_t at, Bytes& v) { get_bytes(at, v.data); }
    void get(std::uint32_t at, Colour& v)
    {
        std::uint32_t bits = 0;
        get(at, bits);
        v = Colour::from_bits(bits);
    }
    void get(std::uint32_t at, Palette& v)
    {
        if (!expect(at, Node::Type::array)) return;
        for (std::uint32_t child = at + 1; child + 1 < node(at).next && !failed(); child += 2) {
            int index = -1;
            Colour colour;
            get(child, index);
            get(child + 1, colour);
            if (index < 0 || index > static_cast<int>(DynamicColour::cursor)) return fail("out of range");
            v[index] = colour;
        }
    }
    template <class T>
    void get(std::uint32_t at, std::optional<T>& v)
    {
        if (node(at).type != Node::Type::nil) get(at, v.emplace());
    }
    template <class T>
    void get(std::uint32_t at, std::vector<T>& v)
    {
        if (!expect(at, Node::Type::array)) return;
        const auto count = static_cast<std::size_t>(node(at).number);
        if constexpr (requires { T::most; }) {
            if (count > T::most) return fail("more than " + std::to_string(T::most) + " in a list");
        }
        if (!charge(count * sizeof(T))) return;
        v.reserve(count);
        for (std::uint32_t child = at + 1; child < node(at).next && !failed(); child = node(child).next)
            get(child, v.emplace_back());
    }
    template <class T>
    requires WireStruct<T>
    void get(std::uint32_t at, T& v);

    void fail(std::string_view what)
    {
        if (wrong_.empty()) wrong_ = what;
    }
    /// Prefixes the error with the name of the field.
    void name(std::string_view field) { wrong_ = std::string(field) + ": " + wrong_; }

 private:
    /// Memory allowed for a message per byte on the wire, and a constant on top.
    static constexpr std::size_t WORTH_OF_A_BYTE = 8;
    static constexpr std::size_t SLACK = 64U << 10;

    /// Takes memory from the budget before it is allocated.
    bool charge(std::size_t bytes)
    {
        if (bytes > budget_) {
            fail("needs too much memory for its encoded length");
            return false;
        }
        budget_ -= bytes;
        return true;
    }

    bool expect(std::uint32_t at, Node::Type type)
    {
        if (node(at).type == type) return true;
        fail("wrong type");
        return false;
    }

    const std::vector<Node>& nodes_;
    std::size_t budget_;
    std::string wrong_;
};

/// Finds each field of a struct among the children of a node, by position or by name.
class FieldReader {
 public:
    FieldReader(Reader& reader, std::uint32_t at, bool named) : reader_(reader), at_(at), place_(at + 1), named_(named)
    {}

    void operator()(std::string_view name, auto& value)
    {
        if (const auto at = find(name)) {
            reader_.get(at, value);
            if (reader_.failed()) reader_.name(name);
        }
    }
    void bytes(std::string_view name, std::string& value)
    {
        if (const auto at = find(name)) {
            reader_.get_bytes(at, value);
            if (reader_.failed()) reader_.name(name);
        }
    }

 private:
    /// Index of the field's value; 0 if it is missing or reading has already failed.
    std::uint32_t find(std::string_view name)
    {
        if (reader_.failed()) return 0;
        return named_ ? find_named(name) : find_next();
    }

    std::uint32_t find_next()
    {
        if (place_ >= reader_.node(at_).next) return 0;
        const std::uint32_t at = place_;
        place_ = reader_.node(at).next;
        return at;
    }

    std::uint32_t find_named(std::string_view name)
    {
        const std::uint32_t end = reader_.node(at_).next;
        for (std::uint32_t key = at_ + 1; key < end;) {
            const std::uint32_t value = reader_.node(key).next;
            if (reader_.node(key).type == Node::Type::text && reader_.node(key).data() == name) return value;
            key = reader_.node(value).next;
        }
        return 0;
    }

    Reader& reader_;
    std::uint32_t at_;
    std::uint32_t place_;
    bool named_;
};

template <class T>
requires WireStruct<T>
void Reader::get(std::uint32_t at, T& v)
{
    constexpr bool positional = is_positional<T>();
    if (!expect(at, positional ? Node::Type::array : Node::Type::map)) return;
    FieldReader fields(*this, at, !positional);
    each_field(v, fields);
}

template <class Variant, std::size_t I = 0>
Variant read_message(int tag, Reader& reader, std::uint32_t at)
{
    using T = std::variant_alternative_t<I, Variant>;
    if constexpr (std::is_same_v<T, Unknown>) {
        return Unknown{tag};
    } else {
        if (T::tag != tag) return read_message<Variant, I + 1>(tag, reader, at);
        T message;
        reader.get(at, message);
        return message;
    }
}

template <class Variant>
Result<Envelope<Variant>> decode_any(std::string_view body)
{
    const auto nodes = parse_tree(body);
    if (!nodes) return nodes.error();
    const Node& top = nodes->front();
    if (top.type != Node::Type::array || top.number < 3) return Error("not a message", ErrorCode::invalid);
    Reader reader(*nodes, body.size());
    int tag = 0;
    Envelope<Variant> out;
    const std::uint32_t tag_at = 1;
    const std::uint32_t serial_at = (*nodes)[tag_at].next;
    const std::uint32_t body_at = (*nodes)[serial_at].next;
    reader.get(tag_at, tag);
    reader.get(serial_at, out.serial);
    if (!reader.failed()) out.message = read_message<Variant>(tag, reader, body_at);
    if (!reader.failed() && top.number > 3) reader.get((*nodes)[body_at].next, out.channel);
    if (reader.failed()) return Error("message " + std::to_string(tag) + ": " + reader.wrong(), ErrorCode::invalid);
    return out;
}

} // namespace

std::string encode(const ClientMessage& message, std::uint64_t serial, ChannelId channel)
{
    return encode_any(message, serial, channel);
}

std::string encode(const ServerMessage& message, std::uint64_t serial, ChannelId channel)
{
    return encode_any(message, serial, channel);
}

std::string with_channel(std::string_view frame, ChannelId channel)
{
    constexpr std::size_t LENGTH = 4;      // size of a frame's length field
    constexpr std::size_t ROOM = 9;        // the longest encoded number
    constexpr char ARRAY_OF_FOUR = '\x94'; // msgpack's fixarray
    std::string out;
    out.reserve(frame.size() + ROOM);
    const std::size_t begin = begin_frame(out);
    out += ARRAY_OF_FOUR;
    out += frame.substr(LENGTH + 1);
    StringSink sink{out};
    Packer(sink).pack(channel);
    end_frame(out, begin);
    return out;
}

std::string encode_output(std::uint64_t offset, OutputStream stream, std::string_view bytes)
{
    constexpr std::size_t ROOM = 32; // for everything before the bytes
    std::string out;
    out.reserve(ROOM + bytes.size());
    const std::size_t begin = begin_frame(out);
    StringSink sink{out};
    Packer packer(sink);
    packer.pack_array(3);
    packer.pack(Output::tag);
    packer.pack(0);
    packer.pack_array(3);
    packer.pack(offset);
    packer.pack(static_cast<std::uint8_t>(stream));
    packer.pack_bin(static_cast<std::uint32_t>(bytes.size()));
    packer.pack_bin_body(bytes.data(), static_cast<std::uint32_t>(bytes.size()));
    end_frame(out, begin);
    return out;
}

Result<Envelope<ClientMessage>> decode_client_message(std::string_view body)
{
    return decode_any<ClientMessage>(body);
}

Result<Envelope<ServerMessage>> decode_server_message(std::string_view body)
{
    auto out = decode_any<ServerMessage>(body);
    if (!out) return out;
    if (const auto* const step = std::get_if<Step>(&out->message); step != nullptr && !fits_a_screen(step->update))
        return Error("message " + std::to_string(Step::tag) + ": exceeds the limits of a screen", ErrorCode::invalid);
    return out;
}

} // namespace cleat
