# Named tuples: tuples whose places have names. They carry keyword arguments, so merging and taking names away happen
# on types, in generated functions.

# ---- construction -------------------------------------------------------------------------------------------------

function NamedTuple{names, T}(args::Tuple) where {names, T <: Tuple}
    length(args) == length(names::Tuple) || throw(ArgumentError("Wrong number of arguments to named tuple constructor."))
    return NamedTuple{names, T}(convert(T, args))
end
NamedTuple{names, T}(itr) where {names, T <: Tuple} = NamedTuple{names, T}(T(itr))
NamedTuple{names}(itr) where {names} = NamedTuple{names}(Tuple(itr))
NamedTuple(itr) = (; itr...)
NamedTuple(nt::NamedTuple) = nt

@generated function NamedTuple{names}(nt::NamedTuple) where {names}
    parts = Any[:(getfield(nt, $(QuoteNode(n)))) for n in names]
    return :(NamedTuple{names}(($(parts...),)))
end
@generated function NamedTuple{names, T}(nt::NamedTuple) where {names, T <: Tuple}
    parts = Any[:(convert(fieldtype(T, $i), getfield(nt, $(QuoteNode(names[i]))))) for i in 1:length(names)]
    return :(NamedTuple{names, T}(($(parts...),)))
end

# ---- access -------------------------------------------------------------------------------------------------------

length(t::NamedTuple) = nfields(t)
iterate(t::NamedTuple, i::Int = 1) = (@_inline_meta; i > nfields(t) ? nothing : (getfield(t, i), i + 1))
indexed_iterate(t::NamedTuple, i::Int, state = 1) = (@_inline_meta; (getfield(t, i), i + 1))
rest(t::NamedTuple) = t
@inline rest(t::NamedTuple{names}, i::Int) where {names} =
    NamedTuple{rest(names, i)}(ntuple(j -> getfield(t, j + i - 1), length(names) - i + 1))
function split_rest(t::NamedTuple, n::Int, i::Int = 1)
    before, behind = split_rest(keys(t), n, i)
    return NamedTuple{before}(t), NamedTuple{behind}(t)
end
firstindex(t::NamedTuple) = 1
lastindex(t::NamedTuple) = nfields(t)
getindex(t::NamedTuple, i::Int) = (@_inline_meta; getfield(t, i))
getindex(t::NamedTuple, i::Symbol) = (@_inline_meta; getfield(t, i))
getindex(t::NamedTuple, ::Colon) = t
@inline getindex(t::NamedTuple, names::Tuple{Vararg{Symbol}}) = NamedTuple{names}(t)
@inline getindex(t::NamedTuple, names::AbstractArray{Symbol, 1}) = NamedTuple{Tuple(names)}(t)
first(t::NamedTuple) = getfield(t, 1)
last(t::NamedTuple) = getfield(t, nfields(t))
isempty(::NamedTuple{()}) = true
isempty(::NamedTuple) = false
empty(::NamedTuple) = NamedTuple()
keys(nt::NamedTuple{names}) where {names} = names::Tuple{Vararg{Symbol}}
values(nt::NamedTuple) = Tuple(nt)
Tuple(nt::NamedTuple) = (nt...,)
(::Type{T})(nt::NamedTuple) where {T <: Tuple} = (t = Tuple(nt); t isa T ? t : convert(T, t)::T)
haskey(nt::NamedTuple, key::Union{Integer, Symbol}) = isdefined(nt, key)
get(nt::NamedTuple, key::Union{Integer, Symbol}, default) = isdefined(nt, key) ? getfield(nt, key) : default
get(f::Callable, nt::NamedTuple, key::Union{Integer, Symbol}) = isdefined(nt, key) ? getfield(nt, key) : f()
tail(t::NamedTuple{names}) where {names} = NamedTuple{tail(names::Tuple)}(t)
front(t::NamedTuple{names}) where {names} = NamedTuple{front(names::Tuple)}(t)
reverse(nt::NamedTuple) = NamedTuple{reverse(keys(nt))}(reverse(values(nt)))
copy(nt::NamedTuple) = nt
function in(x, itr::NamedTuple)
    return in(x, Tuple(itr))
