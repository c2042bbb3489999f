#pragma once

#include "common/base/leb128.h"
#include "common/base/result.h"
#include "common/model/colour.h"
#include "common/wire/fields.h"

#include <array>
#include <cassert>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

/// Values as tagged bytes: used between the server's own processes and in snapshots. Versions may differ: an unknown
/// field is skipped, and a missing one keeps its default.
///
/// A struct is encoded as, for each field, its number (its position in the list of fields.h, from 1), its length and
/// its value. Numbers and lengths are LEB128, signed numbers zigzag-encoded first; text is raw; a list is, for each
/// element, its length and its value; each element of a map is a key and a value. A <chrono> time is the number of its
/// units. An optional field that is empty is omitted.
namespace cleat {

namespace tagged {

/// The most fields a struct may have.
inline constexpr std::size_t MAX_FIELDS = 64;

template <class T>
concept Text = std::same_as<T, std::string>;

template <class T>
struct IsList : std::false_type {};
template <class T>
struct IsList<std::vector<T>> : std::true_type {};
template <class T, std::size_t N>
struct IsList<std::array<T, N>> : std::true_type {};
template <class T>
struct IsMap : std::false_type {};
template <class K, class V>
struct IsMap<std::map<K, V>> : std::true_type {};

template <class T>
struct IsTime : std::false_type {};
template <class R, class P>
struct IsTime<std::chrono::duration<R, P>> : std::true_type {};
template <class C, class D>
struct IsTime<std::chrono::time_point<C, D>> : std::true_type {};

template <class T>
concept Time = IsTime<T>::value;

template <class T>
concept Scalar = std::integral<T> || std::is_enum_v<T> || std::same_as<T, Colour> || Time<T>;

/// A time point is encoded as the time since its clock's epoch.
template <class R, class P>
[[nodiscard]] constexpr R count_of(std::chrono::duration<R, P> time)
{
    return time.count();
}
template <class C, class D>
[[nodiscard]] constexpr typename D::rep count_of(std::chrono::time_point<C, D> moment)
{
    return moment.time_since_epoch().count();
}

class Writer {
 public:
    explicit Writer(std::string& out) : out_(out) {}

    template <WireStruct T>
    void put(const T& value)
    {
        FieldWriter fields{*this};
        each_field(value, fields);
    }

    /// Writes a field whose value `write` appends to the string, for values too large to copy.
    template <class F>
    void put_field(std::uint64_t number, F&& write)
    {
        append_leb128(number, out_);
        put_counted(write);
    }

 private:
    /// Bytes reserved for a length that is filled in once it is known.
    static constexpr std::size_t LENGTH = 5;

    template <class F>
    void put_counted(F&& write)
    {
        out_.append(LENGTH, '\0');
        const std::size_t begin = out_.size();
        write();
        set_length(begin - LENGTH, out_.size() - begin);
    }

    struct FieldWriter {
        Writer& writer;
        std::uint64_t number = 0;

        template <class T>
        void operator()(std::string_view, const T& value)
        {
            ++number;
            assert(number <= MAX_FIELDS);
            append_leb128(number, writer.out_);
            writer.put_sized(value);
        }
        template <class T>
        void operator()(std::string_view name, const std::optional<T>& value)
        {
            if (value) (*this)(name, *value);
            else ++number;
        }
        void bytes(std::string_view name, const std::string& value) { (*this)(name, value); }
    };

    template <class T>
    void put_sized(const T& value)
    {
        if constexpr (Text<T>) {
            append_leb128(value.size(), out_);
            out_ += value;
        } else if constexpr (Scalar<T>) {
            out_.push_back('\0');
            const std::size_t begin = out_.size();
            put(value);
            out_[begin - 1] = static_cast<char>(out_.size() - begin);
        } else {
            put_counted([&] { put(value); });
        }
    }

    /// LEB128 may be padded with more bytes than it needs.
    void set_length(std::size_t at, std::size_t length)
    {
        assert(length >> (7 * LENGTH) == 0);
        for (std::size_t i = 0; i < LENGTH; ++i)
            out_[at + i] = static_cast<char>((length >> (7 * i) & 0x7f) | (i + 1 < LENGTH ? 0x80 : 0));
    }

