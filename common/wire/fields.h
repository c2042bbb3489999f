#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

/// How values that are sent or stored list their fields. All encodings, sizes and checks derive from these lists: the
/// client protocol (codec.h), and the messages between the server's own processes and the snapshots (tagged.h).
///
/// The order is permanent: a field is identified by its name in a map, and by its position in an array and in tagged
/// bytes. New fields are added at the end with a default. A field is never renamed, retyped, moved or removed.

// `WIRE_EACH(f, a, b, c)` is `f(a) f(b) f(c)`, for up to 256 arguments: a macro is not expanded within itself, so each
// step leaves a deferred call of the next one, and the outer macros make the preprocessor scan the result again.
#define WIRE_AGAIN(...) WIRE_AGAIN_3(WIRE_AGAIN_3(WIRE_AGAIN_3(WIRE_AGAIN_3(__VA_ARGS__))))
#define WIRE_AGAIN_3(...) WIRE_AGAIN_2(WIRE_AGAIN_2(WIRE_AGAIN_2(WIRE_AGAIN_2(__VA_ARGS__))))
#define WIRE_AGAIN_2(...) WIRE_AGAIN_1(WIRE_AGAIN_1(WIRE_AGAIN_1(WIRE_AGAIN_1(__VA_ARGS__))))
#define WIRE_AGAIN_1(...) __VA_ARGS__
#define WIRE_NOTHING
#define WIRE_EACH_STEP(f, first, ...) f(first) __VA_OPT__(WIRE_EACH_NEXT WIRE_NOTHING()(f, __VA_ARGS__))
#define WIRE_EACH_NEXT() WIRE_EACH_STEP
#define WIRE_EACH(f, ...) __VA_OPT__(WIRE_AGAIN(WIRE_EACH_STEP(f, __VA_ARGS__)))
#define WIRE_FIELD(member) f(#member, m.member);

/// In a struct: `FIELDS(name, size)` lists the members to encode.
#define FIELDS(...)                                                                                                    \
    template <class Self, class F>                                                                                     \
    static constexpr void fields([[maybe_unused]] Self& m, [[maybe_unused]] F&& f)                                     \
    {                                                                                                                  \
        WIRE_EACH(WIRE_FIELD, __VA_ARGS__)                                                                             \
    }

/// Outside a struct: `FIELDS_OF(Size, rows, columns)` lists the members of a type that must not depend on the wire.
#define FIELDS_OF(Type, ...)                                                                                           \
    template <class Self, class F>                                                                                     \
    requires std::same_as<std::remove_const_t<Self>, Type>                                                             \
    constexpr void fields_of([[maybe_unused]] Self& m, [[maybe_unused]] F&& f)                                         \
    {                                                                                                                  \
        WIRE_EACH(WIRE_FIELD, __VA_ARGS__)                                                                             \
    }

namespace cleat {

/// A struct that lists its fields itself.
template <class T>
concept ListsFields = requires(T& value)
{
    T::fields(value, [](auto&&...) {});
};

/// A struct whose fields are listed outside it.
template <class T>
concept HasFieldsBeside = !ListsFields<T> && requires(T & value)
{
    fields_of(value, [](auto&&...) {});
};

template <class T>
concept WireStruct = ListsFields<std::remove_const_t<T>> || HasFieldsBeside<std::remove_const_t<T>>;

/// How a struct is encoded in the client protocol: as a map by field name (the default) or as an array.
enum class Layout : std::uint8_t { map, positional };

/// Calls `f(name, member)` for each field of `value`, in their permanent order.
template <WireStruct T, class F>
constexpr void each_field(T& value, F&& f)
{
    if constexpr (ListsFields<std::remove_const_t<T>>) T::fields(value, f);
    else fields_of(value, f);
}

/// An enumeration on the wire names its last value with `constexpr E last_of(E)`; larger values are refused.
template <class E>
concept WireEnum = std::is_enum_v<E> && requires
{
    {
        last_of(E())
        } -> std::same_as<E>;
};

} // namespace cleat
