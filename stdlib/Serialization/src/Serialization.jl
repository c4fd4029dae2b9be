# Values as bytes and back. One byte says what kind of value follows; objects that may be met again get a number when
# they are first written, and a reference to it afterwards, so that sharing and cycles come back as they were.
module Serialization

import Base: isvarargtype, unwrap_unionall

export serialize, deserialize, AbstractSerializer, Serializer

abstract type AbstractSerializer end

mutable struct Serializer{I <: IO} <: AbstractSerializer
    io::I
    # writing: object => number; reading: number => object
    table::IdDict{Any, Any}
    counter::Int
    Serializer{I}(io::I) where {I <: IO} = new(io, IdDict{Any, Any}(), 0)
end
Serializer(io::IO) = Serializer{typeof(io)}(io)

# ---- kinds ------------------------------------------------------------------------------------------------------------

const NOTHING, TRUE, FALSE, INT, BITS, STRING, SYMBOL, TUPLE, SVEC, REF, MODULE, TYPE, UNION, UNIONALL, TYPEVAR, VARARG, BOTTOM,
    ARRAY, MEMORY, BIGINT, BIGFLOAT, EXPR, DICT, IDDICT, STRUCT, SINGLETON, CUSTOM, UNDEF, REGEX, GLOBAL, LINE, OBJECT =
    ntuple(i -> UInt8(i), 32)
const _magic = (0x4a, 0x53, 0x45, 0x52)    # before a file's value; the first is no kind

_tag(s::AbstractSerializer, t::UInt8) = (write(s.io, t); nothing)
_writesize(s::AbstractSerializer, n::Integer) = (write(s.io, htol(Int64(n))); nothing)
_readsize(s::AbstractSerializer) = Int(ltoh(read(s.io, Int64)))
function _writetext(s::AbstractSerializer, text::String)
    _writesize(s, ncodeunits(text))
    write(s.io, text)
    return nothing
end
_readtext(s::AbstractSerializer) = String(_readbytes(s, _readsize(s)))
function _readbytes(s::AbstractSerializer, n::Int)
    bytes = read(s.io, n)
    length(bytes) == n || throw(EOFError())
    return bytes
end

# True if x was written before: a reference has been written now. Otherwise x gets the next number.
function serialize_cycle(s::AbstractSerializer, @nospecialize(x))
    n = get(s.table, x, nothing)
    if n !== nothing
        _tag(s, REF)
        _writesize(s, n::Int)
        return true
    end
    s.table[x] = s.counter
    s.counter += 1
    return false
end
serialize_cycle_header(s::AbstractSerializer, @nospecialize(x)) =
    serialize_cycle(s, x) || (serialize_type(s, typeof(x)); false)
_next_slot(s::AbstractSerializer) = (n = s.counter; s.counter += 1; n)
deserialize_cycle(s::AbstractSerializer, @nospecialize(x)) = (s.table[_next_slot(s)] = x; nothing)

# The value of a type with methods of its own follows; `deserialize(s, T)` reads it.
function serialize_type(s::AbstractSerializer, @nospecialize(T::DataType), ref::Bool = false)
    _tag(s, CUSTOM)
    serialize(s, T)
    return nothing
end

# ---- writing ----------------------------------------------------------------------------------------------------------

"Writes `x` to a stream or a file so that `deserialize` can make it again."
serialize(io::IO, x) = serialize(Serializer(io), x)
function serialize(filename::AbstractString, x)
    open(filename, "w") do io
        foreach(b -> write(io, b), _magic)
        serialize(io, x)
    end
    return nothing
end

serialize(s::AbstractSerializer, ::Nothing) = _tag(s, NOTHING)
serialize(s::AbstractSerializer, x::Bool) = _tag(s, x ? TRUE : FALSE)
serialize(s::AbstractSerializer, x::Int) = (_tag(s, INT); write(s.io, htol(x)); nothing)
serialize(s::AbstractSerializer, x::Symbol) = serialize_cycle(s, x) ? nothing : (_tag(s, SYMBOL); _writetext(s, String(x)))
serialize(s::AbstractSerializer, x::String) = serialize_cycle(s, x) ? nothing : (_tag(s, STRING); _writetext(s, x))
serialize(s::AbstractSerializer, x::SubString{String}) = _serialize_any(s, SubString(String(x)))
function serialize(s::AbstractSerializer, x::Tuple)
    _tag(s, TUPLE)
    _writesize(s, length(x))
    for v in x
        serialize(s, v)
    end
end
function serialize(s::AbstractSerializer, x::Core.SimpleVector)
    _tag(s, SVEC)
    _writesize(s, length(x))
    for v in x
        serialize(s, v)
    end
