# Values that may be absent: `missing`, which spreads through computation, and `nothing`, which does not.

# ---- Some and nothing ---------------------------------------------------------------------------------------------

Some(::Type{T}) where {T} = Some{Type{T}}(T)
promote_rule(::Type{Some{T}}, ::Type{Some{S}}) where {T, S <: T} = Some{T}
promote_rule(::Type{Some{T}}, ::Type{Nothing}) where {T} = Union{Some{T}, Nothing}
convert(::Type{T}, x::T) where {T >: Nothing} = x
convert(::Type{T}, x) where {T >: Nothing} = convert(nonnothingtype_checked(T), x)
convert(::Type{Some{T}}, x::Some{T}) where {T} = x
convert(::Type{Some{T}}, x::Some) where {T} = Some{T}(convert(T, x.value))
==(a::Some, b::Some) = a.value == b.value
isequal(a::Some, b::Some) = isequal(a.value, b.value)
hash(s::Some, h::UInt) = hash(s.value, hash(Some, h))
eltype(::Type{Some{T}}) where {T} = T
getindex(s::Some) = s.value

nonnothingtype(::Type{T}) where {T} = typesplit(T, Nothing)
function nonnothingtype_checked(@nospecialize(T::Type))
    R = nonnothingtype(T)
    R >: T && error("could not compute non-nothing type")
    R <: Union{} && error("cannot convert a value to nothing for assignment")
    return R
end
notnothing(x::Any) = x
notnothing(::Nothing) = throw(ArgumentError("nothing passed to notnothing"))

something() = throw(ArgumentError("No value arguments present"))
something(x::Nothing, y...) = something(y...)
something(x::Some, y...) = x.value
something(x::Any, y...) = x
macro something(args...)
    ex = Expr(:call, GlobalRef(Base, :something), nothing)
    for arg in Iterators.reverse(args)
        val = gensym("val")
        ex = Expr(:block, Expr(:(=), val, esc(arg)),
                  Expr(:if, Expr(:call, GlobalRef(Base, :isnothing), val), ex,
                       Expr(:call, GlobalRef(Base, :something), val)))
    end
    return ex
end

# ---- missing ------------------------------------------------------------------------------------------------------

# Thrown where a missing value has no meaning.
struct MissingException <: Exception
    msg::AbstractString
end

ismissing(x) = x === missing
nonmissingtype(::Type{T}) where {T} = typesplit(T, Missing)
function nonmissingtype_checked(@nospecialize(T::Type))
    R = nonmissingtype(T)
    R >: T && error("could not compute non-missing type")
    R <: Union{} && error("cannot convert a value to missing for assignment")
    return R
end

promote_rule(T::Type{Missing}, S::Type) = Union{S, Missing}
promote_rule(T::Type{Union{Nothing, Missing}}, S::Type) = Union{S, Nothing, Missing}
promote_rule(T::Type{Nothing}, S::Type) = Union{S, Nothing}
function promote_rule(T::Type{>:Union{Nothing, Missing}}, S::Type)
    R = typesplit(T, Union{Nothing, Missing})
    R >: T && return Any
    R === Union{} && return Union{S, Nothing, Missing}
    return Union{promote_type(R, S), Nothing, Missing}
end
function promote_rule(T::Type{>:Nothing}, S::Type)
    R = nonnothingtype(T)
    R >: T && return Any
    R === Union{} && return Union{S, Nothing}
    return Union{promote_type(R, S), Nothing}
end
function promote_rule(T::Type{>:Missing}, S::Type)
    R = nonmissingtype(T)
    R >: T && return Any
    R === Union{} && return Union{S, Missing}
    return Union{promote_type(R, S), Missing}
end

convert(::Type{T}, x::T) where {T >: Missing} = x
convert(::Type{T}, x::T) where {T >: Union{Missing, Nothing}} = x
convert(::Type{T}, x) where {T >: Missing} = convert(nonmissingtype_checked(T), x)
convert(::Type{T}, x) where {T >: Union{Missing, Nothing}} =
    convert(nonmissingtype_checked(nonnothingtype_checked(T)), x)

==(::Missing, ::Missing) = missing
==(::Missing, ::Any) = missing
==(::Any, ::Missing) = missing
isequal(::Missing, ::Missing) = true
isequal(::Missing, ::Any) = false
isequal(::Any, ::Missing) = false
<(::Missing, ::Missing) = missing
<(::Missing, ::Any) = missing
<(::Any, ::Missing) = missing
isless(::Missing, ::Missing) = false
isless(::Missing, ::Any) = false
isless(::Any, ::Missing) = true
isapprox(::Missing, ::Missing; kwargs...) = missing
isapprox(::Missing, ::Any; kwargs...) = missing
isapprox(::Any, ::Missing; kwargs...) = missing
hash(::Missing, h::UInt) = hash(:missing, h)

