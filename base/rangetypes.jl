# The types of ranges and how they are made. Indices and generators stand on them; what ranges can do is in range.jl.

# ---------------------------------------------------------------------------------------------------------
# types

# Does stepping need no rounding, so that the last element can be found by division with remainder?
RangeStepStyle(::Type{Union{}}, slurp...) = RangeStepRegular()
RangeStepStyle(::Type{<:AbstractRange}) = RangeStepIrregular()
RangeStepStyle(::Type{<:AbstractRange{<:Integer}}) = RangeStepRegular()
RangeStepStyle(::Type{<:OrdinalRange}) = RangeStepRegular()

# The range 1:stop as an axis: its first element is known to the compiler.
struct OneTo{T<:Integer} <: AbstractUnitRange{T}
    stop::T
    function OneTo{T}(stop) where {T<:Integer}
        throwbool(r) = (@noinline; throw(ArgumentError(string("invalid index: ", r, " of type Bool"))))
        T === Bool && throwbool(stop)
        return new(max(zero(T), stop))
    end
    OneTo{T}(stop::T, ::Nothing) where {T<:Integer} = new(stop)
    function OneTo{T}(r::AbstractRange) where {T<:Integer}
        first(r) == 1 || throw(ArgumentError(string("first element must be 1, got ", first(r))))
        step(r) == 1 || throw(ArgumentError(string("step must be 1, got ", step(r))))
        return new(max(zero(T), last(r)))
    end
end
OneTo(stop::T) where {T<:Integer} = OneTo{T}(stop)
OneTo(r::AbstractRange{T}) where {T<:Integer} = OneTo{T}(r)
OneTo{T}(r::OneTo{T}) where {T<:Integer} = r
OneTo(r::OneTo) = r
oneto(r) = OneTo(r)
# For lengths, which are never negative.
_oneto_unchecked(n::Int) = (@inline; OneTo{Int}(n, nothing))
_oneto_unchecked(n::Integer) = OneTo(n)

struct UnitRange{T<:Real} <: AbstractUnitRange{T}
    start::T
    stop::T
    UnitRange{T}(start::T, stop::T) where {T<:Real} = new(start, unitrange_last(start, stop))
end
UnitRange{T}(start, stop) where {T<:Real} = UnitRange{T}(convert(T, start), convert(T, stop))
UnitRange(start::T, stop::T) where {T<:Real} = UnitRange{T}(start, stop)
UnitRange(start, stop) = UnitRange(promote(start, stop)...)

unitrange_last(start::Integer, stop::Integer) = stop >= start ? stop : convert(typeof(stop), start - oneunit(start - stop))
unitrange_last(start::Int, stop::Int) = ifelse(sle_int(start, stop), stop, sub_int(start, 1))
unitrange_last(start, stop) =
    stop >= start ? convert(typeof(stop), start + floor(stop - start)) : convert(typeof(stop), start - oneunit(start - stop))
unitrange_last(::Bool, stop::Bool) = stop

struct StepRange{T,S} <: OrdinalRange{T,S}
    start::T
    step::S
    stop::T
    StepRange{T,S}(start, step, stop) where {T,S} = (start = convert(T, start); step = convert(S, step);
        new(start, step, convert(T, steprange_last(start, step, convert(T, stop)))))
end
StepRange(start::T, step::S, stop::T) where {T,S} = StepRange{T,S}(start, step, stop)

# The last element at or before `stop`; for an empty range the element one step before `start`.
function steprange_last(start, step, stop)
    if isa(start, AbstractFloat) || isa(step, AbstractFloat)
        throw(ArgumentError("StepRange should not be used with floating point"))
    end
    if isa(start, Integer) && !isinteger(start + step)
        throw(ArgumentError("StepRange{<:Integer} cannot have non-integer step"))
    end
    z = zero(step)
    step == z && throw(ArgumentError("step cannot be zero"))
    stop == start && return stop
    if (step > z) != (stop > start)
        return _steprange_last_empty(start, step, stop)
    end
    # the distance may overflow a signed type, so it is taken as unsigned
    if isa(start, Signed) && isa(stop, Signed) && isa(step, Signed)
        T = promote_type(typeof(start), typeof(stop), typeof(step))
        if step > z
            dist = unsigned(convert(T, stop)) - unsigned(convert(T, start))
            rest = dist % unsigned(convert(T, step))
            return convert(typeof(stop), stop - (rest % T))
        else
            dist = unsigned(convert(T, start)) - unsigned(convert(T, stop))
            rest = dist % (zero(unsigned(convert(T, step))) - unsigned(convert(T, step)))
            return convert(typeof(stop), stop + (rest % T))
        end
    end
    dist = stop > start ? stop - start : start - stop
    rest = rem(dist, abs(step))
    return stop > start ? stop - rest : stop + rest
