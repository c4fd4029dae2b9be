# Periods: spans of a unit. Those of fixed length compare and convert among each other, and so do months with years.

abstract type AbstractTime end
abstract type Period <: AbstractTime end
abstract type DatePeriod <: Period end
abstract type TimePeriod <: Period end

for (T, parent) in ((:Year, :DatePeriod), (:Quarter, :DatePeriod), (:Month, :DatePeriod), (:Week, :DatePeriod), (:Day, :DatePeriod),
                    (:Hour, :TimePeriod), (:Minute, :TimePeriod), (:Second, :TimePeriod), (:Millisecond, :TimePeriod),
                    (:Microsecond, :TimePeriod), (:Nanosecond, :TimePeriod))
    @eval struct $T <: $parent
        value::Int64
        $T(v::Number) = new(v)
    end
    @eval _units(x::$T) = $(string(" ", lowercase(string(T)), "s"))
end
value(x::Period) = x.value
(::Type{T})(p::T) where {T <: Period} = p
(::Type{T})(p::Period) where {T <: Period} = convert(T, p)
(::Type{T})(s::AbstractString) where {T <: Union{Year, Month, Week, Day, Hour, Minute, Second, Millisecond, Microsecond, Nanosecond}} = T(parse(Int64, s))

units(x::Period) = abs(value(x)) == 1 ? chop(_units(x)) : _units(x)
string(x::Period) = string(value(x), units(x))
print(io::IO, x::Period) = print(io, value(x), units(x))
show(io::IO, ::MIME"text/plain", x::Period) = print(io, string(x))
show(io::IO, p::P) where {P <: Period} = print(io, P, '(', value(p), ')')
broadcastable(x::AbstractTime) = Ref(x)

zero(::Union{Type{P}, P}) where {P <: Period} = P(0)
one(::Union{Type{P}, P}) where {P <: Period} = 1
oneunit(::Union{Type{P}, P}) where {P <: Period} = P(1)
iszero(x::Period) = iszero(value(x))
typemin(::Type{P}) where {P <: Period} = P(typemin(Int64))
typemax(::Type{P}) where {P <: Period} = P(typemax(Int64))
isfinite(::Union{Type{P}, P}) where {P <: Period} = true
sign(x::Period) = sign(value(x))
Base.signbit(x::Period) = signbit(value(x))
abs(a::T) where {T <: Period} = T(abs(value(a)))
Base.isinteger(x::Period) = true
Base.length(::Period) = 1
Base.iterate(x::Period) = (x, nothing)
Base.iterate(::Period, ::Any) = nothing

(-)(x::P) where {P <: Period} = P(-value(x))
for op in (:+, :-, :lcm, :gcd)
    @eval $op(x::P, y::P) where {P <: Period} = P($op(value(x), value(y)))
end
==(x::P, y::P) where {P <: Period} = value(x) == value(y)
isless(x::P, y::P) where {P <: Period} = isless(value(x), value(y))
for op in (:/, :div)
    @eval $op(x::P, y::P) where {P <: Period} = $op(value(x), value(y))
    @eval $op(x::P, y::Real) where {P <: Period} = P($op(value(x), Int64(y)))
end
/(x::P, y::Real) where {P <: Period} = P(value(x) / y)
div(x::P, y::P, r::RoundingMode) where {P <: Period} = div(value(x), value(y), r)
fld(x::P, y::P) where {P <: Period} = fld(value(x), value(y))
div(x::Period, y::Period) = div(promote(x, y)...)
/(x::Period, y::Period) = /(promote(x, y)...)
for op in (:rem, :mod)
    @eval begin
        $op(x::P, y::P) where {P <: Period} = P($op(value(x), value(y)))
        $op(x::P, y::Real) where {P <: Period} = P($op(value(x), Int64(y)))
        $op(x::Period, y::Period) = $op(promote(x, y)...)
    end
