# Ranges: arithmetic progressions that are computed, not stored.
# Floating-point ranges with twice-precision steps stand in floatrange.jl.

# ---------------------------------------------------------------------------------------------------------
# construction by colon

function (:)(start::A, stop::C) where {A<:Real,C<:Real}
    T = promote_type(A, C)
    return (:)(convert(T, start), convert(T, stop))
end
(:)(start::T, stop::T) where {T<:Real} = UnitRange{T}(start, stop)
(:)(start::T, stop::T) where {T<:AbstractFloat} = (:)(start, T(1), stop)
(:)(start::T, stop::T) where {T} = _colon_by_one(start, stop)
_colon_by_one(start::T, stop::T) where {T} = (:)(start, oneunit(stop >= start ? stop - start : start - stop), stop)

(:)(start::T, step, stop::T) where {T} = _colon(start, step, stop)
(:)(start::T, step, stop::T) where {T<:Real} = _colon_real(start, step, stop)
(:)(start::A, step, stop::C) where {A<:Real,C<:Real} =
    (:)(convert(promote_type(A, C), start), step, convert(promote_type(A, C), stop))
(:)(start::T, step::Real, stop::T) where {T<:AbstractFloat} = (:)(promote(start, step, stop)...)
(:)(start::T, step::AbstractFloat, stop::T) where {T<:AbstractFloat} = (:)(promote(start, step, stop)...)
(:)(start::T, step::AbstractFloat, stop::T) where {T<:Real} = (:)(promote(start, step, stop)...)
(:)(start::T, step::T, stop::T) where {T<:AbstractFloat} = _colon_lengthwise(start, step, stop)
(:)(start::T, step::T, stop::T) where {T<:Real} = _colon_ordered(OrderStyle(T), ArithmeticStyle(T), start, step, stop)

_colon_real(start::T, step, stop::T) where {T<:Real} = _colon(start, step, stop)
function _colon_real(start::T, step::S, stop::T) where {T<:Real,S<:Real}
    # a wider step takes the ends with it
    promote_type(T, S) === T || return (:)(promote(start, step, stop)...)
    return _colon_ordered(OrderStyle(T), ArithmeticStyle(T), start, step, stop)
end

_colon(start::T, step, stop::T) where {T} = StepRange(start, step, stop)
_colon_ordered(::Ordered, ::Any, start::T, step::S, stop::T) where {T,S} = StepRange(start, step, stop)
# rounding arithmetic: the number of steps is decided first
_colon_ordered(::Ordered, ::ArithmeticRounds, start::T, step::S, stop::T) where {T,S} = _colon_lengthwise(start, step, stop)
_colon_ordered(::Any, ::Any, start::T, step::S, stop::T) where {T,S} = _colon_lengthwise(start, step, stop)
function _colon_lengthwise(start::T, step, stop::T) where {T}
    step == zero(step) && throw(ArgumentError("step cannot be zero"))
    n = floor(Int, (stop - start) / step + 1e-12 * oneunit((stop - start) / step))
    return StepRangeLen{typeof(start + step * 0)}(start, step, max(0, n + 1))
end

# ---------------------------------------------------------------------------------------------------------
# construction by keywords

range(start; stop=nothing, length::Union{Integer,Nothing}=nothing, step=nothing) = _range(start, step, stop, length)
range(start, stop; length::Union{Integer,Nothing}=nothing, step=nothing) = _range(start, step, stop, length)
range(start, stop, length::Integer) = _range(start, nothing, stop, length)
range(; start=nothing, stop=nothing, length::Union{Integer,Nothing}=nothing, step=nothing) = _range(start, step, stop, length)

# Which of (start, step, stop, length) are given decides the kind of range.
_range(start::Nothing, step::Nothing, stop::Nothing, len::Nothing) = _range_underspecified(start, step, stop, len)
_range(start::Nothing, step::Nothing, stop::Nothing, len::Any) = range_length(len)
_range(start::Nothing, step::Nothing, stop::Any, len::Nothing) = range_stop(stop)
_range(start::Nothing, step::Nothing, stop::Any, len::Any) = range_stop_length(stop, len)
_range(start::Nothing, step::Any, stop::Nothing, len::Nothing) = _range_underspecified(start, step, stop, len)
_range(start::Nothing, step::Any, stop::Nothing, len::Any) = _range_underspecified(start, step, stop, len)
_range(start::Nothing, step::Any, stop::Any, len::Nothing) = _range_underspecified(start, step, stop, len)
_range(start::Nothing, step::Any, stop::Any, len::Any) = range_step_stop_length(step, stop, len)
_range(start::Any, step::Nothing, stop::Nothing, len::Nothing) = _range_underspecified(start, step, stop, len)
_range(start::Any, step::Nothing, stop::Nothing, len::Any) = range_start_length(start, len)
_range(start::Any, step::Nothing, stop::Any, len::Nothing) = range_start_stop(start, stop)
_range(start::Any, step::Nothing, stop::Any, len::Any) = range_start_stop_length(start, stop, len)
_range(start::Any, step::Any, stop::Nothing, len::Nothing) = _range_underspecified(start, step, stop, len)
_range(start::Any, step::Any, stop::Nothing, len::Any) = range_start_step_length(start, step, len)
_range(start::Any, step::Any, stop::Any, len::Nothing) = range_start_step_stop(start, step, stop)
_range(start::Any, step::Any, stop::Any, len::Any) = _range_overspecified(start, step, stop, len)