    template <std::integral T>
    void put(T value)
    {
        if constexpr (std::is_signed_v<T>) {
            const auto wide = static_cast<std::int64_t>(value);
            append_leb128(static_cast<std::uint64_t>(wide) << 1 ^ static_cast<std::uint64_t>(wide >> 63), out_);
        } else {
            append_leb128(value, out_);
        }
    }
    template <WireEnum T>
    void put(T value)
    {
        append_leb128(static_cast<std::uint64_t>(value), out_);
    }
    template <Time T>
    void put(T value)
    {
        put(count_of(value));
    }
    void put(Colour value) { append_leb128(value.bits(), out_); }
    template <class T>
    requires(IsList<T>::value) void put(const T& values)
    {
        for (const auto& value : values) put_sized(value);
    }
    template <class K, class V>
    void put(const std::map<K, V>& values)
    {
        for (const auto& element : values) {
            put_counted([&] {
                put(element.first);
                put(element.second);
            });
        }
    }

    std::string& out_;
};

/// Removes a length and that many bytes from the front of `bytes`.
[[nodiscard]] inline std::optional<std::string_view> take_sized(std::string_view& bytes)
{
    const auto size = take_leb128(bytes);
    if (!size || *size > bytes.size()) return std::nullopt;
    const auto taken = bytes.substr(0, *size);
    bytes.remove_prefix(*size);
    return taken;
}

/// The values of a struct's fields, by number less one; unset for a missing one. If a field occurs twice, the later one
/// counts.
using Values = std::array<std::optional<std::string_view>, MAX_FIELDS>;

/// Splits a struct into the values of its fields; nothing if the bytes are not well-formed fields.
[[nodiscard]] inline std::optional<Values> split(std::string_view bytes)
{
    Values values{};
    while (!bytes.empty()) {
        const auto number = take_leb128(bytes);
        const auto value = take_sized(bytes);
        if (!number || *number == 0 || !value) return std::nullopt;
        if (*number <= MAX_FIELDS) values.at(*number - 1) = value;
    }
    return values;
}

/// Decodes tagged values. Stops at the first error. Allocates at most 40 times the bytes given plus 64 KiB.
class Reader {
 public:
    explicit Reader(std::size_t bytes) : budget_(SLACK + WORTH_OF_A_BYTE * bytes) {}

    [[nodiscard]] bool failed() const { return !wrong_.empty(); }
    /// The error, prefixed with the names of the fields that lead to it.
    [[nodiscard]] const std::string& wrong() const { return wrong_; }

    /// Missing fields leave `value` unchanged.
    template <WireStruct T>
    void get(std::string_view bytes, T& value)
    {
        const auto values = split(bytes);
        if (!values) return void(fail("cut short"));
        FieldReader fields{*this, *values};
        each_field(value, fields);
    }

 private:
    static constexpr std::size_t WORTH_OF_A_BYTE = 40;
    static constexpr std::size_t SLACK = 64U << 10;
    /// Overhead of a map element.
    static constexpr std::size_t NODE = 32;

    struct FieldReader {
        Reader& reader;
        const Values& values;
        std::size_t at = 0;

        template <class T>
        void operator()(std::string_view name, T& value)
        {
            const auto& bytes = values.at(at++);
            if (reader.failed() || !bytes) return;
            reader.get(*bytes, value);
            if (reader.failed()) reader.wrong_ = std::string(name) + ": " + reader.wrong_;
        }
        template <class T>
        void operator()(std::string_view name, std::optional<T>& value)
        {
            value.reset();
            if (values.at(at)) (*this)(name, value.emplace());
            else ++at;
        }
        void bytes(std::string_view name, std::string& value) { (*this)(name, value); }
    };

    /// Records the error, unless there was one before. Always returns false.
    bool fail(std::string_view what)
    {
        if (wrong_.empty()) wrong_ = what;
        return false;
    }

    /// Takes memory from the budget before it is allocated.
    bool charge(std::size_t bytes)
    {
        if (bytes > budget_) return fail("needs too much memory for its encoded length");
        budget_ -= bytes;
        return true;
    }