end
_steprange_last_empty(start::Integer, step, stop) = step > zero(step) ? start - oneunit(start) : start + oneunit(start)
_steprange_last_empty(start::Bool, step, stop) = start ⊻ (step > zero(step)) ? start : !start
_steprange_last_empty(start, step, stop) = start - step

# `ref + (i - offset) * step` for i in 1:len, in the precision of `R` and `S`.
struct StepRangeLen{T,R,S,L<:Integer} <: AbstractRange{T}
    ref::R
    step::S
    len::L
    offset::L
    function StepRangeLen{T,R,S,L}(ref::R, step::S, len::Integer, offset::Integer=1) where {T,R,S,L}
        if T <: Integer && !isinteger(ref + step)
            throw(ArgumentError("StepRangeLen{<:Integer} cannot have non-integer step"))
        end
        len = convert(L, len)
        len >= zero(len) || throw(ArgumentError(string("length cannot be negative, got ", len)))
        offset = convert(L, offset)
        l1 = oneunit(typeof(len))
        l1 <= offset <= max(l1, len) || throw(ArgumentError(string("StepRangeLen: offset must be in [1,", len, "], got ", offset)))
        return new(ref, step, len, offset)
    end
end
StepRangeLen{T,R,S}(ref::R, step::S, len::Integer, offset::Integer=1) where {T,R,S} =
    StepRangeLen{T,R,S,promote_type(Int, typeof(len))}(ref, step, len, offset)
StepRangeLen(ref::R, step::S, len::Integer, offset::Integer=1) where {R,S} =
    StepRangeLen{typeof(ref + zero(step)),R,S,promote_type(Int, typeof(len))}(ref, step, len, offset)
StepRangeLen{T}(ref::R, step::S, len::Integer, offset::Integer=1) where {T,R,S} =
    StepRangeLen{T,R,S,promote_type(Int, typeof(len))}(ref, step, len, offset)

# Interpolates between two end points.
struct LinRange{T,L<:Integer} <: AbstractRange{T}
    start::T
    stop::T
    len::L
    lendiv::L
    function LinRange{T,L}(start::T, stop::T, len::L) where {T,L<:Integer}
        len >= 0 || throw(ArgumentError(string("range(", start, ", stop=", stop, ", length=", len, "): negative length")))
        onelen = oneunit(typeof(len))
        if len == onelen
            start == stop || throw(ArgumentError(string("range(", start, ", stop=", stop, ", length=", len, "): endpoints differ")))
            return new(start, stop, len, len)
        end
        return new(start, stop, len, max(len - onelen, onelen))
    end
end
LinRange{T,L}(start, stop, len::Integer) where {T,L} = LinRange{T,L}(convert(T, start), convert(T, stop), convert(L, len))
LinRange{T}(start, stop, len::Integer) where {T} = LinRange{T,promote_type(Int, typeof(len))}(start, stop, len)
function LinRange(start, stop, len::Integer)
    T = typeof((zero(stop) - zero(start)) / oneunit(len) + zero(start))
    return LinRange{T}(start, stop, len)
end


# ---------------------------------------------------------------------------------------------------------
# indices with one number per dimension, and the arrays of indices of an array (see cartesian.jl)

abstract type AbstractCartesianIndex{N} end

struct CartesianIndex{N} <: AbstractCartesianIndex{N}
    I::NTuple{N,Int}
    CartesianIndex{N}(index::NTuple{N,Integer}) where {N} = new(index)
end

struct CartesianIndices{N,R<:NTuple{N,OrdinalRange{Int,Int}}} <: AbstractArray{CartesianIndex{N},N}
    indices::R
end

struct LinearIndices{N,R<:NTuple{N,AbstractUnitRange{Int}}} <: AbstractArray{Int,N}
    indices::R
end