range_length(len) = range_stop(len)
range_stop(stop) = range_start_stop(oneunit(stop), stop)
range_stop(stop::Integer) = range_length(stop, nothing)
range_length(stop::Integer, ::Nothing) = OneTo(stop)
range_length(len::Integer) = OneTo(len)
range_step_stop_length(step, stop, length) = reverse(range_start_step_length(stop, -step, length))
range_start_stop(start, stop) = start:stop
range_start_step_stop(start, step, stop) = start:step:stop
range_stop_length(a::Real, len::Integer) = UnitRange{typeof(a)}(oftype(a, a - len + 1), a)
range_stop_length(a::AbstractFloat, len::Integer) = range_step_stop_length(oftype(a, 1), a, len)
range_stop_length(a, len::Integer) = range_step_stop_length(oftype(a - a, 1), a, len)
range_start_length(a::Real, len::Integer) = UnitRange{typeof(a)}(a, oftype(a, a + len - 1))
range_start_length(a::AbstractFloat, len::Integer) = range_start_step_length(a, oftype(a, 1), len)
range_start_length(a, len::Integer) = range_start_step_length(a, oftype(a - a, 1), len)

range_start_step_length(a, step::AbstractFloat, len::Integer) = _range_ssl_promoted(promote(a, step)..., len)
range_start_step_length(a::Real, step::AbstractFloat, len::Integer) = _range_ssl_promoted(promote(a, step)..., len)
range_start_step_length(a::AbstractFloat, step::AbstractFloat, len::Integer) = _range_ssl_promoted(promote(a, step)..., len)
range_start_step_length(a::T, step::T, len::Integer) where {T<:AbstractFloat} = _range_ssl_promoted(a, step, len)
range_start_step_length(a::AbstractFloat, step, len::Integer) = _range_ssl_promoted(a, oftype(a, step), len)
range_start_step_length(a, step, len::Integer) = _rangestyle(OrderStyle(typeof(a)), ArithmeticStyle(typeof(a)), a, step, len)
_range_ssl_promoted(a, step, len) = StepRangeLen{typeof(a + 0 * step)}(a, step, len)
function _rangestyle(::Any, ::Any, a, step, len::Integer)
    return StepRangeLen{typeof(a + zero(step))}(a, step, len)
end
function _rangestyle(::Ordered, ::ArithmeticWraps, a::T, step::S, len::Integer) where {T,S}
    stop = a + step * (len - oneunit(len))
    T2 = typeof(stop)
    return StepRange{T2,S}(convert(T2, a), step, stop)
end
range_start_stop_length(start, stop, len::Integer) = range_start_stop_length(promote(start, stop)..., len)
range_start_stop_length(start::T, stop::T, len::Integer) where {T} = LinRange(start, stop, len)
range_start_stop_length(start::T, stop::T, len::Integer) where {T<:Real} = LinRange{T}(start, stop, len)
range_start_stop_length(start::T, stop::T, len::Integer) where {T<:Integer} = _linspace(float(T), start, stop, len)

_range_underspecified(start, step, stop, len) = throw(ArgumentError(string(
    "Cannot construct range from arguments:\nstart = ", start, "\nstep = ", step, "\nstop = ", stop, "\nlength = ", len,
    "\n", "Try specifying more arguments.\n")))
_range_overspecified(start, step, stop, len) = throw(ArgumentError(string(
    "Cannot construct range from arguments:\nstart = ", start, "\nstep = ", step, "\nstop = ", stop, "\nlength = ", len,
    "\n", "Try specifying fewer arguments.\n")))

logrange(start::Real, stop::Real, length::Integer) = LogRange(start, stop, Int(length))
logrange(start::Real, stop::Real; length::Integer) = logrange(start, stop, length)

# ---------------------------------------------------------------------------------------------------------
# queries

isempty(r::OneTo) = last(r) < oneunit(last(r))
isempty(r::AbstractUnitRange) = first(r) > last(r)
isempty(r::StepRange) = (r.start != r.stop) & ((r.step > zero(r.step)) != (r.stop > r.start))
isempty(r::StepRangeLen) = length(r) == 0
isempty(r::LinRange) = length(r) == 0

