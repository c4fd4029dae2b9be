# Joining types and promoting values: `typejoin` finds the closest common ancestor in the type graph,
# `promote_type` the type that mixed arithmetic works in, by the rules types declare with `promote_rule`.

# ---- typejoin -----------------------------------------------------------------------------------------------------

typejoin() = Bottom
typejoin(@nospecialize(t)) = (@_foldable_meta; t)
typejoin(@nospecialize(t), ts...) = (@_foldable_meta; typejoin(t, typejoin(ts...)))
typejoin(@nospecialize(a), @nospecialize(b)) = (@_foldable_meta; _typejoin(a, b))
typejoin(@nospecialize(a), @nospecialize(b), @nospecialize(c), rest...) = typejoin(typejoin(a, b), c, rest...)

function _typejoin(@nospecialize(a), @nospecialize(b))
    if isa(a, TypeVar)
        return _typejoin(a.ub, b)
    elseif isa(b, TypeVar)
        return _typejoin(a, b.ub)
    end
    a <: b && return b
    b <: a && return a
    if isa(a, UnionAll)
        return UnionAll(a.var, _typejoin(a.body, b))
    elseif isa(b, UnionAll)
        return UnionAll(b.var, _typejoin(a, b.body))
    elseif isa(a, Union)
        return _typejoin(_typejoin(a.a, a.b), b)
    elseif isa(b, Union)
        return _typejoin(a, _typejoin(b.a, b.b))
    end
    (isa(a, DataType) && isa(b, DataType)) || return Any
    if a <: Tuple
        return b <: Tuple ? _typejoin_tuples(a, b) : Any
    elseif b <: Tuple
        return Any
    end
    return _typejoin_nominal(a, b)
end

# Climb from b until its family has a as a member, bring a up to the same family, then join their parameters:
# equal ones stay, the others become free.
function _typejoin_nominal(@nospecialize(a::DataType), @nospecialize(b::DataType))
    while b !== Any
        wrapper = b.name.wrapper
        if a <: wrapper
            while a.name !== b.name
                a = supertype(a)::DataType
            end
            a.name === Type.body.name && return Type
            primary = unwrap_unionall(wrapper)::DataType
            n = length(a.parameters)
            n === 0 && return primary
            p = Array{Any, 1}(undef, n)
            i = 1
            while i <= n
                ai = a.parameters[i]
                bi = b.parameters[i]
                same = ai === bi || (isa(ai, Type) && isa(bi, Type) && _types_equal(ai, bi))
                p[i] = same ? ai : primary.parameters[i]
                i += 1
            end
            return rewrap_unionall(wrapper_apply(wrapper, p), wrapper)
        end
        b = supertype(b)::DataType
    end
    return Any
end
wrapper_apply(@nospecialize(w), p::Array{Any, 1}) = Core.apply_type(w, p...)

# The last parameter of a tuple type stands for any number of values if it is an unbounded Vararg.
function _tuple_arity(p::Core.SimpleVector)
    n = length(p)
    n === 0 && return 0, true
    last = p[n]
    if isvarargtype(last)
        if isdefined(last, :N) && isa(last.N, Int)
            return n + last.N - 1, true
        end
        return n, false
    end
    return n, true
end
_tuple_param(p::Core.SimpleVector, i::Int) = p[i < length(p) ? i : length(p)]

# The join of the tuple's elements from place i on.
function _join_from(p::Core.SimpleVector, i::Int)
    n = length(p)
    i > n && return unwrapva(p[n])
    t = Bottom
    while i <= n
        t = _typejoin(t, unwrapva(p[i]))
        i += 1
    end
    return t
end

function _typejoin_tuples(@nospecialize(a::DataType), @nospecialize(b::DataType))
    ap = a.parameters
    bp = b.parameters
    length(ap) === 0 && return Tuple{Vararg{_join_from(bp, 1)}}
    length(bp) === 0 && return Tuple{Vararg{_join_from(ap, 1)}}
    na, afixed = _tuple_arity(ap)
    nb, bfixed = _tuple_arity(bp)
    # let `a` be the shorter
    if nb < na
        ap, bp, na, nb, afixed, bfixed = bp, ap, nb, na, bfixed, afixed
    end
    if na < nb
        if afixed
            head = na
            tail = _join_from(bp, na + 1)
        else
            head = na - 1
            tail = _typejoin(unwrapva(ap[length(ap)]), _join_from(bp, na))
        end
        c = Array{Any, 1}(undef, head + 1)
        c[head + 1] = Vararg{tail}
    else
        head = na
        c = Array{Any, 1}(undef, head)
    end
    i = 1
    while i <= head
        ai = _tuple_param(ap, i)
        bi = _tuple_param(bp, i)
        ci = _typejoin(unwrapva(ai), unwrapva(bi))
        open_ended = i === length(c) && ((isvarargtype(ai) && !afixed) || (isvarargtype(bi) && !bfixed))
        c[i] = open_ended ? Vararg{ci} : ci
        i += 1
    end
    return Tuple{c...}
