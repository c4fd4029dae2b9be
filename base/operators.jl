# Operators of several operands, division in all its roundings, and what a single number is as a collection.

# ---- more than two operands -----------------------------------------------------------------------------------------

# Folds from the left. The first steps are spelled out so that short argument lists compile to straight code, in one
# method, so that a call whose number of arguments is not known is inferred too.
afoldl(op, a) = a
let steps = Expr(:block)
    for i in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        steps = :($steps; $i > n && return y; y = op(y, bs[$i]))
    end
    @eval function afoldl(op, a, bs...)
        n = nfields(bs)
        y = a
        $steps
        for i in 16:n
            y = op(y, bs[i])
        end
        return y
    end
end
for op in (:+, :*, :&, :|, :xor, :min, :max)
    @eval ($op)(a, b, c, xs...) = (@_inline_meta; afoldl($op, ($op)(($op)(a, b), c), xs...))
end

\(x, y) = adjoint(adjoint(y) / adjoint(x))
\(x::Number, y::Number) = y / x

inv(x::Number) = one(x) / x

max(x::Real) = x
min(x::Real) = x

const % = rem
const ÷ = div

# ---- integer division by rounding mode ------------------------------------------------------------------------------

div(x::Real, y::Real) = div(x, y, RoundToZero)
div(x::Real, y::Real, r::RoundingMode) = div(promote(x, y)..., r)
fld(x, y) = div(x, y, RoundDown)
cld(x, y) = div(x, y, RoundUp)

div(x::T, y::T, ::RoundingMode{:ToZero}) where {T <: Integer} = div(x, y)
function div(x::T, y::T, ::RoundingMode{:Down}) where {T <: Integer}
    d = div(x, y)
    return d - (signbit(x ⊻ y) & (d * y != x))
end
function div(x::T, y::T, ::RoundingMode{:Up}) where {T <: Integer}
    d = div(x, y)
    return d + (((x > 0) == (y > 0)) & (d * y != x))
end
function div(x::T, y::T, ::RoundingMode{:FromZero}) where {T <: Integer}
    return signbit(x) == signbit(y) ? div(x, y, RoundUp) : div(x, y, RoundDown)
end
function div(x::T, y::T, r::Union{RoundingMode{:Nearest}, RoundingMode{:NearestTiesAway},
                                  RoundingMode{:NearestTiesUp}}) where {T <: Integer}
    q, m = divrem(x, y, RoundDown)
    # m has y's sign; compare twice its size with y without overflowing
    twice = _compare_half(m, y)
    twice < 0 && return q
    twice > 0 && return q + one(q)
    if r === RoundNearest
        return iseven(q) ? q : q + one(q)
    elseif r === RoundNearestTiesUp
        return q + one(q)
    end
    return q >= 0 ? q + one(q) : q
end
# The sign of 2|m| - |y|, for 0 ≤ m/y < 1.
function _compare_half(m::T, y::T) where {T <: Integer}
    rest = y - m
    a = y < 0 ? -m : m
    b = y < 0 ? -rest : rest
    return a < b ? -1 : a > b ? 1 : 0
end
div(x::T, y::T, ::RoundingMode{:Down}) where {T <: Unsigned} = div(x, y)
function div(x::T, y::T, ::RoundingMode{:Up}) where {T <: Unsigned}
    d = div(x, y)
    return d + (d * y != x)
end
# of mixed signedness
div(x::BitSigned, y::BitUnsigned, ::RoundingMode{:Down}) = (d = div(x, y); d - (signbit(x) & (d * signed(y) != x)))
div(x::BitUnsigned, y::BitSigned, ::RoundingMode{:Down}) =
    (d = div(x, y); d - (signbit(y) & (d * unsigned(y) != x)))