step(r::StepRange) = r.step
step(r::AbstractUnitRange{T}) where {T} = oneunit(T) - zero(T)
step(r::AbstractUnitRange{Bool}) = true
step(r::StepRangeLen) = r.step
step(r::StepRangeLen{T}) where {T<:AbstractFloat} = T(r.step)
step(r::LinRange) = (last(r) - first(r)) / r.lendiv
step_hp(r::StepRangeLen) = r.step
step_hp(r::AbstractRange) = step(r)

first(r::OrdinalRange{T}) where {T} = convert(T, r.start)
first(r::OneTo{T}) where {T} = oneunit(T)
first(r::UnitRange) = r.start
first(r::StepRangeLen) = unsafe_getindex(r, 1)
first(r::LinRange) = r.start
last(r::OrdinalRange{T}) where {T} = convert(T, r.stop)
last(r::OneTo) = r.stop
last(r::UnitRange) = r.stop
last(r::StepRangeLen) = unsafe_getindex(r, length(r))
last(r::LinRange) = r.stop

firstindex(::UnitRange) = 1
firstindex(::StepRange) = 1
firstindex(::OneTo) = 1

size(r::AbstractRange) = (length(r),)
axes(r::AbstractRange) = (oneto(length(r)),)
unsafe_indices(r) = axes(r)

length(r::OneTo{Int}) = r.stop
length(r::OneTo) = Integer(r.stop - zero(r.stop))
length(r::UnitRange{Int}) = add_int(sub_int(r.stop, r.start), 1)
function length(r::AbstractUnitRange{T}) where {T}
    @inline
    a, z = first(r), last(r)
    return Integer(z - a + oneunit(z - a))
end
length(r::AbstractUnitRange{Bool}) = Int(last(r)) - Int(first(r)) + 1
length(r::AbstractUnitRange{T}) where {T<:Union{Int8,Int16,Int32}} = Int(last(r)) - Int(first(r)) + 1
length(r::AbstractUnitRange{T}) where {T<:Union{UInt8,UInt16,UInt32}} = Int(last(r)) - Int(first(r)) + 1
function length(r::AbstractUnitRange{T}) where {T<:Union{UInt,Int128,UInt128}}
    a, z = first(r), last(r)
    return z < a ? zero(T) : z - a + oneunit(T)
end
length(r::OneTo{T}) where {T<:Union{Int8,Int16,Int32,UInt8,UInt16,UInt32}} = Int(r.stop)
length(r::StepRangeLen) = r.len
length(r::LinRange) = r.len

function length(r::StepRange)
    @inline
    isempty(r) && return 0 * oneunit(Int)
    n = Integer(div(r.stop - r.start, r.step))
    return n + oneunit(n)
end
# The span of a signed range may overflow, so it is measured unsigned.
function length(r::StepRange{T,S}) where {T<:Union{Int,Int128},S<:Union{Int,Int128}}
    isempty(r) && return zero(T)
    return _signed_span(r.start, r.step, r.stop)
end
function _signed_span(start::T, step, stop::T) where {T}
    U = unsigned(T)
    if step > 0
        return ((((stop % U) - (start % U)) ÷ (step % U)) % T) + oneunit(T)
    end
    return ((((start % U) - (stop % U)) ÷ (zero(U) - (step % U))) % T) + oneunit(T)
end
function length(r::StepRange{T}) where {T<:Union{UInt,UInt128}}
    isempty(r) && return zero(T)
    return r.step > 0 ? (((r.stop - r.start) ÷ (r.step % T)) + oneunit(T)) :
           (((r.start - r.stop) ÷ ((-r.step) % T)) + oneunit(T))
end
function length(r::StepRange{T}) where {T<:Union{Bool,Int8,Int16,Int32,UInt8,UInt16,UInt32}}
    isempty(r) && return 0
    return div(Int(r.stop) - Int(r.start), Int(r.step)) + 1
end
Checked.checked_length(r::OrdinalRange) = _checked_range_length(r)
function _checked_range_length(r::OrdinalRange{T}) where {T}
    n = length(r)
    (n < 0 || (n == 0 && !isempty(r))) && throw(OverflowError(string("length of range ", r, " overflows")))
    return n
end

function minimum(r::AbstractUnitRange)
    isempty(r) && throw(ArgumentError("range must be non-empty"))
    return first(r)
end
function maximum(r::AbstractUnitRange)
    isempty(r) && throw(ArgumentError("range must be non-empty"))
    return last(r)
end
function minimum(r::AbstractRange)
    isempty(r) && throw(ArgumentError("range must be non-empty"))
    return min(first(r), last(r))
end
function maximum(r::AbstractRange)
    isempty(r) && throw(ArgumentError("range must be non-empty"))
    return max(first(r), last(r))
end
extrema(r::AbstractRange) = (minimum(r), maximum(r))
argmin(r::AbstractRange) = isempty(r) ? throw(ArgumentError("range must be non-empty")) :
    step(r) > zero(step(r)) ? firstindex(r) : first(searchsorted(r, last(r)))
