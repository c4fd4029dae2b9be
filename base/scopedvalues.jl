# Scoped values: bindings that hold while some code runs, and for the tasks started in it.
module ScopedValues

export ScopedValue, with, @with

import ..Base: getindex, isassigned, eltype, show, get, haskey
using ..Base

# Without a default, reading it outside of any binding is an error.
mutable struct ScopedValue{T}
    const has_default::Bool
    const default::T
    ScopedValue{T}() where {T} = new(false)
    ScopedValue{T}(val) where {T} = new{T}(true, val)
    ScopedValue(val::T) where {T} = new{T}(true, val)
end
eltype(::ScopedValue{T}) where {T} = T
eltype(::Type{ScopedValue{T}}) where {T} = T

# The bindings in force: newest first, the scope around behind them.
struct Scope
    key::ScopedValue
    value::Any
    parent::Union{Scope, Nothing}
end
function Scope(parent::Union{Scope, Nothing}, key::ScopedValue{T}, value) where {T}
    return Scope(key, convert(T, value), parent)
end
Scope(parent::Union{Scope, Nothing}, p::Pair{<:ScopedValue}) = Scope(parent, p.first, p.second)
Scope(parent::Union{Scope, Nothing}, ps::Pair{<:ScopedValue}...) = foldl(Scope, ps; init = parent)
Scope(scope::Nothing) = nothing
Scope(scope::Scope) = scope
Scope(::Nothing, ::Tuple{}) = nothing

current_scope() = Core.current_scope()::Union{Nothing, Scope}
function _lookup(val::ScopedValue)
    s = current_scope()
    while s !== nothing
        s.key === val && return s
        s = s.parent
    end
    return nothing
end
# Some(value), or nothing if there is none.
function get(val::ScopedValue{T}) where {T}
    s = _lookup(val)
    s === nothing || return Some{T}(s.value::T)
    return val.has_default ? Some{T}(val.default) : nothing
end
function getindex(val::ScopedValue{T})::T where {T}
    s = _lookup(val)
    s === nothing || return s.value::T
    val.has_default || throw(KeyError(val))
    return val.default
end
isassigned(val::ScopedValue) = val.has_default || _lookup(val) !== nothing

function show(io::IO, val::ScopedValue)
    print(io, ScopedValue)
    print(io, '{', eltype(val), '}')
    print(io, '(')
    v = get(val)
    v === nothing ? print(io, "undefined") : show(IOContext(io, :typeinfo => eltype(val)), something(v))
    print(io, ')')
end
function show(io::IO, scope::Scope)
    print(io, Scope, "(")
    s = scope
    isfirst = true
    while s !== nothing
        isfirst || print(io, ", ")
        isfirst = false
        print(io, "ScopedValue{", eltype(s.key), "}@0x",
              string(UInt(pointer_from_objref(s.key)), base = 16), " => ")
        show(IOContext(io, :typeinfo => eltype(s.key)), s.value)
        s = s.parent
    end
    print(io, ")")
end

# `@with var => val … expr`: as `with`, without a closure.
macro with(exprs...)
    length(exprs) >= 1 || error("first argument not a `a => b` pair or a ScopedValue")
    ex = last(exprs)
    length(exprs) == 1 && return esc(ex)
    new = Expr(:call, Scope, :(current_scope()), map(esc, exprs[1:end - 1])...)
    return Expr(:tryfinally, esc(ex), nothing, new)
end

with(f, pair::Pair{<:ScopedValue}, rest::Pair{<:ScopedValue}...) = @with(pair, rest..., f())
with(@nospecialize(f)) = f()

end