for f in (:!, :~, :+, :-, :*, :&, :|, :xor, :zero, :one, :oneunit, :isfinite, :isinf, :isodd, :iseven, :isinteger,
          :isreal, :isnan, :iszero, :isone, :transpose, :adjoint, :float, :complex, :conj, :abs, :abs2, :iszero,
          :ispow2, :signbit, :real, :imag, :sign, :inv)
    @eval ($f)(::Missing) = missing
end
for f in (:sin, :cos, :tan, :asin, :acos, :atan, :sinh, :cosh, :tanh, :asinh, :acosh, :atanh, :exp, :exp2, :exp10, :expm1,
          :log, :log2, :log10, :log1p, :sqrt, :cbrt, :exponent, :significand, :sinpi, :cospi, :sind, :cosd, :tand, :isqrt,
          :mod2pi, :rad2deg, :deg2rad)
    @eval ($f)(::Missing) = missing
end
zero(::Type{Missing}) = missing
one(::Type{Missing}) = missing
oneunit(::Type{Missing}) = missing
for f in (:zero, :one, :oneunit)
    @eval ($f)(::Type{Union{Missing, T}}) where {T} = ($f)(T)
end
real(::Type{Missing}) = Missing
float(::Type{Missing}) = Missing
for f in (:+, :-, :*, :/, :^, :mod, :rem, :div, :fld, :cld, :min, :max)
    @eval ($f)(::Missing, ::Missing) = missing
    @eval ($f)(::Missing, ::Number) = missing
    @eval ($f)(::Number, ::Missing) = missing
end
min(::Missing, ::Any) = missing
min(::Any, ::Missing) = missing
max(::Missing, ::Any) = missing
max(::Any, ::Missing) = missing
(&)(::Missing, ::Missing) = missing
(|)(::Missing, ::Missing) = missing
# a known operand may decide
(&)(a::Missing, b::Bool) = ifelse(b, missing, false)
(&)(b::Bool, a::Missing) = ifelse(b, missing, false)
(&)(::Missing, ::Integer) = missing
(&)(::Integer, ::Missing) = missing
(|)(a::Missing, b::Bool) = ifelse(b, true, missing)
(|)(b::Bool, a::Missing) = ifelse(b, true, missing)
(|)(::Missing, ::Integer) = missing
(|)(::Integer, ::Missing) = missing
xor(::Missing, ::Missing) = missing
xor(::Missing, ::Integer) = missing
xor(::Integer, ::Missing) = missing
*(d::Missing, x::Union{AbstractString, AbstractChar}) = missing
*(d::Union{AbstractString, AbstractChar}, x::Missing) = missing
muladd(::Missing, ::Any, ::Any) = missing

for f in (:round, :trunc, :floor, :ceil)
    @eval ($f)(x::Missing; kwargs...) = missing
    @eval ($f)(::Type{>:Missing}, ::Missing) = missing
    @eval ($f)(::Type{T}, ::Missing) where {T} = throw(MissingException(
        "cannot convert a missing value to type $T: use Union{$T, Missing} instead"))
    @eval ($f)(::Type{T}, x::Real) where {T >: Missing} = ($f)(nonmissingtype_checked(T), x)
    @eval ($f)(::Type{T}, x::IEEEFloat) where {T >: Missing} = ($f)(nonmissingtype_checked(T), x)
end
round(::Missing, ::RoundingMode; kwargs...) = missing

coalesce() = missing
coalesce(x::Missing) = missing
coalesce(x::Any, y...) = x
coalesce(x::Missing, y...) = coalesce(y...)
macro coalesce(args...)
    ex = QuoteNode(missing)
    val = gensym("val")
    for arg in Iterators.reverse(args)
        ex = Expr(:if, Expr(:call, GlobalRef(Base, :ismissing), Expr(:block, Expr(:(=), val, esc(arg)))), ex, val)
    end
    return Expr(:let, val, ex)
end

# An iterator over the values of `itr` that are not missing.
struct SkipMissing{T}
    x::T
end
skipmissing(itr) = SkipMissing(itr)
eltype(::Type{SkipMissing{T}}) where {T} = nonmissingtype(eltype(T))
function iterate(itr::SkipMissing, state...)
    y = iterate(itr.x, state...)
    y === nothing && return nothing
    item, st = y
    while ismissing(item)
        y = iterate(itr.x, st)
        y === nothing && return nothing
        item, st = y
    end
    return item, st
end
keys(itr::SkipMissing) = Iterators.filter(i -> !ismissing(@inbounds itr.x[i]), keys(itr.x))
eachindex(itr::SkipMissing) = Iterators.filter(i -> !ismissing(@inbounds itr.x[i]), eachindex(itr.x))
@propagate_inbounds function getindex(itr::SkipMissing, I...)
    v = itr.x[I...]
    ismissing(v) && throw(MissingException(LazyString("the value at index ", I, " is missing")))
    return v
end
filter(f, itr::SkipMissing) = [x for x in itr if f(x)]