argmax(r::AbstractRange) = isempty(r) ? throw(ArgumentError("range must be non-empty")) :
    step(r) > zero(step(r)) ? first(searchsorted(r, last(r))) : firstindex(r)

# ---------------------------------------------------------------------------------------------------------
# iteration

@inline function iterate(r::Union{StepRangeLen,LinRange}, i::Integer=zero(length(r)))
    i += oneunit(i)
    length(r) < i && return nothing
    return unsafe_getindex(r, i), i
end
@inline function iterate(r::OrdinalRange)
    isempty(r) && return nothing
    a = first(r)
    return (a, a)
end
@inline function iterate(r::OrdinalRange{T}, i) where {T}
    i == last(r) && return nothing
    nxt = convert(T, i + step(r))
    return (nxt, nxt)
end
@inline function iterate(r::UnitRange{Int})
    slt_int(r.stop, r.start) && return nothing
    return (r.start, r.start)
end
@inline function iterate(r::UnitRange{Int}, i::Int)
    i === r.stop && return nothing
    n = add_int(i, 1)
    return (n, n)
end
@inline function iterate(r::OneTo{Int})
    slt_int(r.stop, 1) && return nothing
    return (1, 1)
end
@inline function iterate(r::OneTo{Int}, i::Int)
    i === r.stop && return nothing
    n = add_int(i, 1)
    return (n, n)
end
# Bool has two values, so its range is over when the state is `true`.
@inline function iterate(r::AbstractUnitRange{Bool}, i::Bool)
    i == last(r) && return nothing
    return (true, true)
end

# ---------------------------------------------------------------------------------------------------------
# indexing

@inline function getindex(r::UnitRange{Int}, i::Int)
    v = add_int(r.start, sub_int(i, 1))
    @boundscheck (sle_int(1, i) & sle_int(r.start, v) & sle_int(v, r.stop)) || throw_boundserror(r, i)
    return v
end
@inline function getindex(r::OneTo{T}, i::Integer) where {T}
    @boundscheck ((i > 0) & (i <= r.stop)) || throw_boundserror(r, i)
    return convert(T, i)
end
@inline function getindex(r::AbstractUnitRange{T}, i::Integer) where {T}
    i isa Bool && throw(ArgumentError(string("invalid index: ", i, " of type Bool")))
    @boundscheck (1 <= i <= length(r)) || throw_boundserror(r, i)
    return convert(T, first(r) + (i - oneunit(i)))
end
@inline function getindex(r::StepRange{T}, i::Integer) where {T}
    i isa Bool && throw(ArgumentError(string("invalid index: ", i, " of type Bool")))
    @boundscheck (1 <= i <= length(r)) || throw_boundserror(r, i)
    return convert(T, first(r) + (i - oneunit(i)) * step(r))
end
@inline function getindex(r::Union{StepRangeLen,LinRange}, i::Integer)
    i isa Bool && throw(ArgumentError(string("invalid index: ", i, " of type Bool")))
    @boundscheck (1 <= i <= length(r)) || throw_boundserror(r, i)
    return unsafe_getindex(r, i)
end
function getindex(v::AbstractRange{T}, i::Integer) where {T}
    @boundscheck checkbounds(v, i)
    return convert(T, first(v) + (i - oneunit(i)) * step(v))
end
unsafe_getindex(r::AbstractRange, i::Integer) = @inbounds r[i]
function unsafe_getindex(r::StepRangeLen{T}, i::Integer) where {T}
    return T(r.ref + (oftype(r.offset, i) - r.offset) * r.step)::T
end
unsafe_getindex(r::LinRange, i::Integer) = lerpi(i - oneunit(i), r.lendiv, r.start, r.stop)
lerpi(j::Integer, d::Integer, a::T, b::T) where {T} = (t = j / d; T((1 - t) * a + t * b))

getindex(r::AbstractRange, ::Colon) = copy(r)

# indexing by ranges stays a range
function getindex(r::AbstractUnitRange, s::AbstractUnitRange{T}) where {T<:Integer}
    @inline
    @boundscheck checkbounds(r, s)
    if T === Bool
        return _range_by_bools(r, s)
    end
    start = oftype(first(r), first(r) + first(s) - oneunit(first(s)))
    len = length(s)
    return isempty(s) ? (start:oftype(start, start - 1)) : (start:oftype(start, start + (len - oneunit(len))))
end
function _range_by_bools(r, s)
    isempty(s) && return r[1:0]
    first(s) && return r
    return last(s) ? r[2:length(s)] : r[1:0]
end
function getindex(r::OneTo{T}, s::OneTo) where {T}
    @inline
    @boundscheck checkbounds(r, s)
    return OneTo(T(s.stop))
end
function getindex(r::AbstractUnitRange, s::StepRange{T}) where {T<:Integer}
    @inline
    @boundscheck checkbounds(r, s)
    st = oftype(first(r), first(r) + s.start - oneunit(s.start))
    return range(st, step=step(s), length=length(s))