div(x::BitSigned, y::BitUnsigned, ::RoundingMode{:ToZero}) = div(x, y)
div(x::BitUnsigned, y::BitSigned, ::RoundingMode{:ToZero}) = div(x, y)
div(x::BitSigned, y::BitUnsigned, ::RoundingMode{:Up}) = (d = div(x, y); d + (!signbit(x) & (d * signed(y) != x)))
div(x::BitUnsigned, y::BitSigned, ::RoundingMode{:Up}) =
    (d = div(x, y); d + (!signbit(y) & (d * unsigned(y) != x)))

div(x::T, y::T, r::RoundingMode) where {T <: AbstractFloat} = convert(T, round((x - rem(x, y, r)) / y))
div(x::T, y::T, ::RoundingMode{:ToZero}) where {T <: AbstractFloat} = convert(T, round((x - rem(x, y)) / y))
div(x::T, y::T, r::RoundingMode) where {T <: Real} = convert(T, round(x / y, r))

rem(x, y, ::RoundingMode{:ToZero}) = rem(x, y)
rem(x, y, ::RoundingMode{:Down}) = mod(x, y)
rem(x, y, ::RoundingMode{:Up}) = mod(x, -y)
rem(x, y, r::RoundingMode{:Nearest}) = x - y * div(x, y, r)
rem(x::Integer, y::Integer, r::RoundingMode{:Nearest}) = divrem(x, y, r)[2]
rem(x, y, ::RoundingMode{:FromZero}) = signbit(x) == signbit(y) ? rem(x, y, RoundUp) : rem(x, y, RoundDown)
function rem(x::T, y::T, ::RoundingMode{:Up}) where {T <: Unsigned}
    m = mod(x, y)
    return m == 0 ? m : throw(InexactError(:rem, T, x))
end
# IEEE remainder: exact, from the nearest multiple, ties to the even one.
rem(x::Float64, y::Float64, ::RoundingMode{:Nearest}) = _ieee_remainder(x, y)
rem(x::T, y::T, ::RoundingMode{:Nearest}) where {T <: Union{Float16, Float32}} =
    T(_ieee_remainder(Float64(x), Float64(y)))
function _ieee_remainder(x::Float64, y::Float64)
    (isfinite(x) && !isnan(y) && y != 0) || return NaN
    isinf(y) && return x
    a = abs(x)
    b = abs(y)
    # reduce below 2b so that one comparison decides, and know the quotient's parity
    a = b <= floatmax(Float64) / 2 ? rem(a, b + b) : a
    half = 0.5 * b
    if b < 2 * floatmin(Float64)
        if a + a > b
            a -= b
            if a + a >= b
                a -= b
            end
        end
    elseif a > half
        a -= b
        if a >= half
            a -= b
        end
    end
    return signbit(x) ? -a : a
end

divrem(x, y) = divrem(x, y, RoundToZero)
divrem(x, y, r::RoundingMode) = (div(x, y, r), rem(x, y, r))
divrem(x::Real, y::Real, ::RoundingMode{:ToZero}) = (div(x, y), rem(x, y))
function divrem(x::T, y::T, ::RoundingMode{:ToZero}) where {T <: Integer}
    q = div(x, y)
    return q, x - q * y
end
function divrem(x::Integer, y::Integer, r::RoundingMode{:Nearest})
    q = div(x, y, r)
    return q, x - q * y
end
function divrem(x::Integer, y::Integer, r::Union{RoundingMode{:NearestTiesAway}, RoundingMode{:NearestTiesUp}})
    q = div(x, y, r)
    return q, x - q * y
end
fldmod(x, y) = divrem(x, y, RoundDown)
divrem(x::Integer, y::Integer, ::RoundingMode{:Down}) = (fld(x, y), mod(x, y))

# Counted from one: `fld1(x, y)` of the group of y that x lies in, `mod1(x, y)` its place in the group.
mod1(x::T, y::T) where {T <: Real} = (m = mod(x, y); ifelse(m == 0, y, m))
fld1(x::T, y::T) where {T <: Real} = (m = mod1(x, y); fld((x - m) + y, y))
function fld1(x::T, y::T) where {T <: Integer}
    d = div(x, y)
    return d + (!signbit(x ⊻ y) & (d * y != x))