end
function serialize(s::AbstractSerializer, m::Module)
    _tag(s, MODULE)
    path = fullname(m)
    # what a package or Main holds is found from there
    root = Base.moduleroot(m)
    _writesize(s, length(path))
    foreach(n -> _writetext(s, String(n)), path)
    id = root === Main || root === Base || root === Core ? nothing : Base.PkgId(root)
    _writetext(s, id === nothing || id.uuid === nothing ? "" : string(id.uuid))
    return nothing
end
function serialize(s::AbstractSerializer, @nospecialize(T::DataType))
    _tag(s, TYPE)
    serialize(s, T.name.module)
    _writetext(s, String(T.name.name))
    # the type itself where it has no parameters, or is the body of its own wrapper
    _writesize(s, length(T.parameters))
    for p in T.parameters
        serialize(s, p)
    end
end
serialize(s::AbstractSerializer, ::Core.TypeofBottom) = _tag(s, BOTTOM)
serialize(s::AbstractSerializer, T::Union) = (_tag(s, UNION); serialize(s, T.a); serialize(s, T.b))
function serialize(s::AbstractSerializer, T::UnionAll)
    body = unwrap_unionall(T)
    if body isa DataType && body.name.wrapper === T
        # a family goes by its name
        _tag(s, TYPE)
        serialize(s, body.name.module)
        _writetext(s, String(body.name.name))
        return _writesize(s, 0)
    end
    _tag(s, UNIONALL)
    serialize(s, T.var)
    serialize(s, T.body)
end
function serialize(s::AbstractSerializer, v::TypeVar)
    serialize_cycle(s, v) && return nothing
    _tag(s, TYPEVAR)
    _writetext(s, String(v.name))
    serialize(s, v.lb)
    serialize(s, v.ub)
end
function serialize(s::AbstractSerializer, v::Core.TypeofVararg)
    _tag(s, VARARG)
    write(s.io, UInt8(isdefined(v, :T) ? isdefined(v, :N) ? 2 : 1 : 0))
    isdefined(v, :T) && serialize(s, v.T)
    isdefined(v, :N) && serialize(s, v.N)
    return nothing
end
serialize(s::AbstractSerializer, x::BigInt) = (_tag(s, BIGINT); _writetext(s, string(x; base = 62)))
function serialize(s::AbstractSerializer, x::BigFloat)
    _tag(s, BIGFLOAT)
    _writesize(s, precision(x))
    isfinite(x) || return _writetext(s, string(x))
    # the digits as an integer, then the exponent
    e = iszero(x) ? 0 : exponent(x) - precision(x) + 1
    _writetext(s, iszero(x) ? (signbit(x) ? "-0" : "0") : string(BigInt(ldexp(x, -e)); base = 62))
    _writesize(s, e)
end
serialize(s::AbstractSerializer, r::Regex) =
    (_tag(s, REGEX); _writetext(s, r.pattern); _writesize(s, r.compile_options); _writesize(s, r.match_options))
function serialize(s::AbstractSerializer, ex::Expr)
    serialize_cycle(s, ex) && return nothing
    _tag(s, EXPR)
    serialize(s, ex.head)
    _writesize(s, length(ex.args))
    for a in ex.args
        serialize(s, a)
    end
end
serialize(s::AbstractSerializer, l::LineNumberNode) = (_tag(s, LINE); _writesize(s, l.line); serialize(s, l.file))
serialize(s::AbstractSerializer, g::GlobalRef) = (_tag(s, GLOBAL); serialize(s, g.mod); serialize(s, g.name))
serialize(s::AbstractSerializer, ::Task) = error("cannot serialize a running Task")
serialize(s::AbstractSerializer, p::Ptr) = _serialize_bits(s, oftype(p, 0))

function serialize(s::AbstractSerializer, a::Array)
    serialize_cycle(s, a) && return nothing
    _tag(s, ARRAY)
    serialize(s, eltype(a))
    _writesize(s, ndims(a))
    foreach(d -> _writesize(s, d), size(a))
    _serialize_elements(s, a)
end
function serialize(s::AbstractSerializer, m::Memory)
    serialize_cycle(s, m) && return nothing
    _tag(s, MEMORY)
    serialize(s, eltype(m))
    _writesize(s, length(m))
    _serialize_elements(s, m)
end
function _serialize_elements(s::AbstractSerializer, a)
    if isbitstype(eltype(a)) && !(eltype(a) <: Ptr)
        sizeof(eltype(a)) == 0 || write(s.io, a)
        return nothing
    end
    for i in eachindex(a)
        isassigned(a, i) ? serialize(s, a[i]) : _tag(s, UNDEF)
    end