end
function getindex(r::StepRange, s::AbstractRange{T}) where {T<:Integer}
    @inline
    @boundscheck checkbounds(r, s)
    T === Bool && return _range_by_bools(r, s)
    fs = first(s)
    st = oftype(r.start, r.start + (fs - oneunit(fs)) * step(r))
    return range(st, step=step(r) * step(s), length=length(s))
end
function getindex(r::StepRangeLen{T}, s::OrdinalRange{S}) where {T,S<:Integer}
    @inline
    @boundscheck checkbounds(r, s)
    S === Bool && return _range_by_bools(r, s)
    # the reference element stays as near to its place as the selection allows
    len = length(s)
    L = typeof(len)
    sstep = step(s)
    rstep = step_hp(r)
    offset = L(max(min(1 + round(L, (r.offset - first(s)) / sstep), len), 1))
    ref = _getindex_hiprec(r, first(s) + (isempty(s) ? -sstep : (offset - 1) * sstep))
    return StepRangeLen{T}(ref, rstep * sstep, len, offset)
end
_getindex_hiprec(r::StepRangeLen, i::Integer) = r.ref + (i - r.offset) * r.step
function getindex(r::LinRange{T}, s::OrdinalRange{S}) where {T,S<:Integer}
    @inline
    @boundscheck checkbounds(r, s)
    S === Bool && return _range_by_bools(r, s)
    len = length(s)
    isempty(s) && return LinRange{T}(first(r), first(r), 0)
    return LinRange{T}(unsafe_getindex(r, first(s)), unsafe_getindex(r, last(s)), len)
end
# other index vectors give a vector
function getindex(r::AbstractRange{T}, I::AbstractVector{<:Integer}) where {T}
    @boundscheck checkbounds(r, I)
    eltype(I) === Bool && return T[r[i] for i in LogicalIndex(I)]
    return T[@inbounds(r[i]) for i in I]
end

checkbounds(::Type{Bool}, r::AbstractRange, i::Integer) = (@inline; (1 <= i) & (i <= length(r)))
checkbounds(::Type{Bool}, r::OneTo{Int}, i::Int) = (@inline; _in_length(i, r.stop))

# ---------------------------------------------------------------------------------------------------------
# equality, hashing keeps to arrays' rule

==(r::T, s::T) where {T<:AbstractRange} = isempty(r) ? isempty(s) : _range_same(r, s)
==(r::OrdinalRange, s::OrdinalRange) = isempty(r) ? isempty(s) : _range_same(r, s)
_range_same(r, s) = (first(r) == first(s)) & (length(r) == length(s)) & (length(r) == 1 || step(r) == step(s))
==(r::AbstractUnitRange, s::AbstractUnitRange) =
    (isempty(r) & isempty(s)) | ((first(r) == first(s)) & (last(r) == last(s)))
==(r::OneTo, s::OneTo) = last(r) == last(s)
==(r::T, s::T) where {T<:Union{StepRangeLen,LinRange}} =
    isempty(r) ? isempty(s) : (first(r) == first(s)) & (length(r) == length(s)) & (last(r) == last(s))
function ==(r::AbstractRange, s::AbstractRange)
    n = length(r)
    n == length(s) || return false
    isempty(r) && return true
    i, j = iterate(r), iterate(s)
    while i !== nothing && j !== nothing
        i[1] == j[1] || return false
        i, j = iterate(r, i[2]), iterate(s, j[2])
    end
    return true
end

# ---------------------------------------------------------------------------------------------------------
# set operations on integer ranges

intersect(r::OneTo, s::OneTo) = OneTo(min(last(r), last(s)))
union(r::OneTo, s::OneTo) = OneTo(max(last(r), last(s)))
intersect(r::AbstractUnitRange{<:Integer}, s::AbstractUnitRange{<:Integer}) =
    max(first(r), first(s)):min(last(r), last(s))
intersect(i::Integer, r::AbstractUnitRange{<:Integer}) = in(i, r) ? (i:i) : (i:i-oneunit(i))
intersect(r::AbstractUnitRange{<:Integer}, i::Integer) = intersect(i, r)
function intersect(r::AbstractUnitRange{<:Integer}, s::StepRange{<:Integer})
    T = promote_type(eltype(r), eltype(s))
    (isempty(r) || isempty(s)) && return range(convert(T, first(r)), step=convert(T, step(s)), length=0)
    lo, hi, st = minimum(s), maximum(s), abs(step(s))
    a = max(first(r), lo)
    a += mod(lo - a, st)
    b = min(last(r), hi)
    b -= mod(b - lo, st)
    return step(s) < 0 ? (T(b):T(-st):T(a)) : (T(a):T(st):T(b))
end
function intersect(r::StepRange{<:Integer}, s::AbstractUnitRange{<:Integer})
    return step(r) < 0 ? reverse(intersect(s, reverse(r))) : intersect(s, r)