end

eltype(::Type{T}) where {T <: NamedTuple} = nteltype(T)
nteltype(::Type) = Any
nteltype(::Type{NamedTuple{names, T}}) where {names, T} = eltype(T)
keytype(@nospecialize(nt::NamedTuple)) = Symbol
keytype(@nospecialize(T::Type{<:NamedTuple})) = Symbol
valtype(@nospecialize(nt::NamedTuple)) = eltype(nt)
valtype(@nospecialize(T::Type{<:NamedTuple})) = eltype(T)

convert(::Type{NT}, nt::NT) where {names, NT <: NamedTuple{names}} = nt
convert(::Type{NamedTuple{names}}, nt::NamedTuple{names}) where {names} = nt
convert(::Type{NT}, t::NamedTuple{names}) where {names, NT <: NamedTuple{names}} =
    NT === NamedTuple{names} ? t : _convert_values(NT, t)
_convert_values(::Type{NamedTuple{names, T}}, t::NamedTuple) where {names, T} =
    NamedTuple{names, T}(convert(T, Tuple(t)))
_convert_values(::Type{NT}, t::NamedTuple{names}) where {names, NT} = NT(Tuple(t))

# ---- comparison ---------------------------------------------------------------------------------------------------

==(a::NamedTuple{n}, b::NamedTuple{n}) where {n} = Tuple(a) == Tuple(b)
==(a::NamedTuple, b::NamedTuple) = false
isequal(a::NamedTuple{n}, b::NamedTuple{n}) where {n} = isequal(Tuple(a), Tuple(b))
isequal(a::NamedTuple, b::NamedTuple) = false
isless(a::NamedTuple{n}, b::NamedTuple{n}) where {n} = isless(Tuple(a), Tuple(b))
<(a::NamedTuple{n}, b::NamedTuple{n}) where {n} = Tuple(a) < Tuple(b)
hash(x::NamedTuple, h::UInt) = xor(objectid(keys(x)), hash(Tuple(x), h))

# ---- mapping ------------------------------------------------------------------------------------------------------

map(f, nt::NamedTuple{names}) where {names} = NamedTuple{names}(map(f, Tuple(nt)))
function map(f, nt::NamedTuple{names}, nts::NamedTuple...) where {names}
    all(x -> keys(x) === names, nts) || throw(ArgumentError("Named tuple names do not match."))
    return NamedTuple{names}(map(f, Tuple(nt), map(Tuple, nts)...))
end
filter(f, xs::NamedTuple) = xs[filter(k -> f(xs[k]), keys(xs))]

# ---- merging ------------------------------------------------------------------------------------------------------

# Names of both, in order of first appearance.
function merge_names(an::Tuple{Vararg{Symbol}}, bn::Tuple{Vararg{Symbol}})
    names = Symbol[an...]
    for n in bn
        sym_in(n, an) || push!(names, n)
    end
    return (names...,)
end
function sym_in(x::Symbol, itr::Tuple{Vararg{Symbol}})
    for y in itr
        y === x && return true
    end
    return false
end
function merge_types(names::Tuple, @nospecialize(a), @nospecialize(b))
    bn = _nt_names(b)
    return Tuple{Any[fieldtype(sym_in(n, bn) ? b : a, n) for n in names]...}
end
_nt_names(::Type{T}) where {names, T <: NamedTuple{names}} = names
_nt_names(::NamedTuple{names}) where {names} = names

merge(a::NamedTuple) = a
merge(a::NamedTuple{()}, b::NamedTuple) = b
merge(a::NamedTuple{()}, b::NamedTuple{()}) = a
merge(a::NamedTuple, b::NamedTuple{()}) = a
@generated function merge(a::NamedTuple{an}, b::NamedTuple{bn}) where {an, bn}
    names = merge_names(an, bn)
    types = merge_types(names, a, b)
    vals = Any[sym_in(n, bn) ? :(getfield(b, $(QuoteNode(n)))) : :(getfield(a, $(QuoteNode(n)))) for n in names]
    return :(NamedTuple{$names, $types}(($(vals...),)))