    /// Removes a value from the front of `bytes`.
    template <Time T>
    void take(std::string_view& bytes, T& value)
    {
        typename T::rep count{};
        take(bytes, count);
        if constexpr (requires { typename T::clock; }) value = T(typename T::duration(count));
        else value = T(count);
    }
    template <Scalar T>
    requires(!Time<T>) void take(std::string_view& bytes, T& value)
    {
        const auto number = take_leb128(bytes);
        if (!number) return void(fail("not a number"));
        if constexpr (std::same_as<T, bool>) {
            if (*number > 1) return void(fail("out of range"));
            value = *number == 1;
        } else if constexpr (std::same_as<T, Colour>) {
            if (*number > std::numeric_limits<std::uint32_t>::max()) return void(fail("out of range"));
            value = Colour::from_bits(static_cast<std::uint32_t>(*number));
        } else if constexpr (std::is_enum_v<T>) {
            static_assert(WireEnum<T>);
            if (*number > static_cast<std::uint64_t>(last_of(T()))) return void(fail("out of range"));
            value = static_cast<T>(*number);
        } else if constexpr (std::is_signed_v<T>) {
            const auto wide = static_cast<std::int64_t>(*number >> 1 ^ (~(*number & 1) + 1));
            if (wide < std::numeric_limits<T>::min() || wide > std::numeric_limits<T>::max())
                return void(fail("out of range"));
            value = static_cast<T>(wide);
        } else {
            if (*number > std::numeric_limits<T>::max()) return void(fail("out of range"));
            value = static_cast<T>(*number);
        }
    }
    template <Scalar T>
    void get(std::string_view bytes, T& value)
    {
        take(bytes, value);
        if (!failed() && !bytes.empty()) fail("bytes after a number");
    }
    void get(std::string_view bytes, std::string& value)
    {
        if (charge(bytes.size())) value = bytes;
    }
    template <class T>
    void get(std::string_view bytes, std::vector<T>& values)
    {
        values.clear();
        std::size_t count = 0;
        for (auto rest = bytes; !rest.empty(); ++count)
            if (!take_sized(rest)) return void(fail("cut short"));
        if (!charge(count * sizeof(T))) return;
        values.reserve(count);
        while (!bytes.empty() && !failed()) get(*take_sized(bytes), values.emplace_back());
    }
    /// Surplus elements are skipped.
    template <class T, std::size_t N>
    void get(std::string_view bytes, std::array<T, N>& values)
    {
        for (T& value : values) {
            if (bytes.empty() || failed()) return;
            const auto element = take_sized(bytes);
            if (!element) return void(fail("cut short"));
            get(*element, value);
        }
    }
    template <class K, class V>
    void get(std::string_view bytes, std::map<K, V>& values)
    {
        values.clear();
        while (!bytes.empty() && !failed()) {
            auto element = take_sized(bytes);
            if (!element) return void(fail("cut short"));
            K key{};
            take(*element, key);
            if (!failed() && charge(sizeof(std::pair<K, V>) + NODE)) get(*element, values[key]);
        }
    }

    std::size_t budget_;
    std::string wrong_;
};

} // namespace tagged

/// Appends the fields of `value` to `out`.
template <WireStruct T>
void append_tagged(const T& value, std::string& out)
{
    tagged::Writer(out).put(value);
}

template <WireStruct T>
[[nodiscard]] std::string to_tagged(const T& value)
{
    std::string out;
    append_tagged(value, out);
    return out;
}

/// Decodes into a value that has its defaults: missing fields leave it unchanged. `invalid` if a number is out of range
/// or the bytes are not well-formed fields. The caller checks whether the values are consistent.
template <WireStruct T>
[[nodiscard]] Result<void> read_tagged(std::string_view bytes, T& value)
{
    tagged::Reader reader(bytes.size());
    reader.get(bytes, value);
    if (reader.failed()) return Error(reader.wrong(), ErrorCode::invalid);
    return {};
}

template <WireStruct T>
[[nodiscard]] Result<T> from_tagged(std::string_view bytes)
{
    T value;
    if (const auto read = read_tagged(bytes, value); !read) return read.error();
    return value;
}

/// Encodes a variant of structs that each have a permanent `tag`: the tag as LEB128, then the struct's fields.
template <class Variant>
[[nodiscard]] std::string variant_to_tagged(const Variant& one)
{
    std::string out;
    std::visit(
        [&out](const auto& value) {
            append_leb128(std::decay_t<decltype(value)>::tag, out);
            append_tagged(value, out);
        },
        one);
    return out;
}

/// Decodes a variant encoded by `variant_to_tagged`; `unsupported` for an unknown tag.
template <class Variant, std::size_t I = 0>
[[nodiscard]] Result<Variant> variant_from_tagged(std::string_view bytes)
{
    if constexpr (I == std::variant_size_v<Variant>) {
        if (!take_leb128(bytes)) return Error("missing tag", ErrorCode::invalid);
        return Error("unknown tag", ErrorCode::unsupported);
    } else {
        using T = std::variant_alternative_t<I, Variant>;
        auto fields = bytes;
        if (take_leb128(fields) != std::optional<std::uint64_t>(T::tag))
            return variant_from_tagged<Variant, I + 1>(bytes);
        auto value = from_tagged<T>(fields);
        if (!value) return value.error();
        return Variant(std::move(*value));
    }
}

} // namespace cleat