end
function intersect(r::StepRange, s::StepRange)
    T = promote_type(eltype(r), eltype(s))
    S = promote_type(typeof(step(r)), typeof(step(s)))
    (isempty(r) || isempty(s)) && return StepRange{T,S}(first(r), step(r), first(r) - step(r))
    p, q = (step(r) < zero(step(r)) ? reverse(r) : r), (step(s) < zero(step(s)) ? reverse(s) : s)
    # the common elements repeat every lcm of the steps, if the starts agree modulo their gcd
    g, x, _ = gcdx(step(p), step(q))
    d = first(q) - first(p)
    iszero(rem(d, g)) || return StepRange{T,S}(first(r), step(r), first(r) - step(r))
    l = lcm(step(p), step(q))
    one_common = first(p) + mod(div(d, g) * x, div(step(q), g)) * step(p)
    lo = max(first(p), first(q))
    hi = min(last(p), last(q))
    a = one_common + cld(lo - one_common, l) * l
    res = StepRange{T,S}(a, l, hi)
    return step(r) < zero(step(r)) ? reverse(res) : res
end
intersect(r1::AbstractRange, r2::AbstractRange, r3::AbstractRange, r::AbstractRange...) =
    intersect(intersect(r1, r2), r3, r...)

issubset(r::OneTo, s::OneTo) = r.stop <= s.stop
issubset(r::AbstractUnitRange{<:Integer}, s::AbstractUnitRange{<:Integer}) =
    isempty(r) || (first(r) >= first(s) && last(r) <= last(s))

# ---------------------------------------------------------------------------------------------------------
# membership

function in(x::Number, r::AbstractRange{<:Number})
    isempty(r) && return false
    iszero(step(r)) && return x == first(r)
    lo, hi = minmax(first(r), last(r))
    (x >= lo && x <= hi) || return false
    n = round(Integer, (x - first(r)) / step(r)) + 1
    return 1 <= n <= length(r) && r[n] == x
end
in(x::Integer, r::AbstractUnitRange{<:Integer}) = (first(r) <= x) & (x <= last(r))
in(x::Real, r::AbstractUnitRange{<:Integer}) = (first(r) <= x) & (x <= last(r)) && isinteger(x)
function in(x::Real, r::AbstractRange{<:Integer})
    isempty(r) && return false
    lo, hi = minimum(r), maximum(r)
    return isinteger(x) && lo <= x <= hi && iszero(rem(Integer(x) - first(r), step(r)))
end
in(x::AbstractChar, r::AbstractRange{<:AbstractChar}) =
    !isempty(r) && minimum(r) <= x <= maximum(r) && iszero(rem(Int(x) - Int(first(r)), Int(step(r))))

# ---------------------------------------------------------------------------------------------------------
# arithmetic

-(r::OrdinalRange) = range(-first(r), step=negate(step(r)), length=length(r))
negate(x) = -x
negate(x::Unsigned) = -convert(Signed, x)
-(r::StepRangeLen{T,R,S,L}) where {T,R,S,L} = StepRangeLen{T,R,S,L}(-r.ref, -r.step, r.len, r.offset)
-(r::LinRange) = LinRange{typeof(-r.start)}(-r.start, -r.stop, length(r))

+(r1::AbstractRange, r2::AbstractRange) = _range_sum(+, r1, r2)
-(r1::AbstractRange, r2::AbstractRange) = _range_sum(-, r1, r2)
function _range_sum(op, r1::AbstractRange, r2::AbstractRange)
    n = length(r1)
    n == length(r2) || throw(DimensionMismatch(string("argument dimensions must match: length of r1 is ", n, ", length of r2 is ", length(r2))))
    return _range_sum_same(op, r1, r2, n)
end
_range_sum_same(op, r1, r2, n) = range(op(first(r1), first(r2)), step=op(step(r1), step(r2)), length=n)
_range_sum_same(op, r1::LinRange{T}, r2::LinRange, n) where {T} =
    LinRange{promote_type(T, eltype(r2))}(op(r1.start, r2.start), op(r1.stop, r2.stop), n)
function _range_sum_same(op, r1::StepRangeLen{T,R}, r2::StepRangeLen{T,R}, n) where {T<:AbstractFloat,R}
    # references are brought to one place
    if r1.offset == r2.offset
        return StepRangeLen{T}(op(r1.ref, r2.ref), op(r1.step, r2.step), n, r1.offset)
    end
    ref2 = _getindex_hiprec(r2, r1.offset)
    return StepRangeLen{T}(op(r1.ref, ref2), op(r1.step, r2.step), n, r1.offset)
end
# a difference of a range of points and one of displacements has a descending or constant step
_range_sum_same(op, r1::OrdinalRange, r2::OrdinalRange, n) = StepRangeLen(op(first(r1), first(r2)), op(step(r1), step(r2)), n)

