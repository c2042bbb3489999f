#pragma once

namespace cleat {

/// Combines functions into one overload set for std::visit.
template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

} // namespace cleat