end
# Tables by hash are made anew: hashes of objects differ from process to process.
function serialize(s::AbstractSerializer, d::Dict)
    serialize_cycle(s, d) && return nothing
    _tag(s, DICT)
    _serialize_pairs(s, d)
end
function serialize(s::AbstractSerializer, d::IdDict)
    serialize_cycle(s, d) && return nothing
    _tag(s, IDDICT)
    _serialize_pairs(s, d)
end
function _serialize_pairs(s::AbstractSerializer, d)
    serialize(s, keytype(d))
    serialize(s, valtype(d))
    _writesize(s, length(d))
    for (k, v) in d
        serialize(s, k)
        serialize(s, v)
    end
end
serialize(s::AbstractSerializer, @nospecialize(x)) = _serialize_any(s, x)
function _serialize_bits(s::AbstractSerializer, @nospecialize(x))
    _tag(s, BITS)
    serialize(s, typeof(x))
    cell = Memory{typeof(x)}(undef, 1)
    cell[1] = x
    GC.@preserve cell unsafe_write(s.io, Ptr{UInt8}(pointer(cell)), UInt(sizeof(x)))
    return nothing
end
# Any other object by its fields.
function _serialize_any(s::AbstractSerializer, @nospecialize(x))
    T = typeof(x)
    if Base.issingletontype(T)
        _tag(s, SINGLETON)
        return serialize(s, T)
    elseif isprimitivetype(T)
        return _serialize_bits(s, x)
    end
    ismutable(x) && serialize_cycle(s, x) && return nothing
    _tag(s, ismutable(x) ? OBJECT : STRUCT)
    serialize(s, T)
    for i in 1:nfields(x)
        isdefined(x, i) ? serialize(s, getfield(x, i)) : _tag(s, UNDEF)
    end
    return nothing
end

# ---- reading ----------------------------------------------------------------------------------------------------------

"Reads one value that `serialize` wrote."
deserialize(io::IO) = deserialize(Serializer(io))
deserialize(filename::AbstractString) = open(deserialize, filename)
struct _Undefined end
deserialize(s::AbstractSerializer) = _read(s, read(s.io, UInt8))
function _read(s::AbstractSerializer, tag::UInt8)
    tag === NOTHING && return nothing
    tag === TRUE && return true
    tag === FALSE && return false
    tag === INT && return ltoh(read(s.io, Int))
    tag === UNDEF && return _Undefined()
    tag === REF && return s.table[_readsize(s)]
    tag === STRING && return _numbered(s, n -> _readtext(s))
    tag === SYMBOL && return _numbered(s, n -> Symbol(_readtext(s)))
    tag === TUPLE && return ntuple(i -> deserialize(s), _readsize(s))
    tag === SVEC && return Core.svec(Any[deserialize(s) for _ in 1:_readsize(s)]...)
    tag === BOTTOM && return Union{}
    tag === MODULE && return _read_module(s)
    tag === TYPE && return _read_type(s)
    tag === UNION && return (a = deserialize(s); b = deserialize(s); Union{a, b})
    tag === UNIONALL && return (v = deserialize(s); body = deserialize(s); UnionAll(v, body))
    tag === TYPEVAR && return _numbered(s, n -> TypeVar(Symbol(_readtext(s)), deserialize(s), deserialize(s)))
    tag === VARARG && return _read_vararg(s, read(s.io, UInt8))
    tag === BIGINT && return parse(BigInt, _readtext(s); base = 62)
    tag === BIGFLOAT && return _read_bigfloat(s)
    tag === REGEX && return Regex(_readtext(s), UInt32(_readsize(s)), UInt32(_readsize(s)))
    tag === LINE && return (line = _readsize(s); LineNumberNode(line, deserialize(s)))
    tag === GLOBAL && return (m = deserialize(s); GlobalRef(m, deserialize(s)))
    tag === EXPR && return _read_expr(s)
    tag === ARRAY && return _read_array(s)
    tag === MEMORY && return _read_memory(s)
    tag === DICT && return _read_pairs(s, Dict)
    tag === IDDICT && return _read_pairs(s, IdDict)
    tag === BITS && return _read_bits(s, deserialize(s))
    tag === SINGLETON && return deserialize(s).instance
    tag === STRUCT && return _read_struct(s, deserialize(s))
    tag === OBJECT && return _read_object(s)
    tag === CUSTOM && return deserialize(s, deserialize(s))
    tag === _magic[1] && all(b -> read(s.io, UInt8) === b, _magic[2:end]) && return deserialize(s)
    error("these bytes were not written by `serialize` (kind $(repr(tag)))")