end
fld(x::Period, y::Period) = fld(promote(x, y)...)
fldmod(x::P, y::P) where {P <: Period} = (fld(x, y), mod(x, y))
divrem(x::P, y::P) where {P <: Period} = (div(x, y), rem(x, y))
*(x::P, y::Real) where {P <: Period} = P(value(x) * y)
*(x::Real, y::Period) = y * x
*(p::Period, a::AbstractArray{<:Real}) = p .* a
*(a::AbstractArray{<:Real}, p::Period) = p .* a
/(a::AbstractArray{<:Period}, p::Period) = a ./ p
*(p::Period, r::AbstractRange{<:Real}) = range(first(r) * p; step = step(r) * p, length = length(r))
*(r::AbstractRange{<:Real}, p::Period) = p * r
/(r::AbstractRange{P}, p::P) where {P <: Period} = range(first(r) / p; step = step(r) / p, length = length(r))
Base.min(x::AbstractTime) = x
Base.max(x::AbstractTime) = x
Base.minmax(x::AbstractTime) = (x, x)

# ---- conversion ---------------------------------------------------------------------------------------------------------

# Each unit in the next smaller one.
const FixedPeriod = Union{Week, Day, Hour, Minute, Second, Millisecond, Microsecond, Nanosecond}
const OtherPeriod = Union{Month, Quarter, Year}
const _fixed = ((Week, 604800000000000), (Day, 86400000000000), (Hour, 3600000000000), (Minute, 60000000000),
                (Second, 1000000000), (Millisecond, 1000000), (Microsecond, 1000), (Nanosecond, 1))
const _other = ((Year, 12), (Quarter, 3), (Month, 1))
for group in (_fixed, _other), (A, a) in group, (B, b) in group
    if a > b
        @eval begin
            convert(::Type{$B}, x::$A) = $B(value(x) * $(a ÷ b))
            function convert(::Type{$A}, x::$B)
                whole, rest = divrem(value(x), $(a ÷ b))
                rest == 0 || throw(InexactError(:divexact, Int64, value(x) / $(a ÷ b)))
                return $A(whole)
            end
            promote_rule(::Type{$A}, ::Type{$B}) = $B
        end
    end
end
convert(::Type{P}, x::P) where {P <: Period} = x
promote_rule(::Type{<:FixedPeriod}, ::Type{<:OtherPeriod}) = Period
# fixed ones and months have nothing in common but zero
==(x::Period, y::Period) = _same_kind(x, y) ? ==(promote(x, y)...) : iszero(x) && iszero(y)
isless(x::Period, y::Period) = _same_kind(x, y) ? isless(promote(x, y)...) : throw(MethodError(isless, (x, y)))
_same_kind(::FixedPeriod, ::FixedPeriod) = true
_same_kind(::OtherPeriod, ::OtherPeriod) = true
_same_kind(x, y) = false
const _zero_hash = UInt(0x5b7fc751bba97516)
_nanoseconds(x::FixedPeriod) = value(x) * Int128(_in_nanoseconds(typeof(x)))
for (T, n) in _fixed
    @eval _in_nanoseconds(::Type{$T}) = $n
end
_months(x::Month) = value(x)
_months(x::Quarter) = 3 * value(x)
_months(x::Year) = 12 * value(x)
function hash(x::FixedPeriod, h::UInt)
    n = _nanoseconds(x)
    return hash(n, h + _zero_hash)
end
hash(x::OtherPeriod, h::UInt) = iszero(x) ? hash(Int128(0), h + _zero_hash) : hash(_months(x), h + 0x56ee1d3d2d7f3c5f)

toms(c::Nanosecond) = div(value(c), 1000000, RoundNearest)
toms(c::Microsecond) = div(value(c), 1000, RoundNearest)
toms(c::Millisecond) = value(c)
toms(c::Second) = 1000 * value(c)
toms(c::Minute) = 60000 * value(c)
toms(c::Hour) = 3600000 * value(c)
toms(c::Day) = 86400000 * value(c)
toms(c::Week) = 604800000 * value(c)
toms(c::Month) = 86400000.0 * 30.436875 * value(c)
toms(c::Quarter) = 86400000.0 * 91.310625 * value(c)
toms(c::Year) = 86400000.0 * 365.2425 * value(c)
tons(x::FixedPeriod) = _in_nanoseconds(typeof(x)) * value(x)
tons(x) = toms(x) * 1000000
days(c::Millisecond) = div(value(c), 86400000)
days(c::Second) = div(value(c), 86400)
days(c::Minute) = div(value(c), 1440)
days(c::Hour) = div(value(c), 24)
days(c::Day) = value(c)
days(c::Week) = 7 * value(c)
days(c::Year) = 365.2425 * value(c)
days(c::Quarter) = 91.310625 * value(c)
days(c::Month) = 30.436875 * value(c)