end

# What remains of T when S is taken from its union.
typesplit(@nospecialize(T), @nospecialize(S)) = _typesplit(T, S)
function _typesplit(@nospecialize(T), @nospecialize(S))
    @_foldable_meta
    T <: S && return Union{}
    isa(T, Union) && return Union{_typesplit(T.a, S), _typesplit(T.b, S)}
    return T
end

# As `typejoin`, but `Nothing` and `Missing` stay apart in a union.
function promote_typejoin(@nospecialize(a), @nospecialize(b))
    @_foldable_meta
    c = _typejoin(_subtract_absence(a), _subtract_absence(b))
    return Union{a, b, c}
end
promote_typejoin_union(::Type{T}) where {T} = _promote_typejoin_union(T)
function _promote_typejoin_union(@nospecialize(T))
    @_foldable_meta
    if T === Union{}
        return Union{}
    elseif T isa UnionAll
        return Any
    elseif T isa Union
        return promote_typejoin(_promote_typejoin_union(T.a), _promote_typejoin_union(T.b))
    elseif T isa DataType && T <: Tuple
        return typejoin_union_tuple(T)
    end
    return T
end
function typejoin_union_tuple(T::DataType)
    @_foldable_meta
    isconcretetype(T) && return T
    p = T.parameters
    c = Array{Any, 1}(undef, length(p))
    i = 1
    while i <= length(p)
        pi = p[i]
        U = isvarargtype(pi) ? unwrapva(pi) : pi
        # tuples of different types join element by element, without regard for absent values
        J = isa(U, Union) ? typejoin(U.a, U.b) : isa(U, Type) ? _promote_typejoin_union(U) : Any
        c[i] = !isvarargtype(pi) ? J : isdefined(pi, :N) ? Vararg{J, pi.N} : Vararg{J}
        i += 1
    end
    return Tuple{c...}
end
_subtract_absence(@nospecialize(x)) = x === Any ? Any : _typesplit(x, Union{Nothing, Missing})

# ---- promote_type -------------------------------------------------------------------------------------------------

promote_type() = Bottom
promote_type(T) = T
promote_type(T, S, U, V...) = (@_inline_meta; promote_type(T, promote_type(S, U, V...)))
promote_type(::Type{Bottom}, ::Type{Bottom}) = Bottom
promote_type(::Type{T}, ::Type{T}) where {T} = T
promote_type(::Type{T}, ::Type{Bottom}) where {T} = T
promote_type(::Type{Bottom}, ::Type{T}) where {T} = T
function promote_type(::Type{T}, ::Type{S}) where {T, S}
    @_inline_meta
    # both orders are asked, so that a rule needs to be stated once
    return promote_result(T, S, promote_rule(T, S), promote_rule(S, T))
end

# A rule gives the type two types promote to; no rule is Bottom.
promote_rule(::Type, ::Type) = Bottom
promote_rule(::Type{Bottom}, ::Type{Bottom}) = Bottom
promote_rule(::Type{Bottom}, ::Type{T}) where {T} = Bottom
promote_rule(::Type{T}, ::Type{Bottom}) where {T} = Bottom

promote_result(::Type, ::Type, ::Type{T}, ::Type{S}) where {T, S} = (@_inline_meta; promote_type(T, S))
promote_result(::Type{T}, ::Type{S}, ::Type{Bottom}, ::Type{Bottom}) where {T, S} = (@_inline_meta; typejoin(T, S))

promote_eltype() = Bottom
promote_eltype(v1, vs...) = promote_type(eltype(v1), promote_eltype(vs...))
promote_eltypeof() = Bottom
promote_eltypeof(v1, vs...) = promote_type(eltype(v1), promote_eltypeof(vs...))
promote_typeof(x) = typeof(x)
promote_typeof(x, xs...) = (@_inline_meta; promote_type(typeof(x), promote_typeof(xs...)))

# ---- promote ------------------------------------------------------------------------------------------------------

function _promote(x::T, y::S) where {T, S}
    @_inline_meta
    R = promote_type(T, S)
    return (convert(R, x), convert(R, y))
