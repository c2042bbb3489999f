#pragma once

namespace cleat {

/// Functions as one, for std::visit: the argument's type says which of them is called.
template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

} // namespace cleat