# the broadcast forms `r .+ x` etc.; `x` is a scalar
_range_shift(r::AbstractUnitRange, x::Real) = range(first(r) + x, length=length(r))
_range_shift(r::AbstractUnitRange, x::AbstractFloat) = range(first(r) + x, step=oftype(first(r) + x, 1), length=length(r))
_range_shift(r::AbstractRange, x) = range(first(r) + x, step=step(r), length=length(r))
_range_shift(r::StepRangeLen{T}, x::Number) where {T} = (S = typeof(first(r) + x);
    StepRangeLen{S}(r.ref + x, r.step, length(r), r.offset))
_range_shift(r::LinRange, x) = LinRange(r.start + x, r.stop + x, length(r))

_range_scale(x::Number, r::AbstractRange) = StepRangeLen(x * first(r), x * step(r), length(r))
_range_scale(x::AbstractFloat, r::OrdinalRange) = range(x * first(r), step=x * step(r), length=length(r))
_range_scale(x::Number, r::StepRangeLen) = StepRangeLen{typeof(x * first(r))}(x * r.ref, x * r.step, length(r), r.offset)
_range_scale(x::Number, r::LinRange) = LinRange(x * r.start, x * r.stop, length(r))

*(x::Number, r::AbstractRange) = _range_scale(x, r)
*(r::AbstractRange, x::Number) = _range_scale(x, r)
/(r::AbstractRange, x::Number) = _range_quotient(r, x)
_range_quotient(r::AbstractRange, x::Number) = range(first(r) / x, step=step(r) / x, length=length(r))
_range_quotient(r::StepRangeLen, x::Number) =
    StepRangeLen{typeof(first(r) / x)}(r.ref / x, r.step / x, length(r), r.offset)
_range_quotient(r::LinRange, x::Number) = LinRange(r.start / x, r.stop / x, length(r))
\(x::Number, r::AbstractRange) = r / x

function sum(r::AbstractRange{<:Real})
    n = length(r)
    T = typeof(step(r) * n + first(r))
    # one of n and n-1 is even: halve it exactly for integers
    return T <: Integer ? T(_int_range_sum(r, n)) : T(n * first(r) + (step(r) * n) * (n - 1) / 2)
end
function _int_range_sum(r, n)
    half = iseven(n) ? step(r) * ((n >> 1) * (n - 1)) : step(r) * (n * ((n - 1) >> 1))
    return n * first(r) + half
end

# ---------------------------------------------------------------------------------------------------------
# conversion, promotion, copies

copy(r::AbstractRange) = r
reverse(r::OrdinalRange) = (:)(last(r), negate(step(r)), first(r))
reverse(r::StepRangeLen{T,R,S,L}) where {T,R,S,L} =
    StepRangeLen{T,R,typeof(-r.step),L}(r.ref, -r.step, r.len, isempty(r) ? r.offset : r.len - r.offset + oneunit(L))
reverse(r::LinRange{T}) where {T} = LinRange{T}(r.stop, r.start, length(r))

sort(r::AbstractUnitRange) = r
sort!(r::AbstractUnitRange) = r
sort(r::AbstractRange) = issorted(r) ? r : reverse(r)
issorted(r::AbstractUnitRange) = true
issorted(r::AbstractRange) = length(r) <= 1 || step(r) >= zero(step(r))
sortperm(r::AbstractUnitRange) = 1:length(r)
sortperm(r::AbstractRange) = issorted(r) ? (1:1:length(r)) : (length(r):-1:1)

UnitRange{T}(r::UnitRange{T}) where {T<:Real} = r
UnitRange{T}(r::UnitRange) where {T<:Real} = UnitRange{T}(r.start, r.stop)
UnitRange{T}(r::AbstractUnitRange) where {T<:Real} = UnitRange{T}(first(r), last(r))
UnitRange(r::AbstractUnitRange) = UnitRange(first(r), last(r))
AbstractUnitRange{T}(r::AbstractUnitRange{T}) where {T} = r
AbstractUnitRange{T}(r::UnitRange) where {T} = UnitRange{T}(r)
AbstractUnitRange{T}(r::OneTo) where {T} = OneTo{T}(r)
StepRange{T,S}(r::StepRange{T,S}) where {T,S} = r
StepRange{T,S}(r::StepRange) where {T,S} = StepRange{T,S}(convert(T, r.start), convert(S, r.step), convert(T, r.stop))
StepRange(r::AbstractUnitRange{T}) where {T} = StepRange{T,T}(first(r), step(r), last(r))
StepRange{T1,T2}(r::AbstractRange) where {T1,T2} = StepRange{T1,T2}(convert(T1, first(r)), convert(T2, step(r)), convert(T1, last(r)))
(::Type{StepRange{T1,T2} where T1})(r::AbstractRange) where {T2} = StepRange{eltype(r),T2}(r)
StepRangeLen{T,R,S,L}(r::StepRangeLen{T,R,S,L}) where {T,R,S,L} = r
StepRangeLen{T,R,S,L}(r::StepRangeLen) where {T,R,S,L} =
    StepRangeLen{T,R,S,L}(convert(R, r.ref), convert(S, r.step), convert(L, r.len), convert(L, r.offset))