# ---- several units together -------------------------------------------------------------------------------------------------

# Periods from the largest unit to the smallest, one a unit, none zero.
struct CompoundPeriod <: AbstractTime
    periods::Vector{Period}
    function CompoundPeriod(p::Vector{Period})
        sums = Period[]
        for x in sort(p; by = _rank)
            if !isempty(sums) && typeof(sums[end]) === typeof(x)
                sums[end] = sums[end] + x
            else
                push!(sums, x)
            end
        end
        return new(filter(!iszero, sums))
    end
end
const _ranks = (Year, Quarter, Month, Week, Day, Hour, Minute, Second, Millisecond, Microsecond, Nanosecond)
_rank(x::Period) = findfirst(==(typeof(x)), _ranks)::Int
CompoundPeriod(t::Tuple) = CompoundPeriod(Period[t...])
CompoundPeriod(p::Vector{<:Period}) = CompoundPeriod(Vector{Period}(p))
CompoundPeriod(p::Period...) = CompoundPeriod(Period[p...])
convert(::Type{CompoundPeriod}, x::Period) = CompoundPeriod(Period[x])
periods(x::CompoundPeriod) = x.periods
toms(x::CompoundPeriod) = isempty(x.periods) ? 0.0 : Float64(sum(toms, x.periods))

function string(x::CompoundPeriod)
    isempty(x.periods) && return "empty period"
    return join(map(string, x.periods), ", ")
end
print(io::IO, x::CompoundPeriod) = print(io, string(x))
show(io::IO, x::CompoundPeriod) = print(io, string(x))

(+)(x::CompoundPeriod, y::Period) = CompoundPeriod(vcat(x.periods, Period[y]))
(+)(y::Period, x::CompoundPeriod) = x + y
(+)(x::CompoundPeriod, y::CompoundPeriod) = CompoundPeriod(vcat(x.periods, y.periods))
(+)(x::CompoundPeriod) = x
(-)(x::CompoundPeriod) = CompoundPeriod(Period[-p for p in x.periods])
(-)(x::CompoundPeriod, y::Period) = x + (-y)
(-)(y::Period, x::CompoundPeriod) = y + (-x)
(-)(x::CompoundPeriod, y::CompoundPeriod) = x + (-y)
(+)(x::Period, y::Period) = CompoundPeriod(Period[x, y])
(-)(x::Period, y::Period) = CompoundPeriod(Period[x, -y])
*(x::CompoundPeriod, y::Real) = CompoundPeriod(Period[p * y for p in x.periods])
*(y::Real, x::CompoundPeriod) = x * y
==(x::CompoundPeriod, y::CompoundPeriod) = canonicalize(x).periods == canonicalize(y).periods
==(x::CompoundPeriod, y::Period) = x == CompoundPeriod(y)
==(x::Period, y::CompoundPeriod) = y == x
isequal(x::CompoundPeriod, y::CompoundPeriod) = x == y
hash(x::CompoundPeriod, h::UInt) = foldr(hash, canonicalize(x).periods; init = h)
isless(x::Period, y::CompoundPeriod) = isless(CompoundPeriod(x), y)
isless(x::CompoundPeriod, y::Period) = isless(x, CompoundPeriod(y))
isless(x::CompoundPeriod, y::CompoundPeriod) = tons(x) < tons(y)
tons(x::CompoundPeriod) = isempty(x.periods) ? 0.0 : Float64(sum(tons, x.periods))
iszero(x::CompoundPeriod) = isempty(x.periods)

# Carries small units over into larger ones; all parts get one sign where they can.
canonicalize(x::Period) = canonicalize(CompoundPeriod(x))
function canonicalize(x::CompoundPeriod)
    fixed = Int128(0)
    months = Int64(0)
    for p in x.periods
        p isa FixedPeriod ? (fixed += _nanoseconds(p)) : (months += _months(p))
    end
    out = Period[]
    for (T, n) in _other
        T === Quarter && !any(p -> p isa Quarter, x.periods) && continue
        q, months = divrem(months, n)
        q == 0 || push!(out, T(q))
    end
    for (T, n) in _fixed
        q, fixed = divrem(fixed, n)
        q == 0 || push!(out, T(Int64(q)))
    end
    return CompoundPeriod(out)
end
