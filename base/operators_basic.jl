# The comparison fallbacks every type starts from, and just enough Int and Bool arithmetic for the chapters up to
# `int.jl` to count and loop with. `int.jl` defines these operators for all widths.

# ---- Int, until int.jl --------------------------------------------------------------------------------------------

+(x::Int, y::Int) = add_int(x, y)
-(x::Int, y::Int) = sub_int(x, y)
-(x::Int) = neg_int(x)
*(x::Int, y::Int) = mul_int(x, y)
<(x::Int, y::Int) = slt_int(x, y)
<=(x::Int, y::Int) = sle_int(x, y)
==(x::Int, y::Int) = eq_int(x, y)
+(x::UInt, y::UInt) = add_int(x, y)
-(x::UInt, y::UInt) = sub_int(x, y)
<(x::UInt, y::UInt) = ult_int(x, y)
==(x::UInt, y::UInt) = eq_int(x, y)

(&)(x::Bool, y::Bool) = and_int(x, y)
(|)(x::Bool, y::Bool) = or_int(x, y)

# ---- comparison ---------------------------------------------------------------------------------------------------

# Fallbacks: identity for equality, `isless` for order. A type defines `==` and `isless`, the rest follows.
==(x, y) = x === y
!=(x, y) = !(x == y)
const ≠ = !=
isequal(x, y) = (x == y)::Bool
<(x, y) = isless(x, y)
>(x, y) = y < x
<=(x, y) = (x < y) | (x == y)
const ≤ = <=
>=(x, y) = y <= x
const ≥ = >=

# Comparison with one argument fixed.
isequal(x) = Fix2(isequal, x)
==(x) = Fix2(==, x)
!=(x) = Fix2(!=, x)
>=(x) = Fix2(>=, x)
<=(x) = Fix2(<=, x)
>(x) = Fix2(>, x)
<(x) = Fix2(<, x)

# Types compare by mutual subtyping.
==(T::Type, S::Type) = _types_equal(T, S)
_types_equal(@nospecialize(T), @nospecialize(S)) = ccall(:jl_types_equal, Bool, (Any, Any), T, S)
(>:)(@nospecialize(a), @nospecialize(b)) = b <: a

function cmp(x, y)
    isless(x, y) && return -1
    isless(y, x) && return 1
    return 0
end
cmp(<, x, y) = (x < y) ? -1 : ((y < x) ? 1 : 0)

isgreater(x, y) = isunordered(x) || isunordered(y) ? isless(x, y) : isless(y, x)
isunordered(x) = false
isunordered(x::AbstractFloat) = isnan(x)
isunordered(x::Missing) = true

max(x, y) = ifelse(isless(y, x), x, y)
min(x, y) = ifelse(isless(y, x), y, x)
minmax(x, y) = isless(y, x) ? (y, x) : (x, y)

# ---- functions of functions ---------------------------------------------------------------------------------------

# `f` with its first (Fix1) or second (Fix2) argument given.
struct Fix1{F, T} <: Function
    f::F
    x::T
    Fix1(f::F, x) where {F} = new{F, _stable_typeof(x)}(f, x)
    Fix1(f::Type{F}, x) where {F} = new{Type{F}, _stable_typeof(x)}(f, x)
end
struct Fix2{F, T} <: Function
    f::F
    x::T
    Fix2(f::F, x) where {F} = new{F, _stable_typeof(x)}(f, x)
    Fix2(f::Type{F}, x) where {F} = new{Type{F}, _stable_typeof(x)}(f, x)
end
(f::Fix1)(y) = (@_inline_meta; f.f(f.x, y))
(f::Fix2)(y) = (@_inline_meta; f.f(y, f.x))
_stable_typeof(x) = typeof(x)
_stable_typeof(::Type{T}) where {T} = Type{T}

# A function that gives `value` whatever it is called with.
struct Returns{V} <: Function
    value::V
    Returns{V}(value) where {V} = new{V}(value)
    Returns(value) = new{Core.Typeof(value)}(value)
end
(r::Returns)(args...; kw...) = r.value

struct ComposedFunction{O, I} <: Function
    outer::O
    inner::I
    ComposedFunction{O, I}(outer, inner) where {O, I} = new{O, I}(outer, inner)
    ComposedFunction(outer, inner) = new{Core.Typeof(outer), Core.Typeof(inner)}(outer, inner)
end
(c::ComposedFunction)(x...; kw...) = (@_inline_meta; c.outer(c.inner(x...; kw...)))
function ∘ end
∘(f) = f
∘(f, g) = ComposedFunction(f, g)
∘(f, g, h...) = ∘(f ∘ g, h...)

!(f::Function) = ComposedFunction(!, f)
!(f::ComposedFunction{typeof(!)}) = f.inner

|>(x, f) = f(x)

# `splat(f)`: `f` taking its arguments as one collection.
struct Splat{F} <: Function
    f::F
    Splat(f) = new{Core.Typeof(f)}(f)
end
(s::Splat)(args) = s.f(args...)
splat(f) = Splat(f)