end
function _promote(x, y, z)
    @_inline_meta
    R = promote_typeof(x, y, z)
    return (convert(R, x), convert(R, y), convert(R, z))
end
function _promote(x, y, zs...)
    R = promote_typeof(x, y, zs...)
    return (convert(R, x), convert(R, y), _convert_all(R, zs...)...)
end
_convert_all(::Type{R}) where {R} = ()
_convert_all(::Type{R}, x, xs...) where {R} = (@_inline_meta; (convert(R, x), _convert_all(R, xs...)...))

promote() = ()
promote(x) = (x,)
function promote(x, y)
    @_inline_meta
    px, py = _promote(x, y)
    not_sametype((x, y), (px, py))
    return px, py
end
function promote(x, y, z)
    @_inline_meta
    px, py, pz = _promote(x, y, z)
    not_sametype((x, y, z), (px, py, pz))
    return px, py, pz
end
function promote(x, y, z, a...)
    p = _promote(x, y, z, a...)
    not_sametype((x, y, z, a...), p)
    return p
end
promote(x::T, y::T, zs::T...) where {T} = (x, y, zs...)

# A promotion that leaves all types as they were would send its caller round for ever.
not_sametype(x::T, y::T) where {T} = sametype_error(x)
not_sametype(x, y) = nothing
function sametype_error(input)
    @_noinline_meta
    error("promotion of types ", join(map(x -> string(typeof(x)), input), ", ", " and "),
          " failed to change any arguments")
end

# ---- arithmetic over mixed numbers ----------------------------------------------------------------------------------

+(x::Number, y::Number) = +(promote(x, y)...)
*(x::Number, y::Number) = *(promote(x, y)...)
-(x::Number, y::Number) = -(promote(x, y)...)
/(x::Number, y::Number) = /(promote(x, y)...)
^(x::Number, y::Number) = ^(promote(x, y)...)
fma(x::Number, y::Number, z::Number) = fma(promote(x, y, z)...)
muladd(x::Number, y::Number, z::Number) = muladd(promote(x, y, z)...)
==(x::Number, y::Number) = (==)(promote(x, y)...)
<(x::Real, y::Real) = (<)(promote(x, y)...)
<=(x::Real, y::Real) = (<=)(promote(x, y)...)
rem(x::Real, y::Real) = rem(promote(x, y)...)
mod(x::Real, y::Real) = mod(promote(x, y)...)
mod1(x::Real, y::Real) = mod1(promote(x, y)...)
fld1(x::Real, y::Real) = fld1(promote(x, y)...)
max(x::Real, y::Real) = max(promote(x, y)...)
min(x::Real, y::Real) = min(promote(x, y)...)
minmax(x::Real, y::Real) = minmax(promote(x, y)...)
(&)(x::Integer, y::Integer) = (&)(promote(x, y)...)
(|)(x::Integer, y::Integer) = (|)(promote(x, y)...)
xor(x::Integer, y::Integer) = xor(promote(x, y)...)

# The same operations where promotion has nothing left to do: the type lacks its own method.
no_op_err(name, T) = error(name, " not defined for ", T)
(+)(x::T, y::T) where {T <: Number} = no_op_err("+", T)
(*)(x::T, y::T) where {T <: Number} = no_op_err("*", T)
(-)(x::T, y::T) where {T <: Number} = no_op_err("-", T)
(/)(x::T, y::T) where {T <: Number} = no_op_err("/", T)
(^)(x::T, y::T) where {T <: Number} = no_op_err("^", T)
fma(x::T, y::T, z::T) where {T <: Number} = no_op_err("fma", T)
muladd(x::T, y::T, z::T) where {T <: Number} = x * y + z
(&)(x::T, y::T) where {T <: Integer} = no_op_err("&", T)
(|)(x::T, y::T) where {T <: Integer} = no_op_err("|", T)
xor(x::T, y::T) where {T <: Integer} = no_op_err("xor", T)
==(x::T, y::T) where {T <: Number} = x === y
<(x::T, y::T) where {T <: Real} = no_op_err("<", T)
<=(x::T, y::T) where {T <: Real} = (x < y) | (x == y)
rem(x::T, y::T) where {T <: Real} = no_op_err("rem", T)
mod(x::T, y::T) where {T <: Real} = no_op_err("mod", T)
min(x::T, y::T) where {T <: Real} = ifelse(y < x, y, x)
max(x::T, y::T) where {T <: Real} = ifelse(y < x, x, y)
minmax(x::T, y::T) where {T <: Real} = y < x ? (y, x) : (x, y)
