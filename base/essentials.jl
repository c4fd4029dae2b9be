# The ground every chapter stands on: property access, conversion's fallbacks, the array and symbol primitives that
# macros and loops over syntax need, and the small types Julia programs name everywhere.

const Callable = Union{Function, Type}
const Bottom = Union{}

# Functions whose methods are spread over many chapters.
function size end
function length end
function iterate end
function convert end
function hash end
function show end
function print end
function string end
function ndims end
function keys end
function values end
function copy end
function map end
function in end
function eltype end
function firstindex end
function lastindex end
function getindex end
function setindex! end
function axes end
function isless end
function isequal end
function parse end
function tryparse end
function similar end
function collect end
function broadcastable end
function adjoint end
function repr end
function stacktrace end
function isidentifier end
function isoperator end
function isunaryoperator end
function isbinaryoperator end
function ispostfixoperator end
function transpose end

# ---- what keyword arguments arrive in --------------------------------------------------------------------------------

abstract type AbstractDict{K,V} end
abstract type AbstractSet{T} end

# The associations `k => data[k]` for the keys in `itr`; also what a function sees as its keyword arguments.
struct Pairs{K,V,I,A} <: AbstractDict{K,V}
    data::A
    itr::I
    Pairs{K,V,I,A}(data, itr) where {K,V,I,A} = new(data, itr)
end
Pairs{K,V}(data::A, itr::I) where {K,V,I,A} = Pairs{K,V,I,A}(data, itr)
Pairs{K}(data::A, itr::I) where {K,I,A} = Pairs{K,eltype(A),I,A}(data, itr)
Pairs(data::A, itr::I) where {I,A} = Pairs{eltype(I),eltype(A),I,A}(data, itr)

# The type of the keywords that a `kw...` takes up.
pairs(::Type{NamedTuple}) = Pairs{Symbol, V, NTuple{N, Symbol}, NamedTuple{names, T}} where {V, N, names, T <: NTuple{N, Any}}

# ---- properties ---------------------------------------------------------------------------------------------------

getproperty(x, f::Symbol) = (@_inline_meta; getfield(x, f))
getproperty(x::Tuple, f::Int) = (@_inline_meta; getfield(x, f))
getproperty(x::Type, f::Symbol) = (@_inline_meta; getfield(x, f))
getproperty(x::Module, f::Symbol) = (@_inline_meta; getglobal(x, f))
getproperty(x, f::Symbol, order::Symbol) = (@_inline_meta; getfield(x, f, order))
getproperty(x::Module, f::Symbol, order::Symbol) = (@_inline_meta; getglobal(x, f, order))

function setproperty!(x, f::Symbol, v)
    @_inline_meta
    return setfield!(x, f, convert(fieldtype(typeof(x), f), v))
end
function setproperty!(x, f::Symbol, v, order::Symbol)
    @_inline_meta
    return setfield!(x, f, convert(fieldtype(typeof(x), f), v), order)
end
function setproperty!(x::Module, f::Symbol, v, order::Symbol = :monotonic)
    @_inline_meta
    return setglobal!(x, f, convert(Core.get_binding_type(x, f), v), order)
end
setproperty!(x::Type, f::Symbol, v) = throw(ErrorException("setfield! fields of Types should not be changed"))
setproperty!(x::Tuple, f::Int, v) = setfield!(x, f, v)

function swapproperty!(x, f::Symbol, v, order::Symbol = :not_atomic)
    @_inline_meta
    return swapfield!(x, f, convert(fieldtype(typeof(x), f), v), order)
end
function modifyproperty!(x, f::Symbol, op, v, order::Symbol = :not_atomic)
    @_inline_meta
    return modifyfield!(x, f, op, v, order)
end
function replaceproperty!(x, f::Symbol, expected, desired, success_order::Symbol = :not_atomic,
                          fail_order::Symbol = success_order)
    @_inline_meta
    return replacefield!(x, f, expected, convert(fieldtype(typeof(x), f), desired), success_order, fail_order)
end
function setpropertyonce!(x, f::Symbol, v, success_order::Symbol = :not_atomic,
                          fail_order::Symbol = success_order)
    @_inline_meta
    return setfieldonce!(x, f, convert(fieldtype(typeof(x), f), v), success_order, fail_order)
end

# ---- truth and identity -------------------------------------------------------------------------------------------

!(x::Bool) = not_int(x)
!==(@nospecialize(x), @nospecialize(y)) = !(x === y)
const ≡ = ===
const ≢ = !==

identity(@nospecialize(x)) = x

# Something of value is asked for but any value will do for the compiler: keeps it from knowing more.
inferencebarrier(@nospecialize(x)) = Core.compilerbarrier(:type, x)
# A method that tests of invalidation replace: its result is not known to whoever calls it.
a_method_to_overwrite_in_test() = inferencebarrier(1)
compilerbarrier(kind::Symbol, @nospecialize(x)) = Core.compilerbarrier(kind, x)

invokelatest(f, args...) = (@_inline_meta; Core._call_latest(f, args...))
invoke_in_world(world::UInt, f, args...) = Core._call_in_world(world, f, args...)

# ---- errors that the lowest chapters raise ------------------------------------------------------------------------

throw_boundserror(A, I) = (@_noinline_meta; throw(BoundsError(A, I)))

# ---- arrays, as far as the code below needs them --------------------------------------------------------------------