end
function _numbered(s::AbstractSerializer, f)
    n = _next_slot(s)
    x = f(n)
    s.table[n] = x
    return x
end
function _read_module(s::AbstractSerializer)
    path = [Symbol(_readtext(s)) for _ in 1:_readsize(s)]
    uuid = _readtext(s)
    m = path[1] === :Main ? Main : path[1] === :Base ? Base : path[1] === :Core ? Core :
        Base.root_module(Base.PkgId(isempty(uuid) ? nothing : Base.UUID(uuid), String(path[1])))
    for name in path[2:end]
        m = getglobal(m, name)::Module
    end
    return m
end
function _read_type(s::AbstractSerializer)
    m = deserialize(s)::Module
    name = Symbol(_readtext(s))
    params = Any[deserialize(s) for _ in 1:_readsize(s)]
    name === :Tuple && m === Core && return Tuple{params...}
    T = _named_type(m, name)
    isempty(params) && return T
    return T{params...}
end
# Types of functions are not bound to names: those of named functions are found by the function.
function _named_type(m::Module, name::Symbol)
    text = String(name)
    isdefined(m, name) && getglobal(m, name) isa Type && return getglobal(m, name)
    if startswith(text, '#') && isdefined(m, Symbol(text[2:end]))
        return typeof(getglobal(m, Symbol(text[2:end])))
    end
    error("the type $name is not defined in $m")
end
_read_vararg(s::AbstractSerializer, n::UInt8) =
    n == 0 ? Vararg : (T = deserialize(s); n == 1 ? Vararg{T} : Vararg{T, deserialize(s)})
function _read_bigfloat(s::AbstractSerializer)
    bits = _readsize(s)
    text = _readtext(s)
    setprecision(BigFloat, bits) do
        text in ("Inf", "-Inf", "NaN", "-NaN") && return BigFloat(text == "Inf" ? Inf : text == "-Inf" ? -Inf : NaN)
        e = _readsize(s)
        text == "-0" && return -BigFloat(0)
        return ldexp(BigFloat(parse(BigInt, text; base = 62)), e)
    end
end
function _read_expr(s::AbstractSerializer)
    n = _next_slot(s)
    ex = Expr(deserialize(s)::Symbol)
    s.table[n] = ex
    for _ in 1:_readsize(s)
        push!(ex.args, deserialize(s))
    end
    return ex
end
function _read_array(s::AbstractSerializer)
    n = _next_slot(s)
    T = deserialize(s)
    dims = ntuple(i -> _readsize(s), _readsize(s))
    a = Array{T, length(dims)}(undef, dims)
    s.table[n] = a
    return _read_elements!(s, a)
end
function _read_memory(s::AbstractSerializer)
    n = _next_slot(s)
    T = deserialize(s)
    m = Memory{T}(undef, _readsize(s))
    s.table[n] = m
    return _read_elements!(s, m)
end
function _read_elements!(s::AbstractSerializer, a)
    if isbitstype(eltype(a)) && !(eltype(a) <: Ptr)
        sizeof(eltype(a)) == 0 || isempty(a) || read!(s.io, a)
        return a
    end
    for i in eachindex(a)
        v = deserialize(s)
        v isa _Undefined || (a[i] = v)
    end
    return a
end
function _read_pairs(s::AbstractSerializer, D)
    n = _next_slot(s)
    K = deserialize(s)
    V = deserialize(s)
    d = D{K, V}()
    s.table[n] = d
    for _ in 1:_readsize(s)
        k = deserialize(s)
        d[k] = deserialize(s)
    end
    return d
end
function _read_bits(s::AbstractSerializer, @nospecialize(T))
    cell = Memory{T}(undef, 1)
    GC.@preserve cell unsafe_read(s.io, Ptr{UInt8}(pointer(cell)), UInt(sizeof(T)))
    return cell[1]
end
# A mutable object is there before its fields are read: they may refer to it.
function _read_object(s::AbstractSerializer)
    n = _next_slot(s)
    T = deserialize(s)::DataType
    x = ccall(:jl_new_struct_uninit, Any, (Any,), T)
    s.table[n] = x
    for i in 1:fieldcount(T)
        v = deserialize(s)
        v isa _Undefined || ccall(:jl_set_nth_field, Cvoid, (Any, Int, Any), x, i - 1, v)
    end
    return x
end
function _read_struct(s::AbstractSerializer, @nospecialize(T::DataType))
    fields = Any[]
    for i in 1:fieldcount(T)
        push!(fields, deserialize(s))
    end
    while !isempty(fields) && fields[end] isa _Undefined
        pop!(fields)
    end
    return ccall(:jl_new_structt, Any, (Any, Any), T, (fields...,))
end

end