StepRangeLen{T}(r::StepRangeLen) where {T} = StepRangeLen(convert(T, r.ref), convert(T, r.step), r.len, r.offset)
StepRangeLen{T,R,S,L}(r::AbstractRange) where {T,R,S,L} = StepRangeLen{T,R,S,L}(R(first(r)), S(step(r)), length(r))
StepRangeLen{T}(r::AbstractRange) where {T} = StepRangeLen(T(first(r)), T(step(r)), length(r))
StepRangeLen(r::AbstractRange) = StepRangeLen{eltype(r)}(r)
LinRange{T}(r::LinRange{T}) where {T} = r
LinRange{T}(r::AbstractRange) where {T} = LinRange{T}(first(r), last(r), length(r))
LinRange(r::AbstractRange{T}) where {T} = LinRange{T}(r)
convert(::Type{T}, r::AbstractRange) where {T<:AbstractRange} = r isa T ? r : T(r)::T
OneTo{T}(r::OneTo) where {T<:Integer} = OneTo{T}(r.stop)

promote_rule(a::Type{UnitRange{T1}}, b::Type{UnitRange{T2}}) where {T1,T2} = UnitRange{promote_type(T1, T2)}
promote_rule(a::Type{OneTo{T1}}, b::Type{OneTo{T2}}) where {T1,T2} = OneTo{promote_type(T1, T2)}
promote_rule(a::Type{UnitRange{T1}}, ::Type{UR}) where {T1,UR<:AbstractUnitRange} = promote_rule(a, UnitRange{eltype(UR)})
promote_rule(::Type{StepRange{T1a,T1b}}, ::Type{StepRange{T2a,T2b}}) where {T1a,T1b,T2a,T2b} =
    _same_params(StepRange{promote_type(T1a, T2a),promote_type(T1b, T2b)})
_same_params(T) = T
promote_rule(a::Type{StepRange{T1a,T1b}}, ::Type{UR}) where {T1a,T1b,UR<:AbstractUnitRange} =
    promote_rule(a, StepRange{eltype(UR),eltype(UR)})
promote_rule(::Type{StepRangeLen{T1,R1,S1,L1}}, ::Type{StepRangeLen{T2,R2,S2,L2}}) where {T1,T2,R1,R2,S1,S2,L1,L2} =
    StepRangeLen{promote_type(T1, T2),promote_type(R1, R2),promote_type(S1, S2),promote_type(L1, L2)}
promote_rule(a::Type{StepRangeLen{T,R,S,L}}, ::Type{OR}) where {T,R,S,L,OR<:AbstractRange} =
    StepRangeLen{promote_type(T, eltype(OR)),promote_type(R, eltype(OR)),promote_type(S, eltype(OR)),L}
promote_rule(::Type{LinRange{A,L}}, b::Type{<:AbstractRange}) where {A,L} = LinRange{promote_type(A, eltype(b)),L}

AbstractArray{T}(r::AbstractRange) where {T} = AbstractRange{T}(r)
AbstractArray{T,1}(r::AbstractRange) where {T} = AbstractRange{T}(r)
AbstractRange{T}(r::AbstractUnitRange{<:Integer}) where {T<:Integer} = AbstractUnitRange{T}(r)
AbstractRange{T}(r::AbstractRange{T}) where {T} = r
AbstractRange{T}(r::AbstractRange) where {T} = range(convert(T, first(r)), step=convert(T, step(r)), length=length(r))

float(r::StepRangeLen{T}) where {T} = StepRangeLen{typeof(float(T(r.ref)))}(float(r.ref), float(r.step), length(r), r.offset)
float(r::LinRange) = LinRange(float(r.start), float(r.stop), length(r))
float(r::StepRange) = float(r.start):float(r.step):float(last(r))
float(r::UnitRange) = float(r.start):float(last(r))

similar(r::AbstractRange{T}) where {T} = Vector{T}(undef, length(r))

function mod(i::Integer, r::OneTo)
    return mod1(i, last(r))
end
function mod(i::Integer, r::AbstractUnitRange{<:Integer})
    return mod(i - first(r), length(r)) + first(r)
end

clamp(x::Integer, r::AbstractUnitRange{<:Integer}) = clamp(x, first(r), last(r))

# ---- a range of a tuple ---------------------------------------------------------------------------------------------

# Where the range is known while compiling, so are the types of what is taken.
@constprop :aggressive function getindex(t::Tuple, r::AbstractUnitRange{<:Real})
    @inline
    require_one_based_indexing(r)
    n = length(r)
    n <= 10 && return ntuple(i -> t[first(r) + i - 1], n)
    taken = Vector{eltype(t)}(undef, n)
    for (i, place) in enumerate(r)
        taken[i] = t[place]
    end
    return (taken...,)
end