end
fldmod1(x, y) = (fld1(x, y), mod1(x, y))

clamp(x::X, lo::L, hi::H) where {X, L, H} = ifelse(x > hi, convert(promote_type(X, L, H), hi),
    ifelse(x < lo, convert(promote_type(X, L, H), lo), convert(promote_type(X, L, H), x)))
clamp(x, ::Type{T}) where {T <: Integer} = x < typemin(T) ? typemin(T) : x > typemax(T) ? typemax(T) : convert(T, x)

# ---- neutral elements -----------------------------------------------------------------------------------------------

zero(x::Number) = oftype(x, 0)
zero(::Type{T}) where {T <: Number} = convert(T, 0)
one(::Type{T}) where {T <: Number} = convert(T, 1)
one(x::T) where {T <: Number} = one(T)
oneunit(x::T) where {T} = T(one(x))
oneunit(::Type{T}) where {T} = T(one(T))
zero(::Type{Union{}}, slurp...) = throw(MethodError(zero, (Union{},)))
one(::Type{Union{}}, slurp...) = throw(MethodError(one, (Union{},)))

iszero(x) = x == zero(x)
iszero(x::BitInteger) = eq_int(x, zero(x))
isone(x) = x == one(x)

# ---- a number is a collection of itself -----------------------------------------------------------------------------

isreal(x::Real) = true
real(x::Real) = x
real(::Type{T}) where {T <: Real} = T
imag(x::Real) = zero(x)
reim(z) = (real(z), imag(z))
conj(x::Real) = x
adjoint(x::Number) = conj(x)
transpose(x::Number) = x
angle(x::Real) = atan(zero(x), x)

size(x::Number) = ()
size(x::Number, d::Integer) = d < 1 ? throw(BoundsError()) : 1
axes(x::Number) = ()
axes(x::Number, d::Integer) = d < 1 ? throw(BoundsError()) : OneTo(1)
eltype(::Type{T}) where {T <: Number} = T
ndims(x::Number) = 0
ndims(::Type{<:Number}) = 0
length(x::Number) = 1
firstindex(x::Number) = 1
firstindex(x::Number, d::Int) = d < 1 ? throw(BoundsError()) : 1
lastindex(x::Number) = 1
lastindex(x::Number, d::Int) = d < 1 ? throw(BoundsError()) : 1
keys(::Number) = OneTo(1)
getindex(x::Number) = x
@propagate_inbounds function getindex(x::Number, i::Integer)
    @boundscheck i == 1 || throw(BoundsError(x, i))
    return x
end
@propagate_inbounds function getindex(x::Number, I::Integer...)
    @boundscheck all(isone, I) || throw(BoundsError(x, I))
    return x
end
get(x::Number, i::Integer, default) = isone(i) ? x : default
get(f::Callable, x::Number, i::Integer) = isone(i) ? x : f()
first(x::Number) = x
last(x::Number) = x
only(x::Number) = x
copy(x::Number) = x
iterate(x::Number) = (x, nothing)
iterate(x::Number, ::Any) = nothing
isempty(x::Number) = false
in(x::Number, y::Number) = x == y
map(f, x::Number, ys::Number...) = f(x, ys...)
isinteger(x::Real) = x == trunc(x)

# ---- membership -----------------------------------------------------------------------------------------------------

function in(x, itr)
    anymissing = false
    for y in itr
        v = (y == x)
        if v === missing
            anymissing = true
        elseif v
            return true
        end
    end
    return anymissing ? missing : false
end
in(x) = Fix2(in, x)
const ∈ = in
∉(x, itr) = !∈(x, itr)
∉(itr) = Fix2(∉, itr)
∋(itr, x) = ∈(x, itr)
∋(x) = Fix2(∋, x)
∌(itr, x) = !∋(itr, x)
∌(x) = Fix2(∌, x)