end
merge(a::NamedTuple, b::NamedTuple, cs::NamedTuple...) = merge(merge(a, b), cs...)
# keyword arguments are a named tuple inside
merge(a::NamedTuple, b::Pairs{<:Any, <:Any, <:Any, <:NamedTuple}) = merge(a, getfield(b, :data))
# From pairs of name and value: a later one wins, at the place of the first.
function merge(a::NamedTuple, itr)
    names = Symbol[]
    vals = Any[]
    for (k, v) in itr
        k = k::Symbol
        i = _place_of(k, names)
        if i > 0
            vals[i] = v
        else
            push!(names, k)
            push!(vals, v)
        end
    end
    return merge(a, NamedTuple{(names...,)}((vals...,)))
end
function _place_of(k::Symbol, names::Array{Symbol, 1})
    i = 1
    while i <= length(names)
        names[i] === k && return i
        i += 1
    end
    return 0
end

# The places of `a` whose names `b` does not have: what is left of the keywords once a method has taken its own.
function diff_names(an::Tuple{Vararg{Symbol}}, bn::Tuple{Vararg{Symbol}})
    names = Symbol[]
    for n in an
        sym_in(n, bn) || push!(names, n)
    end
    return (names...,)
end
@generated function structdiff(a::NamedTuple{an}, b::Union{NamedTuple{bn}, Type{NamedTuple{bn}}}) where {an, bn}
    names = diff_names(an, bn)
    types = Tuple{Any[fieldtype(a, n) for n in names]...}
    vals = Any[:(getfield(a, $(QuoteNode(n)))) for n in names]
    return :(NamedTuple{$names, $types}(($(vals...),)))
end

# `Base.setindex(nt, v, key)`: nt with the value of key replaced, or key added.
function setindex(nt::NamedTuple, v, idx::Symbol)
    return merge(nt, NamedTuple{(idx,)}((v,)))
end
setindex(nt::NamedTuple{names}, v, i::Integer) where {names} = NamedTuple{names}(setindex(Tuple(nt), v, i))
@inline delete(nt::NamedTuple{names}, key::Symbol) where {names} = structdiff(nt, NamedTuple{(key,)})

# ---- the macros for types -----------------------------------------------------------------------------------------

function _nt_decls(@nospecialize(ex), macroname)
    isexpr(ex, :braces) || isexpr(ex, :block) || throw(ArgumentError(string(macroname, " expects {...} or begin...end")))
    names = Any[]
    types = Any[]
    for e in ex.args
        isa(e, LineNumberNode) && continue
        if isa(e, Symbol)
            push!(names, QuoteNode(e))
            push!(types, esc(:Any))
        elseif isexpr(e, :(::), 2) && isa(e.args[1], Symbol)
            push!(names, QuoteNode(e.args[1]))
            push!(types, esc(e.args[2]))
        else
            throw(ArgumentError(string(macroname, " must contain a sequence of name or name::type expressions")))
        end
    end
    return Expr(:tuple, names...), Expr(:curly, :Tuple, types...)
end
macro NamedTuple(ex)
    names, types = _nt_decls(ex, "@NamedTuple")
    return Expr(:curly, :NamedTuple, names, types)
end
macro Kwargs(ex)
    names, types = _nt_decls(ex, "@Kwargs")
    return :(let NT = NamedTuple{$names, $types}
                 Iterators.Pairs{keytype(NT), eltype(NT), typeof(fieldnames(NT)), NT}
             end)
end

# A function was given keywords that it does not take.
@noinline kwerr(kw, args...) = throw(MethodError(Core.kwcall, (kw, args...), ccall(:jl_get_tls_world_age, UInt, ())))
