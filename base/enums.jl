# Enumerations: `@enum Fruit apple=1 orange`.
# All values of an enumeration.
function instances end

module Enums

export Enum, @enum

import Core.Intrinsics.bitcast
import Base: show, print, hash, isless, Symbol, typemin, typemax, instances, convert, read, write, Integer

function namemap end

# The supertype of all enumerations, by the integer type that holds their values.
abstract type Enum{T <: Integer} end

basetype(::Type{<:Enum{T}}) where {T <: Integer} = T

(::Type{T})(x::Enum{T2}) where {T <: Integer, T2 <: Integer} = T(bitcast(T2, x))::T
Base.Integer(x::Enum{T}) where {T <: Integer} = bitcast(T, x)
Base.cconvert(::Type{T}, x::Enum{T2}) where {T <: Integer, T2 <: Integer} = T(x)::T
Base.write(io::IO, x::Enum{T}) where {T <: Integer} = write(io, T(x))
Base.read(io::IO, ::Type{T}) where {T <: Enum} = T(read(io, basetype(T)))
isless(x::T, y::T) where {T <: Enum} = isless(basetype(T)(x), basetype(T)(y))

Base.Symbol(x::Enum) = namemap(typeof(x))[Integer(x)]::Symbol
_symbol(x::Enum) = get(namemap(typeof(x)), Integer(x), Symbol("<invalid #$(Integer(x))>"))::Symbol

print(io::IO, x::Enum) = print(io, _symbol(x))
function show(io::IO, x::Enum)
    sym = _symbol(x)
    if !(get(io, :compact, false)::Bool)
        from = get(io, :module, Main)
        def = parentmodule(typeof(x))
        if from === nothing || !Base.isvisible(sym, def, from)
            show(io, def)
            print(io, ".")
        end
    end
    print(io, sym)
    return nothing
end
function show(io::IO, ::MIME"text/plain", x::Enum)
    print(io, x, "::")
    show(IOContext(io, :compact => true), typeof(x))
    print(io, " = ")
    show(io, Integer(x))
    return nothing
end
function show(io::IO, ::MIME"text/plain", t::Type{<:Enum})
    if isconcretetype(t)
        print(io, "Enum ")
        Base.show_datatype(io, t)
        print(io, ":")
        for x in instances(t)
            print(io, "\n", Symbol(x), " = ")
            show(io, Integer(x))
        end
    else
        invoke(show, Tuple{IO, MIME"text/plain", Type}, io, MIME"text/plain"(), t)
    end
    return nothing
end

# The test that an integer is one of the values: a range if they have no gaps.
function membershiptest(expr, values)
    lo, hi = extrema(values)
    if length(values) == hi - lo + 1
        return :($lo <= $expr <= $hi)
    elseif length(values) < 20
        return foldl((x1, x2) -> :($x1 || ($expr == $x2)), values[2:end]; init = :($expr == $(values[1])))
    end
    return :($expr in $(Set(values)))
end

enum_argument_error(typename, x) =
    (Base.@_noinline_meta; throw(ArgumentError(string("invalid value for Enum $(typename): $x"))))

macro enum(T::Union{Symbol, Expr}, syms...)
    isempty(syms) && throw(ArgumentError("no arguments given for Enum $T"))
    base = Int32
    typename = T
    if isa(T, Expr) && T.head === :(::) && length(T.args) == 2 && isa(T.args[1], Symbol)
        typename = T.args[1]
        base = Core.eval(__module__, T.args[2])
        isa(base, DataType) && base <: Integer && isbitstype(base) || throw(ArgumentError(
            "invalid base type for Enum $typename, $T=::$base; base type must be an integer primitive type"))
    elseif !isa(T, Symbol)
        throw(ArgumentError("invalid type expression for enum $T"))
    end
    values = base[]
    seen = Set{Symbol}()
    names = Dict{base, Symbol}()
    order = Symbol[]
    lo = hi = nothing
    i = zero(base)
    started = false
    if length(syms) == 1 && isa(syms[1], Expr) && syms[1].head === :block
        syms = syms[1].args
    end
    for s in syms
        s isa LineNumberNode && continue
        if isa(s, Symbol)
            if started && i == typemin(base)
                throw(ArgumentError("overflow in value \"$s\" of Enum $typename"))
            end
        elseif isa(s, Expr) && (s.head === :(=) || s.head === :kw) && length(s.args) == 2 && isa(s.args[1], Symbol)
            v = Core.eval(__module__, s.args[2])
            isa(v, Integer) || throw(ArgumentError("invalid value for Enum $typename, $s; values must be integers"))
            i = convert(base, v)
            s = s.args[1]
        else
            throw(ArgumentError(string("invalid argument for Enum ", typename, ": ", s)))
        end
        Base.isidentifier(s) || throw(ArgumentError("invalid name for Enum $typename; \"$s\" is not a valid identifier"))
        haskey(names, i) && throw(ArgumentError(
            "both $s and $(names[i]) have value $i in Enum $typename; values must be unique"))
        s in seen && throw(ArgumentError("name \"$s\" in Enum $typename is not unique"))
        names[i] = s
        push!(order, s)
        push!(values, i)
        push!(seen, s)
        if started
            lo = min(lo, i)
            hi = max(hi, i)
        else
            lo = hi = i
        end
        i += oneunit(i)
        started = true
    end
    blk = quote
        $(Expr(:block, Expr(:meta, :doc), Expr(:primitive,
            Expr(:<:, esc(typename), Expr(:curly, GlobalRef(Enums, :Enum), base)), 8 * sizeof(base))))
        function $(esc(typename))(x::Integer)
            $(membershiptest(:x, values)) || enum_argument_error($(Expr(:quote, typename)), x)
            return bitcast($(esc(typename)), convert($base, x))
        end
        Enums.namemap(::Type{$(esc(typename))}) = $names
        Base.typemin(x::Type{$(esc(typename))}) = $(esc(typename))($lo)
        Base.typemax(x::Type{$(esc(typename))}) = $(esc(typename))($hi)
        let insts = (Any[$(esc(typename))(v) for v in $values]...,)
            Base.instances(::Type{$(esc(typename))}) = insts
        end
    end
    for (i, s) in zip(values, order)
        push!(blk.args, :(const $(esc(s)) = $(esc(typename))($i)))
    end
    push!(blk.args, :nothing)
    blk.head = :toplevel
    return blk
end

end

using .Enums