length(a::Array) = (@_inline_meta; length_of_dims(getfield(a, :size)))
length_of_dims(d::Tuple{Int}) = (@_inline_meta; getfield(d, 1))
length_of_dims(d::Tuple{Int, Int}) = (@_inline_meta; mul_int(getfield(d, 1), getfield(d, 2)))
function length_of_dims(d::Tuple{Vararg{Int}})
    n = 1
    i = 1
    while sle_int(i, nfields(d))
        n = mul_int(n, getfield(d, i))
        i = add_int(i, 1)
    end
    return n
end

function getindex(A::Array, i::Int)
    @_inline_meta
    @boundscheck ult_int(bitcast(UInt, sub_int(i, 1)), bitcast(UInt, length(A))) || throw_boundserror(A, (i,))
    return Core.memoryrefget(Core.memoryrefnew(getfield(A, :ref), i, false), :not_atomic, false)
end
function setindex!(A::Array{T}, x, i::Int) where {T}
    @_inline_meta
    @boundscheck ult_int(bitcast(UInt, sub_int(i, 1)), bitcast(UInt, length(A))) || throw_boundserror(A, (i,))
    v = isa(x, T) ? x : convert(T, x)::T
    Core.memoryrefset!(Core.memoryrefnew(getfield(A, :ref), i, false), v, :not_atomic, false)
    return A
end

length(v::Core.SimpleVector) = (@_inline_meta; ccall(:jl_svec_len, Int, (Any,), v))
getindex(v::Core.SimpleVector, i::Int) = (@_inline_meta; Core._svec_ref(v, i))
firstindex(v::Core.SimpleVector) = 1
lastindex(v::Core.SimpleVector) = length(v)
iterate(v::Core.SimpleVector, i::Int = 1) = sle_int(i, length(v)) ? (Core._svec_ref(v, i), add_int(i, 1)) : nothing
eltype(::Type{Core.SimpleVector}) = Any
keys(v::Core.SimpleVector) = OneTo(length(v))
isempty(v::Core.SimpleVector) = length(v) === 0
axes(v::Core.SimpleVector) = (OneTo(length(v)),)
axes(v::Core.SimpleVector, d::Integer) = d <= 1 ? axes(v)[d] : OneTo(1)
size(v::Core.SimpleVector) = (length(v),)
function isassigned(v::Core.SimpleVector, i::Int)
    @boundscheck (sle_int(1, i) && sle_int(i, length(v))) || return false
    return true
end
==(a::Core.SimpleVector, b::Core.SimpleVector) = _svec_equal(a, b)
function _svec_equal(a::Core.SimpleVector, b::Core.SimpleVector)
    length(a) === length(b) || return false
    i = 1
    while sle_int(i, length(a))
        a[i] == b[i] || return false
        i = add_int(i, 1)
    end
    return true
end
map(f, v::Core.SimpleVector) = Any[f(v[i]) for i in 1:length(v)]

# A copy of the one-dimensional array `a` with `x` before the rest: what macros need before arrays have their chapter.
function _with_first(@nospecialize(x), a::Array{Any, 1})
    n = length(a)
    b = Array{Any, 1}(undef, add_int(n, 1))
    b[1] = x
    i = 1
    while sle_int(i, n)
        b[add_int(i, 1)] = a[i]
        i = add_int(i, 1)
    end
    return b
end

# ---- symbols and strings ------------------------------------------------------------------------------------------

sizeof(s::String) = Core.sizeof(s)
ncodeunits(s::String) = Core.sizeof(s)
sizeof(x) = Core.sizeof(x)

# Names glued from parts. Parts that are neither symbols nor strings go through `string`, once that exists.
Symbol(a::Array{UInt8, 1}) = ccall(:jl_symbol_n, Ref{Symbol}, (Ptr{UInt8}, Int), a, length(a))
Symbol(x...) = Symbol(string(x...))
Symbol(x::Symbol, y::Symbol) = _symbol_join(x, y)
Symbol(x::String, y::Symbol) = _symbol_join(x, y)
Symbol(x::Symbol, y::String) = _symbol_join(x, y)
Symbol(x::String, y::String) = _symbol_join(x, y)
_symbol_join(x, y) = ccall(:jl_symbol_join, Ref{Symbol}, (Any, Any), x, y)

gensym() = ccall(:jl_gensym, Ref{Symbol}, ())
gensym(s::String) = ccall(:jl_tagged_gensym, Ref{Symbol}, (Any,), s)
gensym(s::Symbol) = ccall(:jl_tagged_gensym, Ref{Symbol}, (Any,), String(s))
gensym(ss...) = map(gensym, ss)
String(s::Symbol) = ccall(:jl_symbol_string, Ref{String}, (Any,), s)
macro gensym(names...)
    blk = Expr(:block)
    for name in names
        push!(blk.args, Expr(:(=), esc(name), Expr(:call, GlobalRef(Base, :gensym), Expr(:quote, name))))
    end
    push!(blk.args, nothing)
    return blk
end

# ---- small types --------------------------------------------------------------------------------------------------

# `Val(c)`: the value `c` as a type parameter.
struct Val{x} end
Val(x) = Val{x}()

struct Colon <: Function end
const (:) = Colon()

isnothing(x) = x === nothing

# A wrapper for one value; `missing` and `nothing` have their types here because conversion mentions them.
struct Missing end
const missing = Missing()
struct Some{T}
    value::T
end
